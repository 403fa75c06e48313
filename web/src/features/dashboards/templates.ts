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
];
