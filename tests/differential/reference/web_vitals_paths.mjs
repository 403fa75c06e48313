// WebVitalsPathBreakdownQuery, by counting.
import { randomVisits } from "../web_histories.mjs";
import { groupBy } from "./actors.mjs";
import { numberOf } from "./filters.mjs";
import { quantile } from "./numbers.mjs";
import { eventsOf, ofEvent, periodsOf, randomScope, shownPath } from "./web.mjs";

export const kind = "WebVitalsPathBreakdownQuery";
export const randomHistory = randomVisits;

export function randomQuery(random, history) {
  const { conversionGoal, compareFilter, ...scope } = randomScope(random, history);
  return {
    kind,
    ...scope,
    percentile: random.pick(["p75", "p90", "p99"]),
    ...random.pick([
      { metric: "LCP", thresholds: [2500, 4000] },
      { metric: "CLS", thresholds: [0.1, 0.25] },
    ]),
  };
}

export function answer(history, events, query) {
  const [period] = periodsOf(history, query);
  const pathOf = (row) => shownPath(ofEvent("$pathname")(row), query);
  const value = ({ properties }) => numberOf(properties[`$web_vitals_${query.metric}_value`]);
  const measured = eventsOf(events, query, period).filter(
    (row) => row.event === "$web_vitals" && pathOf(row) !== null && value(row) !== undefined,
  );
  const list = [...groupBy(measured, pathOf)]
    .map(([path, own]) => ({ path, value: quantile(own.map(value), Number(`0.${query.percentile.slice(1)}`)) }))
    .sort((a, b) => a.value - b.value || (a.path < b.path ? -1 : 1));
  const [good, poor] = query.thresholds;
  const band = (from, to) => list.filter((one) => one.value > from && one.value <= to).slice(0, 20);
  return [{ good: band(-Infinity, good), needs_improvements: band(good, poor), poor: band(poor, Infinity) }];
}

export const seen = (results) => results;
