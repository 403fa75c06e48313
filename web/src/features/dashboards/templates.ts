// Dashboards to begin with: questions that make sense for most products. Pure.
import type { EventsNode, InsightQuery } from "@/query/types";

export interface Template {
  key: string;
  title: string;
  about: string;
  // Each with the place it takes.
  insights: ReadonlyArray<{ name: string; query: InsightQuery; w: number; h: number }>;
}

const pageview: EventsNode = { kind: "EventsNode", event: "$pageview", name: "$pageview" };
const month = { date_from: "-30d" };

const people = (display: "BoldNumber" | "ActionsLineGraph", math: string): InsightQuery => ({
  kind: "TrendsQuery",
  series: [{ ...pageview, math }],
  interval: "day",
  dateRange: month,
  trendsFilter: { display },
  compareFilter: { compare: true },
});

const split = (breakdown: string): InsightQuery => ({
  kind: "TrendsQuery",
  series: [{ ...pageview, math: "dau" }],
  interval: "day",
  dateRange: month,
  trendsFilter: { display: "ActionsBarValue" },
  breakdownFilter: { breakdown, breakdown_type: "event", breakdown_limit: 10 },
});

const retention: InsightQuery = {
  kind: "RetentionQuery",
  dateRange: { date_from: "-7w" },
  retentionFilter: {
    targetEntity: { id: "$pageview", name: "$pageview", type: "events" },
    returningEntity: { id: "$pageview", name: "$pageview", type: "events" },
    retentionType: "retention_first_time",
    period: "Week",
    totalIntervals: 8,
  },
};

const lifecycle: InsightQuery = {
  kind: "LifecycleQuery",
  series: [pageview],
  interval: "week",
  dateRange: { date_from: "-90d" },
};

const newPeople: InsightQuery = {
  kind: "TrendsQuery",
  series: [{ ...pageview, math: "first_time_for_user" }],
  interval: "week",
  dateRange: { date_from: "-90d" },
  trendsFilter: { display: "ActionsBar" },
};

const channels: InsightQuery = {
  kind: "TrendsQuery",
  series: [{ ...pageview, math: "dau" }],
  interval: "day",
  dateRange: month,
  trendsFilter: { display: "ActionsBarValue" },
  breakdownFilter: { breakdown: "$channel_type", breakdown_type: "session", breakdown_limit: 10 },
};

const anything: EventsNode = { kind: "EventsNode", event: null, name: "All events" };

// Whoever interacts after looking, and is known by name in the end.
const activation: InsightQuery = {
  kind: "FunnelsQuery",
  series: [
    pageview,
    { kind: "EventsNode", event: "$autocapture", name: "$autocapture" },
    { kind: "EventsNode", event: "$identify", name: "$identify" },
  ],
  dateRange: month,
  funnelsFilter: { funnelVizType: "steps", funnelWindowInterval: 14, funnelWindowIntervalUnit: "day" },
};

const stickiness: InsightQuery = {
  kind: "StickinessQuery",
  series: [anything],
  interval: "day",
  dateRange: { date_from: "-14d" },
  stickinessFilter: {},
};

const sinceMidnight = (math: string): InsightQuery => ({
  kind: "TrendsQuery",
  series: [{ ...anything, math }],
  interval: "hour",
  dateRange: { date_from: "dStart" },
  trendsFilter: { display: "BoldNumber" },
  compareFilter: { compare: true, compare_to: "-1w" },
});

const byHour: InsightQuery = {
  kind: "TrendsQuery",
  series: [{ ...anything, math: "dau" }],
  interval: "hour",
  dateRange: { date_from: "-72h" },
  trendsFilter: { display: "ActionsLineGraph" },
};

const mostDone: InsightQuery = {
  kind: "TrendsQuery",
  series: [{ ...anything, math: "dau" }],
  interval: "day",
  dateRange: { date_from: "-7d" },
  trendsFilter: { display: "ActionsTable" },
  breakdownFilter: { breakdown: "event", breakdown_type: "event_metadata", breakdown_limit: 10 },
};

const errors: InsightQuery = {
  kind: "TrendsQuery",
  series: [{ kind: "EventsNode", event: "$exception", name: "$exception", math: "total" }],
  interval: "hour",
  dateRange: { date_from: "-72h" },
  trendsFilter: { display: "ActionsBar" },
};

const ways: InsightQuery = {
  kind: "PathsQuery",
  dateRange: { date_from: "-7d" },
  pathsFilter: { includeEventTypes: ["$pageview"], stepLimit: 4, edgeLimit: 20 },
};

export const templates: readonly Template[] = [
  {
    key: "product",
    title: "Product overview",
    about: "Who uses it, how often, and who comes back.",
    insights: [
      { name: "People this month", query: people("BoldNumber", "dau"), w: 4, h: 4 },
      { name: "Page views this month", query: people("BoldNumber", "total"), w: 4, h: 4 },
      { name: "Sessions this month", query: people("BoldNumber", "unique_session"), w: 4, h: 4 },
      { name: "People by day", query: people("ActionsLineGraph", "dau"), w: 12, h: 6 },
      { name: "Lifecycle", query: lifecycle, w: 6, h: 6 },
      { name: "Retention by week", query: retention, w: 6, h: 6 },
    ],
  },
  {
    key: "web",
    title: "Website",
    about: "Pages, sources, places and devices.",
    insights: [
      { name: "Visitors by day", query: people("ActionsLineGraph", "dau"), w: 12, h: 6 },
      { name: "Top pages", query: split("$pathname"), w: 6, h: 6 },
      { name: "Where they come from", query: split("$referring_domain"), w: 6, h: 6 },
      { name: "Countries", query: split("$geoip_country_name"), w: 4, h: 6 },
      { name: "Browsers", query: split("$browser"), w: 4, h: 6 },
      { name: "Devices", query: split("$device_type"), w: 4, h: 6 },
    ],
  },
  {
    key: "growth",
    title: "Growth (AARRR)",
    about: "From the first visit to paying and inviting others, one step after the other.",
    insights: [
      { name: "Acquisition: new people by week", query: newPeople, w: 6, h: 6 },
      { name: "Acquisition: where they come from", query: channels, w: 6, h: 6 },
      { name: "Activation: from a visit to using it", query: activation, w: 12, h: 7 },
      { name: "Retention: who comes back", query: retention, w: 6, h: 7 },
      { name: "Retention: on how many days", query: stickiness, w: 6, h: 7 },
      { name: "Growth: new, returning, lost", query: lifecycle, w: 12, h: 6 },
    ],
  },
  {
    key: "launch",
    title: "Launch",
    about: "What a release does in its first days: hour by hour, with errors and who tries it.",
    insights: [
      { name: "People today", query: sinceMidnight("dau"), w: 4, h: 4 },
      { name: "Sessions today", query: sinceMidnight("unique_session"), w: 4, h: 4 },
      { name: "Events today", query: sinceMidnight("total"), w: 4, h: 4 },
      { name: "People by hour", query: byHour, w: 12, h: 6 },
      { name: "What people do most", query: mostDone, w: 6, h: 7 },
      { name: "Errors by hour", query: errors, w: 6, h: 7 },
      { name: "The ways people take", query: ways, w: 12, h: 9 },
    ],
  },
];
