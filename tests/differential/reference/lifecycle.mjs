// LifecycleQuery, by counting.
import { groupBy } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, randomFilter } from "./filters.mjs";
import { matching, randomNode } from "./series.mjs";

export const kind = "LifecycleQuery";

export function randomQuery(random, history) {
  const days = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  return {
    kind,
    series: [{ ...randomNode(random, 0.2), properties: randomFilter(random) }],
    interval: random.pick(["day", "day", "week", "month", "hour"]),
    dateRange: { date_from: random.pick(days), date_to: days.at(-1) },
    properties: randomFilter(random),
    ...(random.chance(0.15) ? { aggregation_group_type_index: 0 } : {}),
  };
}

const statuses = ["new", "returning", "resurrecting", "dormant"];

// For each status, the people of each interval.
function statesOf(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const buckets = calendar.buckets(query.interval, from, to);
  const [before] = calendar.buckets(query.interval, buckets[0].start - 1, buckets[0].start - 1);
  const all = [before, ...buckets];
  const byGroup = query.aggregation_group_type_index === 0;
  const actorOf = (event) => (byGroup ? event.group : event.person);
  const counted = matching(events, query.series[0]).filter(
    (event) => event.at >= before.start && event.at <= to && actorOf(event) !== "" && matches(event, query.properties),
  );
  const place = (at) => all.findIndex(({ start, end }) => at >= start && at < end);
  const people = Object.fromEntries(statuses.map((status) => [status, all.map(() => new Set())]));
  for (const [person, own] of groupBy(counted, actorOf)) {
    const active = new Set(own.map(({ at }) => place(at)));
    const born = place(Math.min(...own.map(({ at, personCreated }) => (byGroup ? at : personCreated))));
    for (const i of active) {
      people[i === born ? "new" : active.has(i - 1) ? "returning" : "resurrecting"][i].add(person);
      if (i + 1 < all.length && !active.has(i + 1)) people.dormant[i + 1].add(person);
    }
  }
  return { people, buckets };
}

export function answer(history, events, query) {
  const { people, buckets } = statesOf(history, events, query);
  return statuses.map((status) => ({
    status,
    data: people[status].slice(1).map(({ size }) => (status === "dormant" ? 0 - size : size)),
    days: buckets.map(({ day }) => day),
  }));
}

// No minus in front of nothing.
export const seen = (results) =>
  results.map(({ status, data, days }) => ({ status, data: data.map((n) => n + 0), days }));

export function randomPoint(random, history, events, query) {
  const days = statesOf(history, events, query).buckets.map(({ day }) => day);
  const once = days.filter((day) => days.indexOf(day) === days.lastIndexOf(day));
  return { day: random.pick(once), status: random.pick(statuses) };
}

export function behind(history, events, query, { day, status }) {
  const { people, buckets } = statesOf(history, events, query);
  return {
    people: people[status][1 + buckets.findIndex((one) => one.day === day)],
    groups: query.aggregation_group_type_index === 0,
    counted: true,
  };
}

export function numberAt(results, _query, { day, status }) {
  const line = results.find((one) => one.status === status);
  return Math.abs(line.data[line.days.indexOf(day)]);
}
