// The marks of a chart over time: lines, areas and bars.
import { useId } from "react";
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
  place: number | null;
}

const heights = ({ shown, stacked }: Plot, index: number): number[] =>
  stacked?.[index]?.map((part) => part.to) ?? [...(shown[index] ?? [])];

const path = (plot: Plot, values: readonly number[], from: number, to: number) =>
  values
    .slice(from, to + 1)
    .map(
      (value, index) => `${index === 0 ? "M" : "L"}${plot.x(from + index).toFixed(1)} ${plot.scale(value).toFixed(1)}`,
    )
    .join("");

interface MarkProps {
  plot: Plot;
  showValues?: boolean;
  format: FormatValue;
}

export function Lines({ plot, showValues, format }: MarkProps) {
  return (
    <>
      {plot.series.map((each, index) => {
        const values = heights(plot, index);
        const end = values.length - 1;
        // The period that still goes on would look like a fall: its way there is dashed.
        const solidEnd = plot.open && !each.previous && end === plot.places - 1 ? end - 1 : end;
        const common = { fill: "none", stroke: each.colour, strokeWidth: 2, strokeLinejoin: "round" as const };
        const at = plot.place;
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
            {at !== null && values[at] !== undefined && (
              <circle
                cx={plot.x(at)}
                cy={plot.scale(values[at])}
                r={4}
                fill={each.colour}
                stroke="var(--surface)"
                strokeWidth={2}
              />
            )}
            {showValues &&
              !each.previous &&
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
}

function ValueText({ x, y, text, every }: { x: number; y: number; text: string; every: number }) {
  if (text.length * 6 > every + 8) return null;
  return (
    <text x={x} y={y} textAnchor="middle" fontSize={10} fill="var(--ink-2)" className="tabular">
      {text}
    </text>
  );
}

export function Areas({ plot }: { plot: Plot }) {
  return (
    <>
      {plot.series.map((each, index) => {
        const parts = plot.stacked?.[index];
        if (!parts || parts.length === 0) return null;
        const upper = parts.map((part) => part.to);
        const lower = parts.map((part) => part.from);
        const back = lower
          .map((value, place) => `L${plot.x(place).toFixed(1)} ${plot.scale(value).toFixed(1)}`)
          .reverse()
          .join("");
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
}

export function Bars({ plot, grouped, showValues, format }: MarkProps & { grouped: boolean }) {
  const hatch = useId();
  const band = plot.plotWidth / plot.places;
  const wide = Math.max(1, Math.min(band * 0.72, 64));
  const each = grouped ? wide / plot.series.length : wide;
  return (
    <>
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={3} height={6} fill="var(--surface)" opacity={0.55} />
        </pattern>
      </defs>
      {plot.series.map((series, index) => (
        <g key={series.index} opacity={series.previous ? 0.45 : 1}>
          {(plot.shown[index] ?? []).map((value, place) => {
            const part = plot.stacked?.[index]?.[place] ?? { from: 0, to: value };
            const from = plot.scale(part.from);
            const to = plot.scale(part.to);
            const height = Math.abs(from - to);
            if (height === 0) return null;
            const left = plot.x(place) - wide / 2 + (grouped ? index * each : 0);
            const rect = { x: left, y: Math.min(from, to), width: Math.max(1, each - (grouped ? 1 : 0)), height };
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: places are fixed
              <g key={place}>
                <rect {...rect} rx={each > 6 ? 2 : 0} fill={series.colour} />
                {plot.open && place === plot.places - 1 && !series.previous && (
                  <rect {...rect} fill={`url(#${hatch})`} />
                )}
                {showValues && height > 14 && (
                  <ValueText x={left + each / 2} y={rect.y + 12} text={format(value)} every={each} />
                )}
              </g>
            );
          })}
        </g>
      ))}
    </>
  );
}
