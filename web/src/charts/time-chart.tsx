// Series over time: lines, areas, stacked or grouped bars. Exact values under a crosshair, a click asks for the people
// of a place, dragging picks a range of dates, arrow keys move the crosshair.
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from "react";
import type { Interval } from "@/query/types";
import { isIncomplete, periodTick, periodTitle } from "./periods";
import { largest, linearScale, logScale, namedPlaces, shares, stack } from "./scale";
import { type ChartSeries, change, describeSeries, type FormatValue } from "./series";
import { Areas, Bars, LineDots, Lines, type Plot } from "./time-marks";
import { ChartTooltip, type TooltipRow, tooltipRowsShown } from "./tooltip";
import { useWidth } from "./use-width";

export type TimeChartKind = "line" | "area" | "stacked" | "grouped";

export interface ChartNote {
  // The place on the axis.
  at: number;
  text: string;
}

// What is to be reached: a line across the chart.
export interface ChartGoal {
  label: string;
  value: number;
}

export interface TimeChartProps {
  kind: TimeChartKind;
  series: ChartSeries[];
  days: string[];
  interval: Interval;
  zone: string;
  format: FormatValue;
  // For the tooltip and for what is said in words; as on the axis where nothing else is given.
  exact?: FormatValue;
  height?: number;
  percent?: boolean;
  logarithmic?: boolean;
  showValues?: boolean;
  notes?: readonly ChartNote[];
  goals?: readonly ChartGoal[];
  // What the places are called when they are no dates.
  titles?: readonly string[];
  onPoint?: (seriesIndex: number, place: number) => void;
  onZoom?: (from: number, to: number) => void;
}

// A click may shake.
const leastDragPx = 8;

const percentText = (value: number) => `${value}%`;

const top = 8;
const bottom = 24;

export function TimeChart(props: TimeChartProps) {
  const { kind, series, days, interval, zone, format, height = 320, percent, logarithmic, showValues, titles } = props;
  const { exact = format } = props;
  const { onPoint, onZoom, notes = [], goals = [] } = props;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [place, setPlace] = useState<number | null>(null);
  const [drag, setDrag] = useState<number | null>(null);
  const pressedAt = useRef(0);
  const clipId = useId();

  const places = days.length;
  const shown = useMemo(
    () => (percent ? shares(series.map((each) => each.values)) : series.map((each) => each.values)),
    [series, percent],
  );
  const stacked = useMemo(() => (kind === "line" || kind === "grouped" ? null : stack(shown)), [kind, shown]);
  const aims = percent ? [] : goals;
  const plotHeight = height - top - bottom;
  const goalKey = aims.map((goal) => goal.value).join();
  const scale = useMemo(() => {
    const values = stacked ? stacked.flat().map((part) => part.to) : shown.flat();
    const extent = [...values, ...goalKey.split(",").filter(Boolean).map(Number)];
    const whole = !percent && extent.every(Number.isInteger);
    return logarithmic && !stacked ? logScale(extent, plotHeight) : linearScale(extent, plotHeight, whole);
  }, [stacked, shown, goalKey, percent, logarithmic, plotHeight]);
  const axisText = (value: number) => (percent ? `${value}%` : format(value));
  const markText = percent ? percentText : format;
  const left = 12 + largest(scale.ticks.map((tick) => axisText(tick).length)) * 6.6;
  const plotWidth = Math.max(0, width - left - 12);
  const banded = kind === "stacked" || kind === "grouped";
  const now = new Date();
  const last = days.at(-1);
  const open = !titles && last !== undefined && isIncomplete(last, interval, now, zone);
  const plot: Plot = useMemo(() => {
    const x = (at: number) =>
      banded
        ? left + ((at + 0.5) / places) * plotWidth
        : left + (places > 1 ? (at / (places - 1)) * plotWidth : plotWidth / 2);
    return { x, scale, left, plotWidth, plotHeight, places, open, series, shown, stacked };
  }, [banded, left, plotWidth, places, scale, plotHeight, open, series, shown, stacked]);
  const { x } = plot;
  const title = (at: number) => titles?.[at] ?? periodTitle(days[at] ?? "", interval);
  const tick = (at: number) => titles?.[at] ?? periodTick(days[at] ?? "", interval);
  const tickRoom = Math.floor(plotWidth / (titles ? 84 : 64));

  const at = (event: PointerEvent) => {
    const inside = event.clientX - (box.current?.getBoundingClientRect().left ?? 0) - left;
    const raw = banded ? Math.floor((inside / plotWidth) * places) : Math.round((inside / plotWidth) * (places - 1));
    return Math.max(0, Math.min(places - 1, Number.isFinite(raw) ? raw : 0));
  };
  const nearest = (event: PointerEvent, where: number) => {
    const y = event.clientY - (box.current?.getBoundingClientRect().top ?? 0) - top;
    let best = 0;
    let distance = Number.POSITIVE_INFINITY;
    series.forEach((each, index) => {
      const part = stacked?.[index]?.[where];
      const middle = part ? (scale(part.from) + scale(part.to)) / 2 : scale(shown[index]?.[where] ?? 0);
      if (!each.previous && Math.abs(middle - y) < distance) {
        distance = Math.abs(middle - y);
        best = index;
      }
    });
    return best;
  };
  const onUp = (event: PointerEvent) => {
    const where = at(event);
    const moved = Math.abs(event.clientX - pressedAt.current) >= leastDragPx;
    if (drag !== null && moved && drag !== where && onZoom) onZoom(Math.min(drag, where), Math.max(drag, where));
    else if (onPoint && series.length > 0) onPoint(nearest(event, where), where);
    setDrag(null);
  };
  const onKeyDown = (press: KeyboardEvent) => {
    const step = press.key === "ArrowRight" ? 1 : press.key === "ArrowLeft" ? -1 : 0;
    if (step !== 0) {
      press.preventDefault();
      const next = Math.max(0, Math.min(places - 1, (place ?? (step > 0 ? -1 : places)) + step));
      // With Shift a range is chosen, as by dragging.
      if (onZoom) setDrag(press.shiftKey ? (drag ?? place ?? next) : null);
      setPlace(next);
    } else if (press.key === "Enter" && place !== null) {
      if (drag !== null && drag !== place && onZoom) onZoom(Math.min(drag, place), Math.max(drag, place));
      else onPoint?.(0, place);
      setDrag(null);
    } else if (press.key === "Escape") {
      setPlace(null);
      setDrag(null);
    }
  };

  const nothing = useMemo(() => shown.every((values) => values.every((value) => value === 0)), [shown]);
  const described = useMemo(
    () => describeSeries(series, exact, (at) => titles?.[at] ?? periodTitle(days[at] ?? "", interval)),
    [series, exact, titles, days, interval],
  );
  return (
    <div ref={box} className="relative" style={{ height }}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          tabIndex={0}
          aria-label={described}
          className="touch-pan-y rounded-sm select-none focus-visible:outline-offset-4"
          onPointerMove={(event) => setPlace(at(event))}
          onPointerLeave={() => {
            setPlace(null);
            setDrag(null);
          }}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            setDrag(at(event));
            pressedAt.current = event.clientX;
            // A drag may end outside of the chart.
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerCancel={() => setDrag(null)}
          onPointerUp={onUp}
          onKeyDown={onKeyDown}
          onBlur={() => setPlace(null)}
          style={{ cursor: onPoint ? "pointer" : "default" }}
          data-chart
        >
          <defs>
            <clipPath id={clipId}>
              <rect x={left} y={-top} width={plotWidth + 12} height={plotHeight + top + 1} />
            </clipPath>
          </defs>
          <g transform={`translate(0 ${top})`}>
            {scale.ticks.map((value) => (
              <g key={value} transform={`translate(0 ${scale(value)})`}>
                <line x1={left} x2={left + plotWidth} stroke={value === 0 ? "var(--line-strong)" : "var(--line)"} />
                <text x={left - 8} dy="0.35em" textAnchor="end" fontSize={11} fill="var(--ink-3)" className="tabular">
                  {axisText(value)}
                </text>
              </g>
            ))}
            {namedPlaces(places, tickRoom).map((where) => (
              <text
                key={where}
                x={x(where)}
                y={plotHeight + 17}
                textAnchor={!banded && places > 1 && where === places - 1 ? "end" : "middle"}
                fontSize={11}
                fill="var(--ink-3)"
              >
                {tick(where)}
              </text>
            ))}
            {drag !== null && place !== null && onZoom && Math.abs(drag - place) > 0 && (
              <rect
                x={Math.min(x(drag), x(place))}
                width={Math.abs(x(drag) - x(place))}
                height={plotHeight}
                fill="var(--accent-soft)"
              />
            )}
            {place !== null && !banded && (
              <line x1={x(place)} x2={x(place)} y2={plotHeight} stroke="var(--control)" strokeDasharray="3 3" />
            )}
            {place !== null && banded && (
              <rect
                x={x(place) - plotWidth / places / 2}
                width={plotWidth / places}
                height={plotHeight}
                fill="var(--hover)"
              />
            )}
            <g clipPath={`url(#${clipId})`}>
              {kind === "area" && <Areas plot={plot} />}
              {banded && <Bars plot={plot} grouped={kind === "grouped"} showValues={showValues} format={markText} />}
              {(kind === "line" || kind === "area") && <Lines plot={plot} showValues={showValues} format={markText} />}
              {(kind === "line" || kind === "area") && place !== null && <LineDots plot={plot} place={place} />}
            </g>
            {aims.map((goal) => (
              <g key={`${goal.label} ${goal.value}`} transform={`translate(0 ${scale(goal.value)})`}>
                <line x1={left} x2={left + plotWidth} stroke="var(--ink-2)" strokeDasharray="6 4" />
                <text
                  x={left + plotWidth - 2}
                  y={scale(goal.value) < 14 ? 13 : -5}
                  textAnchor="end"
                  fontSize={11}
                  fill="var(--ink-2)"
                  stroke="var(--surface)"
                  strokeWidth={3}
                  paintOrder="stroke"
                >
                  {`${goal.label}: ${format(goal.value)}`}
                </text>
              </g>
            ))}
            {notes.map((note) => (
              <g key={`${note.at} ${note.text}`} transform={`translate(${x(note.at)} 0)`}>
                <line y2={plotHeight} stroke="var(--info)" strokeDasharray="2 4" />
                <circle cy={plotHeight} r={4} fill="var(--info)" stroke="var(--surface)" strokeWidth={2}>
                  <title>{note.text}</title>
                </circle>
              </g>
            ))}
          </g>
        </svg>
      )}
      {nothing && width > 0 && place === null && (
        <p className="pointer-events-none absolute inset-x-0 top-1/3 text-center text-sm text-ink-3">
          Nothing in this time
        </p>
      )}
      {place !== null && width > 0 && (
        <ChartTooltip
          title={title(place)}
          note={open && place === places - 1 ? "so far" : undefined}
          {...tooltipRows(series, shown, place, percent ?? false, exact, open && place === places - 1)}
          x={x(place)}
          y={top}
          width={width}
          hint={
            drag !== null && onZoom && Math.abs(drag - place) > 0
              ? `${title(Math.min(drag, place))} – ${title(Math.max(drag, place))}`
              : [
                  ...notes.filter((note) => note.at === place).map((note) => note.text),
                  ...(onPoint ? ["Click to see the people"] : []),
                ].join(" · ")
          }
        />
      )}
    </div>
  );
}

// In a comparison each series stands against itself in the period before, otherwise against the place before.
function tooltipRows(
  series: readonly ChartSeries[],
  shown: ReadonlyArray<readonly number[]>,
  place: number,
  percent: boolean,
  format: FormatValue,
  open: boolean,
): { rows: TooltipRow[]; more: number } {
  const all = series.map((each, at) => ({ each, value: each.values[place], drawn: shown[at]?.[place] ?? 0 }));
  const current = all.filter(({ each }) => !each.previous);
  const before = new Map(all.filter(({ each }) => each.previous).map(({ each, value }) => [each.key, value]));
  const listed = current.length > 0 ? current : all;
  const sum = listed.reduce((total, { value }) => total + Math.abs(value ?? 0), 0);
  const shareOf = (value: number, drawn: number) => {
    if (percent) return drawn;
    return listed.length > 1 && sum > 0 ? (Math.abs(value) / sum) * 100 : undefined;
  };
  const sorted = listed
    .filter((row): row is typeof row & { value: number } => row.value !== undefined)
    .sort((a, b) => b.value - a.value);
  const rows = sorted.slice(0, tooltipRowsShown).map(({ each, value, drawn }) => {
    const earlier = before.size > 0 ? before.get(each.key) : place > 0 ? each.values[place - 1] : undefined;
    return {
      key: `${each.index}`,
      name: each.name,
      colour: each.colour,
      dashed: each.previous,
      value: format(value),
      before: before.size > 0 && earlier !== undefined ? format(earlier) : undefined,
      share: shareOf(value, drawn)?.toFixed(1).concat("%"),
      change: each.previous || open ? undefined : change(earlier, value),
    };
  });
  return { rows, more: sorted.length - rows.length };
}
