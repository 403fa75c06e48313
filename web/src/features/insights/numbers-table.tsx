// The numbers of a chart as a table, below it.
import { periodTick } from "@/charts/periods";
import { Swatch } from "@/charts/tooltip";
import type { Answer, LifecycleQuery, StickinessQuery, TrendResult, TrendsQuery } from "@/query/types";
import { cx } from "@/ui/class-names";
import { exactNumber } from "@/ui/numbers";
import { addsUp } from "./maths";
import { numberText } from "./results/number-text";
import { chartSeries } from "./results/series";

interface NumbersTableProps {
  query: TrendsQuery | StickinessQuery | LifecycleQuery;
  answer: Answer<unknown>;
}

export function NumbersTable({ query, answer }: NumbersTableProps) {
  const results = (Array.isArray(answer.results) ? answer.results : []) as TrendResult[];
  const series = chartSeries(results, query);
  const first = results.find((result) => result.compare_label !== "previous") ?? results[0];
  if (!first || first.data.length === 0) return null;
  const interval = query.interval ?? "day";
  const heads =
    query.kind === "StickinessQuery" ? first.labels.map(String) : first.days.map((day) => periodTick(day, interval));
  const total = (index: number) => {
    const values = results[index]?.data ?? [];
    const sum = values.reduce((all, value) => all + value, 0);
    const math = query.series[results[index]?.action?.order ?? 0]?.math;
    return addsUp(math) || query.kind !== "TrendsQuery"
      ? numberText(sum)
      : `⌀ ${numberText(sum / (values.length || 1))}`;
  };
  return (
    <section
      tabIndex={0}
      aria-label="The numbers of the chart"
      className="mt-4 overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="text-sm">
        <thead>
          <tr className="bg-sunken text-xs text-ink-3">
            <th
              scope="col"
              className="sticky left-0 z-10 h-8 max-w-64 min-w-40 border-b border-line bg-sunken px-4 text-left font-medium"
            >
              Series
            </th>
            <th scope="col" className="border-b border-line px-3 text-right font-medium">
              Total
            </th>
            {heads.map((head, index) => (
              <th
                key={`${first.days[index]}`}
                scope="col"
                className="border-b border-line px-3 text-right font-medium whitespace-nowrap"
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.map((each) => (
            <tr key={each.index} className="border-b border-line last:border-b-0 hover:bg-hover/60">
              <th scope="row" className="sticky left-0 z-10 h-8 max-w-64 bg-surface px-4 text-left font-normal">
                <span className="flex items-center gap-2">
                  <Swatch colour={each.colour} dashed={each.previous} />
                  <bdi className="truncate">{each.name}</bdi>
                </span>
              </th>
              <td className="tabular px-3 text-right font-medium whitespace-nowrap">{total(each.index)}</td>
              {each.values.map((value, place) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: places are fixed
                  key={place}
                  title={exactNumber(value)}
                  className={cx("tabular px-3 text-right", value === 0 && "text-ink-3")}
                >
                  {numberText(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
