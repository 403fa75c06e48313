// CalendarHeatmapQuery, by counting.
import { groupBy } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, randomFilter } from "./filters.mjs";
import { matching, randomNode } from "./series.mjs";

export const kind = "CalendarHeatmapQuery";

export function randomQuery(random, history) {
  const days = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  const math = random.pick([undefined, "total", "dau", "unique_session"]);
  return {
    kind,
    series: [
      {
        ...randomNode(random, 0.2),
        ...(math ? { math } : {}),
        properties: randomFilter(random),
      },
    ],
    dateRange: { date_from: random.pick(days), date_to: days.at(-1) },
    properties: randomFilter(random),
  };
}

export function answer(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const [series] = query.series;
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const counted = matching(events, series)
    .filter((event) => event.at >= from && event.at <= to && matches(event, query.properties))
    .map((event) => {
      const weekday = new Date(`${calendar.date(event.at)}T00:00:00Z`).getUTCDay();
      return { ...event, row: weekday === 0 ? 7 : weekday, column: Number(calendar.local(event.at).slice(11, 13)) };
    });
  const distinct = (values) => new Set(values.filter((value) => value !== "")).size;
  const value = (own) => {
    if (series.math === "dau") return distinct(own.map(({ person }) => person));
    return series.math === "unique_session" ? distinct(own.map(({ session }) => session)) : own.length;
  };
  const by = (key) => [...groupBy(counted, key)].sort(([a], [b]) => a - b);
  return {
    data: by(({ row, column }) => row * 24 + column).map(([, own]) => ({
      row: own[0].row,
      column: own[0].column,
      value: value(own),
    })),
    rowAggregations: by(({ row }) => row).map(([row, own]) => ({ row, value: value(own) })),
    columnAggregations: by(({ column }) => column).map(([column, own]) => ({ column, value: value(own) })),
    allAggregations: value(counted),
  };
}

export const seen = (results) => results;
