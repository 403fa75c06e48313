// WebVitalsQuery: a trend of what browsers measured.
import { randomVisits } from "../web_histories.mjs";
import * as trends from "./trends.mjs";

export const kind = "WebVitalsQuery";
export const randomHistory = randomVisits;

export function randomQuery(random, history) {
  const source = trends.randomQuery(random, history);
  const series = [
    {
      kind: "EventsNode",
      event: "$web_vitals",
      math: random.pick(["p75", "p90", "p99"]),
      math_property: random.pick(["$web_vitals_LCP_value", "$web_vitals_CLS_value"]),
    },
  ];
  const trendsFilter = { display: "ActionsLineGraph" };
  return { kind, source: { ...source, series, properties: [], breakdownFilter: undefined, trendsFilter } };
}

export const answer = (history, events, { source }) => trends.answer(history, events, source);
export const seen = trends.seen;
