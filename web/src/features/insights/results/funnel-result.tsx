// A funnel: steps, time to convert, or conversion over time.
import { useState } from "react";
import { seriesColours } from "@/charts/colours";
import { FunnelChart, type FunnelColumn, percent } from "@/charts/funnel";
import { Histogram } from "@/charts/histogram";
import { Legend, legendHeight } from "@/charts/legend";
import { TimeChart } from "@/charts/time-chart";
import { Swatch } from "@/charts/tooltip";
import { eventName } from "@/features/definitions/names";
import type {
  ActorsSource,
  DateRange,
  FunnelPathType,
  FunnelStep,
  FunnelsQuery,
  InsightQuery,
  PathsQuery,
  TimeToConvert,
  TrendResult,
} from "@/query/types";
import { MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { exactNumber } from "@/ui/numbers";
import { Empty } from "@/ui/states";
import { useZone } from "@/ui/time";
import { breakdownText } from "../words";
import { funnelActors } from "./actors";
import { placeNotes } from "./series";
import { rangeOf } from "./trend-result";

interface FunnelViewProps {
  query: FunnelsQuery;
  results: unknown;
  height?: number;
  notes?: ReadonlyArray<{ date: string; text: string }>;
  onPeople?: (source: ActorsSource, title: string) => void;
  onRange?: (range: DateRange) => void;
  // Without it nothing leads to another question.
  onChange?: (query: InsightQuery) => void;
}

export const stepName = (step: FunnelStep) => step.custom_name || eventName(step.name);

// The answer is one list of steps, or one for each breakdown value.
export function funnelsOf(results: unknown): FunnelStep[][] {
  if (!Array.isArray(results)) return [];
  const lists = (Array.isArray(results[0]) ? results : [results]) as FunnelStep[][];
  return lists.map((steps) => [...steps].sort((a, b) => a.order - b.order)).filter((steps) => steps.length > 0);
}

export function FunnelView(props: FunnelViewProps) {
  const { query, results, onPeople, onChange } = props;
  const viz = query.funnelsFilter?.funnelVizType ?? "steps";
  if (viz === "time_to_convert") {
    const { bins = [], average_conversion_time: average = null } = (results ?? {}) as Partial<TimeToConvert>;
    if (bins.every(([, count]) => count === 0)) return <NobodyConverted />;
    return <Histogram bins={bins} average={average} />;
  }
  if (viz === "trends") return <ConversionOverTime {...props} />;
  const funnels = funnelsOf(results);
  const first = funnels[0];
  if (!first || funnels.every((steps) => (steps[0]?.count ?? 0) === 0)) return <NobodyStarted />;
  const keys = funnels.map((steps) =>
    funnels.length > 1 ? breakdownText(steps[0]?.breakdown_value ?? steps[0]?.breakdown) : "Everyone",
  );
  const colours = funnels.length > 1 ? seriesColours(keys) : ["var(--chart-1)"];
  const columns: FunnelColumn[] = first.map((step, place) => ({
    name: stepName(step),
    optional: query.series[place]?.optionalInFunnel,
    medianSeconds: funnels.length === 1 ? (step.median_conversion_time ?? null) : null,
    bars: funnels.map((steps, index) => ({
      key: keys[index] ?? "",
      name: keys[index] ?? "",
      colour: colours[index] ?? "var(--chart-1)",
      count: steps[place]?.count ?? 0,
    })),
  }));
  const pick = (step: number, index: number, converted: boolean) => {
    const steps = funnels[index];
    const name = columns[step]?.name ?? "";
    const value = funnels.length > 1 ? (steps?.[0]?.breakdown_value ?? steps?.[0]?.breakdown) : undefined;
    const whose = funnels.length > 1 ? ` · ${keys[index]}` : "";
    onPeople?.(
      funnelActors(query, step, converted, value),
      `${converted ? "Reached" : "Dropped off before"} step ${step + 1}, ${name}${whose}`,
    );
  };
  return (
    <div>
      <FunnelChart
        columns={columns}
        onPick={onPeople && pick}
        vertical={query.funnelsFilter?.layout === "vertical"}
        height={funnels.length > 1 ? undefined : props.height}
        stepMenu={
          onChange && onPeople
            ? (step) => (
                <StepMenu
                  step={step}
                  name={columns[step]?.name ?? ""}
                  onPeople={funnels.length === 1 ? (converted) => pick(step, 0, converted) : undefined}
                  onPaths={(type, at) => onChange(pathsOf(query, type, at))}
                />
              )
            : undefined
        }
      />
      {funnels.length > 1 && (
        <BreakdownTable
          funnels={funnels}
          keys={keys}
          colours={colours}
          onPick={onPeople && ((step, index) => pick(step, index, true))}
        />
      )}
    </div>
  );
}

function NobodyStarted() {
  return (
    <Empty title="Nobody did the first step">
      Look at a longer time, or choose a first step that happens in your product.
    </Empty>
  );
}

function NobodyConverted() {
  return <Empty title="Nobody got to the last step">A longer window or a longer time may show who did.</Empty>;
}

interface BreakdownTableProps {
  funnels: FunnelStep[][];
  keys: string[];
  colours: string[];
  onPick?: (step: number, index: number) => void;
}

function BreakdownTable({ funnels, keys, colours, onPick }: BreakdownTableProps) {
  return (
    <div className="overflow-x-auto pt-4">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-xs text-ink-3">
            <th scope="col" className="h-8 border-b border-line px-2 text-left font-medium">
              Value
            </th>
            {funnels[0]?.map((step) => (
              <th key={step.order} scope="col" className="border-b border-line px-2 text-right font-medium">
                {stepName(step)}
              </th>
            ))}
            <th scope="col" className="border-b border-line px-2 text-right font-medium">
              Conversion
            </th>
          </tr>
        </thead>
        <tbody>
          {funnels.map((steps, index) => (
            <tr key={keys[index]} className="border-b border-line last:border-b-0">
              <th scope="row" className="h-9 px-2 text-left font-normal">
                <span className="flex items-center gap-2">
                  <Swatch colour={colours[index] ?? ""} />
                  <bdi>{keys[index]}</bdi>
                </span>
              </th>
              {steps.map((step, place) => (
                <td key={step.order} className="tabular px-2 text-right">
                  {onPick && step.count > 0 ? (
                    <button
                      type="button"
                      aria-label={`${exactNumber(step.count)} of ${keys[index]} reached step ${place + 1}: see the people`}
                      onClick={() => onPick(place, index)}
                      className="rounded-sm hover:underline"
                    >
                      {exactNumber(step.count)}
                    </button>
                  ) : (
                    exactNumber(step.count)
                  )}
                </td>
              ))}
              <td className="tabular px-2 text-right font-medium">
                {percent(steps.at(-1)?.count ?? 0, steps[0]?.count ?? 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface StepMenuProps {
  step: number;
  name: string;
  onPeople?: (converted: boolean) => void;
  // The step counted from 1; negative: of those who did not reach it.
  onPaths: (type: FunnelPathType, step: number) => void;
}

function StepMenu({ step, name, onPeople, onPaths }: StepMenuProps) {
  const at = step + 1;
  return (
    <>
      <MenuLabel>
        <span className="block truncate">{name}</span>
      </MenuLabel>
      {onPeople && <MenuItem onSelect={() => onPeople(true)}>People who reached it</MenuItem>}
      {onPeople && step > 0 && <MenuItem onSelect={() => onPeople(false)}>People who dropped off before it</MenuItem>}
      <MenuSeparator />
      <MenuItem onSelect={() => onPaths("funnel_path_before_step", at)}>Paths that lead to it</MenuItem>
      {step > 0 && (
        <MenuItem onSelect={() => onPaths("funnel_path_between_steps", at)}>Paths from the step before</MenuItem>
      )}
      <MenuItem onSelect={() => onPaths("funnel_path_after_step", at)}>Paths after it</MenuItem>
      {step > 0 && (
        <MenuItem onSelect={() => onPaths("funnel_path_after_step", -at)}>Paths of those who dropped off</MenuItem>
      )}
    </>
  );
}

// The ways that people took around a step.
export function pathsOf(funnel: FunnelsQuery, funnelPathType: FunnelPathType, funnelStep: number): PathsQuery {
  const { breakdownFilter: _split, ...funnelSource } = funnel;
  return {
    kind: "PathsQuery",
    dateRange: funnel.dateRange,
    ...(funnel.filterTestAccounts === undefined ? {} : { filterTestAccounts: funnel.filterTestAccounts }),
    pathsFilter: { includeEventTypes: ["$pageview", "custom_event"], stepLimit: 5, edgeLimit: 50 },
    funnelPathsFilter: { funnelSource, funnelPathType, funnelStep },
  };
}

function ConversionOverTime({ query, results, height, notes = [], onPeople, onRange }: FunnelViewProps) {
  const zone = useZone();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const lines = (Array.isArray(results) ? results : []) as TrendResult[];
  const keys = lines.map((result) =>
    result.breakdown_value === undefined ? "Conversion" : breakdownText(result.breakdown_value),
  );
  const colours = seriesColours(keys);
  const days = lines[0]?.days ?? [];
  const interval = query.interval ?? "day";
  const all = lines.map((result, index) => ({
    key: keys[index] ?? "",
    name: keys[index] ?? "",
    colour: colours[index] ?? "var(--chart-1)",
    values: result.data,
    index,
    whole: "mean" as const,
  }));
  const shown = all.filter((series) => !hidden.has(series.key));
  return (
    <div>
      <TimeChart
        kind="line"
        series={shown}
        days={days}
        interval={interval}
        zone={zone}
        format={(value) => `${Number(value.toFixed(1))}%`}
        height={height && height - legendHeight(all)}
        notes={placeNotes(notes, days, interval)}
        onZoom={onRange && ((from, to) => onRange(rangeOf(days, from, to, interval)))}
        onPoint={
          onPeople &&
          ((place, at) => {
            const series = shown[place];
            const result = series && lines[series.index];
            const day = days[at];
            if (!result || day === undefined) return;
            onPeople(
              {
                kind: "FunnelsActorsQuery",
                source: query,
                funnelStep: query.series.length,
                funnelTrendsEntrancePeriodStart: day,
                ...(result.breakdown_value === undefined ? {} : { funnelStepBreakdown: result.breakdown_value }),
              },
              `${series.name === "Conversion" ? "" : `${series.name} · `}Got through, began ${day}`,
            );
          })
        }
      />
      <div className="pt-2">
        <Legend series={all} hidden={hidden} onChange={setHidden} oneLine={height !== undefined} />
      </div>
    </div>
  );
}
