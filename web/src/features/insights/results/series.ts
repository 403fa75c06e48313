// From the answer of a trend to what charts draw. Pure.
import { seriesColours, statusColours } from "@/charts/colours";
import { periodEnd } from "@/charts/periods";
import type { ChartSeries, Whole } from "@/charts/series";
import type { ChartNote } from "@/charts/time-chart";
import type { ValueBar } from "@/charts/value-bars";
import { eventName } from "@/features/definitions/names";
import type {
  InsightQuery,
  Interval,
  LifecycleQuery,
  SeriesNode,
  StickinessQuery,
  TrendResult,
  TrendsQuery,
} from "@/query/types";
import { isComputed } from "../formulas";
import { addsUp, mathOf } from "../maths";
import { breakdownText, isOther } from "../words";

type SeriesQuery = TrendsQuery | StickinessQuery | LifecycleQuery;

const hasBreakdown = (result: TrendResult) => result.breakdown_value !== undefined;

// What a person calls the series: the event, the breakdown's value, or both where both are needed.
export function resultName(result: TrendResult, query: SeriesQuery): string {
  const node = query.series[result.action?.order ?? 0];
  const event = result.action
    ? (result.action.custom_name ?? eventName(result.action.name ?? String(result.action.id ?? "")))
    : result.label;
  const subject = (each: SeriesNode | undefined) => (each?.kind === "ActionsNode" ? each.id : each?.event);
  const sameEvent = query.series.filter((each) => subject(each) === subject(node)).length > 1;
  const math = query.kind === "TrendsQuery" && sameEvent ? `, ${mathOf(node?.math).title.toLowerCase()}` : "";
  if (!hasBreakdown(result)) return `${event}${math}`;
  // Of cohorts the answer knows the names, and the value is a number.
  const byCohort = query.kind === "TrendsQuery" && query.breakdownFilter?.breakdown_type === "cohort";
  const value = byCohort ? cohortName(result) : breakdownText(result.breakdown_value);
  return query.series.length > 1 && result.action ? `${event}${math}: ${value}` : value;
}

function cohortName(result: TrendResult): string {
  const tail = result.label.split(" - ").at(-1) ?? "";
  return tail === "all" || result.breakdown_value === "all" ? "Everyone" : tail;
}

function keysOf(results: readonly TrendResult[]): string[] {
  const owners = new Map<string, number>();
  return results.map((result) => {
    const what = result.action ? String(result.action.name ?? result.action.id ?? "") : result.label;
    const key = hasBreakdown(result) ? `${what} ${breakdownText(result.breakdown_value)}` : what;
    const order = result.action?.order ?? 0;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, order);
    // Two series of the same event are told apart.
    return owner === undefined || owner === order ? key : `${key} ${order}`;
  });
}

// What is left over is grey and takes no colour away from what has a name.
function coloursOf(results: readonly TrendResult[], keys: readonly string[]): string[] {
  const named = keys.filter((_, index) => !isOther(results[index]?.breakdown_value));
  const chosen = new Map(seriesColours(named).map((colour, index) => [named[index], colour]));
  return keys.map((key) => chosen.get(key) ?? "var(--chart-10)");
}

// Annotations at the places of the axis that they fall on.
export function placeNotes(
  notes: ReadonlyArray<{ date: string; text: string }>,
  days: readonly string[],
  interval: Interval,
): ChartNote[] {
  const end = periodEnd(days.at(-1) ?? "", interval);
  return notes.flatMap((note) => {
    const date = note.date.slice(0, 10);
    const at = days.findLastIndex((day) => day.slice(0, 10) <= date);
    return at >= 0 && date <= end ? [{ at, text: note.text }] : [];
  });
}

function wholeFor(query: SeriesQuery, result: TrendResult): Whole {
  if (query.kind !== "TrendsQuery") return "sum";
  if (query.trendsFilter?.display === "ActionsLineGraphCumulative") return "last";
  const math = query.series[result.action?.order ?? 0]?.math;
  return addsUp(math) && !isComputed(query) ? "sum" : "mean";
}

export function chartSeries(results: readonly TrendResult[], query: SeriesQuery): ChartSeries[] {
  const keys = keysOf(results);
  const colours = coloursOf(results, keys);
  return results.map((result, index) => {
    const previous = result.compare_label === "previous";
    const name = result.status
      ? result.status.charAt(0).toUpperCase() + result.status.slice(1)
      : resultName(result, query);
    return {
      key: result.status ?? keys[index] ?? "",
      name: previous ? `${name}, before` : name,
      colour: (result.status && statusColours[result.status]) ?? colours[index] ?? "var(--chart-1)",
      values: result.data,
      days: result.days,
      previous,
      index,
      whole: wholeFor(query, result),
    };
  });
}

// Totals, the largest first, each with its value in the period before.
export function totalBars(results: readonly TrendResult[], query: TrendsQuery): ValueBar[] {
  const keys = keysOf(results);
  const colours = coloursOf(results, keys);
  const totalOf = (result: TrendResult) => result.aggregated_value ?? result.count;
  const before = new Map<string, number>();
  for (const [index, result] of results.entries()) {
    if (result.compare_label === "previous") before.set(keys[index] ?? "", totalOf(result));
  }
  return results
    .map((result, index) => ({
      key: keys[index] ?? "",
      name: resultName(result, query),
      colour: colours[index] ?? "var(--chart-1)",
      value: totalOf(result),
      before: before.get(keys[index] ?? ""),
      index,
    }))
    .filter((bar) => results[bar.index]?.compare_label !== "previous")
    .sort((a, b) => {
      const left = Number(isOther(results[a.index]?.breakdown_value));
      return left - Number(isOther(results[b.index]?.breakdown_value)) || b.value - a.value;
    });
}

// The table of numbers below a chart, and what the CSV file holds.
export function seriesTable(results: readonly TrendResult[], query: InsightQuery): Array<Array<string | number>> {
  const current = results.find((result) => result.compare_label !== "previous") ?? results[0];
  const named = (result: TrendResult) => {
    const name = result.status ?? resultName(result, query as SeriesQuery);
    return result.compare_label === "previous" ? `${name}, before` : name;
  };
  if (!current || current.days.length === 0) {
    return [["Series", "Total"], ...results.map((result) => [named(result), result.aggregated_value ?? result.count])];
  }
  const heads = query.kind === "StickinessQuery" ? current.labels : current.days;
  return [["Series", ...heads], ...results.map((result) => [named(result), ...result.data])];
}
