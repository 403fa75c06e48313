// What the home page asks. Pure.
import type { DateRange, EventsNode, TrendResult, TrendsQuery } from "@/query/types";

// Whole days: against seven whole days, a morning would always look like a fall.
const week: DateRange = { date_from: "-7d", date_to: "-1dEnd" };

const counted: ReadonlyArray<{ title: string; math: string; colour: string }> = [
  { title: "Active people", math: "dau", colour: "var(--chart-1)" },
  { title: "Sessions", math: "unique_session", colour: "var(--chart-2)" },
  { title: "Events", math: "total", colour: "var(--chart-4)" },
];

export const keyNumbers = counted;

const anything = (math: string): EventsNode => ({ kind: "EventsNode", event: null, name: "All events", math });

// Totals of the seven days until yesterday and of the seven before.
export const totalsQuery: TrendsQuery = {
  kind: "TrendsQuery",
  series: counted.map(({ math }) => anything(math)),
  dateRange: week,
  compareFilter: { compare: true },
  trendsFilter: { display: "BoldNumber" },
};

// People and events since an instant.
export const sinceQuery = (since: string): TrendsQuery => ({
  kind: "TrendsQuery",
  series: [anything("dau"), anything("total")],
  dateRange: { date_from: since, explicitDate: true },
  trendsFilter: { display: "BoldNumber" },
});

export const daysQuery: TrendsQuery = {
  kind: "TrendsQuery",
  series: counted.map(({ math }) => anything(math)),
  interval: "day",
  dateRange: { date_from: "-14d" },
};

export const changesQuery: TrendsQuery = {
  kind: "TrendsQuery",
  series: [anything("total")],
  dateRange: week,
  compareFilter: { compare: true },
  trendsFilter: { display: "BoldNumber" },
  breakdownFilter: { breakdown: "event", breakdown_type: "event_metadata", breakdown_limit: 50 },
};

// Of a project's first day: what there is today, with nothing to compare.
export const todayQuery: TrendsQuery = {
  ...changesQuery,
  dateRange: { date_from: "dStart" },
  compareFilter: { compare: false },
};

export interface EventChange {
  event: string;
  now: number;
  before: number;
}

// The product's own events whose numbers moved, the largest move first. Few events move much by chance, so the move is
// weighed by the square root of how many there are.
export function changes(results: readonly TrendResult[]): EventChange[] {
  const found = new Map<string, EventChange>();
  for (const result of results) {
    const event = String(result.breakdown_value ?? "");
    if (event === "" || event.startsWith("$")) continue;
    const entry = found.get(event) ?? { event, now: 0, before: 0 };
    if (result.compare_label === "previous") entry.before = result.aggregated_value ?? 0;
    else entry.now = result.aggregated_value ?? 0;
    found.set(event, entry);
  }
  const weight = ({ now, before }: EventChange) => Math.abs(now - before) / Math.sqrt(now + before || 1);
  return [...found.values()].sort((a, b) => weight(b) - weight(a));
}

export const totalOf = (results: readonly TrendResult[], order: number, label: "current" | "previous") =>
  results.find((result) => result.action?.order === order && result.compare_label === label)?.aggregated_value;
