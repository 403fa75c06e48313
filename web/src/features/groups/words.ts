// What groups and their types are called, and the state of their pages in the URL. Pure.
import { columnTitle, propertyOf, readColumns } from "@/features/definitions/property-columns";
import { isPropertyFilter } from "@/features/events/filters";
import type { PropertyFilter } from "@/query/types";
import type { Group, GroupType } from "./api";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

// "Companies" when the project says so, otherwise the name of the type as apps send it.
export function typeTitle(type: GroupType): string {
  return capital(type.name_plural || type.group_type);
}

export function groupName(group: Group): string {
  const name = group.group_properties.name;
  return typeof name === "string" && name.trim() !== "" ? name.trim() : group.group_key;
}

export interface GroupsSearch {
  type?: number;
  search?: string;
  page?: number;
  // A column, with "-" before it for descending; otherwise by key.
  order?: string;
  // All of them hold for every group listed.
  properties?: PropertyFilter[];
  // "group", "key", "created", or a property: "properties.plan".
  columns?: string[];
}

export const fixedGroupColumns: Readonly<Record<string, string>> = {
  group: "Group",
  key: "Key",
  created: "First seen",
};
export const usualGroupColumns: readonly string[] = ["group", "key", "created"];
const mostFilters = 20;

export const groupColumnTitle = (column: string): string => columnTitle(fixedGroupColumns, column);

export const readGroupColumns = (value: unknown): string[] | undefined =>
  readColumns(value, fixedGroupColumns, usualGroupColumns);

export function readGroupsSearch(search: Record<string, unknown>): GroupsSearch {
  const result: GroupsSearch = {
    type: undefined,
    search: undefined,
    page: undefined,
    order: undefined,
    properties: undefined,
    columns: readGroupColumns(search.columns),
  };
  const type = Number(search.type);
  if (Number.isInteger(type) && type > 0 && type < 100) result.type = type;
  const text = typeof search.search === "number" ? String(search.search) : search.search;
  if (typeof text === "string" && text !== "") result.search = text.slice(0, 400);
  const page = Number(search.page);
  if (Number.isInteger(page) && page > 1) result.page = page;
  if (typeof search.order === "string") {
    const column = search.order.replace(/^-/, "");
    if (["group", "created"].includes(column) || propertyOf(column) !== undefined) result.order = search.order;
  }
  if (Array.isArray(search.properties)) {
    const properties = search.properties
      .filter(isPropertyFilter)
      .filter((filter) => filter.type === "group")
      .slice(0, mostFilters);
    if (properties.length > 0) result.properties = properties;
  }
  return result;
}

export const groupTabs = ["timeline", "people", "properties"] as const;
export type GroupTab = (typeof groupTabs)[number];

// The first tab is the page's plain address.
export function readGroupSearch(search: Record<string, unknown>): { tab?: GroupTab } {
  const tab = groupTabs.find((name) => name === search.tab);
  return { tab: tab === "timeline" ? undefined : tab };
}
