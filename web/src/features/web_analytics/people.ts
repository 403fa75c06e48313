// From a number of web analytics to the question about the people behind it. Web analytics counts the views of the
// sessions that began in its dates; the same is said here as a trend of people, which has them. Pure.
import type { ActorsSource, EventsNode, Interval, PropertyFilter, SeriesNode } from "@/query/types";
import { rangeOf, type SplitRow, type WebSearch, type WebSplit } from "./search";

const begun = (operator: string, value?: string): PropertyFilter => ({
  type: "session",
  key: "$start_timestamp",
  operator,
  ...(value === undefined ? {} : { value }),
});

const exactly = (type: PropertyFilter["type"], key: string, value: unknown): PropertyFilter => ({
  type,
  key,
  operator: "exact",
  value: [String(value)],
});

// Sessions of any time have to be sessions. `from` is the first moment of the dates, as the answer names it.
const begunSince = (from: string | undefined): PropertyFilter => {
  const at = from === undefined ? Number.NaN : Date.parse(from);
  // After a moment is strictly after it.
  return Number.isNaN(at) || at <= 0 ? begun("is_set") : begun("is_date_after", new Date(at - 1).toISOString());
};

const views: EventsNode = { kind: "EventsNode", event: null, name: "Views" };
const isView: PropertyFilter = {
  type: "event_metadata",
  key: "event",
  operator: "exact",
  value: ["$pageview", "$screen"],
};

function visitorsOf(search: WebSearch, node: SeriesNode, properties: PropertyFilter[]): ActorsSource {
  return {
    kind: "InsightActorsQuery",
    source: {
      kind: "TrendsQuery",
      series: [{ ...node, math: "dau", properties }],
      dateRange: rangeOf(search),
      // Hours back from now begin with a whole hour.
      interval: search.from?.endsWith("h") ? "hour" : "day",
      properties: search.filters ?? [],
      filterTestAccounts: true,
      trendsFilter: { display: "BoldNumber" },
    },
    series: 0,
  };
}

export const visitors = (search: WebSearch, from: string | undefined): ActorsSource =>
  visitorsOf(search, views, [isView, begunSince(from)]);

// Of one place of the chart. `day` is when it begins, in the project's zone.
export function visitorsOfPlace(
  search: WebSearch,
  from: string | undefined,
  day: string,
  interval: Interval,
): ActorsSource {
  const first = new Date(`${day.slice(0, 10)}T${day.slice(11, 19) || "00:00:00"}Z`);
  const next = new Date(first);
  if (interval === "month") next.setUTCMonth(next.getUTCMonth() + 1);
  else next.setTime(first.getTime() + lengths[interval]);
  // Clocks of the project's zone: without a zone of their own.
  const clock = (at: Date) => at.toISOString().slice(0, -1);
  return visitorsOf(search, views, [
    isView,
    // The first week may have begun before the dates.
    begunSince(from),
    begun("is_date_after", clock(new Date(first.getTime() - 1))),
    begun("is_date_before", clock(next)),
  ]);
}

const lengths = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, month: 0 };

const regexSigns = /[\\^$.*+?()[\]{}|]/g;

// What an event has to have to be counted in a row. Nothing for lists whose rows cannot be told by properties.
function filtersOf(split: WebSplit, { raw, value }: SplitRow): PropertyFilter[] | undefined {
  const parts = Array.isArray(raw) ? raw : [];
  if (split.by === "City")
    return [exactly("event", "$geoip_country_code", parts[0]), exactly("event", "$geoip_city_name", parts[1])];
  if (split.by === "Viewport")
    return [exactly("event", "$viewport_width", parts[0]), exactly("event", "$viewport_height", parts[1])];
  // Links are listed without their query.
  if (split.by === "ExternalClicks") {
    const link = `^${value.replace(regexSigns, "\\$&")}([?#]|$)`;
    return [{ type: "event", key: "$external_click_url", operator: "regex", value: link }];
  }
  return split.filter && [exactly(split.filter.type, split.filter.key, value)];
}

export function visitorsOfRow(
  search: WebSearch,
  from: string | undefined,
  split: WebSplit,
  row: SplitRow,
): ActorsSource | undefined {
  const filters = filtersOf(split, row);
  if (!filters) return undefined;
  if (split.by === "ExternalClicks")
    return visitorsOf(search, { kind: "EventsNode", event: "$autocapture" }, [begunSince(from), ...filters]);
  return visitorsOf(search, views, [isView, begunSince(from), ...filters]);
}

export const doersOfAction = (search: WebSearch, from: string | undefined, action: { id: number; name: string }) =>
  visitorsOf(search, { kind: "ActionsNode", id: action.id, name: action.name }, [begunSince(from)]);
