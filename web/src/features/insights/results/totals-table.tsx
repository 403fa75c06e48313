// Totals as a table: a column for each property that they are split by, the value, its share, its change.
import { ChevronDown, ChevronUp } from "lucide-react";
import { useState } from "react";
import { change } from "@/charts/series";
import { ChangeMark, Swatch } from "@/charts/tooltip";
import type { ValueBar } from "@/charts/value-bars";
import { propertyName } from "@/features/definitions/names";
import type { TrendResult, TrendsQuery } from "@/query/types";
import { cx } from "@/ui/class-names";
import { exactNumber } from "@/ui/numbers";
import { breakdownFields, isCohorts } from "../breakdowns";
import { exactFormat } from "../formats";
import { breakdownText } from "../words";
import { resultName } from "./series";

interface TotalsTableProps {
  query: TrendsQuery;
  results: readonly TrendResult[];
  bars: readonly ValueBar[];
  onPick?: (bar: ValueBar) => void;
}

interface Row {
  bar: ValueBar;
  cells: string[];
}

// The place of a column, negative when it is sorted the other way round; 0 is the value.
type Order = { column: number; up: boolean };

export function TotalsTable({ query, results, bars, onPick }: TotalsTableProps) {
  const [order, setOrder] = useState<Order | null>(null);
  const fields = breakdownFields(query.breakdownFilter);
  const split = fields.length > 0 && !isCohorts(fields);
  const manySeries = query.series.length > 1 || !split;
  const heads = [
    ...(manySeries ? ["Series"] : []),
    ...(split ? fields.map(({ property }) => propertyName(String(property))) : []),
  ];
  const rows: Row[] = bars.map((bar) => {
    const result = results[bar.index];
    const values = [result?.breakdown_value ?? []].flat();
    const name = split && result ? resultName({ ...result, breakdown_value: undefined }, query) : bar.name;
    const cells = split ? fields.map((_, index) => breakdownText(values[index])) : [];
    return { bar, cells: [...(manySeries ? [name] : []), ...cells] };
  });
  const text = exactFormat(query);
  const total = bars.reduce((sum, bar) => sum + Math.abs(bar.value), 0);
  const compared = bars.some((bar) => bar.before !== undefined);
  const valueColumn = heads.length;
  const sorted = order ? [...rows].sort((a, b) => compareRows(a, b, order, valueColumn)) : rows;
  const sort = (column: number) =>
    setOrder(order?.column === column ? { column, up: !order.up } : { column, up: column < valueColumn });
  const head = (title: string, column: number, right = false) => (
    <th
      key={column}
      scope="col"
      aria-sort={order?.column === column ? (order.up ? "ascending" : "descending") : undefined}
      className={cx("h-8 border-b border-line px-2 text-xs font-medium text-ink-3", right ? "text-right" : "text-left")}
    >
      <button
        type="button"
        onClick={() => sort(column)}
        className="inline-flex items-center gap-1 rounded-sm hover:text-ink"
      >
        {title}
        {order?.column === column &&
          (order.up ? <ChevronUp size={12} aria-hidden /> : <ChevronDown size={12} aria-hidden />)}
      </button>
    </th>
  );
  return (
    <section tabIndex={0} aria-label="Totals" className="max-h-[560px] overflow-auto">
      <table className="w-full text-sm">
        <thead className="sticky top-0 z-10 bg-surface">
          <tr>
            {heads.map((title, column) => head(title, column))}
            {head("Total", valueColumn, true)}
            {bars.length > 1 && (
              <th scope="col" className="border-b border-line px-2 text-right text-xs font-medium text-ink-3">
                Share
              </th>
            )}
            {compared && (
              <th scope="col" className="border-b border-line px-2 text-right text-xs font-medium text-ink-3">
                Before
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ bar, cells }) => {
            const percent = change(bar.before, bar.value);
            return (
              <tr key={bar.key} className="border-b border-line last:border-b-0 hover:bg-hover/60">
                {cells.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns are known by their place
                  <td key={column} className="h-9 max-w-80 px-2">
                    <span className="flex items-center gap-2">
                      {column === 0 && <Swatch colour={bar.colour} />}
                      <bdi className="truncate" title={cell}>
                        {cell}
                      </bdi>
                    </span>
                  </td>
                ))}
                <td className="tabular px-2 text-right font-medium" title={exactNumber(bar.value)}>
                  {onPick ? (
                    <button type="button" onClick={() => onPick(bar)} className="rounded-sm hover:underline">
                      {text(bar.value)}
                    </button>
                  ) : (
                    text(bar.value)
                  )}
                </td>
                {bars.length > 1 && (
                  <td className="tabular px-2 text-right text-ink-3">
                    {total > 0 ? `${((Math.abs(bar.value) / total) * 100).toFixed(1)}%` : ""}
                  </td>
                )}
                {compared && (
                  <td className="tabular px-2 text-right whitespace-nowrap text-ink-3">
                    {bar.before === undefined ? "" : text(bar.before)}{" "}
                    {percent !== undefined && <ChangeMark percent={percent} />}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function compareRows(a: Row, b: Row, { column, up }: Order, valueColumn: number): number {
  const sign = up ? 1 : -1;
  if (column === valueColumn) return (a.bar.value - b.bar.value) * sign;
  return (a.cells[column] ?? "").localeCompare(b.cells[column] ?? "", undefined, { numeric: true }) * sign;
}
