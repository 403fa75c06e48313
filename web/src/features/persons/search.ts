// The state of the people pages as it stands in the URL. Pure.
import { propertyOf } from "@/features/definitions/property-columns";
import { isPropertyFilter } from "@/features/events/filters";
import type { PropertyFilter } from "@/query/types";
import { readPersonColumns } from "./columns";

export interface PersonsSearch {
  search?: string;
  // Counted from 1.
  page?: number;
  // A column, with "-" before it for descending. Otherwise who came last is first.
  order?: string;
  // All of them hold for everybody listed.
  properties?: PropertyFilter[];
  // Fixed ones, or properties: "properties.plan".
  columns?: string[];
}

const mostFilters = 20;

// What the list can be sorted by: a property, and when somebody came. Not by name: most people have none.
const canOrder = (column: string) => column === "created" || propertyOf(column) !== undefined;

export function readPersonsSearch(search: Record<string, unknown>): PersonsSearch {
  const result: PersonsSearch = {
    search: undefined,
    page: undefined,
    order: undefined,
    properties: undefined,
    columns: readPersonColumns(search.columns),
  };
  const text = typeof search.search === "number" ? String(search.search) : search.search;
  if (typeof text === "string" && text !== "") result.search = text.slice(0, 400);
  const page = Number(search.page);
  if (Number.isInteger(page) && page > 1) result.page = page;
  const { order } = search;
  if (typeof order === "string" && order !== "-created" && canOrder(order.replace(/^-/, ""))) result.order = order;
  if (Array.isArray(search.properties)) {
    const properties = search.properties
      .filter(isPropertyFilter)
      .filter(({ type }) => type === "person" || type === "cohort")
      .slice(0, mostFilters);
    if (properties.length > 0) result.properties = properties;
  }
  return result;
}

export const personTabs = ["timeline", "properties", "cohorts", "flags", "groups", "ids", "activity"] as const;
export type PersonTab = (typeof personTabs)[number];

export interface PersonSearch {
  tab?: PersonTab;
}

// The first tab is the page's plain address.
export function readPersonSearch(search: Record<string, unknown>): PersonSearch {
  const tab = personTabs.find((name) => name === search.tab);
  return { tab: tab === "timeline" ? undefined : tab };
}
