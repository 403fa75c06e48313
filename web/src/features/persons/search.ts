// The state of the people pages as it stands in the URL. Pure.

export interface PersonsSearch {
  search?: string;
  // Counted from 1.
  page?: number;
  // Who came first is first; otherwise who came last.
  order?: "created_at";
}

export function readPersonsSearch(search: Record<string, unknown>): PersonsSearch {
  const result: PersonsSearch = { search: undefined, page: undefined, order: undefined };
  const text = typeof search.search === "number" ? String(search.search) : search.search;
  if (typeof text === "string" && text !== "") result.search = text.slice(0, 400);
  const page = Number(search.page);
  if (Number.isInteger(page) && page > 1) result.page = page;
  if (search.order === "created_at") result.order = "created_at";
  return result;
}

export const personTabs = ["timeline", "properties", "ids"] as const;
export type PersonTab = (typeof personTabs)[number];

export interface PersonSearch {
  tab?: PersonTab;
}

// The first tab is the page's plain address.
export function readPersonSearch(search: Record<string, unknown>): PersonSearch {
  const tab = personTabs.find((name) => name === search.tab);
  return { tab: tab === "timeline" ? undefined : tab };
}
