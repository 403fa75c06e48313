// A line without axes, for beside a number.
import { largest, smallest } from "./scale";

interface SparklineProps {
  values: readonly number[];
  colour?: string;
  // The last value is of a period that still goes on.
  open?: boolean;
  className?: string;
}

const width = 120;
const height = 32;

export function Sparkline({ values, colour = "var(--chart-1)", open, className }: SparklineProps) {
  if (values.length < 2) return null;
  const high = largest(values);
  const low = smallest(values, 0);
  const point = (value: number, index: number) =>
    `${((index / (values.length - 1)) * width).toFixed(1)} ${(height - 2 - ((value - low) / (high - low || 1)) * (height - 4)).toFixed(1)}`;
  const points = values.map(point);
  const solid = open ? points.slice(0, -1) : points;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className={className} aria-hidden="true">
      <path d={`M${points.join("L")}L${width} ${height}L0 ${height}Z`} fill={colour} opacity={0.12} />
      <path
        d={`M${solid.join("L")}`}
        fill="none"
        stroke={colour}
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
      {open && (
        <path
          d={`M${points.slice(-2).join("L")}`}
          fill="none"
          stroke={colour}
          strokeWidth={1.5}
          strokeDasharray="2 3"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
