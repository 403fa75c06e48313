// The answer to a question in SQL as it is to be drawn: rows, lines, bars or one number.
import { useState } from "react";
import { seriesColours } from "@/charts/colours";
import { Legend, legendHeight, legendKey } from "@/charts/legend";
import type { ChartSeries } from "@/charts/series";
import { TimeChart } from "@/charts/time-chart";
import { ValueBars } from "@/charts/value-bars";
import type { SqlDrawing, TableAnswer } from "@/query/types";
import { compactNumber, exactNumber, plural } from "@/ui/numbers";
import { Empty } from "@/ui/states";
import { useZone } from "@/ui/time";
import { numberText } from "../formats";
import { chartColumns, type RowChart, rowChart } from "./row-chart";
import { placeNotes } from "./series";
import { TableView } from "./table-result";

interface SqlResultProps {
  answer: TableAnswer;
  drawn?: SqlDrawing;
  height?: number;
  notes?: ReadonlyArray<{ date: string; text: string }>;
}

const axisText = (value: number) => (Math.abs(value) < 1000 ? numberText(value) : compactNumber(value));

export function SqlResult({ answer, drawn, height, notes }: SqlResultProps) {
  if (!drawn || drawn.display === "ActionsTable" || answer.results.length === 0)
    return <TableView answer={answer} height={height} />;
  const columns = chartColumns(answer, drawn);
  if (columns.y.length === 0)
    return <Empty title="No numbers to draw">Select a column of numbers, such as count(), or look at the rows.</Empty>;
  if (drawn.display === "BoldNumber") return <OneNumber answer={answer} column={columns.y[0] ?? 0} />;
  return <RowsChart answer={answer} drawn={drawn} height={height} notes={notes} />;
}

function OneNumber({ answer, column }: { answer: TableAnswer; column: number }) {
  const value = answer.results[0]?.[column];
  const number = Number(value);
  return (
    <div className="flex flex-col items-center justify-center gap-1 px-4 py-16 text-center">
      <span className="tabular text-[56px] leading-16 font-semibold tracking-tight" title={String(value)}>
        {value === null || !Number.isFinite(number) ? "–" : numberText(number)}
      </span>
      <bdi className="text-sm text-ink-2">{answer.columns[column]}</bdi>
      {answer.results.length > 1 && (
        <span className="text-xs text-ink-3">in the first of {exactNumber(answer.results.length)} rows</span>
      )}
    </div>
  );
}

const mostBars = 60;

function RowsChart({ answer, drawn, height = 360, notes = [] }: SqlResultProps & { drawn: SqlDrawing }) {
  const zone = useZone();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const chart = rowChart(answer, chartColumns(answer, drawn), zone);
  const colours = seriesColours(chart.series.map(({ name }) => name));
  const all: ChartSeries[] = chart.series.map(({ name, values }, index) => ({
    key: name,
    name,
    colour: colours[index] ?? "var(--chart-1)",
    values,
    index,
  }));
  const [first] = all;
  // Names beside long bars are read better than names below short ones.
  if (drawn.display === "ActionsBar" && !chart.dated && all.length === 1 && first) {
    const bars = chart.days.slice(0, mostBars).map((name, index) => ({
      key: `${index}`,
      name,
      colour: first.colour,
      value: first.values[index] ?? 0,
      index,
    }));
    return (
      <section aria-label="Bars" tabIndex={0} className="max-h-[70vh] overflow-y-auto focus-visible:-outline-offset-2">
        {/* Rows of SQL need not be parts of a whole. */}
        <ValueBars bars={bars} format={axisText} withoutShares />
        <LeftOut chart={chart} places={Math.max(0, chart.days.length - mostBars)} />
      </section>
    );
  }
  const shown = all.filter((series) => !hidden.has(legendKey(series)));
  return (
    <div>
      <TimeChart
        kind={drawn.display === "ActionsLineGraph" ? "line" : all.length > 1 ? "grouped" : "stacked"}
        series={shown}
        days={chart.days}
        titles={chart.dated ? undefined : chart.days}
        interval={chart.interval}
        zone={zone}
        format={axisText}
        exact={numberText}
        height={Math.max(160, height - legendHeight(all))}
        notes={chart.dated ? placeNotes(notes, chart.days, chart.interval) : undefined}
      />
      <div className="pt-2">
        <Legend series={all} hidden={hidden} onChange={setHidden} />
      </div>
      <LeftOut chart={chart} places={0} />
    </div>
  );
}

// What there was too much of: a chart that leaves out in silence would lie.
function LeftOut({ chart, places }: { chart: RowChart; places: number }) {
  const left = [
    ...(chart.placesLeftOut + places > 0 ? [plural(chart.placesLeftOut + places, "more row")] : []),
    ...(chart.seriesLeftOut > 0 ? [`${exactNumber(chart.seriesLeftOut)} more series`] : []),
  ];
  if (left.length === 0) return null;
  return <p className="pt-2 text-xs text-ink-3">Not drawn: {left.join(" and ")}. The table has everything.</p>;
}
