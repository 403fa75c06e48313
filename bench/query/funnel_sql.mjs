// Funnels by hand (windowFunnel) and in PostHog's way: each person's events as a sorted array of tuples. PostHog hands the
// arrays to a program of its own; here an arrayFold walks them instead. So that nothing hangs on how fast that is, the time
// that the arrays alone take is measured too.
import { hand, posthog } from "./shapes.mjs";

const anyOf = (steps) => `e.event IN (${steps.map((step) => `'${step}'`).join(", ")})`;
const counts = (steps, source, group) => {
  const columns = steps.map((_, i) => `countIf(level >= ${i + 1})`).join(", ");
  return `SELECT v, step, n FROM (SELECT ${group ? "v" : "'' AS v"}, [${columns}] AS all FROM (${source}) ${group ? "GROUP BY v" : ""})
    ARRAY JOIN all AS n, arrayEnumerate(all) AS step`;
};

function levels(steps, dates, days, breakdown) {
  const conditions = steps.map((step) => `e.event = '${step}'`).join(", ");
  const at = "toUInt64(toUnixTimestamp64Micro(e.timestamp))";
  const value = breakdown ? `, argMinIf(${hand.text(breakdown)}, e.timestamp, ${hand.text(breakdown)} != '') AS v` : "";
  return `SELECT ${hand.person} AS a, windowFunnel(${days * 86_400_000_000})(${at}, ${conditions}) AS level${value}
    FROM ${hand.events(true)} WHERE ${hand.between(dates)} AND ${anyOf(steps)} GROUP BY a`;
}

export const handFunnel = (steps, dates, days, breakdown) =>
  counts(steps, `SELECT * FROM (${levels(steps, dates, days, breakdown)}) WHERE level > 0`, breakdown);
handFunnel.people = (steps, dates, days) =>
  `SELECT a FROM (${levels(steps, dates, days)}) WHERE level >= ${steps.length} ORDER BY a LIMIT 101`;

function arrays(steps, dates, breakdown) {
  const flags = steps.map((step, i) => `if(e.event = '${step}', 1, 0) AS step_${i}`).join(", ");
  const reached = steps.map((_, i) => `multiply(${i + 1}, step_${i})`).join(", ");
  return `SELECT a, arraySort(t -> t.1, groupArray(tuple(toFloat64(timestamp), uuid, prop, arrayFilter(x -> x != 0, [${reached}])))) AS events_array
    FROM (SELECT e.timestamp AS timestamp, e.uuid AS uuid, ${posthog.person} AS a, ${breakdown ? posthog.text(breakdown) : "''"} AS prop, ${flags}
      FROM ${posthog.events(true)} WHERE ${posthog.between(dates)} AND ${anyOf(steps)})
    GROUP BY a`;
}

function walked(steps, dates, days, breakdown) {
  const fold = `arrayFold((reached, x) -> arrayMap((before, here, i) -> if(has(x.4, i), if(i = 1, x.1, if(before > 0 AND x.1 - before <= ${days * 86_400}, before, here)), here),
      arrayPopBack(arrayPushFront(reached, toFloat64(0))), reached, arrayEnumerate(reached)), events_array, arrayResize([toFloat64(0)], ${steps.length}, toFloat64(0)))`;
  return `SELECT a, length(arrayFilter(x -> x > 0, ${fold})) AS level, tupleElement(arrayFirst(x -> x.3 != '', events_array), 3) AS v
    FROM (${arrays(steps, dates, breakdown)})`;
}

export const posthogFunnel = (steps, dates, days, breakdown) => ({
  part: `SELECT sum(length(events_array)) FROM (${arrays(steps, dates, breakdown)})`,
  whole: counts(steps, `SELECT * FROM (${walked(steps, dates, days, breakdown)}) WHERE level > 0`, breakdown),
});
posthogFunnel.people = (steps, dates, days) => ({
  part: `SELECT sum(length(events_array)) FROM (${arrays(steps, dates)})`,
  whole: `SELECT toString(a) FROM (${walked(steps, dates, days)}) WHERE level >= ${steps.length} ORDER BY a LIMIT 101`,
});
