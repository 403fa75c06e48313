// The state of the web analytics page as it stands in the URL, and the questions it asks. Pure.

import { type PeopleOf, readPeople } from "@/features/insights/url";
import { fittingInterval } from "@/query/dates";
import type {
  DateRange,
  PropertyFilter,
  WebExternalClicksTableQuery,
  WebGoalsQuery,
  WebOverviewQuery,
  WebStatsTableQuery,
  WebTrendsItem,
  WebTrendsQuery,
} from "@/query/types";
import { countryName } from "@/ui/countries";

export const webNumbers = [
  { key: "visitors", title: "Visitors", figure: "visitors", colour: "var(--chart-1)" },
  { key: "views", title: "Views", figure: "views", colour: "var(--chart-2)" },
  { key: "sessions", title: "Sessions", figure: "sessions", colour: "var(--chart-4)" },
  { key: "duration", title: "Session duration", figure: "session duration", colour: "var(--chart-5)" },
  { key: "bounces", title: "Bounce rate", figure: "bounce rate", colour: "var(--chart-3)" },
] as const;
export type WebNumber = (typeof webNumbers)[number]["key"];

export interface WebSearch {
  from?: string;
  to?: string;
  // Everything on the page is about visits that fit these.
  filters?: PropertyFilter[];
  // Which number the chart shows.
  number?: WebNumber;
  // The people panel.
  people?: PeopleOf;
}

export function readWebSearch(search: Record<string, unknown>): WebSearch {
  const result: WebSearch = {
    from: undefined,
    to: undefined,
    filters: undefined,
    number: undefined,
    people: readPeople(search.people),
  };
  for (const edge of ["from", "to"] as const) {
    const value = search[edge];
    if (typeof value === "string" && /^[-\w:.+]{1,40}$/.test(value)) result[edge] = value;
  }
  if (Array.isArray(search.filters)) {
    const filters = search.filters.filter(
      (filter): filter is PropertyFilter =>
        typeof filter === "object" &&
        filter !== null &&
        ["event", "session", "person"].includes(filter.type) &&
        typeof filter.key === "string",
    );
    if (filters.length > 0) result.filters = filters.slice(0, 20);
  }
  const number = webNumbers.find(({ key }) => key === search.number)?.key;
  if (number && number !== "visitors") result.number = number;
  return result;
}

export const rangeOf = (search: WebSearch): DateRange => ({
  date_from: search.from ?? "-7d",
  ...(search.to ? { date_to: search.to } : {}),
});

const common = (search: WebSearch) => ({
  dateRange: rangeOf(search),
  properties: search.filters ?? [],
  filterTestAccounts: true,
});
const compareFilter = { compare: true };

export const overview = (search: WebSearch): WebOverviewQuery => ({
  kind: "WebOverviewQuery",
  ...common(search),
  compareFilter,
});

export const overTime = (search: WebSearch): WebTrendsQuery => ({
  kind: "WebTrendsQuery",
  ...common(search),
  compareFilter,
  interval: fittingInterval(rangeOf(search), new Date()),
});

export const goals = (search: WebSearch): WebGoalsQuery => ({ kind: "WebGoalsQuery", ...common(search), limit: 10 });

// What a number was in one interval.
export function numberIn(number: WebNumber, metrics: WebTrendsItem["metrics"] | null | undefined): number {
  if (!metrics) return 0;
  switch (number) {
    case "visitors":
      return metrics.UniqueUsers ?? 0;
    case "views":
      return metrics.PageViews ?? 0;
    case "sessions":
      return metrics.Sessions ?? 0;
    case "duration":
      return metrics.SessionDuration ?? 0;
    case "bounces":
      return metrics.Sessions ? (100 * (metrics.Bounces ?? 0)) / metrics.Sessions : 0;
  }
}

// A list of values on the page. `filter` is what a click on one of them filters by.
export interface WebSplit {
  title: string;
  by: string;
  filter?: { type: "event" | "session"; key: string };
  // The place in a value that is one of several texts: [country, city].
  part?: number;
}

export const webGroups: ReadonlyArray<{ title: string; splits: readonly WebSplit[] }> = [
  {
    title: "Pages",
    splits: [
      { title: "Paths", by: "Page", filter: { type: "event", key: "$pathname" } },
      { title: "Entry", by: "InitialPage", filter: { type: "session", key: "$entry_pathname" } },
      { title: "Exit", by: "ExitPage", filter: { type: "session", key: "$end_pathname" } },
      { title: "Links out", by: "ExternalClicks" },
    ],
  },
  {
    title: "Sources",
    splits: [
      { title: "Channels", by: "InitialChannelType", filter: { type: "session", key: "$channel_type" } },
      { title: "Referrers", by: "InitialReferringDomain", filter: { type: "session", key: "$entry_referring_domain" } },
      { title: "UTM source", by: "InitialUTMSource", filter: { type: "session", key: "$entry_utm_source" } },
      { title: "Medium", by: "InitialUTMMedium", filter: { type: "session", key: "$entry_utm_medium" } },
      { title: "Campaign", by: "InitialUTMCampaign", filter: { type: "session", key: "$entry_utm_campaign" } },
    ],
  },
  {
    title: "Places",
    splits: [
      { title: "Countries", by: "Country", filter: { type: "event", key: "$geoip_country_code" } },
      { title: "Cities", by: "City", filter: { type: "event", key: "$geoip_city_name" }, part: 1 },
      { title: "Languages", by: "Language", filter: { type: "event", key: "$browser_language" } },
    ],
  },
  {
    title: "Devices",
    splits: [
      { title: "Kinds", by: "DeviceType", filter: { type: "event", key: "$device_type" } },
      { title: "Browsers", by: "Browser", filter: { type: "event", key: "$browser" } },
      { title: "Systems", by: "OS", filter: { type: "event", key: "$os" } },
      { title: "Sizes", by: "Viewport" },
    ],
  },
];

// So many rows of a list are on the page.
export const shownRows = 10;

export function splitQuery(search: WebSearch, split: WebSplit): WebStatsTableQuery | WebExternalClicksTableQuery {
  if (split.by === "ExternalClicks")
    return { kind: "WebExternalClicksTableQuery", ...common(search), stripQueryParams: true, limit: 10 };
  return {
    kind: "WebStatsTableQuery",
    ...common(search),
    breakdownBy: split.by,
    includeBounceRate: true,
    // A map shows them all.
    limit: split.by === "Country" ? 300 : shownRows,
  };
}

export interface SplitRow {
  // As the answer has it.
  raw: unknown;
  // What a click filters by.
  value: string;
  // What people read.
  name: string;
  visitors: number;
  // Views, or clicks.
  count: number;
  bounceRate: number | null;
}

function nameOf(split: WebSplit, value: unknown): string {
  if (split.by === "Country" && typeof value === "string") return countryName(value);
  if (split.by === "City" && Array.isArray(value)) return `${value[1]}, ${countryName(String(value[0] ?? ""))}`;
  if (split.by === "Viewport" && Array.isArray(value)) return value.join(" × ");
  return value === "$direct" ? "Direct" : String(value);
}

// Rows without a value say nothing that a list of values is for.
export function splitRows(split: WebSplit, results: readonly unknown[][]): SplitRow[] {
  return results.flatMap(([value, visitors, count, bounceRate]) => {
    // Each cell is [now, before].
    const of = (cell: unknown) => (Array.isArray(cell) && typeof cell[0] === "number" ? cell[0] : null);
    const now = of(visitors) ?? 0;
    if (value === null || value === "" || now === 0) return [];
    return [
      {
        raw: value,
        value: String(split.part !== undefined && Array.isArray(value) ? value[split.part] : value),
        name: nameOf(split, value),
        visitors: now,
        count: of(count) ?? 0,
        bounceRate: of(bounceRate),
      },
    ];
  });
}

// A click on a value filters everything by it; another click takes it away again.
export function toggleFilter(
  filters: readonly PropertyFilter[] | undefined,
  { type, key }: { type: PropertyFilter["type"]; key: string },
  value: string,
) {
  const all = filters ?? [];
  const same = (filter: PropertyFilter) => filter.key === key && String(filter.value) === value;
  const next = all.some(same)
    ? all.filter((filter) => !same(filter))
    : [...all.filter((filter) => filter.key !== key), { type, key, operator: "exact", value: [value] }];
  return next.length > 0 ? next : undefined;
}
