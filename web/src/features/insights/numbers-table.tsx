// The numbers of a chart as a table, below it. Of thousands of series or periods only those on the screen are in the page.
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useMemo, useRef } from "react";
import { periodTick } from "@/charts/periods";
import { largest } from "@/charts/scale";
import { type ChartSeries, wholeOf } from "@/charts/series";
import { Swatch } from "@/charts/tooltip";
import type { Answer, LifecycleQuery, StickinessQuery, TrendResult, TrendsQuery } from "@/query/types";
import { cx } from "@/ui/class-names";
import { exactNumber } from "@/ui/numbers";
import { exactFormat } from "./formats";
import { chartSeries } from "./results/series";

interface NumbersTableProps {
  query: TrendsQuery | StickinessQuery | LifecycleQuery;
  answer: Answer<unknown>;
}

const rowPx = 33;
const namePx = 208;
const letterPx = 7.4;
const paddingPx = 24;
const leastPx = 60;
// Beyond this height the table scrolls in itself.
const mostPx = 480;

export const NumbersTable = memo(function NumbersTable({ query, answer }: NumbersTableProps) {
  const results = (Array.isArray(answer.results) ? answer.results : []) as TrendResult[];
  const first = results.find((result) => result.compare_label !== "previous") ?? results[0];
  if (!first || first.data.length === 0) return null;
  return <Numbers query={query} results={results} first={first} />;
});

interface NumbersProps {
  query: NumbersTableProps["query"];
  results: TrendResult[];
  first: TrendResult;
}

function Numbers({ query, results, first }: NumbersProps) {
  const scroller = useRef<HTMLElement>(null);
  const { series, heads, totals, columnPx, totalPx, text } = useMemo(
    () => layout(query, results, first),
    [query, results, first],
  );
  const rows = useVirtualizer({
    count: series.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: heads.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => columnPx,
    overscan: 30,
  });
  const across = columns.getVirtualItems();
  const down = rows.getVirtualItems();
  const left = across[0]?.start ?? 0;
  const right = columns.getTotalSize() - (across.at(-1)?.end ?? 0);
  const above = down[0]?.start ?? 0;
  const below = rows.getTotalSize() - (down.at(-1)?.end ?? 0);
  return (
    <section
      ref={scroller}
      tabIndex={0}
      aria-label="The numbers of the chart"
      className="mt-4 overflow-auto rounded-lg border border-line bg-surface"
      style={{ maxHeight: mostPx }}
    >
      <table
        className="table-fixed text-sm"
        style={{ width: namePx + totalPx + columns.getTotalSize(), minWidth: "100%" }}
        aria-rowcount={series.length + 1}
        aria-colcount={heads.length + 2}
      >
        <colgroup>
          <col style={{ width: namePx }} />
          <col style={{ width: totalPx }} />
          {left > 0 && <col style={{ width: left }} />}
          {across.map((column) => (
            <col key={column.key} style={{ width: columnPx }} />
          ))}
          {right > 0 && <col style={{ width: right }} />}
        </colgroup>
        <thead className="sticky top-0 z-20">
          <tr className="bg-sunken text-xs text-ink-3">
            <th
              scope="col"
              className="sticky left-0 z-10 h-8 border-b border-line bg-sunken px-4 text-left font-medium"
            >
              Series
            </th>
            <th scope="col" className="border-b border-line px-3 text-right font-medium">
              Total
            </th>
            {left > 0 && <td aria-hidden className="border-b border-line" />}
            {across.map((column) => (
              <th
                key={column.key}
                scope="col"
                aria-colindex={column.index + 3}
                className="border-b border-line px-3 text-right font-medium whitespace-nowrap"
              >
                {heads[column.index]}
              </th>
            ))}
            {right > 0 && <td aria-hidden className="border-b border-line" />}
          </tr>
        </thead>
        <tbody>
          {above > 0 && (
            <tr aria-hidden>
              <td style={{ height: above }} />
            </tr>
          )}
          {down.map(({ index, key }) => {
            const each = series[index] as ChartSeries;
            return (
              <tr key={key} aria-rowindex={index + 2} className="hover:bg-hover/60">
                <th
                  scope="row"
                  className={cx(
                    "sticky left-0 z-10 h-8 bg-surface px-4 text-left font-normal",
                    index < series.length - 1 && "border-b border-line",
                  )}
                >
                  <span className="flex items-center gap-2">
                    <Swatch colour={each.colour} dashed={each.previous} />
                    <bdi className="truncate" title={each.name}>
                      {each.name}
                    </bdi>
                  </span>
                </th>
                <td className={cellClass(index, series.length, "font-medium whitespace-nowrap")}>
                  {totals[each.index]}
                </td>
                {left > 0 && <td aria-hidden />}
                {across.map((column) => {
                  const value = each.values[column.index];
                  return (
                    <td
                      key={column.key}
                      title={value === undefined ? undefined : exactNumber(value)}
                      className={cellClass(index, series.length, value === 0 ? "text-ink-3" : "")}
                    >
                      {value === undefined ? "" : text(value)}
                    </td>
                  );
                })}
                {right > 0 && <td aria-hidden />}
              </tr>
            );
          })}
          {below > 0 && (
            <tr aria-hidden>
              <td style={{ height: below }} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

const cellClass = (row: number, rows: number, more: string) =>
  cx("tabular px-3 text-right", row < rows - 1 && "border-b border-line", more);

function layout(query: NumbersTableProps["query"], results: TrendResult[], first: TrendResult) {
  const interval = query.interval ?? "day";
  const text = exactFormat(query);
  const series = chartSeries(results, query);
  const heads =
    query.kind === "StickinessQuery" ? first.labels.map(String) : first.days.map((day) => periodTick(day, interval));
  const totals = series.map(({ values, whole }) => `${whole === "mean" ? "⌀ " : ""}${text(wholeOf(values, whole))}`);
  // The longest value is that of the largest size, or one with decimals.
  const widest = largest(
    results.flatMap(({ data }) => [
      text(largest(data.map(Math.abs), 0)).length,
      ...data.slice(0, 50).map((value) => text(value).length),
    ]),
    0,
  );
  const px = (letters: number) => Math.max(leastPx, Math.ceil(letters * letterPx + paddingPx));
  return {
    text,
    series,
    heads,
    totals,
    columnPx: px(
      Math.max(
        widest,
        largest(
          heads.slice(0, 400).map((head) => head.length),
          0,
        ),
      ),
    ),
    totalPx: px(
      largest(
        totals.map((total) => total.length),
        5,
      ),
    ),
  };
}
