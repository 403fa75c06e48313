// The filters of the events pages, as they stand in the URL. Pure.
import type { DateRange, PropertyFilter } from "@/query/types";
import { dayKey as dayKeyIn, dayStart } from "@/ui/dates";

export interface EventFilters {
  event?: string;
  distinct_id?: string;
  // A person's uuid.
  person?: string;
  // Searched in what is loaded, on this page.
  text?: string;
  // Days in the project's zone, "2025-11-03", both included; or how long ago, "-24h", "-7d".
  from?: string;
  to?: string;
  // All of them must hold.
  properties?: PropertyFilter[];
}

const names = ["event", "distinct_id", "person", "text"] as const;
const longest = 400;
const mostProperties = 20;

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);
const isAgo = (text: string) => /^(-\d{1,4}[hdwmqy]|-?\d?[dmy]Start|-1dEnd)$/.test(text);

// Whether a value from an address is a filter.
export function isPropertyFilter(value: unknown): value is PropertyFilter {
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
    if (typeof value === "string" && (isDay(value) || isAgo(value))) filters[name] = value;
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

// The two dates as the date picker knows them; nothing when there are none.
export function datesOf(filters: EventFilters): DateRange | undefined {
  return filters.from || filters.to ? { date_from: filters.from ?? "all", date_to: filters.to ?? null } : undefined;
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const unitMonths: Readonly<Record<string, number>> = { m: 1, q: 3, y: 12 };

// The instant an edge stands for, as ISO text: the first moment of a day, or the first one after it where `after`.
// "-7d" begins with that day, as it does in questions; hours are counted from now.
export function edgeInstant(edge: string, zone: string, now: Date, after = false): string {
  if (isDay(edge)) return dayStart(edge, zone, after ? 1 : 0);
  const today = dayKeyIn(now, zone);
  if (edge === "mStart") return dayStart(`${today.slice(0, 8)}01`, zone);
  if (edge === "yStart") return dayStart(`${today.slice(0, 5)}01-01`, zone);
  const [, count = "0", unit = "d"] = /^-?(\d*)([hdwmqy])/.exec(edge) ?? [];
  const back = Number(count);
  if (unit === "h") return new Date(now.getTime() - back * 3_600_000).toISOString();
  const months = unitMonths[unit];
  const at = new Date(now);
  if (months) at.setUTCMonth(at.getUTCMonth() - back * months);
  else at.setTime(at.getTime() - back * (unitMs[unit] ?? 0));
  return dayStart(dayKeyIn(at, zone), zone, after ? 1 : 0);
}
