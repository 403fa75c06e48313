// The marks of a chart over time: lines, areas and bars. What a moving pointer lights is drawn apart, so that it does not
// draw ten thousand values again.
import { memo, useId } from "react";
import type { Scale, Stacked } from "./scale";
import type { ChartSeries, FormatValue } from "./series";

export interface Plot {
  x: (place: number) => number;
  scale: Scale;
  left: number;
  plotWidth: number;
  plotHeight: number;
  places: number;
  // The last period is still going on.
  open: boolean;
  series: readonly ChartSeries[];
  // What is drawn of each series: its values, or its shares.
  shown: ReadonlyArray<readonly number[]>;
  stacked: Stacked[][] | null;
}

const heights = ({ shown, stacked }: Plot, index: number): readonly number[] =>
  stacked?.[index]?.map((part) => part.to) ?? shown[index] ?? [];

// More values than pixels: of each pixel the first, the lowest, the highest and the last are the line.
const crowded = ({ places, plotWidth }: Plot) => places > plotWidth * 2;

function thinned(plot: Plot, values: readonly number[], from: number, to: number): number[] {
  const kept: number[] = [];
  let begin = from;
  while (begin <= to) {
    const pixel = Math.floor(plot.x(begin));
    let end = begin;
    let low = begin;
    let high = begin;
    while (end + 1 <= to && Math.floor(plot.x(end + 1)) === pixel) {
      end += 1;
      if ((values[end] ?? 0) < (values[low] ?? 0)) low = end;
      if ((values[end] ?? 0) > (values[high] ?? 0)) high = end;
    }
    for (const place of [...new Set([begin, low, high, end])].sort((a, b) => a - b)) kept.push(place);
    begin = end + 1;
  }
  return kept;
}

function path(plot: Plot, values: readonly number[], from: number, to: number): string {
  const places = crowded(plot)
    ? thinned(plot, values, from, to)
    : Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return places
    .map(
      (place, index) =>
        `${index === 0 ? "M" : "L"}${plot.x(place).toFixed(1)} ${plot.scale(values[place] ?? 0).toFixed(1)}`,
    )
    .join("");
}

interface MarkProps {
  plot: Plot;
  showValues?: boolean;
  format: FormatValue;
}

// Names of values are drawn only where there is room for the shortest of them.
const leastTextPx = 10;

export const Lines = memo(function Lines({ plot, showValues, format }: MarkProps) {
  return (
    <>
      {plot.series.map((each, index) => {
        const values = heights(plot, index);
        const end = values.length - 1;
        // The period that still goes on would look like a fall: its way there is dashed.
        const solidEnd = plot.open && !each.previous && end === plot.places - 1 ? end - 1 : end;
        const common = {
          fill: "none",
          stroke: each.colour,
          strokeWidth: crowded(plot) ? 1.25 : 2,
          strokeLinejoin: "round" as const,
        };
        return (
          <g key={each.index} opacity={each.previous ? 0.5 : 1}>
            {solidEnd >= 0 && (
              <path
                d={path(plot, values, 0, solidEnd)}
                strokeDasharray={each.previous ? "4 4" : undefined}
                {...common}
              />
            )}
            {solidEnd < end && (
              <path d={path(plot, values, Math.max(0, solidEnd), end)} strokeDasharray="3 4" {...common} />
            )}
            {plot.places === 1 && values.length === 1 && (
              <circle cx={plot.x(0)} cy={plot.scale(values[0] ?? 0)} r={4} fill={each.colour} />
            )}
            {showValues &&
              !each.previous &&
              plot.plotWidth / plot.places > leastTextPx &&
              values.map((value, place) => (
                <ValueText
                  // biome-ignore lint/suspicious/noArrayIndexKey: places are fixed
                  key={place}
                  x={plot.x(place)}
                  y={plot.scale(value) - 8}
                  text={format(plot.shown[index]?.[place] ?? 0)}
                  every={plot.plotWidth / plot.places}
                />
              ))}
          </g>
        );
      })}
    </>
  );
});

// A dot on each line at the place of the pointer.
export function LineDots({ plot, place }: { plot: Plot; place: number }) {
  return (
    <>
      {plot.series.map((each, index) => {
        const value = heights(plot, index)[place];
        if (value === undefined) return null;
        return (
          <circle
            key={each.index}
            cx={plot.x(place)}
            cy={plot.scale(value)}
            r={4}
            fill={each.colour}
            stroke="var(--surface)"
            strokeWidth={2}
            opacity={each.previous ? 0.5 : 1}
          />
        );
      })}
    </>
  );
}

function ValueText({ x, y, text, every }: { x: number; y: number; text: string; every: number }) {
  if (text.length * 6 > every + 8) return null;
  return (
    <text x={x} y={y} textAnchor="middle" fontSize={10} fill="var(--ink-2)" className="tabular">
      {text}
    </text>
  );
}

export const Areas = memo(function Areas({ plot }: { plot: Plot }) {
  return (
    <>
      {plot.series.map((each, index) => {
        const parts = plot.stacked?.[index];
        if (!parts || parts.length === 0) return null;
        const upper = parts.map((part) => part.to);
        const lower = parts.map((part) => part.from);
        const back = path(plot, lower, 0, lower.length - 1)
          .split(/(?=[ML])/)
          .reverse()
          .join("")
          .replaceAll("M", "L");
        return (
          <path
            key={each.index}
            d={`${path(plot, upper, 0, upper.length - 1)}${back}Z`}
            fill={each.colour}
            opacity={each.previous ? 0.1 : 0.22}
          />
        );
      })}
    </>
  );
});

interface Bar {
  place: number;
  value: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

// Bars too thin for rounded corners and names are one path: there may be thousands.
const thinPx = 6;

export const Bars = memo(function Bars({ plot, grouped, showValues, format }: MarkProps & { grouped: boolean }) {
  const hatch = useId();
  const band = plot.plotWidth / plot.places;
  const wide = Math.max(1, Math.min(band * 0.72, 64));
  const each = grouped ? wide / plot.series.length : wide;
  // Parts of a stack stand on each other without gaps.
  const rounded = grouped || plot.series.length === 1;
  const barsOf = (index: number): Bar[] =>
    (plot.shown[index] ?? []).flatMap((value, place) => {
      const part = plot.stacked?.[index]?.[place] ?? { from: 0, to: value };
      const from = plot.scale(part.from);
      const to = plot.scale(part.to);
      const height = Math.abs(from - to);
      if (height === 0) return [];
      const x = plot.x(place) - wide / 2 + (grouped ? index * each : 0);
      return [{ place, value, x, y: Math.min(from, to), width: Math.max(1, each - (grouped ? 1 : 0)), height }];
    });
  return (
    <>
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={3} height={6} fill="var(--surface)" opacity={0.55} />
        </pattern>
      </defs>
      {plot.series.map((series, index) => {
        const bars = barsOf(index);
        const last = plot.open && !series.previous && bars.find(({ place }) => place === plot.places - 1);
        return (
          <g key={series.index} opacity={series.previous ? 0.45 : 1}>
            {each > thinPx ? (
              bars.map(({ place, value, ...rect }) => (
                <g key={place}>
                  <rect {...rect} rx={rounded ? 2 : 0} fill={series.colour} />
                  {showValues && rect.height > 14 && (
                    <ValueText x={rect.x + each / 2} y={rect.y + 12} text={format(value)} every={each} />
                  )}
                </g>
              ))
            ) : (
              <path
                d={bars
                  .map(
                    (bar) =>
                      `M${bar.x.toFixed(1)} ${bar.y.toFixed(1)}h${bar.width.toFixed(1)}v${bar.height.toFixed(1)}h${(-bar.width).toFixed(1)}z`,
                  )
                  .join("")}
                fill={series.colour}
              />
            )}
            {last && <rect x={last.x} y={last.y} width={last.width} height={last.height} fill={`url(#${hatch})`} />}
          </g>
        );
      })}
    </>
  );
});
