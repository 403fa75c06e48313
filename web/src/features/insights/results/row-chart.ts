// From rows of SQL to what charts draw: which column gives the places, which ones the values, and what there is too much
// of. Pure.
import type { Interval, SqlDrawing, TableAnswer } from "@/query/types";
import { clockTime, dayKey } from "@/ui/dates";
import { cellText, isDated, isNumberColumn, typeOf } from "./row-columns";

export const mostPlaces = 1000;
export const mostSeries = 12;

export interface ChartColumns {
  x?: number;
  y: number[];
  // Its values become series, when a place occurs more than once.
  split?: number;
}

const indexes = (answer: TableAnswer) => answer.columns.map((_, index) => index);

export const numberColumns = (answer: TableAnswer) => indexes(answer).filter((each) => isNumberColumn(answer, each));

export function chartColumns(answer: TableAnswer, drawn?: SqlDrawing): ChartColumns {
  const all = indexes(answer);
  const numbers = numberColumns(answer);
  const named = (name: string | undefined) => {
    const index = name === undefined ? -1 : answer.columns.indexOf(name);
    return index < 0 ? undefined : index;
  };
  const texts = all.filter((index) => !numbers.includes(index));
  const x =
    named(drawn?.x) ??
    all.find((index) => isDated(typeOf(answer, index))) ??
    texts[0] ??
    (numbers.length > 1 ? numbers[0] : undefined);
  const wanted = drawn?.y
    ?.map(named)
    .filter((index): index is number => index !== undefined && numbers.includes(index));
  const y = wanted?.length ? wanted : numbers.filter((index) => index !== x);
  const split = x === undefined ? undefined : texts.find((index) => index !== x && !isDated(typeOf(answer, index)));
  const repeated = x !== undefined && new Set(answer.results.map((row) => row[x])).size < answer.results.length;
  return { x, y, ...(repeated && split !== undefined ? { split } : {}) };
}

export interface RowSeries {
  name: string;
  values: number[];
}

export interface RowChart {
  // The beginnings of periods when the places are times, otherwise what the places are called.
  days: string[];
  dated: boolean;
  interval: Interval;
  series: RowSeries[];
  placesLeftOut: number;
  seriesLeftOut: number;
}

// An instant as the clock of the zone shows it; a plain date as it is.
function wallTime(value: string, zone: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return value;
  if (!/(?:Z|[+-]\d\d:?\d\d)$/.test(value)) return value.replace("T", " ").slice(0, 19);
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : `${dayKey(at, zone)} ${clockTime(at, zone)}`;
}

// What the times are the beginnings of, as far as they show it.
export function intervalOf(days: readonly string[]): Interval {
  const clocks = days.map((day) => day.slice(11, 19)).filter((clock) => clock !== "" && clock !== "00:00:00");
  if (clocks.length > 0) return clocks.every((clock) => clock.endsWith(":00:00")) ? "hour" : "minute";
  if (days.length < 2) return "day";
  if (days.every((day) => day.slice(8, 10) === "01")) return "month";
  const at = days.map((day) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000);
  const gaps = at.slice(1).map((day, index) => day - (at[index] ?? 0));
  return gaps.every((gap) => gap > 0 && gap % 7 === 0) ? "week" : "day";
}

const numberOf = (value: unknown) => {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
};

const placeName = (value: unknown) => (value === null || value === "" ? "(none)" : cellText(value));

export function rowChart(answer: TableAnswer, columns: ChartColumns, zone: string): RowChart {
  const { x, y, split } = columns;
  const dated = x !== undefined && isDated(typeOf(answer, x));
  const places = new Map<string, number>();
  const series = new Map<string, Map<number, number>>();
  let placesLeftOut = 0;
  answer.results.forEach((row, index) => {
    const raw = x === undefined ? String(index + 1) : dated ? wallTime(cellText(row[x]), zone) : placeName(row[x]);
    // Rows of the same name are places of their own, unless they are told apart by series.
    const key = split === undefined && !dated ? `${raw} ${index}` : raw;
    if (!places.has(key) && places.size >= mostPlaces) {
      placesLeftOut += 1;
      return;
    }
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    for (const column of y) {
      const columnName = answer.columns[column] ?? "";
      const part = split === undefined ? "" : placeName(row[split]);
      const name = split === undefined ? columnName : y.length > 1 ? `${part}: ${columnName}` : part;
      const values = series.get(name) ?? new Map<number, number>();
      values.set(place, (values.get(place) ?? 0) + numberOf(row[column]));
      series.set(name, values);
    }
  });
  const names = [...places.keys()].map((key) =>
    split === undefined && !dated ? key.slice(0, key.lastIndexOf(" ")) : key,
  );
  const order = names.map((_, place) => place);
  if (dated) order.sort((a, b) => ((names[a] ?? "") < (names[b] ?? "") ? -1 : 1));
  const size = (values: Map<number, number>) => [...values.values()].reduce((sum, value) => sum + Math.abs(value), 0);
  const all = [...series];
  const largest = all.length > mostSeries ? [...all].sort((a, b) => size(b[1]) - size(a[1])) : all;
  const days = order.map((place) => names[place] ?? "");
  return {
    days,
    dated,
    interval: dated ? intervalOf(days) : "day",
    series: largest
      .slice(0, mostSeries)
      .map(([name, values]) => ({ name, values: order.map((place) => values.get(place) ?? 0) })),
    placesLeftOut,
    seriesLeftOut: Math.max(0, all.length - mostSeries),
  };
}
