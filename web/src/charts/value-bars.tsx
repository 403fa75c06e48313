// One bar for each series, longest first, with its value and share: totals, top lists.
import { useState } from "react";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { exactNumber } from "@/ui/numbers";
import { largest } from "./scale";
import type { FormatValue } from "./series";
import { ChangeMark } from "./tooltip";

export interface ValueBar {
  key: string;
  name: string;
  colour: string;
  value: number;
  before?: number;
  index: number;
}

interface ValueBarsProps {
  bars: readonly ValueBar[];
  format: FormatValue;
  onPick?: (bar: ValueBar) => void;
  withoutShares?: boolean;
}

// Thousands of bars come a page at a time.
const pageOfBars = 100;

export function ValueBars({ bars, format, onPick, withoutShares }: ValueBarsProps) {
  const [most, setMost] = useState(pageOfBars);
  const longest = largest(
    bars.map((bar) => Math.abs(bar.value)),
    1,
  );
  const total = bars.reduce((sum, bar) => sum + Math.abs(bar.value), 0);
  return (
    <ul className="flex flex-col gap-1">
      {bars.slice(0, most).map((bar) => {
        const share = total > 0 && bars.length > 1 ? `${((Math.abs(bar.value) / total) * 100).toFixed(1)}%` : "";
        return (
          <li key={bar.key}>
            <button
              type="button"
              disabled={!onPick}
              onClick={() => onPick?.(bar)}
              title={`${bar.name}: ${exactNumber(bar.value)}${onPick ? ". Click to see the people" : ""}`}
              className={cx(
                "relative flex h-8 w-full items-center gap-3 overflow-hidden rounded-sm px-2.5 text-left text-sm",
                onPick && "hover:bg-hover",
              )}
            >
              <span
                aria-hidden
                className="absolute inset-y-0 left-0 rounded-sm opacity-25"
                style={{ width: `${(Math.abs(bar.value) / longest) * 100}%`, background: bar.colour }}
              />
              <span
                aria-hidden
                className="absolute inset-y-1 left-0 w-[3px] rounded-full"
                style={{ background: bar.colour }}
              />
              <bdi className="relative min-w-0 flex-1 truncate">{bar.name}</bdi>
              {bar.before !== undefined && bar.before !== 0 && (
                <span className="relative text-xs">
                  <ChangeMark percent={((bar.value - bar.before) / Math.abs(bar.before)) * 100} />
                </span>
              )}
              <span className="tabular relative font-medium">{format(bar.value)}</span>
              {!withoutShares && <span className="tabular relative w-12 text-right text-xs text-ink-2">{share}</span>}
            </button>
          </li>
        );
      })}
      {bars.length > most && (
        <li className="flex justify-center pt-1">
          <Button small onClick={() => setMost(most + pageOfBars)}>
            {exactNumber(Math.min(pageOfBars, bars.length - most))} more of {exactNumber(bars.length - most)}
          </Button>
        </li>
      )}
    </ul>
  );
}
