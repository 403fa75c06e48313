// TrendsQuery, by counting.
import { eventNames } from "../histories.mjs";
import { isBefore } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, numberOf, propertyOf, randomFilter, textOf } from "./filters.mjs";

const none = "$$_posthog_breakdown_null_$$";
const other = "$$_posthog_breakdown_other_$$";
const totals = ["BoldNumber", "ActionsPie", "ActionsTable", "WorldMap", "ActionsBarValue"];
const perProperty = ["avg", "sum", "min", "max", "median", "p75", "p90", "p95", "p99"];
const perActor = ["avg", "min", "max", "median", "p75", "p90", "p95", "p99"].map((math) => `${math}_count_per_actor`);
const plain = [
  "total",
  "dau",
  "weekly_active",
  "monthly_active",
  "unique_session",
  "first_time_for_user",
  "first_matching_event_for_user",
];

export const kind = "TrendsQuery";

export function randomQuery(random, history) {
  const times = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  const series = Array.from({ length: random.between(1, 2) }, () => {
    const math = random.pick([...plain, random.pick(perProperty), random.pick(perActor), undefined]);
    return {
      kind: "EventsNode",
      event: random.chance(0.15) ? null : random.pick(eventNames),
      ...(math ? { math } : {}),
      ...(perProperty.includes(math) ? { math_property: random.pick(["amount", "mixed"]) } : {}),
      properties: randomFilter(random),
    };
  });
  const breakdowns = random.chance(0.4)
    ? [
        { property: "$browser", type: "event" },
        { property: random.pick(["mixed", "a.dotted key"]), type: "event" },
        { property: "plan", type: "person" },
      ].slice(0, random.between(1, 3))
    : [];
  return {
    kind,
    series,
    interval: random.pick(["hour", "day", "day", "week", "month"]),
    dateRange: { date_from: random.pick(times), date_to: times.at(-1) },
    properties: randomFilter(random),
    ...(breakdowns.length ? { breakdownFilter: { breakdowns, breakdown_limit: random.pick([1, 2, 25]) } } : {}),
    trendsFilter: {
      display: random.pick(["ActionsLineGraph", "ActionsLineGraph", "ActionsLineGraphCumulative", ...totals]),
      ...(random.chance(0.2) ? { formulas: ["A / 2 + 1", series.length > 1 ? "A / B" : "-A"] } : {}),
      ...(random.chance(0.2) ? { smoothingIntervals: random.between(2, 7) } : {}),
    },
    ...(random.chance(0.3) ? { compareFilter: { compare: true } } : {}),
  };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

function quantile(values, level) {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const at = level * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

function aggregate(math, values) {
  if (values.length === 0) return 0;
  if (math === "avg") return sum(values) / values.length;
  if (math === "sum") return sum(values);
  if (math === "min") return Math.min(...values);
  if (math === "max") return Math.max(...values);
  return quantile(values, math === "median" ? 0.5 : Number(`0.${math.slice(1)}`));
}

const keyOf = (event, fields) =>
  fields.map((field) => {
    const text = textOf(propertyOf(event, { type: field.type, key: field.property }));
    return text === undefined || text === "" ? none : text;
  });

// [[key, event, bucket index]] that count for the series: what its math is taken over.
function rowsOf(events, series, query, { buckets, from, to }, calendar, total) {
  const fields = query.breakdownFilter?.breakdowns ?? [];
  const math = series.math ?? "total";
  const named = events.filter(({ event }) => series.event === null || event === series.event);
  const passes = (event) =>
    (math !== "unique_session" || event.session !== "") &&
    matches(event, series.properties) &&
    matches(event, query.properties);
  const place = (at) => (total ? 0 : buckets.findIndex(({ start, end }) => at >= start && at < end));
  if (math.startsWith("first_")) {
    const first = new Map();
    for (const event of named) {
      if (event.at > to || (math === "first_matching_event_for_user" && !passes(event))) continue;
      const seen = first.get(event.person);
      if (!seen || isBefore(event, seen)) first.set(event.person, event);
    }
    return [...first.values()]
      .filter((event) => event.at >= from && passes(event))
      .map((event) => ({ key: keyOf(event, fields), event, bucket: place(event.at) }));
  }
  const days = { weekly_active: 7, monthly_active: 30 }[math];
  const trailing =
    days && (total || !(query.interval === "month" || (query.interval === "week" && math === "weekly_active")));
  if (!trailing) {
    return named
      .filter((event) => event.at >= from && event.at <= to && passes(event))
      .map((event) => ({ key: keyOf(event, fields), event, bucket: place(event.at) }));
  }
  const windows = total ? [{ end: to + 1 }] : buckets;
  const rows = [];
  for (const event of named.filter((one) => one.at <= to && passes(one))) {
    windows.forEach(({ end }, bucket) => {
      const begins = daysBefore(calendar, end, days);
      if (event.at >= begins && event.at < end) rows.push({ key: keyOf(event, fields), event, bucket });
    });
  }
  return rows;
}

// The same local time of day, `days` earlier; `end` is at the start of an hour.
function daysBefore(calendar, end, days) {
  const wanted = `${calendar.addDays(calendar.date(end), -days)} ${calendar.local(end).slice(11)}`;
  const about = end - days * 24 * 3_600_000;
  for (const shift of [-1, 0, 1])
    if (calendar.local(about + shift * 3_600_000) === wanted) return about + shift * 3_600_000;
  // The hour is skipped: the moment of the skip.
  let at = about - 3 * 3_600_000;
  while (calendar.local(at) < wanted) at += 60_000;
  return at;
}

function valueAt(rows, series) {
  const math = series.math ?? "total";
  const distinct = (of) => new Set(rows.map(({ event }) => of(event)).filter((one) => one !== "")).size;
  if (["dau", "weekly_active", "monthly_active"].includes(math)) return distinct((event) => event.person);
  if (math === "unique_session") return distinct((event) => event.session);
  if (perProperty.includes(math)) {
    const values = rows.map(({ event }) => numberOf(propertyOf(event, { key: series.math_property })));
    return aggregate(
      math,
      values.filter((value) => value !== undefined),
    );
  }
  if (perActor.includes(math)) {
    const counts = new Map();
    // Each value that "other" stands for is counted for itself.
    for (const { key, event } of rows) {
      const actor = JSON.stringify([key, event.person]);
      counts.set(actor, (counts.get(actor) ?? 0) + 1);
    }
    return aggregate(math.replace("_count_per_actor", ""), [...counts.values()]);
  }
  return rows.length;
}

function linesOf(events, series, query, window, calendar, total) {
  const fields = query.breakdownFilter?.breakdowns ?? [];
  const width = total ? 1 : window.buckets.length;
  const rows = rowsOf(events, series, query, window, calendar, total);
  const line = (key, own) => ({
    key,
    values: Array.from({ length: width }, (_, bucket) =>
      valueAt(
        own.filter((row) => row.bucket === bucket),
        series,
      ),
    ),
  });
  if (fields.length === 0) return [line([], rows)];
  const byKey = new Map();
  for (const row of rows) {
    const name = JSON.stringify(row.key);
    byKey.set(name, [...(byKey.get(name) ?? []), row]);
  }
  const order = (a, b) => Buffer.compare(Buffer.from(a.key.join("\0")), Buffer.from(b.key.join("\0")));
  const bySum = (lines) => lines.sort(order).sort((a, b) => sum(b.values) - sum(a.values));
  const lines = bySum([...byKey.entries()].map(([name, own]) => ({ ...line(JSON.parse(name), own), own })));
  const limit = query.breakdownFilter.breakdown_limit;
  const kept = lines.slice(0, limit).map(({ key, values }) => ({ key, values }));
  const rest = lines.slice(limit).flatMap(({ own }) => own);
  return rest.length
    ? [
        ...kept,
        line(
          fields.map(() => other),
          rest,
        ),
      ]
    : kept;
}

function evaluate(formula, values) {
  const [a, b] = values;
  if (formula === "A / 2 + 1") return a / 2 + 1;
  if (formula === "-A") return -a;
  return b === 0 ? 0 : a / b;
}

export function answer(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const total = totals.includes(query.trendsFilter.display);
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const periods = [{ from, to, buckets: calendar.buckets(query.interval, from, to) }];
  if (query.compareFilter) periods.push(previous(calendar, query.interval, periods[0]));
  const results = [];
  for (const [index, window] of periods.entries()) {
    const label = query.compareFilter ? { compare_label: index === 0 ? "current" : "previous" } : {};
    const all = query.series.map((series) => linesOf(events, series, query, window, calendar, total));
    const push = (line) => results.push({ ...render(line, query, window, total), ...label });
    if (!query.trendsFilter.formulas) {
      for (const line of all.flat()) push(line);
      continue;
    }
    const keys = [...new Map(all.flat().map(({ key }) => [JSON.stringify(key), key])).values()];
    for (const formula of query.trendsFilter.formulas) {
      for (const key of keys) {
        const lines = all.map((own) => own.find((line) => JSON.stringify(line.key) === JSON.stringify(key)));
        const width = total ? 1 : window.buckets.length;
        push({
          key,
          values: Array.from({ length: width }, (_, i) =>
            evaluate(
              formula,
              lines.map((line) => line?.values[i] ?? 0),
            ),
          ),
        });
      }
    }
  }
  return results;
}

// As many intervals before as the range touches.
function previous(calendar, interval, { from, to, buckets }) {
  const shift = (at) => {
    if (interval === "hour") return at - buckets.length * 3_600_000;
    const back = (day) => {
      if (interval === "month") {
        const [year, month, date] = day.split("-").map(Number);
        const first = new Date(Date.UTC(year, month - 1 - buckets.length, 1));
        const last = new Date(Date.UTC(year, month - buckets.length, 0)).getUTCDate();
        return `${first.toISOString().slice(0, 8)}${String(Math.min(date, last)).padStart(2, "0")}`;
      }
      return calendar.addDays(day, -buckets.length * (interval === "week" ? 7 : 1));
    };
    return back(calendar.date(at));
  };
  const begin = interval === "hour" ? shift(from) : calendar.startOf(shift(from));
  const end = interval === "hour" ? shift(to) : calendar.endOf(shift(to));
  return { from: begin, to: end, buckets: calendar.buckets(interval, begin, end) };
}

function render({ key, values }, query, { buckets }, total) {
  const breakdown = key.length ? { breakdown_value: key.length === 1 ? key[0] : key } : {};
  if (total) return { ...breakdown, aggregated_value: values[0] };
  const smoothing = query.trendsFilter.smoothingIntervals ?? 1;
  const smoothed = values.map((_, i) => {
    const window = values.slice(Math.max(0, i - smoothing + 1), i + 1);
    return sum(window) / window.length;
  });
  const cumulative = query.trendsFilter.display === "ActionsLineGraphCumulative";
  const data = cumulative ? smoothed.map((_, i) => sum(smoothed.slice(0, i + 1))) : smoothed;
  return { ...breakdown, data, days: buckets.map(({ day }) => day), count: cumulative ? data.at(-1) : sum(data) };
}

// What of the server's answer is compared.
export function seen(results) {
  return results.map(({ data, days, count, aggregated_value, breakdown_value, compare_label }) => ({
    ...(breakdown_value === undefined ? {} : { breakdown_value }),
    ...(aggregated_value === undefined ? { data, days, count } : { aggregated_value }),
    ...(compare_label ? { compare_label } : {}),
  }));
}
