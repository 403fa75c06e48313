// Rows of a SQL query: sticky head, types, exact values, thousands of rows.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { TableAnswer } from "@/query/types";
import { cx } from "@/ui/class-names";
import { exactNumber } from "@/ui/numbers";
import { Empty } from "@/ui/states";

const typeOf = (answer: TableAnswer, column: number): string => {
  const type = answer.types?.[column];
  return (Array.isArray(type) ? type[1] : type) ?? "";
};

export const isNumeric = (type: string) =>
  /^(Nullable\()?(U?Int|Float|Decimal)/.test(type) || type === "integer" || type === "float";

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isInteger(value) ? exactNumber(value) : String(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function TableView({ answer, height = 480 }: { answer: TableAnswer; height?: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = answer.results;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 33,
    overscan: 20,
  });
  if (rows.length === 0) return <Empty title="No rows">The query ran and found nothing.</Empty>;
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const numeric = answer.columns.map(
    (_, column) => isNumeric(typeOf(answer, column)) || typeof rows[0]?.[column] === "number",
  );
  return (
    <section ref={scroller} tabIndex={0} aria-label="Rows" className="overflow-auto" style={{ maxHeight: height }}>
      <table className="min-w-full text-sm">
        <thead className="sticky top-0 z-10">
          <tr className="bg-sunken">
            {answer.columns.map((name, column) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
                key={column}
                scope="col"
                title={typeOf(answer, column)}
                className={cx(
                  "h-8 border-b border-line px-3 text-xs font-medium whitespace-nowrap text-ink-3",
                  numeric[column] ? "text-right" : "text-left",
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && (
            <tr aria-hidden>
              <td style={{ height: before }} />
            </tr>
          )}
          {items.map((item) => (
            <tr key={item.key} className="border-b border-line hover:bg-hover/60">
              {rows[item.index]?.map((value, column) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name
                  key={column}
                  title={cellText(value)}
                  className={cx(
                    "h-8 max-w-96 truncate px-3 whitespace-nowrap",
                    numeric[column] && "tabular text-right",
                    (value === null || value === undefined) && "text-ink-3",
                  )}
                >
                  {value === null || value === undefined ? "null" : <bdi>{cellText(value)}</bdi>}
                </td>
              ))}
            </tr>
          ))}
          {after > 0 && (
            <tr aria-hidden>
              <td style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
