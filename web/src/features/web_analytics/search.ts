// The state of the web analytics page as it stands in the URL, and the questions it asks. Pure.
import { fittingInterval } from "@/query/dates";
import type { DateRange, EventsNode, PropertyFilter, TrendResult, TrendsQuery } from "@/query/types";

export interface WebSearch {
  from?: string;
  to?: string;
  // Everything on the page is about visits that fit these.
  filters?: PropertyFilter[];
  // Which number the chart shows.
  number?: "visitors" | "views" | "sessions";
}

export function readWebSearch(search: Record<string, unknown>): WebSearch {
  const result: WebSearch = { from: undefined, to: undefined, filters: undefined, number: undefined };
  for (const edge of ["from", "to"] as const) {
    const value = search[edge];
    if (typeof value === "string" && /^[-\w:.+]{1,40}$/.test(value)) result[edge] = value;
  }
  if (Array.isArray(search.filters)) {
    const filters = search.filters.filter(
      (filter): filter is PropertyFilter =>
        typeof filter === "object" && filter !== null && filter.type === "event" && typeof filter.key === "string",
    );
    if (filters.length > 0) result.filters = filters.slice(0, 20);
  }
  if (search.number === "views" || search.number === "sessions") result.number = search.number;
  return result;
}

export const rangeOf = (search: WebSearch): DateRange => ({
  date_from: search.from ?? "-7d",
  ...(search.to ? { date_to: search.to } : {}),
});

export const webNumbers = [
  { key: "visitors", title: "Visitors", math: "dau", colour: "var(--chart-1)" },
  { key: "views", title: "Page views", math: "total", colour: "var(--chart-2)" },
  { key: "sessions", title: "Sessions", math: "unique_session", colour: "var(--chart-4)" },
] as const;

const pageview = (math: string): EventsNode => ({ kind: "EventsNode", event: "$pageview", name: "$pageview", math });

const common = (search: WebSearch) => ({
  kind: "TrendsQuery" as const,
  dateRange: rangeOf(search),
  properties: search.filters ?? [],
  filterTestAccounts: true,
});

export const totals = (search: WebSearch): TrendsQuery => ({
  ...common(search),
  series: webNumbers.map(({ math }) => pageview(math)),
  compareFilter: { compare: true },
  trendsFilter: { display: "BoldNumber" },
});

export const overTime = (search: WebSearch): TrendsQuery => ({
  ...common(search),
  series: webNumbers.map(({ math }) => pageview(math)),
  interval: fittingInterval(rangeOf(search), new Date()),
  compareFilter: { compare: true },
});

export const splitBy = (search: WebSearch, key: string): TrendsQuery => ({
  ...common(search),
  series: [pageview("dau"), pageview("total")],
  trendsFilter: { display: "BoldNumber" },
  breakdownFilter: {
    breakdown: key,
    breakdown_type: "event",
    breakdown_limit: 12,
    breakdown_hide_other_aggregation: true,
  },
});

export interface SplitRow {
  value: string;
  visitors: number;
  views: number;
}

export function splitRows(results: readonly TrendResult[]): SplitRow[] {
  const rows = new Map<string, SplitRow>();
  for (const result of results) {
    const value = result.breakdown_value;
    if (typeof value !== "string" || value === "" || value.startsWith("$$_posthog_breakdown")) continue;
    const row = rows.get(value) ?? { value, visitors: 0, views: 0 };
    if (result.action?.order === 0) row.visitors = result.aggregated_value ?? 0;
    else row.views = result.aggregated_value ?? 0;
    rows.set(value, row);
  }
  return [...rows.values()].sort((a, b) => b.visitors - a.visitors || b.views - a.views);
}

// A click on a value filters everything by it; another click takes it away again.
export function toggleFilter(filters: readonly PropertyFilter[] | undefined, key: string, value: string) {
  const all = filters ?? [];
  const same = (filter: PropertyFilter) => filter.key === key && String(filter.value) === value;
  const next = all.some(same)
    ? all.filter((filter) => !same(filter))
    : [
        ...all.filter((filter) => filter.key !== key),
        { type: "event" as const, key, operator: "exact", value: [value] },
      ];
  return next.length > 0 ? next : undefined;
}
