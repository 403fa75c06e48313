// What a new question of each kind asks before a person has chosen anything. Pure.
import type { EventsNode, InsightKind, InsightQuery, SeriesNode } from "./types";

export const insightKinds: readonly InsightKind[] = [
  "TrendsQuery",
  "FunnelsQuery",
  "RetentionQuery",
  "PathsQuery",
  "StickinessQuery",
  "LifecycleQuery",
];

const pageview: EventsNode = { kind: "EventsNode", event: "$pageview", name: "$pageview" };

export function defaultQuery(kind: InsightKind, event = pageview): InsightQuery {
  switch (kind) {
    case "TrendsQuery":
      return {
        kind,
        series: [{ ...event, math: "total" }],
        interval: "day",
        dateRange: { date_from: "-30d" },
        trendsFilter: { display: "ActionsLineGraph" },
      };
    case "FunnelsQuery":
      return { kind, series: [event], dateRange: { date_from: "-30d" }, funnelsFilter: { funnelVizType: "steps" } };
    case "RetentionQuery": {
      const entity = { id: event.event, name: event.event, type: "events" as const };
      return {
        kind,
        dateRange: { date_from: "-7w" },
        retentionFilter: {
          targetEntity: entity,
          returningEntity: entity,
          retentionType: "retention_first_time",
          period: "Week",
          totalIntervals: 8,
        },
      };
    }
    case "PathsQuery":
      return {
        kind,
        dateRange: { date_from: "-30d" },
        pathsFilter: { includeEventTypes: ["$pageview"], stepLimit: 5, edgeLimit: 50 },
      };
    case "StickinessQuery":
      return { kind, series: [event], interval: "day", dateRange: { date_from: "-14d" }, stickinessFilter: {} };
    case "LifecycleQuery":
      return { kind, series: [event], interval: "week", dateRange: { date_from: "-90d" }, lifecycleFilter: {} };
    case "HogQLQuery":
      return {
        kind,
        query: "SELECT event, count() AS events\nFROM events\nGROUP BY event\nORDER BY events DESC\nLIMIT 100",
      };
  }
}

export function seriesOf(query: InsightQuery): SeriesNode[] {
  return "series" in query ? query.series : [];
}

// The same subject asked another way: the events, filters and dates stay, the rest is the default of the new kind.
export function convert(query: InsightQuery, kind: InsightKind): InsightQuery {
  if (query.kind === kind) return query;
  const next = defaultQuery(kind);
  if (next.kind === "HogQLQuery" || query.kind === "HogQLQuery") return next;
  const plain = seriesOf(query).map(({ math: _math, math_property: _property, ...node }) => node as SeriesNode);
  const from = query.kind === "RetentionQuery" ? entityNode(query.retentionFilter.targetEntity?.id) : plain[0];
  const series = query.kind === "RetentionQuery" && from ? [from] : plain;
  if ("series" in next && series.length > 0) next.series = next.kind === "LifecycleQuery" ? series.slice(0, 1) : series;
  if (next.kind === "RetentionQuery" && from) {
    const id = from.kind === "EventsNode" ? from.event : from.id;
    const entity = { id, name: from.name ?? null, type: from.kind === "EventsNode" ? "events" : "actions" } as const;
    next.retentionFilter = { ...next.retentionFilter, targetEntity: entity, returningEntity: entity };
  }
  if (query.properties) next.properties = query.properties;
  if (query.filterTestAccounts !== undefined) next.filterTestAccounts = query.filterTestAccounts;
  const kindsOwnDates = next.kind === "RetentionQuery" || query.kind === "RetentionQuery";
  if (query.dateRange && !kindsOwnDates) next.dateRange = query.dateRange;
  return next;
}

function entityNode(id: string | number | null | undefined): SeriesNode | undefined {
  if (id === undefined) return undefined;
  if (typeof id === "number") return { kind: "ActionsNode", id };
  return { kind: "EventsNode", event: id, name: id ?? "All events" };
}
