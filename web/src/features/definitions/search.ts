// The state of the data management page as it stands in the URL. Pure.
import type { PropertyOwner } from "./api";

export type DataTab = "events" | PropertyOwner;

export interface DataSearch {
  // Events are the page's plain address.
  tab?: PropertyOwner;
  search?: string;
  // Counted from 1.
  page?: number;
  // The definition whose panel is open.
  open?: string;
}

export function readDataSearch(search: Record<string, unknown>): DataSearch {
  const result: DataSearch = { tab: undefined, search: undefined, page: undefined, open: undefined };
  result.tab = (["event", "person", "group", "session"] as const).find((tab) => tab === search.tab);
  const text = typeof search.search === "number" ? String(search.search) : search.search;
  if (typeof text === "string" && text !== "") result.search = text.slice(0, 400);
  const page = Number(search.page);
  if (Number.isInteger(page) && page > 1) result.page = page;
  if (typeof search.open === "string" && search.open !== "") result.open = search.open.slice(0, 100);
  return result;
}
