// Who came back, cohort by cohort: a triangle shaded by the share that returned, with the mean of each column.
import { Fragment } from "react";
import { cx } from "@/ui/class-names";
import { compactNumber, exactNumber } from "@/ui/numbers";

export interface RetentionLine {
  title: string;
  size: number;
  counts: number[];
  // From this column on the period has not ended.
  openFrom: number;
}

interface RetentionGridProps {
  lines: readonly RetentionLine[];
  // "Week", "Day": what the columns count.
  period: string;
  // Shares of the cohort, or of the column before.
  reference: "total" | "previous";
  mean: MeanKind;
  // What tells it from other tables beside it.
  name?: string;
  onPick?: (line: number, column: number) => void;
}

// Of all people, of all cohorts, or not shown.
export type MeanKind = "weighted" | "simple" | "none";

export const shareOf = (line: RetentionLine, column: number, reference: "total" | "previous") => {
  const whole = reference === "previous" && column > 0 ? (line.counts[column - 1] ?? 0) : line.size;
  return whole > 0 ? ((line.counts[column] ?? 0) / whole) * 100 : 0;
};

// The mean of a column over the cohorts for which it has ended, weighted by their sizes or each the same.
export function meanShare(
  lines: readonly RetentionLine[],
  column: number,
  reference: "total" | "previous",
  simple = false,
): number | undefined {
  const ended = lines.filter((line) => column < line.counts.length && column < line.openFrom);
  if (simple) {
    const shares = ended.filter((line) => line.size > 0).map((line) => shareOf(line, column, reference));
    return shares.length > 0 ? shares.reduce((sum, share) => sum + share, 0) / shares.length : undefined;
  }
  let reached = 0;
  let whole = 0;
  for (const line of ended) {
    reached += line.counts[column] ?? 0;
    whole += reference === "previous" && column > 0 ? (line.counts[column - 1] ?? 0) : line.size;
  }
  return whole > 0 ? (reached / whole) * 100 : undefined;
}

function shade(share: number): { background: string; strong: boolean } {
  const part = Math.max(0, Math.min(1, share / 100));
  return {
    background: `color-mix(in oklab, var(--ramp-5) ${Math.round(part * 92)}%, var(--ramp-0))`,
    strong: part > 0.52,
  };
}

export function RetentionGrid({ lines, period, reference, mean: kind, name, onPick }: RetentionGridProps) {
  const columns = Math.max(0, ...lines.map((line) => line.counts.length));
  const all = Array.from({ length: columns }, (_, column) => column);
  return (
    <section
      className="overflow-x-auto"
      tabIndex={0}
      aria-label={name ? `Retention by cohort: ${name}` : "Retention by cohort"}
    >
      <table className="border-separate border-spacing-0.5 text-xs">
        <thead>
          <tr className="text-ink-3">
            <th scope="col" className="sticky left-0 bg-surface px-2 py-1 text-left font-medium">
              Cohort
            </th>
            <th scope="col" className="px-2 text-right font-medium">
              People
            </th>
            {all.map((column) => (
              <th key={column} scope="col" className="min-w-15 px-1 text-center font-medium whitespace-nowrap">
                {period} {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kind !== "none" && (
            <tr>
              <th scope="row" className="sticky left-0 bg-surface px-2 text-left font-medium whitespace-nowrap">
                Mean
              </th>
              <td className="tabular px-2 text-right text-ink-2">
                {compactNumber(Math.round(lines.reduce((sum, line) => sum + line.size, 0) / (lines.length || 1)))}
              </td>
              {all.map((column) => {
                const mean = meanShare(lines, column, reference, kind === "simple");
                return (
                  <td key={column} className="tabular h-8 text-center font-medium">
                    {mean === undefined ? "–" : `${mean.toFixed(1)}%`}
                  </td>
                );
              })}
            </tr>
          )}
          {lines.map((line, row) => (
            <tr key={line.title}>
              <th
                scope="row"
                className="sticky left-0 bg-surface px-2 text-left font-normal whitespace-nowrap text-ink-2"
              >
                {line.title}
              </th>
              <td className="tabular px-2 text-right" title={exactNumber(line.size)}>
                {compactNumber(line.size)}
              </td>
              {all.map((column) => (
                <Fragment key={column}>
                  {column < line.counts.length ? (
                    <RetentionCell
                      line={line}
                      column={column}
                      reference={reference}
                      onPick={onPick && (() => onPick(row, column))}
                    />
                  ) : (
                    <td />
                  )}
                </Fragment>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RetentionCellProps {
  line: RetentionLine;
  column: number;
  reference: "total" | "previous";
  onPick?: () => void;
}

function RetentionCell({ line, column, reference, onPick }: RetentionCellProps) {
  const share = shareOf(line, column, reference);
  const count = line.counts[column] ?? 0;
  const open = column >= line.openFrom;
  const { background, strong } = shade(share);
  const text = `${exactNumber(count)} of ${exactNumber(line.size)}${open ? ", not over yet" : ""}`;
  return (
    <td className="p-0">
      <button
        type="button"
        disabled={!onPick || count === 0}
        onClick={onPick}
        title={text}
        className={cx(
          "tabular h-8 w-full min-w-15 rounded-sm text-center",
          strong ? "text-on-ramp" : "text-ink",
          onPick && count > 0 && "hover:outline-2 hover:outline-focus",
        )}
        style={{
          background: open
            ? `repeating-linear-gradient(45deg, transparent 0 4px, color-mix(in oklab, var(--surface) ${strong ? 18 : 45}%, transparent) 4px 7px), ${background}`
            : background,
        }}
      >
        {line.size > 0 ? `${share.toFixed(1)}%` : "–"}
      </button>
    </td>
  );
}
