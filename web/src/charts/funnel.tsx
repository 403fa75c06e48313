// Steps of a funnel as bars: how many reached a step, what share of the first and of the step before, who dropped off
// (hatched) and how long it took. Both parts of a bar lead to their people.
import { ArrowRight, ChevronDown, Clock } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import { Menu } from "@/ui/menu";
import { compactNumber, durationText, exactNumber } from "@/ui/numbers";
import { useWidth } from "./use-width";

export interface FunnelBar {
  key: string;
  name: string;
  colour: string;
  count: number;
}

export interface FunnelColumn {
  name: string;
  // One for each breakdown value; one alone without a breakdown.
  bars: FunnelBar[];
  medianSeconds: number | null;
  // People may leave it out: what follows is compared with the step before it.
  optional?: boolean;
}

interface FunnelChartProps {
  columns: readonly FunnelColumn[];
  onPick?: (step: number, bar: number, converted: boolean) => void;
  // What else can be done with a step: items of the menu at its name.
  stepMenu?: (step: number) => ReactNode;
  // Steps below each other, whatever room there is.
  vertical?: boolean;
  // What there is for all of it, bars and words.
  height?: number;
}

const usualBarPx = 240;
const leastBarPx = 90;
// The sentence above the bars, the names and the numbers below.
const wordsPx = 176;
export const percent = (part: number, whole: number) => (whole > 0 ? `${((part / whole) * 100).toFixed(1)}%` : "–");

// Below this width steps stand below each other.
const narrow = 560;

export function FunnelChart(props: FunnelChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  return (
    <div ref={box}>
      {width > 0 && (props.vertical || width < narrow ? <FunnelRows {...props} /> : <FunnelColumns {...props} />)}
    </div>
  );
}

// The nearest step before that everybody has to take; nothing for the first.
function stepBefore(columns: readonly FunnelColumn[], step: number): FunnelColumn | undefined {
  for (let at = step - 1; at >= 0; at--) if (!columns[at]?.optional) return columns[at];
  return undefined;
}

const sumOf = (column: FunnelColumn | undefined) => column?.bars.reduce((sum, bar) => sum + bar.count, 0) ?? 0;

function StepName({ name, step, menu }: { name: string; step: number; menu: FunnelChartProps["stepMenu"] }) {
  const text = (
    <bdi className="truncate font-medium" title={name}>
      {name}
    </bdi>
  );
  if (!menu) return text;
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Step ${step + 1}, ${name}: more`}
          className="flex min-w-0 items-center gap-1 rounded-sm px-1 hover:bg-hover"
        >
          {text}
          <ChevronDown size={12} className="shrink-0 text-ink-3" aria-hidden />
        </button>
      }
    >
      {menu(step)}
    </Menu>
  );
}

function FunnelRows({ columns, onPick, stepMenu }: FunnelChartProps) {
  const start = sumOf(columns[0]);
  return (
    <ol className="flex flex-col gap-4">
      {columns.map((column, step) => {
        const count = sumOf(column);
        const from = stepBefore(columns, step);
        const before = from && sumOf(from);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <li key={step}>
            <p className="flex items-baseline gap-2 pb-1 text-sm">
              <span className="tabular text-ink-3">{step + 1}</span>
              <span className="min-w-0 flex-1">
                <StepName name={column.name} step={step} menu={stepMenu} />
              </span>
              <span className="tabular font-semibold" title={exactNumber(count)}>
                {compactNumber(count)}
              </span>
              <span className="tabular w-14 text-right text-ink-2">{percent(count, start)}</span>
            </p>
            <div className="flex flex-col gap-1">
              {column.bars.map((bar, index) => {
                const whole = columns[0]?.bars[index]?.count ?? 0;
                const share = whole > 0 ? (bar.count / whole) * 100 : 0;
                return (
                  <button
                    key={bar.key}
                    type="button"
                    disabled={!onPick || bar.count === 0}
                    onClick={() => onPick?.(step, index, true)}
                    aria-label={`${exactNumber(bar.count)} reached step ${step + 1}${column.bars.length > 1 ? `, ${bar.name}` : ""}`}
                    className="block h-6 w-full overflow-hidden rounded-sm bg-active"
                  >
                    <span className="block h-full rounded-sm" style={{ width: `${share}%`, background: bar.colour }} />
                  </button>
                );
              })}
            </div>
            {before !== undefined && (
              <p className="tabular flex flex-wrap gap-x-3 pt-1 text-xs text-ink-3">
                <span>
                  {percent(count, before)} {column.optional ? "took it" : "of the step before"}
                </span>
                {!column.optional && (
                  <button
                    type="button"
                    disabled={!onPick || column.bars.length > 1 || before === count}
                    onClick={() => onPick?.(step, 0, false)}
                    className="enabled:underline"
                  >
                    {exactNumber(before - count)} dropped off
                  </button>
                )}
                {column.medianSeconds !== null && <span>median {durationText(column.medianSeconds)}</span>}
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function FunnelColumns({ columns, onPick, stepMenu, height }: FunnelChartProps) {
  const barHeight = height === undefined ? usualBarPx : Math.max(leastBarPx, height - wordsPx);
  const hatch = useId();
  const first = columns[0];
  const start = sumOf(first);
  const end = sumOf(columns.at(-1));
  return (
    <div className="overflow-x-auto pb-2">
      <p className="pb-4 text-sm text-ink-2">
        <span className="tabular font-semibold text-ink">{percent(end, start)}</span> of {exactNumber(start)} got to the
        end, <span className="tabular">{exactNumber(end)}</span> in all.
      </p>
      <svg width={0} height={0} className="absolute" aria-hidden="true">
        <pattern id={hatch} width={7} height={7} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={1.5} height={7} fill="var(--control)" />
        </pattern>
      </svg>
      <ol className="flex min-w-max gap-0 md:min-w-0">
        {columns.map((column, step) => {
          const count = sumOf(column);
          const from = stepBefore(columns, step);
          const before = from && sumOf(from);
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
              key={step}
              className="flex min-w-44 flex-1 flex-col border-l border-line px-3 first:border-l-0 first:pl-0"
            >
              <p className="flex items-center gap-2 pb-2 text-sm font-medium">
                <span className="flex size-5 shrink-0 items-center justify-center rounded-full bg-active text-2xs tabular">
                  {step + 1}
                </span>
                <StepName name={column.name} step={step} menu={stepMenu} />
              </p>
              <div className="flex items-end gap-1" style={{ height: barHeight }}>
                {column.bars.map((bar, index) => {
                  const whole = first?.bars[index]?.count ?? 0;
                  const prior = column.optional ? undefined : from?.bars[index]?.count;
                  const reached = whole > 0 ? (bar.count / whole) * barHeight : 0;
                  const lost = prior !== undefined && whole > 0 ? ((prior - bar.count) / whole) * barHeight : 0;
                  return (
                    <div key={bar.key} className="flex h-full max-w-40 min-w-1.5 flex-1 flex-col justify-end">
                      {lost > 0 && (
                        <button
                          type="button"
                          disabled={!onPick}
                          onClick={() => onPick?.(step, index, false)}
                          aria-label={`${exactNumber((prior ?? 0) - bar.count)} dropped off before step ${step + 1}${column.bars.length > 1 ? `, ${bar.name}` : ""}`}
                          title={`${bar.name}: ${exactNumber((prior ?? 0) - bar.count)} dropped off`}
                          className="w-full rounded-t-sm hover:brightness-90"
                          style={{ height: lost }}
                        >
                          <svg width="100%" height="100%" className="rounded-t-sm bg-sunken" aria-hidden="true">
                            <rect width="100%" height="100%" fill={`url(#${hatch})`} />
                          </svg>
                        </button>
                      )}
                      <button
                        type="button"
                        disabled={!onPick || bar.count === 0}
                        onClick={() => onPick?.(step, index, true)}
                        aria-label={`${exactNumber(bar.count)} reached step ${step + 1}${column.bars.length > 1 ? `, ${bar.name}` : ""}`}
                        title={`${bar.name}: ${exactNumber(bar.count)}, ${percent(bar.count, whole)} of the first step`}
                        className="w-full rounded-t-sm hover:brightness-110"
                        style={{ height: Math.max(bar.count > 0 ? 2 : 0, reached), background: bar.colour }}
                      />
                    </div>
                  );
                })}
              </div>
              <dl className="border-t border-line-strong pt-2 text-xs text-ink-2">
                <div className="flex items-baseline gap-1.5">
                  <dt className="sr-only">People</dt>
                  <dd className="tabular text-base font-semibold text-ink" title={exactNumber(count)}>
                    {compactNumber(count)}
                  </dd>
                  <dd className="tabular">{percent(count, start)}</dd>
                </div>
                {before !== undefined && (
                  <>
                    <div className="flex items-center gap-1">
                      <dt className="flex items-center gap-1 whitespace-nowrap">
                        <ArrowRight size={12} className="shrink-0" aria-hidden />
                        {column.optional
                          ? "took it"
                          : step > 1 && columns[step - 1]?.optional
                            ? `from step ${columns.indexOf(from ?? column) + 1}`
                            : "from the step before"}
                      </dt>
                      <dd className="tabular font-medium text-ink">{percent(count, before)}</dd>
                    </div>
                    {!column.optional && (
                      <div className="text-ink-3">
                        <dt className="inline">dropped off </dt>
                        <dd className="tabular inline">
                          {exactNumber(before - count)} ({percent(before - count, before)})
                        </dd>
                      </div>
                    )}
                  </>
                )}
                {column.medianSeconds !== null && (
                  <div className="flex items-center gap-1 text-ink-3">
                    <dt className="flex items-center gap-1">
                      <Clock size={12} aria-hidden /> median
                    </dt>
                    <dd className="tabular">{durationText(column.medianSeconds)}</dd>
                  </div>
                )}
              </dl>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
