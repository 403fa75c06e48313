// The names of a chart's series. A click hides one, a click with Alt shows it alone.
import { cx } from "@/ui/class-names";
import type { ChartSeries } from "./series";
import { Swatch } from "./tooltip";

// What a legend takes of the height that a chart is given.
export const legendHeight = (series: readonly ChartSeries[]) => (series.length < 2 ? 0 : 36);

interface LegendProps {
  series: readonly ChartSeries[];
  hidden: ReadonlySet<string>;
  onChange: (hidden: Set<string>) => void;
  // Where there is no room for more.
  oneLine?: boolean;
}

// As many as a person looks through; all of them are in the table below.
const mostShown = 100;

export const legendKey = (series: ChartSeries) => `${series.key}${series.previous ? " before" : ""}`;

export function Legend({ series, hidden, onChange, oneLine }: LegendProps) {
  if (series.length < 2) return null;
  const toggle = (key: string, alone: boolean) => {
    if (alone) {
      const others = series.map(legendKey).filter((each) => each !== key);
      const already = others.every((each) => hidden.has(each));
      onChange(new Set(already ? [] : others));
      return;
    }
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    if (next.size < series.length) onChange(next);
  };
  return (
    <ul
      aria-label="Series"
      className={cx(
        "flex gap-x-1 gap-y-0.5",
        oneLine ? "overflow-x-auto [scrollbar-width:none]" : "max-h-24 flex-wrap overflow-y-auto",
      )}
    >
      {series.slice(0, mostShown).map((each) => {
        const key = legendKey(each);
        const off = hidden.has(key);
        return (
          <li key={key} className={oneLine ? "shrink-0" : "max-w-full min-w-0"}>
            <button
              type="button"
              aria-pressed={!off}
              title={`${each.name}: click to hide or show, Alt-click to show alone`}
              onClick={(click) => toggle(key, click.altKey)}
              className={cx(
                "flex h-6 max-w-full items-center gap-1.5 rounded-sm px-1.5 text-xs hover:bg-hover",
                off ? "text-ink-3 line-through" : "text-ink-2",
              )}
            >
              <Swatch colour={off ? "var(--control)" : each.colour} dashed={each.previous} />
              <bdi className="truncate">{each.name}</bdi>
            </button>
          </li>
        );
      })}
      {series.length > mostShown && (
        <li className="flex h-6 items-center px-1.5 text-xs text-ink-3">and {series.length - mostShown} more</li>
      )}
    </ul>
  );
}
