// The numbers of an answer as rows for a spreadsheet, whatever the kind. Pure.
import type {
  Answer,
  FunnelStep,
  FunnelsQuery,
  InsightQuery,
  PathEdge,
  RetentionQuery,
  RetentionRow,
  TableAnswer,
  TimeToConvert,
  TrendResult,
} from "@/query/types";
import { breakdownFields } from "./breakdowns";
import { funnelsOf, stepName } from "./results/funnel-result";
import { seriesTable } from "./results/series";
import { breakdownText } from "./words";

export function answerRows(query: InsightQuery, answer: Answer<unknown>): unknown[][] {
  switch (query.kind) {
    case "HogQLQuery":
      return [(answer as TableAnswer).columns, ...(answer as TableAnswer).results];
    case "FunnelsQuery":
      return funnelRows(query, answer.results);
    case "RetentionQuery":
      return retentionRows(query, answer.results as RetentionRow[]);
    case "PathsQuery":
      return [
        ["from", "to", "times", "seconds on average"],
        ...(answer.results as PathEdge[]).map((edge) => [
          edge.source,
          edge.target,
          edge.value,
          Math.round(edge.average_conversion_time) / 1000,
        ]),
      ];
    default:
      return seriesTable(answer.results as TrendResult[], query);
  }
}

function funnelRows(query: FunnelsQuery, results: unknown): unknown[][] {
  const view = query.funnelsFilter?.funnelVizType ?? "steps";
  if (view === "time_to_convert") {
    return [["from seconds", "people"], ...((results as Partial<TimeToConvert>)?.bins ?? [])];
  }
  if (view === "trends") {
    const lines = (Array.isArray(results) ? results : []) as TrendResult[];
    const names = lines.map((line) =>
      line.breakdown_value === undefined ? "conversion %" : `${breakdownText(line.breakdown_value)} %`,
    );
    return [
      ["began", ...names],
      ...(lines[0]?.days ?? []).map((day, at) => [day, ...lines.map((line) => line.data[at])]),
    ];
  }
  const split = breakdownFields(query.breakdownFilter).length > 0;
  const heads = ["step", "name", "people", "% of the first", "% of the step before", "median seconds"];
  const rows = funnelsOf(results).flatMap((steps) => steps.map((step, at) => funnelRow(steps, step, at, split)));
  return [[...(split ? ["value"] : []), ...heads], ...rows];
}

function funnelRow(steps: readonly FunnelStep[], step: FunnelStep, at: number, split: boolean): unknown[] {
  const share = (whole: number | undefined) => (whole ? Math.round((step.count / whole) * 10_000) / 100 : "");
  return [
    ...(split ? [breakdownText(step.breakdown_value ?? step.breakdown)] : []),
    step.order + 1,
    stepName(step),
    step.count,
    share(steps[0]?.count),
    at === 0 ? "" : share(steps[at - 1]?.count),
    step.median_conversion_time ?? "",
  ];
}

function retentionRows(query: RetentionQuery, rows: readonly RetentionRow[]): unknown[][] {
  const split = rows.some((row) => row.breakdown_value !== undefined);
  const period = query.retentionFilter.period ?? "Day";
  const columns = Math.max(0, ...rows.map((row) => row.values.length));
  return [
    [...(split ? ["value"] : []), "cohort", ...Array.from({ length: columns }, (_, column) => `${period} ${column}`)],
    ...rows.map((row) => [
      ...(split ? [breakdownText(row.breakdown_value)] : []),
      row.date.slice(0, period === "Hour" ? 16 : 10),
      ...row.values.map(({ count }) => count),
    ]),
  ];
}
