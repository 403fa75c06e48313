// TrendsQuery, by counting.
import { isBefore } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, numberOf, propertyOf, randomFilter, textOf } from "./filters.mjs";
import { quantile, sum } from "./numbers.mjs";
import { previous } from "./periods.mjs";
import { isOf, randomNode } from "./series.mjs";

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
  "unique_group",
  "hogql",
  "first_time_for_user",
  "first_matching_event_for_user",
];

// What math_hogql makes of the events of an interval.
const numbersOf = (rows, key) =>
  rows.map(({ event }) => numberOf(event.properties[key])).filter((n) => n !== undefined);
const expressions = {
  "sum(toFloat(properties.amount))": (rows) => sum(numbersOf(rows, "amount")),
  "uniqExact(person_id) + 1": (rows) => new Set(rows.map(({ event }) => event.person)).size + 1,
  "max(toFloat(properties.mixed)) / 2": (rows) => Math.max(...numbersOf(rows, "mixed")) / 2,
};

export const kind = "TrendsQuery";

export function randomQuery(random, history) {
  const times = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  const series = Array.from({ length: random.between(1, 2) }, () => {
    const math = random.pick([...plain, random.pick(perProperty), random.pick(perActor), undefined]);
    return {
      ...randomNode(random, 0.15),
      ...(math ? { math } : {}),
      ...(math === "unique_group" ? { math_group_type_index: 0 } : {}),
      ...(math === "hogql" ? { math_hogql: random.pick(Object.keys(expressions)) } : {}),
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
    ...(breakdowns.length
      ? {
          breakdownFilter: {
            breakdowns,
            breakdown_limit: random.pick([1, 2, 25]),
            ...(random.chance(0.2) ? { breakdown_hide_other_aggregation: true } : {}),
          },
        }
      : {}),
    trendsFilter: {
      display: random.pick(["ActionsLineGraph", "ActionsLineGraph", "ActionsLineGraphCumulative", ...totals]),
      ...(random.chance(0.2) ? { formulas: ["A / 2 + 1", series.length > 1 ? "A / B" : "-A"] } : {}),
      ...(random.chance(0.2) ? { smoothingIntervals: random.between(2, 7) } : {}),
    },
    ...(random.chance(0.3)
      ? {
          compareFilter: {
            compare: true,
            ...(random.chance(0.4) ? { compare_to: random.pick(["-1w", "-30d", "-1m"]) } : {}),
          },
        }
      : {}),
    ...(random.chance(0.1) ? { aggregation_group_type_index: 0 } : {}),
  };
}

// Who is counted: the person, or the group that the question is about.
const actorOf = (event, query) => (query.aggregation_group_type_index === 0 ? event.group : event.person);
const countsActors = (math) =>
  ["dau", "weekly_active", "monthly_active"].includes(math) || math.startsWith("first_") || perActor.includes(math);

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
  const named = events.filter((event) => isOf(event, series));
  const passes = (event) =>
    (math !== "unique_session" || event.session !== "") &&
    (math !== "unique_group" || event.group !== "") &&
    (!countsActors(math) || actorOf(event, query) !== "") &&
    matches(event, series.properties) &&
    matches(event, query.properties);
  const place = (at) => (total ? 0 : buckets.findIndex(({ start, end }) => at >= start && at < end));
  if (math.startsWith("first_")) {
    const first = new Map();
    for (const event of named) {
      if (event.at > to || (math === "first_matching_event_for_user" && !passes(event))) continue;
      const actor = actorOf(event, query);
      if (actor === "") continue;
      const seen = first.get(actor);
      if (!seen || isBefore(event, seen)) first.set(actor, event);
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

function valueAt(rows, series, query) {
  const math = series.math ?? "total";
  const distinct = (of) => new Set(rows.map(({ event }) => of(event)).filter((one) => one !== "")).size;
  if (["dau", "weekly_active", "monthly_active"].includes(math)) return distinct((event) => actorOf(event, query));
  if (math === "unique_session") return distinct((event) => event.session);
  if (math === "unique_group") return distinct((event) => event.group);
  if (math === "hogql") {
    const value = rows.length > 0 ? expressions[series.math_hogql](rows) : 0;
    return Number.isFinite(value) ? value : 0;
  }
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
      const actor = JSON.stringify([key, actorOf(event, query)]);
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
        query,
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
  return rest.length && !query.breakdownFilter.breakdown_hide_other_aggregation
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

function periodsOf(calendar, query) {
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const periods = [{ from, to, buckets: calendar.buckets(query.interval, from, to) }];
  if (query.compareFilter) periods.push(previous(calendar, query.interval, periods[0], query.compareFilter.compare_to));
  return periods;
}

export function answer(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const total = totals.includes(query.trendsFilter.display);
  const periods = periodsOf(calendar, query);
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

// A point of the answer, to ask who is behind it: InsightActorsQuery's {series, day?, breakdown?, compare?}.
export function randomPoint(random, history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const total = totals.includes(query.trendsFilter.display);
  const series = random.between(0, query.series.length - 1);
  const compare = query.compareFilter && random.chance(0.5) ? "previous" : "current";
  const window = periodsOf(calendar, query)[compare === "previous" ? 1 : 0];
  const days = window.buckets.map(({ day }) => day);
  // The hour that there is twice when clocks are set back has one name.
  const once = days.filter((day) => days.indexOf(day) === days.lastIndexOf(day));
  const point = { series, compare };
  if (!total && once.length > 0 && random.chance(0.8)) point.day = random.pick(once);
  if (!query.breakdownFilter) return point;
  const lines = linesOf(events, query.series[series], query, window, calendar, total);
  if (lines.length > 0 && random.chance(0.9)) point.breakdown = random.pick(lines).key;
  return point;
}

// {people, number?}: the actors behind the point; the number that the answer shows there, where it counts them.
export function behind(history, events, query, { series: index, compare, day, breakdown }) {
  const calendar = calendarOf(history.zone, history.mondays);
  const total = totals.includes(query.trendsFilter.display);
  const window = periodsOf(calendar, query)[compare === "previous" ? 1 : 0];
  const series = query.series[index];
  const math = series.math ?? "total";
  const lines = linesOf(events, series, query, window, calendar, total);
  const shown = lines.filter(({ key }) => key[0] !== other).map(({ key }) => JSON.stringify(key));
  const asked = ({ key }) => {
    if (!breakdown) return true;
    return breakdown[0] === other
      ? !shown.includes(JSON.stringify(key))
      : JSON.stringify(key) === JSON.stringify(breakdown);
  };
  const at = day === undefined ? undefined : window.buckets.findIndex((bucket) => bucket.day === day);
  const cumulative = query.trendsFilter.display === "ActionsLineGraphCumulative";
  const then = ({ bucket }) => at === undefined || (cumulative ? bucket <= at : bucket === at);
  const rows = rowsOf(events, series, query, window, calendar, total).filter((row) => asked(row) && then(row));
  const numbered = rows.filter(
    ({ event }) =>
      !perProperty.includes(math) || numberOf(propertyOf(event, { key: series.math_property })) !== undefined,
  );
  const actors = numbered.map(({ event }) => (math === "unique_group" ? event.group : actorOf(event, query)));
  const people = new Set(actors.filter((actor) => actor !== ""));
  const counted = math === "unique_group" || (countsActors(math) && !perActor.includes(math));
  const whole = breakdown !== undefined || !query.breakdownFilter;
  return {
    people,
    groups: math === "unique_group" || query.aggregation_group_type_index === 0,
    counted: counted && whole && !cumulative && (total || day !== undefined),
  };
}

// The number that the server's answer shows at the point.
export function numberAt(results, query, { series, compare, day, breakdown }) {
  const own = results.filter(
    (line) =>
      line.action.order === series &&
      (!query.compareFilter || line.compare_label === compare) &&
      (!breakdown || JSON.stringify([line.breakdown_value].flat()) === JSON.stringify(breakdown)),
  );
  if (own.length === 0) return 0;
  return day === undefined ? own[0].aggregated_value : own[0].data[own[0].days.indexOf(day)];
}

// What of the server's answer is compared.
export function seen(results) {
  return results.map(({ data, days, count, aggregated_value, breakdown_value, compare_label }) => ({
    ...(breakdown_value === undefined ? {} : { breakdown_value }),
    ...(aggregated_value === undefined ? { data, days, count } : { aggregated_value }),
    ...(compare_label ? { compare_label } : {}),
  }));
}
