// From a place in an answer to the question about its people. Pure.
import type {
  ActorsSource,
  BreakdownValue,
  FunnelsQuery,
  InsightQuery,
  StickinessQuery,
  TrendResult,
} from "@/query/types";
import { isComputed } from "../formulas";

// The people of one place of a trend, stickiness or lifecycle; without `place` those of the whole range.
export function trendActors(query: InsightQuery, result: TrendResult, place?: number): ActorsSource | undefined {
  // A formula counts no people.
  if (isComputed(query)) return undefined;
  if (query.kind === "StickinessQuery") {
    const day = Number(result.days[place ?? 0]);
    if (!Number.isInteger(day)) return undefined;
    return {
      kind: "StickinessActorsQuery",
      source: query as StickinessQuery,
      day,
      series: result.action?.order ?? 0,
      ...(result.compare_label === "previous" ? { compare: "previous" as const } : {}),
    };
  }
  const day = place === undefined ? undefined : (result.action?.days?.[place] ?? result.days[place]);
  return {
    kind: "InsightActorsQuery",
    source: query,
    ...(day === undefined ? {} : { day }),
    series: result.action?.order ?? 0,
    ...(result.breakdown_value === undefined ? {} : { breakdown: result.breakdown_value }),
    ...(result.compare_label === undefined ? {} : { compare: result.compare_label }),
    ...(result.status === undefined ? {} : { status: result.status }),
  };
}

// Those who reached a step (counted from 0), or those who were lost before it.
export function funnelActors(
  query: FunnelsQuery,
  step: number,
  converted: boolean,
  breakdown: BreakdownValue | undefined,
): ActorsSource {
  return {
    kind: "FunnelsActorsQuery",
    source: query,
    funnelStep: converted ? step + 1 : -(step + 1),
    ...(breakdown === undefined ? {} : { funnelStepBreakdown: breakdown }),
  };
}
