// Retention as a triangle of cohorts, with the mean as a curve above.
import { periodTick, periodTitle } from "@/charts/periods";
import { meanShare, RetentionGrid, type RetentionLine } from "@/charts/retention";
import { TimeChart } from "@/charts/time-chart";
import type { ActorsSource, Interval, RetentionQuery, RetentionRow } from "@/query/types";
import { Empty } from "@/ui/states";
import { useZone } from "@/ui/time";

interface RetentionViewProps {
  query: RetentionQuery;
  results: RetentionRow[];
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
    title: row.breakdown_value === undefined ? cohortTitle(row.date, interval) : String(row.breakdown_value),
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

export function RetentionView({ query, results, compact, onPeople }: RetentionViewProps) {
  const zone = useZone();
  const lines = retentionLines(query, results);
  const period = query.retentionFilter.period ?? "Day";
  const reference = query.retentionFilter.retentionReference ?? "total";
  const columns = Math.max(0, ...lines.map((line) => line.counts.length));
  if (lines.every((line) => line.size === 0)) {
    return <Empty title="Nobody did the first event in this time">Choose another event, or look further back.</Empty>;
  }
  const mean = Array.from({ length: columns }, (_, column) => meanShare(lines, column, reference));
  const ended = mean.indexOf(undefined);
  const values = (ended < 0 ? mean : mean.slice(0, ended)).map((value) => value ?? 0);
  return (
    <div className="flex flex-col gap-5">
      {!compact && values.length > 1 && (
        <TimeChart
          kind="line"
          height={180}
          series={[{ key: "retention", name: "Came back, mean", colour: "var(--chart-1)", values, index: 0 }]}
          days={values.map(String)}
          titles={values.map((_, column) => `${period} ${column}`)}
          interval="day"
          zone={zone}
          format={(value) => `${Number(value.toFixed(1))}%`}
        />
      )}
      <RetentionGrid
        lines={lines}
        period={period}
        reference={reference}
        onPick={
          onPeople &&
          ((row, column) =>
            onPeople(
              { kind: "InsightActorsQuery", source: query, interval: row, day: column },
              `${lines[row]?.title ?? ""}, back in ${period.toLowerCase()} ${column}`,
            ))
        }
      />
    </div>
  );
}
