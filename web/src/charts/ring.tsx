// Shares of a whole as a ring, the whole in its middle.
import { useState } from "react";
import type { FormatValue } from "./series";
import { Swatch } from "./tooltip";
import type { ValueBar } from "./value-bars";

interface RingProps {
  parts: readonly ValueBar[];
  format: FormatValue;
  onPick?: (part: ValueBar) => void;
}

const outer = 120;
const inner = 76;
const turn = Math.PI * 2;

function slice(from: number, to: number): string {
  const point = (angle: number, radius: number) =>
    `${(Math.sin(angle) * radius).toFixed(2)} ${(-Math.cos(angle) * radius).toFixed(2)}`;
  const end = Math.min(to, from + turn - 0.0001);
  const large = end - from > Math.PI ? 1 : 0;
  return `M${point(from, outer)}A${outer} ${outer} 0 ${large} 1 ${point(end, outer)}L${point(end, inner)}A${inner} ${inner} 0 ${large} 0 ${point(from, inner)}Z`;
}

export function Ring({ parts, format, onPick }: RingProps) {
  const [over, setOver] = useState<string | null>(null);
  const shown = parts.filter((part) => part.value > 0);
  const total = shown.reduce((sum, part) => sum + part.value, 0);
  const lit = shown.find((part) => part.key === over);
  let angle = 0;
  const text = shown.map((part) => `${part.name} ${((part.value / total) * 100).toFixed(1)}%`).join(", ");
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-10 gap-y-4">
      <svg
        viewBox="-124 -124 248 248"
        className="size-64 shrink-0"
        role="img"
        aria-label={`${format(total)} in all: ${text}`}
        data-chart
      >
        {shown.map((part) => {
          const from = angle;
          angle += (part.value / total) * turn;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it has the same as buttons
            <path
              key={part.key}
              d={slice(from, angle)}
              fill={part.colour}
              stroke="var(--surface)"
              strokeWidth={shown.length > 1 ? 2 : 0}
              opacity={over === null || over === part.key ? 1 : 0.35}
              onPointerEnter={() => setOver(part.key)}
              onPointerLeave={() => setOver(null)}
              onClick={() => onPick?.(part)}
              style={{ cursor: onPick ? "pointer" : "default" }}
            />
          );
        })}
        <text textAnchor="middle" dy="0.1em" fontSize={28} fontWeight={600} fill="var(--ink)" className="tabular">
          {format(lit ? lit.value : total)}
        </text>
        <text textAnchor="middle" dy="1.9em" fontSize={12} fill="var(--ink-3)">
          {lit ? `${((lit.value / total) * 100).toFixed(1)}%` : "in all"}
        </text>
      </svg>
      <ul className="min-w-52 text-sm">
        {shown.slice(0, 14).map((part) => (
          <li key={part.key}>
            <button
              type="button"
              disabled={!onPick}
              onPointerEnter={() => setOver(part.key)}
              onPointerLeave={() => setOver(null)}
              onClick={() => onPick?.(part)}
              className="flex h-7 w-full items-center gap-2 rounded-sm px-1.5 text-left hover:bg-hover"
            >
              <Swatch colour={part.colour} />
              <bdi className="max-w-60 min-w-0 flex-1 truncate">{part.name}</bdi>
              <span className="tabular pl-4">{format(part.value)}</span>
              <span className="tabular w-12 text-right text-xs text-ink-3">
                {((part.value / total) * 100).toFixed(1)}%
              </span>
            </button>
          </li>
        ))}
        {shown.length > 14 && <li className="px-1.5 pt-1 text-xs text-ink-3">and {shown.length - 14} more</li>}
      </ul>
    </div>
  );
}
