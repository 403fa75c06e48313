// LifecycleQuery, by counting.
import { eventNames } from "../histories.mjs";
import { groupBy, matching } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, randomFilter } from "./filters.mjs";

export const kind = "LifecycleQuery";

export function randomQuery(random, history) {
  const days = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  return {
    kind,
    series: [{ kind: "EventsNode", event: random.pick([null, ...eventNames]), properties: randomFilter(random) }],
    interval: random.pick(["day", "day", "week", "month", "hour"]),
    dateRange: { date_from: random.pick(days), date_to: days.at(-1) },
    properties: randomFilter(random),
  };
}

export function answer(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const buckets = calendar.buckets(query.interval, from, to);
  const [before] = calendar.buckets(query.interval, buckets[0].start - 1, buckets[0].start - 1);
  const all = [before, ...buckets];
  const counted = matching(events, query.series[0], matches).filter(
    (event) => event.at >= before.start && event.at <= to && matches(event, query.properties),
  );
  const place = (at) => all.findIndex(({ start, end }) => at >= start && at < end);
  const statuses = ["new", "returning", "resurrecting", "dormant"];
  const counts = Object.fromEntries(statuses.map((status) => [status, all.map(() => 0)]));
  for (const own of groupBy(counted, ({ person }) => person).values()) {
    const active = new Set(own.map(({ at }) => place(at)));
    const born = place(Math.min(...own.map(({ personCreated }) => personCreated)));
    for (const i of active) {
      counts[i === born ? "new" : active.has(i - 1) ? "returning" : "resurrecting"][i] += 1;
      if (i + 1 < all.length && !active.has(i + 1)) counts.dormant[i + 1] -= 1;
    }
  }
  return statuses.map((status) => ({ status, data: counts[status].slice(1), days: buckets.map(({ day }) => day) }));
}

// No minus in front of nothing.
export const seen = (results) =>
  results.map(({ status, data, days }) => ({ status, data: data.map((n) => n + 0), days }));
