// The main finding of an answer in a sentence, from its numbers: for those who do not see the chart, and for pasting where
// no picture fits. Pure.
import { describeFlow } from "@/charts/flow-layout";
import { periodTitle } from "@/charts/periods";
import { meanShare } from "@/charts/retention";
import { change, changeText, describeSeries } from "@/charts/series";
import type {
  Answer,
  FunnelsQuery,
  InsightQuery,
  LifecycleQuery,
  PathEdge,
  RetentionQuery,
  RetentionRow,
  StickinessQuery,
  TableAnswer,
  TimeToConvert,
  TrendResult,
  TrendsQuery,
} from "@/query/types";
import { durationText, exactNumber, plural } from "@/ui/numbers";
import { exactFormat } from "./formats";
import { funnelsOf, stepName } from "./results/funnel-result";
import { retentionTables } from "./results/retention-result";
import { chartSeries, totalBars } from "./results/series";
import { breakdownText } from "./words";

const percent = (part: number, whole: number) => (whole > 0 ? `${((part / whole) * 100).toFixed(1)}%` : "none");

export function findingOf(query: InsightQuery, answer: Answer<unknown>): string {
  switch (query.kind) {
    case "TrendsQuery":
      return trendFinding(query, listOf<TrendResult>(answer.results));
    case "LifecycleQuery":
    case "StickinessQuery":
      return overTimeFinding(query, listOf<TrendResult>(answer.results));
    case "FunnelsQuery":
      return funnelFinding(query, answer.results);
    case "RetentionQuery":
      return retentionFinding(query, listOf<RetentionRow>(answer.results));
    case "PathsQuery":
      return describeFlow(listOf<PathEdge>(answer.results));
    case "HogQLQuery":
      return rowsFinding(answer as TableAnswer);
  }
}

const listOf = <Item>(results: unknown): Item[] => (Array.isArray(results) ? (results as Item[]) : []);

const totalDisplays: readonly string[] = ["BoldNumber", "ActionsBarValue", "ActionsPie", "ActionsTable", "WorldMap"];

function trendFinding(query: TrendsQuery, results: TrendResult[]): string {
  if (results.length === 0) return "Nothing in this time.";
  if (!totalDisplays.includes(query.trendsFilter?.display ?? "")) return overTimeFinding(query, results);
  const bars = totalBars(results, query);
  const format = exactFormat(query);
  const sum = bars.reduce((all, bar) => all + bar.value, 0);
  const parts = bars.slice(0, 3).map(({ name, value, before }) => {
    const grown = change(before, value);
    const share = bars.length > 1 && sum > 0 ? ` (${percent(value, sum)})` : "";
    const against = grown === undefined ? "" : `, ${changeText(grown)} against ${format(before ?? 0)} before`;
    return `${name}: ${format(value)}${share}${against}`;
  });
  return `${parts.join(". ")}.${bars.length > 3 ? ` And ${exactNumber(bars.length - 3)} more.` : ""}`;
}

function overTimeFinding(query: TrendsQuery | StickinessQuery | LifecycleQuery, results: TrendResult[]): string {
  if (results.length === 0) return "Nothing in this time.";
  const first = results.find((result) => result.compare_label !== "previous") ?? results[0];
  const interval = query.interval ?? "day";
  return describeSeries(chartSeries(results, query), exactFormat(query), (at) =>
    query.kind === "StickinessQuery" ? String(first?.labels[at] ?? "") : periodTitle(first?.days[at] ?? "", interval),
  );
}

function funnelFinding(query: FunnelsQuery, results: unknown): string {
  const view = query.funnelsFilter?.funnelVizType ?? "steps";
  if (view === "time_to_convert") {
    const { bins = [], average_conversion_time: average = null } = (results ?? {}) as Partial<TimeToConvert>;
    const total = bins.reduce((sum, [, count]) => sum + count, 0);
    return `${plural(total, "person", "people")} converted${average === null ? "" : `, on average after ${durationText(average)}`}.`;
  }
  if (view === "trends") {
    const lines = listOf<TrendResult>(results).map((line) => {
      const name = line.breakdown_value === undefined ? "Conversion" : breakdownText(line.breakdown_value);
      const last = line.data.at(-1) ?? 0;
      return `${name}: ${last.toFixed(1)}% at last, from ${(line.data[0] ?? 0).toFixed(1)}%`;
    });
    return lines.length === 0 ? "Nobody did the first step." : `${lines.slice(0, 3).join(". ")}.`;
  }
  const funnels = funnelsOf(results);
  const [first] = funnels;
  const start = first?.[0];
  const end = first?.at(-1);
  if (!first || !start || !end || funnels.every((steps) => !steps[0]?.count)) return "Nobody did the first step.";
  if (funnels.length > 1) {
    const shares = funnels
      .map((steps) => ({ name: breakdownText(steps[0]?.breakdown_value ?? steps[0]?.breakdown), steps }))
      .map(({ name, steps }) => ({ name, count: steps.at(-1)?.count ?? 0, whole: steps[0]?.count ?? 0 }))
      .filter(({ whole }) => whole > 0)
      .sort((a, b) => b.count / b.whole - a.count / a.whole);
    const said = [shares[0], shares.at(-1)].map(
      (each) => each && `${percent(each.count, each.whole)} of ${each.name} (${exactNumber(each.count)})`,
    );
    return `From ${stepName(start)} to ${stepName(end)} got at most ${said[0]}, at least ${said[1]}.`;
  }
  const losses = first.slice(1).map((step, at) => ({ step, lost: (first[at]?.count ?? 0) - step.count, at }));
  const worst = losses.sort((a, b) => b.lost - a.lost)[0];
  const lost =
    worst && worst.lost > 0
      ? ` Most dropped off before ${stepName(worst.step)}: ${exactNumber(worst.lost)} (${percent(worst.lost, first[worst.at]?.count ?? 0)}).`
      : "";
  return `${percent(end.count, start.count)} of ${plural(start.count, "person", "people")} got from ${stepName(start)} to ${stepName(end)} (${exactNumber(end.count)}).${lost}`;
}

function retentionFinding(query: RetentionQuery, rows: RetentionRow[]): string {
  const tables = retentionTables(query, rows).filter(({ lines }) => lines.some(({ size }) => size > 0));
  if (tables.length === 0) return "Nobody did the first event in this time.";
  const { retentionReference: reference = "total", meanRetentionCalculation: mean } = query.retentionFilter;
  const period = (query.retentionFilter.period ?? "Day").toLowerCase();
  const parts = tables.slice(0, 3).map(({ name, lines }) => {
    const people = lines.reduce((sum, { size }) => sum + size, 0);
    const columns = lines.reduce((most, { counts }) => Math.max(most, counts.length), 0);
    const ended = Array.from({ length: columns }, (_, at) => ({
      at,
      share: meanShare(lines, at, reference, mean === "simple"),
    })).filter((each): each is { at: number; share: number } => each.at > 0 && each.share !== undefined);
    const said = [...new Set([ended[0], ended.at(-1)])].map(
      (each) => each && `${each.share.toFixed(1)}% in ${period} ${each.at}`,
    );
    const came = ended.length === 0 ? "no period has ended yet" : `on average ${said.join(" and ")} came back`;
    return `${name ? `${name}: of` : "Of"} ${plural(people, "person", "people")} in ${plural(lines.length, "cohort")} ${came}`;
  });
  return `${parts.join(". ")}.`;
}

function rowsFinding({ columns, results, hasMore }: TableAnswer): string {
  if (results.length === 0) return "The query found no rows.";
  const [row] = results;
  if (results.length === 1 && row && columns.length <= 4)
    return `${columns.map((column, at) => `${column}: ${String(row[at] ?? "null")}`).join(", ")}.`;
  const names =
    columns.length > 6 ? `${columns.slice(0, 6).join(", ")} and ${columns.length - 6} more` : columns.join(", ");
  return `${hasMore ? "The first " : ""}${plural(results.length, "row")} of ${names}.`;
}
