// The filters of the events pages, as they stand in the URL. Pure.
import type { PropertyFilter } from "@/query/types";

export interface EventFilters {
  event?: string;
  distinct_id?: string;
  // A person's uuid.
  person?: string;
  // Searched in what is loaded, on this page.
  text?: string;
  // Days in the project's zone, "2025-11-03"; both included.
  from?: string;
  to?: string;
  // All of them must hold.
  properties?: PropertyFilter[];
}

const names = ["event", "distinct_id", "person", "text"] as const;
const longest = 400;
const mostProperties = 20;

function isPropertyFilter(value: unknown): value is PropertyFilter {
  if (typeof value !== "object" || value === null) return false;
  const { type, key } = value as Partial<Record<string, unknown>>;
  return typeof type === "string" && typeof key === "string" && key !== "";
}

// Reads what a URL says and leaves out everything that is not a filter.
export function readEventFilters(search: Record<string, unknown>): EventFilters {
  // The router keeps what is not mentioned here.
  const filters: EventFilters = Object.fromEntries(
    [...names, "from", "to", "properties"].map((name) => [name, undefined]),
  );
  for (const name of names) {
    const value = search[name];
    // The router reads "42" as a number; an event may be called that.
    const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    if (typeof text === "string" && text !== "") filters[name] = text.slice(0, longest);
  }
  for (const name of ["from", "to"] as const) {
    const value = search[name];
    if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) filters[name] = value;
  }
  if (Array.isArray(search.properties)) {
    const properties = search.properties.filter(isPropertyFilter).slice(0, mostProperties);
    if (properties.length > 0) filters.properties = properties;
  }
  return filters;
}

export function anyFilter(filters: EventFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined && value !== "");
}

// A new set of filters with some changed; an empty value takes a filter away.
export function changeFilters(filters: EventFilters, changes: EventFilters): EventFilters {
  return readEventFilters({ ...filters, ...changes } as Record<string, unknown>);
}
