// What is asked about one group: how busy it is, and who its people are. Pure.
import type { ActorsQuery, EventsNode, PropertyFilter, TrendsQuery } from "@/query/types";

// Events carry the key of their group of each type.
export const ofGroup = (type: number, key: string): PropertyFilter => ({
  type: "event_metadata",
  key: `$group_${type}`,
  operator: "exact",
  value: [key],
});

const anything = (math: string): EventsNode => ({ kind: "EventsNode", event: null, name: "All events", math });

export const shownDays = 30;

// Active people and events by day.
export const activityQuery = (type: number, key: string): TrendsQuery => ({
  kind: "TrendsQuery",
  series: [anything("dau"), anything("total")],
  interval: "day",
  dateRange: { date_from: `-${shownDays}d` },
  properties: [ofGroup(type, key)],
});

// The same over the whole time: a sum of days would count a person each day.
export const totalsQuery = (type: number, key: string): TrendsQuery => ({
  ...activityQuery(type, key),
  trendsFilter: { display: "BoldNumber" },
});

export const peopleQuery = (type: number, key: string, limit: number): ActorsQuery => ({
  kind: "ActorsQuery",
  source: { kind: "InsightActorsQuery", source: totalsQuery(type, key), series: 0 },
  limit,
});
