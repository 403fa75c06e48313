// What groups and their types are called, and the state of their pages in the URL. Pure.
import { propertyName } from "@/features/definitions/names";
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
const ofGroup = "properties.";
const most = 20;

export const groupColumnOf = (key: string): string => `${ofGroup}${key}`;

export const propertyOfColumn = (column: string): string | undefined =>
  column.startsWith(ofGroup) && column.length > ofGroup.length ? column.slice(ofGroup.length) : undefined;

export function groupColumnTitle(column: string): string {
  const key = propertyOfColumn(column);
  return key === undefined ? (fixedGroupColumns[column] ?? column) : propertyName(key);
}

// Undefined for what is no list of columns, and for the usual ones.
export function readGroupColumns(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const known = (column: unknown): column is string =>
    typeof column === "string" &&
    column.length <= 400 &&
    (Object.hasOwn(fixedGroupColumns, column) || propertyOfColumn(column) !== undefined);
  const columns = [...new Set(value.filter(known))].slice(0, most);
  return columns.length === 0 || columns.join("\n") === usualGroupColumns.join("\n") ? undefined : columns;
}

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
    if (["group", "created"].includes(column) || propertyOfColumn(column) !== undefined) result.order = search.order;
  }
  if (Array.isArray(search.properties)) {
    const properties = search.properties
      .filter(isPropertyFilter)
      .filter((filter) => filter.type === "group")
      .slice(0, most);
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
