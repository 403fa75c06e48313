// Retention as a triangle of cohorts with the mean as a curve above, or as a curve for each cohort.
import { useState } from "react";
import { seriesColours } from "@/charts/colours";
import { Legend } from "@/charts/legend";
import { periodTick, periodTitle } from "@/charts/periods";
import { meanShare, RetentionGrid, type RetentionLine, shareOf } from "@/charts/retention";
import { TimeChart } from "@/charts/time-chart";
import type { ActorsSource, BreakdownValue, Interval, RetentionQuery, RetentionRow } from "@/query/types";
import { Empty } from "@/ui/states";
import { useZone } from "@/ui/time";
import { breakdownText } from "../words";

interface RetentionViewProps {
  query: RetentionQuery;
  results: RetentionRow[];
  height?: number;
  compact?: boolean;
  onPeople?: (source: ActorsSource, title: string) => void;
}

const intervals = { Hour: "hour", Day: "day", Week: "week", Month: "month" } as const;

// "2026-11-03T00:00:00+01:00" as answers have it to "2026-11-03 00:00:00".
const dayOf = (date: string, interval: Interval) =>
  interval === "hour" ? date.replace("T", " ").slice(0, 19) : date.slice(0, 10);

export function retentionLines(query: RetentionQuery, results: readonly RetentionRow[]): RetentionLine[] {
  const interval = intervals[query.retentionFilter.period ?? "Day"];
  return results.map((row) => ({
    title: cohortTitle(row.date, interval),
    size: row.values[0]?.count ?? 0,
    counts: row.values.map((value) => value.count),
    // The last cell of each row is the period that is going on.
    openFrom: row.values.length - 1,
  }));
}

function cohortTitle(date: string, interval: Interval): string {
  const day = dayOf(date, interval);
  if (interval === "week") return `Week of ${periodTick(day, "day")}`;
  return interval === "month" ? periodTitle(day, interval) : periodTick(day, interval);
}

interface Table {
  // The breakdown's value; empty without a breakdown.
  name: string;
  value: BreakdownValue | undefined;
  lines: RetentionLine[];
}

// One table for each value of the breakdown.
export function retentionTables(query: RetentionQuery, results: readonly RetentionRow[]): Table[] {
  const tables = new Map<string, RetentionRow[]>();
  for (const row of results) {
    const key = JSON.stringify(row.breakdown_value ?? null);
    tables.set(key, [...(tables.get(key) ?? []), row]);
  }
  return [...tables.values()].map((rows) => {
    const value = rows[0]?.breakdown_value;
    return { name: value === undefined ? "" : breakdownText(value), value, lines: retentionLines(query, rows) };
  });
}

export function RetentionView({ query, results, height, compact, onPeople }: RetentionViewProps) {
  const tables = retentionTables(query, results);
  const period = query.retentionFilter.period ?? "Day";
  const reference = query.retentionFilter.retentionReference ?? "total";
  const mean = query.retentionFilter.meanRetentionCalculation ?? "weighted";
  const display = query.retentionFilter.dashboardDisplay ?? "all";
  if (tables.every((table) => table.lines.every((line) => line.size === 0))) {
    return <Empty title="Nobody did the first event in this time">Choose another event, or look further back.</Empty>;
  }
  const asked = (table: Table, row: number, column: number) =>
    onPeople?.(
      {
        kind: "InsightActorsQuery",
        source: query,
        interval: row,
        day: column,
        ...(table.value === undefined ? {} : { breakdown: table.value }),
      },
      `${[table.name, table.lines[row]?.title].filter(Boolean).join(" · ")}, back in ${period.toLowerCase()} ${column}`,
    );
  const curves =
    display === "graph_only" && tables.length === 1
      ? cohortCurves(tables[0]?.lines ?? [], reference)
      : meanCurves(tables, reference, mean === "simple");
  const [only] = tables;
  return (
    <div className="flex flex-col gap-5">
      {display !== "table_only" && (!compact || display === "graph_only") && (
        <Curves
          curves={curves}
          period={period}
          height={display === "graph_only" ? height : 180}
          onPoint={
            onPeople && display === "graph_only" && only && tables.length === 1
              ? (row, column) => asked(only, row, column)
              : undefined
          }
        />
      )}
      {display !== "graph_only" &&
        tables.map((table) => (
          <div key={table.name}>
            {table.name !== "" && (
              <h3 className="pb-1 pl-2 text-sm font-medium">
                <bdi>{table.name}</bdi>
              </h3>
            )}
            <RetentionGrid
              name={table.name}
              lines={table.lines}
              period={period}
              reference={reference}
              mean={mean}
              onPick={onPeople && ((row, column) => asked(table, row, column))}
            />
          </div>
        ))}
    </div>
  );
}

interface Curve {
  name: string;
  values: number[];
}

function meanCurves(tables: readonly Table[], reference: "total" | "previous", simple: boolean): Curve[] {
  return tables.map((table) => {
    const columns = Math.max(0, ...table.lines.map((line) => line.counts.length));
    const mean = Array.from({ length: columns }, (_, column) => meanShare(table.lines, column, reference, simple));
    const ended = mean.indexOf(undefined);
    const values = (ended < 0 ? mean : mean.slice(0, ended)).map((value) => value ?? 0);
    return { name: table.name || "Came back, mean", values };
  });
}

// As far as each cohort's periods have ended.
function cohortCurves(lines: readonly RetentionLine[], reference: "total" | "previous"): Curve[] {
  return lines.map((line) => ({
    name: line.title,
    values: line.counts.slice(0, line.openFrom).map((_, column) => shareOf(line, column, reference)),
  }));
}

interface CurvesProps {
  curves: readonly Curve[];
  period: string;
  height?: number;
  onPoint?: (curve: number, place: number) => void;
}

function Curves({ curves, period, height, onPoint }: CurvesProps) {
  const zone = useZone();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const places = Math.max(0, ...curves.map((curve) => curve.values.length));
  if (places < 2) return null;
  const colours = curves.length === 1 ? ["var(--chart-1)"] : seriesColours(curves.map((curve) => curve.name));
  const all = curves.map((curve, index) => ({
    key: curve.name,
    name: curve.name,
    colour: colours[index] ?? "var(--chart-1)",
    values: curve.values,
    index,
    whole: "last" as const,
  }));
  const shown = all.filter((series) => series.values.length > 1 && !hidden.has(series.key));
  const titles = Array.from({ length: places }, (_, column) => `${period} ${column}`);
  return (
    <div>
      <TimeChart
        kind="line"
        height={height}
        series={shown}
        days={titles}
        titles={titles}
        interval="day"
        zone={zone}
        format={(value) => `${Number(value.toFixed(1))}%`}
        onPoint={
          onPoint &&
          ((series, at) => {
            const curve = shown[series];
            if (curve && at < curve.values.length) onPoint(curve.index, at);
          })
        }
      />
      <div className="pt-2">
        <Legend series={all} hidden={hidden} onChange={setHidden} />
      </div>
    </div>
  );
}
