// The events page's state in the URL: filters, columns, and the saved view it began with. Pure.
import { type ColumnId, readColumns } from "./columns";
import { type EventFilters, readEventFilters } from "./filters";

export interface EventsSearch extends EventFilters {
  columns?: ColumnId[];
  // The id of a saved view.
  view?: number;
}

export function readEventsSearch(search: Record<string, unknown>): EventsSearch {
  const view = Number(search.view);
  return {
    ...readEventFilters(search),
    columns: readColumns(search.columns),
    view: Number.isInteger(view) && view > 0 ? view : undefined,
  };
}

// In one order, without what says nothing.
const saidBy = (search: object) =>
  Object.entries(search)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));

// Whether two states show the same; which view they began with does not matter.
export function sameLook(a: EventsSearch, b: EventsSearch): boolean {
  const words = ({ view: _, ...search }: EventsSearch) => JSON.stringify(saidBy(search));
  return words(a) === words(b);
}
