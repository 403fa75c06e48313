// The box beside the pointer with the exact values of one place on a chart, largest first.
import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import { cx } from "@/ui/class-names";
import { changeText } from "./series";

export interface TooltipRow {
  key: string;
  name: string;
  colour: string;
  value: string;
  // The value in the period compared with.
  before?: string;
  share?: string;
  // Per cent against the place before.
  change?: number;
  dashed?: boolean;
}

interface ChartTooltipProps {
  title: string;
  note?: string;
  // The first of them, and how many more there are.
  rows: TooltipRow[];
  more?: number;
  // Where on the chart, in pixels, and how wide the chart is: the box keeps inside.
  x: number;
  y: number;
  width: number;
  hint?: string;
}

export const tooltipRowsShown = 12;

export function ChartTooltip({ title, note, rows, more = 0, x, y, width, hint }: ChartTooltipProps) {
  const right = x > width / 2;
  return (
    <div
      className="pointer-events-none absolute z-30 min-w-44 max-w-72 rounded-md border border-line bg-raised px-2.5 py-2 text-xs shadow-float"
      style={{ top: Math.max(0, y), ...(right ? { right: width - x + 12 } : { left: x + 12 }) }}
    >
      <div className="flex items-baseline justify-between gap-4 pb-1">
        <span className="font-medium">{title}</span>
        {note && <span className="text-ink-3">{note}</span>}
      </div>
      {rows.map((row) => (
        <div key={row.key} className="flex h-5 items-center gap-1.5">
          <Swatch colour={row.colour} dashed={row.dashed} />
          <bdi className={cx("min-w-0 flex-1 truncate", row.dashed && "text-ink-3")}>{row.name}</bdi>
          <span className="tabular pl-3 font-medium">{row.value}</span>
          {row.before && <span className="tabular text-ink-3">was {row.before}</span>}
          {row.share && <span className="tabular w-11 text-right text-ink-3">{row.share}</span>}
          {row.change !== undefined && <ChangeMark percent={row.change} />}
        </div>
      ))}
      {more > 0 && <p className="pt-0.5 text-ink-3">and {more} more</p>}
      {hint && <p className="mt-1 border-t border-line pt-1 text-ink-3">{hint}</p>}
    </div>
  );
}

export function Swatch({ colour, dashed }: { colour: string; dashed?: boolean }) {
  return (
    <span
      aria-hidden
      className={cx("size-2 shrink-0 rounded-[2px]", dashed && "border border-dashed bg-transparent")}
      style={dashed ? { borderColor: colour } : { background: colour }}
    />
  );
}

export function ChangeMark({ percent, bad }: { percent: number; bad?: boolean }) {
  // What rounds to nothing is neither good nor bad.
  if (Math.abs(percent) < 0.05) return <span className="tabular whitespace-nowrap text-ink-3">±0%</span>;
  const up = percent >= 0;
  const Arrow = up ? ArrowUpRight : ArrowDownRight;
  const good = bad ? !up : up;
  return (
    <span
      className={cx("tabular inline-flex items-center align-bottom whitespace-nowrap", good ? "text-good" : "text-bad")}
    >
      <Arrow size={12} aria-hidden />
      {changeText(percent)}
    </span>
  );
}
