// What somebody who worked with the demo product would have made in it: questions worth asking of its events. Pure.
import type { Definition } from "@/features/cohorts/api";
import type { EventsNode, InsightQuery } from "@/query/types";

const event = (name: string, math = "total"): EventsNode => ({ kind: "EventsNode", event: name, name, math });

interface DemoInsight {
  name: string;
  query: InsightQuery;
  favorited?: boolean;
}

export const demoInsights: readonly DemoInsight[] = [
  {
    name: "From sign-up to a paid plan",
    favorited: true,
    query: {
      kind: "FunnelsQuery",
      series: [event("signed_up"), event("project_created"), event("task_completed"), event("plan_upgraded")],
      dateRange: { date_from: "-30d" },
    },
  },
  {
    name: "Weekly active people",
    favorited: true,
    query: {
      kind: "TrendsQuery",
      series: [event("task_completed", "dau")],
      interval: "week",
      dateRange: { date_from: "-90d" },
      trendsFilter: { display: "ActionsLineGraph" },
    },
  },
  {
    name: "Who comes back after signing up",
    query: {
      kind: "RetentionQuery",
      dateRange: { date_from: "-8w" },
      retentionFilter: {
        targetEntity: { id: "signed_up", name: "signed_up", type: "events" },
        returningEntity: { id: "task_completed", name: "task_completed", type: "events" },
        retentionType: "retention_first_time",
        period: "Week",
        totalIntervals: 8,
      },
    },
  },
  {
    name: "Sign-ups by source",
    query: {
      kind: "TrendsQuery",
      series: [event("signed_up")],
      interval: "week",
      dateRange: { date_from: "-90d" },
      trendsFilter: { display: "ActionsBar" },
      breakdownFilter: { breakdown: "$initial_referring_domain", breakdown_type: "person", breakdown_limit: 5 },
    },
  },
];

export const demoCohort: { name: string; filters: Definition } = {
  name: "Upgraded lately",
  filters: {
    properties: {
      type: "AND",
      values: [
        {
          type: "AND",
          values: [
            {
              type: "behavioral",
              value: "performed_event",
              event_type: "events",
              key: "plan_upgraded",
              time_value: 30,
              time_interval: "day",
            },
          ],
        },
      ],
    },
  },
};
