// Days as squares in weeks: when things happen, over a long time.
import { useRef } from "react";
import { periodTitle } from "./periods";
import { largest } from "./scale";
import type { FormatValue } from "./series";
import { useWidth } from "./use-width";

interface CalendarProps {
  days: readonly string[];
  values: readonly number[];
  format: FormatValue;
  onPick?: (place: number) => void;
}

const smallestPx = 13;
const largestPx = 24;
const left = 36;
const weekdays = [
  { name: "Mon", row: 0 },
  { name: "Wed", row: 2 },
  { name: "Fri", row: 4 },
  { name: "Sun", row: 6 },
];

const monthOf = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });

// Five steps, so that a level can be told from the next.
export function level(value: number, high: number): number {
  if (value <= 0 || high <= 0) return 0;
  return Math.min(5, Math.ceil((value / high) * 5));
}

export function Calendar({ days, values, format, onPick }: CalendarProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const first = new Date(`${(days[0] ?? "1970-01-01").slice(0, 10)}T00:00:00Z`);
  const shift = (first.getUTCDay() + 6) % 7;
  const weeks = Math.ceil((days.length + shift) / 7);
  const cell = Math.max(smallestPx, Math.min(largestPx, Math.floor((width - left) / weeks)));
  const high = largest(values, 0);
  const total = values.reduce((sum, value) => sum + value, 0);
  return (
    <div ref={box} className="overflow-x-auto">
      <svg
        width={weeks * cell + left}
        height={7 * cell + 22}
        role="img"
        aria-label={`${format(total)} over ${days.length} days, at most ${format(high)} on one.`}
        data-chart
      >
        {weekdays.map(({ name, row }) => (
          <text key={row} x={0} y={row * cell + 18 + cell * 0.65} fontSize={10} fill="var(--ink-3)">
            {name}
          </text>
        ))}
        {days.map((day, place) => {
          const column = Math.floor((place + shift) / 7);
          const row = (place + shift) % 7;
          const value = values[place] ?? 0;
          // A month that begins right after the first day would be written over it.
          const month = day.slice(8, 10) === "01" || (place === 0 && Number(day.slice(8, 10)) < 15);
          return (
            <g key={day}>
              {month && (
                <text x={column * cell + left} y={11} fontSize={10} fill="var(--ink-3)">
                  {monthOf.format(new Date(`${day.slice(0, 10)}T00:00:00Z`))}
                </text>
              )}
              {/* biome-ignore lint/a11y/noStaticElementInteractions: the table below has the same values */}
              <rect
                x={column * cell + left}
                y={row * cell + 18}
                width={cell - 3}
                height={cell - 3}
                rx={2}
                fill={`var(--ramp-${level(value, high)})`}
                onClick={() => onPick?.(place)}
                style={{ cursor: onPick ? "pointer" : "default" }}
              >
                <title>{`${periodTitle(day, "day")}: ${format(value)}`}</title>
              </rect>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
