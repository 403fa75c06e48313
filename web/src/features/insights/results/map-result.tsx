// A trend by country: the map, and the same numbers as a table.
import { useState } from "react";
import { LazyMap } from "@/charts/lazy-map";
import type { FormatValue } from "@/charts/series";
import type { ValueBar } from "@/charts/value-bars";
import type { TrendResult, TrendsQuery } from "@/query/types";
import { countryCode, countryName } from "@/ui/countries";
import { NativeSelect } from "@/ui/field";
import { exactFormat, shortFormat } from "../formats";
import { breakdownText, nodeName } from "../words";

interface MapViewProps {
  query: TrendsQuery;
  results: readonly TrendResult[];
  bars: readonly ValueBar[];
  height?: number;
  onPick?: (bar: ValueBar) => void;
}

interface CountryRow {
  bar: ValueBar;
  code: string | undefined;
  name: string;
}

export function MapView({ query, results, bars, height = 460, onPick }: MapViewProps) {
  const [chosen, setChosen] = useState(0);
  const orderOf = (bar: ValueBar) => results[bar.index]?.action?.order ?? 0;
  const orders = [...new Set(bars.map(orderOf))].sort((a, b) => a - b);
  const order = orders.includes(chosen) ? chosen : (orders[0] ?? 0);
  const rows: CountryRow[] = bars
    .filter((bar) => orderOf(bar) === order)
    .map((bar) => {
      const value = results[bar.index]?.breakdown_value;
      const [first] = Array.isArray(value) ? value : [value];
      const code = typeof first === "string" ? countryCode(first) : undefined;
      return { bar, code, name: code ? countryName(code) : breakdownText(value) };
    });
  const node = query.series[order];
  const title = query.trendsFilter?.formula ? "Formula" : node ? nodeName(node) : "Value";
  const onMap = rows.flatMap(({ bar, code, name }) => (code ? [{ code, name, value: bar.value }] : []));
  return (
    <div className="@container">
      {orders.length > 1 && (
        <NativeSelect
          aria-label="Series on the map"
          value={order}
          onChange={(event) => setChosen(Number(event.target.value))}
          className="mb-3"
        >
          {orders.map((each) => {
            const series = query.series[each];
            return (
              <option key={each} value={each}>
                {series ? nodeName(series) : `Series ${each + 1}`}
              </option>
            );
          })}
        </NativeSelect>
      )}
      <div className="grid grid-cols-1 gap-4 @5xl:grid-cols-[minmax(0,1fr)_280px]">
        <LazyMap
          title={title}
          countries={onMap}
          format={shortFormat(query)}
          exact={exactFormat(query)}
          height={height}
          hint={onPick && "Click to see the people"}
          onPick={
            onPick &&
            (({ code }) => {
              const picked = rows.find((row) => row.code === code);
              if (picked) onPick(picked.bar);
            })
          }
        />
        <CountryTable title={title} rows={rows} format={exactFormat(query)} height={height} onPick={onPick} />
      </div>
    </div>
  );
}

interface CountryTableProps {
  title: string;
  rows: readonly CountryRow[];
  format: FormatValue;
  height: number;
  onPick?: (bar: ValueBar) => void;
}

function CountryTable({ title, rows, format, height, onPick }: CountryTableProps) {
  const total = rows.reduce((sum, { bar }) => sum + bar.value, 0);
  const head = "sticky top-0 bg-surface h-7 px-2 text-xs font-medium text-ink-3";
  return (
    <section aria-label="Countries" tabIndex={0} className="overflow-y-auto" style={{ maxHeight: height }}>
      <table className="w-full text-sm">
        <thead>
          <tr>
            <th scope="col" className={`${head} text-left`}>
              Country
            </th>
            <th scope="col" className={`${head} text-right`}>
              <span className="line-clamp-1" title={title}>
                {title}
              </span>
            </th>
            <th scope="col" className={`${head} text-right`}>
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ bar, name }) => (
            <tr key={bar.key} className="border-t border-line hover:bg-hover">
              <th scope="row" className="h-8 max-w-0 min-w-28 p-0 text-left font-normal">
                {onPick ? (
                  <button
                    type="button"
                    title={`The people from ${name}`}
                    onClick={() => onPick(bar)}
                    className="block h-8 w-full truncate px-2 text-left hover:underline focus-visible:-outline-offset-2"
                  >
                    <bdi>{name}</bdi>
                  </button>
                ) : (
                  <bdi className="block truncate px-2">{name}</bdi>
                )}
              </th>
              <td className="tabular px-2 text-right font-medium">{format(bar.value)}</td>
              <td className="tabular px-2 text-right text-ink-3">
                {total > 0 ? `${((bar.value / total) * 100).toFixed(1)}%` : "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
