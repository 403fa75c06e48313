// A funnel: steps, time to convert, or conversion over time.
import { seriesColours } from "@/charts/colours";
import { FunnelChart, type FunnelColumn, percent } from "@/charts/funnel";
import { Histogram } from "@/charts/histogram";
import { TimeChart } from "@/charts/time-chart";
import { Swatch } from "@/charts/tooltip";
import { eventName } from "@/features/definitions/names";
import type { ActorsSource, FunnelStep, FunnelsQuery, TimeToConvert, TrendResult } from "@/query/types";
import { exactNumber } from "@/ui/numbers";
import { Empty } from "@/ui/states";
import { useZone } from "@/ui/time";
import { breakdownText } from "../words";
import { funnelActors } from "./actors";

interface FunnelViewProps {
  query: FunnelsQuery;
  results: unknown;
  height?: number;
  onPeople?: (source: ActorsSource, title: string) => void;
}

export const stepName = (step: FunnelStep) => step.custom_name || eventName(step.name);

// The answer is one list of steps, or one for each breakdown value.
export function funnelsOf(results: unknown): FunnelStep[][] {
  if (!Array.isArray(results)) return [];
  const lists = (Array.isArray(results[0]) ? results : [results]) as FunnelStep[][];
  return lists.map((steps) => [...steps].sort((a, b) => a.order - b.order)).filter((steps) => steps.length > 0);
}

export function FunnelView({ query, results, height, onPeople }: FunnelViewProps) {
  const viz = query.funnelsFilter?.funnelVizType ?? "steps";
  if (viz === "time_to_convert") {
    const { bins = [], average_conversion_time: average = null } = (results ?? {}) as Partial<TimeToConvert>;
    if (bins.every(([, count]) => count === 0)) return <NobodyConverted />;
    return <Histogram bins={bins} average={average} />;
  }
  if (viz === "trends") return <ConversionOverTime query={query} results={results as TrendResult[]} height={height} />;
  const funnels = funnelsOf(results);
  const first = funnels[0];
  if (!first || funnels.every((steps) => (steps[0]?.count ?? 0) === 0)) return <NobodyStarted />;
  const keys = funnels.map((steps) =>
    funnels.length > 1 ? breakdownText(steps[0]?.breakdown_value ?? steps[0]?.breakdown) : "Everyone",
  );
  const colours = funnels.length > 1 ? seriesColours(keys) : ["var(--chart-1)"];
  const columns: FunnelColumn[] = first.map((step, place) => ({
    name: stepName(step),
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
      <FunnelChart columns={columns} onPick={onPeople && pick} />
      {funnels.length > 1 && <BreakdownTable funnels={funnels} keys={keys} colours={colours} />}
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

function BreakdownTable({ funnels, keys, colours }: { funnels: FunnelStep[][]; keys: string[]; colours: string[] }) {
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
              {steps.map((step) => (
                <td key={step.order} className="tabular px-2 text-right">
                  {exactNumber(step.count)}
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

function ConversionOverTime({
  query,
  results,
  height,
}: {
  query: FunnelsQuery;
  results: TrendResult[];
  height?: number;
}) {
  const zone = useZone();
  const keys = results.map((result) =>
    result.breakdown_value === undefined ? "Conversion" : breakdownText(result.breakdown_value),
  );
  const colours = seriesColours(keys);
  return (
    <TimeChart
      kind="line"
      series={results.map((result, index) => ({
        key: keys[index] ?? "",
        name: keys[index] ?? "",
        colour: colours[index] ?? "var(--chart-1)",
        values: result.data,
        index,
      }))}
      days={results[0]?.days ?? []}
      interval={query.interval ?? "day"}
      zone={zone}
      format={(value) => `${Number(value.toFixed(1))}%`}
      height={height}
    />
  );
}
