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
  // Only those that somebody has checked, that nobody has, or that are left out of pickers.
  show?: "verified" | "unverified" | "hidden";
  tag?: string;
  // Of groups: whose properties; the first type is the plain address.
  type?: number;
}

// What the server is asked for these.
export const narrowing = ({ show, tag }: DataSearch) => ({
  verified: show === "verified" ? true : show === "unverified" ? false : undefined,
  hidden: show === "hidden" ? true : undefined,
  tags: tag === undefined ? undefined : JSON.stringify([tag]),
});

export type Narrowing = ReturnType<typeof narrowing>;

export function readDataSearch(search: Record<string, unknown>): DataSearch {
  const result: DataSearch = {
    ...{ tab: undefined, search: undefined, page: undefined, open: undefined },
    ...{ show: undefined, tag: undefined, type: undefined },
  };
  result.tab = (["event", "person", "group", "session"] as const).find((tab) => tab === search.tab);
  const text = typeof search.search === "number" ? String(search.search) : search.search;
  if (typeof text === "string" && text !== "") result.search = text.slice(0, 400);
  const page = Number(search.page);
  if (Number.isInteger(page) && page > 1) result.page = page;
  result.show = (["verified", "unverified", "hidden"] as const).find((show) => show === search.show);
  if (typeof search.tag === "string" && search.tag !== "") result.tag = search.tag.slice(0, 100);
  const type = Number(search.type);
  if (Number.isInteger(type) && type > 0 && type < 5) result.type = type;
  if (typeof search.open === "string" && search.open !== "") result.open = search.open.slice(0, 100);
  return result;
}
