// How often each event came in the last thirty days: what pickers and lists show beside names.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useProject } from "@/features/accounts/api";
import { answerQuery } from "@/query/client";
import type { Answer, TrendResult, TrendsQuery } from "@/query/types";

const query: TrendsQuery = {
  kind: "TrendsQuery",
  series: [{ kind: "EventsNode", event: null, name: "All events", math: "total" }],
  dateRange: { date_from: "-30d" },
  trendsFilter: { display: "BoldNumber" },
  breakdownFilter: {
    breakdown: "event",
    breakdown_type: "event_metadata",
    breakdown_limit: 200,
    breakdown_hide_other_aggregation: true,
  },
};

export function useEventVolumes(enabled = true): ReadonlyMap<string, number> {
  const project = useProject();
  const { data } = useQuery({
    ...answerQuery<Answer<TrendResult[]>>(project.id, query),
    staleTime: 5 * 60_000,
    enabled,
  });
  return useMemo(
    () => new Map((data?.results ?? []).map((row) => [String(row.breakdown_value), row.aggregated_value ?? 0])),
    [data],
  );
}
