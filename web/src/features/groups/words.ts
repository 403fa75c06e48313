// What groups and their types are called, and the state of their pages in the URL. Pure.
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
}

export function readGroupsSearch(search: Record<string, unknown>): GroupsSearch {
  const result: GroupsSearch = { type: undefined, search: undefined, page: undefined };
  const type = Number(search.type);
  if (Number.isInteger(type) && type > 0 && type < 100) result.type = type;
  const text = typeof search.search === "number" ? String(search.search) : search.search;
  if (typeof text === "string" && text !== "") result.search = text.slice(0, 400);
  const page = Number(search.page);
  if (Number.isInteger(page) && page > 1) result.page = page;
  return result;
}

export const groupTabs = ["timeline", "people", "properties"] as const;
export type GroupTab = (typeof groupTabs)[number];

// The first tab is the page's plain address.
export function readGroupSearch(search: Record<string, unknown>): { tab?: GroupTab } {
  const tab = groupTabs.find((name) => name === search.tab);
  return { tab: tab === "timeline" ? undefined : tab };
}
