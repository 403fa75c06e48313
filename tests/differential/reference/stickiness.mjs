// StickinessQuery, by counting.
import { groupBy } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, randomFilter } from "./filters.mjs";
import { matching, randomNode } from "./series.mjs";

export const kind = "StickinessQuery";

export function randomQuery(random, history) {
  const days = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  return {
    kind,
    series: [{ ...randomNode(random, 0.2), properties: randomFilter(random) }],
    interval: random.pick(["day", "day", "week", "month", "hour"]),
    intervalCount: random.pick([1, 1, 2, 3]),
    dateRange: { date_from: random.pick(days), date_to: days.at(-1) },
    properties: randomFilter(random),
    stickinessFilter: {
      computedAs: random.pick(["cumulative", "non_cumulative"]),
      ...(random.chance(0.4)
        ? { stickinessCriteria: { operator: random.pick(["gte", "lte", "exact"]), value: random.between(1, 3) } }
        : {}),
    },
    ...(random.chance(0.3) ? { aggregation_group_type_index: 0 } : {}),
  };
}

// Actor → in how many intervals it was active; and of how many there are.
function activity(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const buckets = calendar.buckets(query.interval, from, to);
  const width = Math.ceil(buckets.length / query.intervalCount);
  const actor = (event) => (query.aggregation_group_type_index === 0 ? event.group : event.person);
  const counted = matching(events, query.series[0]).filter(
    (event) => event.at >= from && event.at <= to && actor(event) !== "" && matches(event, query.properties),
  );
  const { operator, value } = query.stickinessFilter.stickinessCriteria ?? { operator: "gte", value: 1 };
  const enough = { gte: (n) => n >= value, lte: (n) => n <= value, exact: (n) => n === value }[operator];
  const place = (event) =>
    Math.floor(buckets.findIndex(({ start, end }) => event.at >= start && event.at < end) / query.intervalCount);
  const active = new Map();
  for (const [name, own] of groupBy(counted, actor))
    active.set(name, [...groupBy(own, place).values()].filter((times) => enough(times.length)).length);
  return { active, width };
}

export function answer(history, events, query) {
  const { active, width } = activity(history, events, query);
  const data = Array.from({ length: width }, () => 0);
  for (const count of active.values()) if (count > 0) data[count - 1] += 1;
  if (query.stickinessFilter.computedAs === "cumulative")
    for (let i = data.length - 2; i >= 0; --i) data[i] += data[i + 1];
  return [{ data }];
}

export const seen = (results) => results.map(({ data }) => ({ data }));

export function randomPoint(random, history, events, query) {
  return { series: 0, day: random.between(1, activity(history, events, query).width) };
}

export function behind(history, events, query, { day }) {
  const reached = (count) => (query.stickinessFilter.computedAs === "cumulative" ? count >= day : count === day);
  const people = [...activity(history, events, query).active].filter(([, count]) => reached(count));
  return {
    people: new Set(people.map(([name]) => name)),
    groups: query.aggregation_group_type_index === 0,
    counted: true,
  };
}

export const numberAt = (results, _query, { day }) => results[0].data[day - 1];
