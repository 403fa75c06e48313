// A trend, a stickiness or a lifecycle drawn the way it asks for.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Calendar } from "@/charts/calendar";
import { Legend, legendHeight, legendKey } from "@/charts/legend";
import { isIncomplete, periodEnd } from "@/charts/periods";
import { Ring } from "@/charts/ring";
import type { ChartSeries } from "@/charts/series";
import { Sparkline } from "@/charts/sparkline";
import { TimeChart, type TimeChartKind } from "@/charts/time-chart";
import { ChangeMark } from "@/charts/tooltip";
import { ValueBars } from "@/charts/value-bars";
import { useProject } from "@/features/accounts/api";
import { answerQuery } from "@/query/client";
import type {
  ActorsSource,
  Answer,
  DateRange,
  Interval,
  LifecycleQuery,
  StickinessQuery,
  TrendResult,
  TrendsQuery,
} from "@/query/types";
import { useZone } from "@/ui/time";
import { exactFormat, shortFormat } from "../formats";
import { isComputed } from "../formulas";
import { unitOf } from "../maths";
import { trendActors } from "./actors";
import { MapView } from "./map-result";
import { chartSeries, placeNotes, totalBars } from "./series";
import { TotalsTable } from "./totals-table";

export interface ResultProps<Query> {
  query: Query;
  results: TrendResult[];
  // Tiles are small and have no legend of many lines.
  height?: number;
  onPeople?: (source: ActorsSource, title: string) => void;
  onRange?: (range: DateRange) => void;
  notes?: ReadonlyArray<{ date: string; text: string }>;
}

const kinds: Readonly<Record<string, TimeChartKind>> = {
  ActionsAreaGraph: "area",
  ActionsBar: "stacked",
  ActionsStackedBar: "stacked",
  ActionsUnstackedBar: "grouped",
};

export function TrendView(props: ResultProps<TrendsQuery>) {
  const { query, results, onPeople } = props;
  const display = query.trendsFilter?.display ?? "ActionsLineGraph";
  const bars = totalBars(results, query);
  const text = exactFormat(query);
  const pick = onPeople && ((bar: { index: number; name: string }) => askPeople(props, bar.index, bar.name));
  switch (display) {
    case "BoldNumber":
      return <BigNumber {...props} />;
    case "WorldMap":
      // Without countries there is nothing to put on a map.
      if (!results.some((result) => result.breakdown_value !== undefined))
        return <ValueBars bars={bars} format={text} onPick={pick} />;
      return <MapView query={query} results={results} bars={bars} height={props.height} onPick={pick} />;
    case "ActionsBarValue":
      return <ValueBars bars={bars} format={text} onPick={pick} />;
    case "ActionsPie":
      return <Ring parts={bars} format={shortFormat(query)} onPick={pick} />;
    case "ActionsTable":
      return <TotalsTable query={query} results={results} bars={bars} onPick={pick} />;
    case "CalendarHeatmap": {
      const [first] = results;
      if (!first || first.data.length === 0) return <BigNumber {...props} />;
      return (
        <Calendar
          days={first.days}
          values={first.data}
          format={text}
          onPick={pick && ((place) => askPeople(props, 0, bars[0]?.name ?? "", place))}
        />
      );
    }
    default:
      return <OverTime {...props} kind={kinds[display] ?? "line"} />;
  }
}

function askPeople<Query extends TrendsQuery | StickinessQuery | LifecycleQuery>(
  { query, results, onPeople }: ResultProps<Query>,
  index: number,
  name: string,
  place?: number,
) {
  const result = results[index];
  const source = result && trendActors(query, result, place);
  const when = place === undefined ? "" : ` · ${result?.days[place] ?? ""}`;
  if (source && onPeople) onPeople(source, `${name}${when}`);
}

function OverTime(props: ResultProps<TrendsQuery> & { kind: TimeChartKind }) {
  const { query, results, height, onPeople, onRange, kind, notes = [] } = props;
  const zone = useZone();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const all = chartSeries(results, query);
  const shown = all.filter((series) => !hidden.has(legendKey(series)));
  const days = results.find((result) => result.compare_label !== "previous")?.days ?? results[0]?.days ?? [];
  const interval = query.interval ?? "day";
  const placed = placeNotes(notes, days, interval);
  const countsPeople = !isComputed(query);
  return (
    <div>
      <TimeChart
        kind={kind}
        series={shown}
        days={days}
        interval={interval}
        zone={zone}
        format={shortFormat(query)}
        exact={exactFormat(query)}
        height={height && height - legendHeight(all)}
        goals={query.trendsFilter?.goalLines}
        percent={query.trendsFilter?.showPercentStackView && kind !== "line" && kind !== "grouped"}
        logarithmic={query.trendsFilter?.yAxisScaleType === "log10"}
        showValues={query.trendsFilter?.showValuesOnSeries}
        notes={placed}
        onPoint={
          onPeople && countsPeople
            ? (place, at) => {
                const series = shown[place];
                if (series) askPeople(props, series.index, series.name, at);
              }
            : undefined
        }
        onZoom={onRange && ((from, to) => onRange(rangeOf(days, from, to, interval)))}
      />
      <div className="pt-2">
        <Legend series={all} hidden={hidden} onChange={setHidden} oneLine={height !== undefined} />
      </div>
    </div>
  );
}

export const rangeOf = (days: readonly string[], from: number, to: number, interval: Interval): DateRange => ({
  date_from: days[from]?.slice(0, 10),
  date_to: periodEnd(days[to] ?? "", interval),
});

const beforeWords: Readonly<Record<string, string>> = {
  "-1w": "a week before",
  "-1m": "a month before",
  "-1y": "a year before",
};

function BigNumber({ query, results, height, onPeople }: ResultProps<TrendsQuery>) {
  const bars = totalBars(results, query);
  const [bar] = bars;
  if (!bar) return null;
  const unit = isComputed(query) ? "" : unitOf(query.series[0]?.math);
  // There is room for it.
  const short = Math.abs(bar.value) < 10_000 ? exactFormat(query) : shortFormat(query);
  const percent =
    bar.before !== undefined && bar.before !== 0 ? ((bar.value - bar.before) / Math.abs(bar.before)) * 100 : undefined;
  return (
    <div
      className="flex flex-col items-center justify-center gap-1 py-4 text-center"
      style={{ minHeight: height ?? 280 }}
    >
      <button
        type="button"
        disabled={!onPeople || isComputed(query)}
        onClick={() => askPeople({ query, results, onPeople }, bar.index, bar.name)}
        title={exactFormat(query)(bar.value)}
        className="tabular rounded-md px-2 text-[56px] leading-16 font-semibold tracking-tight enabled:hover:bg-hover"
      >
        {short(bar.value)}
      </button>
      {/* Numbers beside each other stand at one height, with a unit or without. */}
      <span className="h-5 text-sm text-ink-3">{unit}</span>
      {percent !== undefined && (
        <p className="text-sm text-ink-2">
          <ChangeMark percent={percent} /> against {short(bar.before ?? 0)}{" "}
          {beforeWords[query.compareFilter?.compare_to ?? ""] ?? "in the period before"}
        </p>
      )}
      {/* Totals come without their periods; who only has the link cannot ask for them. */}
      {onPeople && <NumberLine query={query} colour={bar.colour} />}
    </div>
  );
}

// The same over time, below the number.
function NumberLine({ query, colour }: { query: TrendsQuery; colour: string }) {
  const project = useProject();
  const zone = useZone();
  const { compareFilter: _compared, ...alone } = query;
  const line: TrendsQuery = { ...alone, trendsFilter: { ...query.trendsFilter, display: "ActionsLineGraph" } };
  const { data } = useQuery(answerQuery<Answer<TrendResult[]>>(project.id, line));
  const first = data?.results[0];
  const last = first?.days.at(-1);
  return (
    <div className="mt-3 h-12 w-72 max-w-full">
      {first && (
        <Sparkline
          values={first.data}
          colour={colour}
          open={last !== undefined && isIncomplete(last, query.interval ?? "day", new Date(), zone)}
          className="h-full w-full"
        />
      )}
    </div>
  );
}

export function StickinessView(props: ResultProps<StickinessQuery>) {
  const { query, results, height, onPeople } = props;
  const zone = useZone();
  const series = chartSeries(results, query);
  const first = results[0];
  return (
    <div>
      <TimeChart
        kind={series.length > 1 ? "grouped" : "stacked"}
        series={series}
        days={(first?.days ?? []).map(String)}
        titles={(first?.labels ?? []).map(String)}
        interval={query.interval ?? "day"}
        zone={zone}
        format={shortFormat(query)}
        exact={exactFormat(query)}
        height={height && height - legendHeight(series)}
        onPoint={
          onPeople &&
          ((place, at) => {
            const picked = series[place];
            const result = picked && results[picked.index];
            const source = result && trendActors(query, result, at);
            if (source && picked) onPeople(source, `${picked.name} · ${first?.labels[at] ?? ""}`);
          })
        }
      />
      <div className="pt-2">
        <Legend series={series} hidden={new Set()} onChange={() => {}} oneLine={height !== undefined} />
      </div>
    </div>
  );
}

export function LifecycleView(props: ResultProps<LifecycleQuery>) {
  const { query, results, height, onPeople, onRange, notes = [] } = props;
  const days = results[0]?.days ?? [];
  const interval = query.interval ?? "day";
  const zone = useZone();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const wanted = query.lifecycleFilter?.toggledLifecycles;
  const all: ChartSeries[] = chartSeries(results, query).filter(
    (series) => !wanted || wanted.some((status) => status === results[series.index]?.status),
  );
  const shown = all.filter((series) => !hidden.has(legendKey(series)));
  return (
    <div>
      <TimeChart
        kind="stacked"
        series={shown}
        days={days}
        interval={interval}
        zone={zone}
        format={shortFormat(query)}
        exact={exactFormat(query)}
        height={height && height - legendHeight(all)}
        notes={placeNotes(notes, days, interval)}
        onZoom={onRange && ((from, to) => onRange(rangeOf(days, from, to, interval)))}
        onPoint={
          onPeople &&
          ((place, at) => {
            const series = shown[place];
            if (series) askPeople(props, series.index, series.name, at);
          })
        }
      />
      <div className="pt-2">
        <Legend series={all} hidden={hidden} onChange={setHidden} oneLine={height !== undefined} />
      </div>
    </div>
  );
}
