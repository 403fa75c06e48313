// Who meets a cohort's definition, by looking at every event of every person.
import { eventNames } from "../histories.mjs";
import { groupBy } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, randomFilter } from "./filters.mjs";

const minute = 60_000;
const lengths = { minute, hour: 60 * minute, day: 1440 * minute, week: 7 * 1440 * minute, month: 30 * 1440 * minute };

// The same time of day, so many days, weeks or months before; hours and minutes are lengths of time.
export function ago(zone, now, count, interval) {
  if (interval === "minute" || interval === "hour") return now - count * lengths[interval];
  const calendar = calendarOf(zone);
  const [day, time] = calendar.local(now).split(" ");
  let back = day;
  if (interval === "month") {
    const [year, month, date] = day.split("-").map(Number);
    const months = year * 12 + month - 1 - count;
    const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
    back = new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(date, last))).toISOString().slice(0, 10);
  } else {
    back = calendar.addDays(day, -count * (interval === "week" ? 7 : 1));
  }
  let low = Date.parse(`${back}T${time}Z`) - 26 * lengths.hour;
  let high = low + 52 * lengths.hour;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (calendar.local(middle) >= `${back} ${time}`) high = middle;
    else low = middle;
  }
  return high + (now % 1000);
}

const compare = {
  gte: (n, m) => n >= m,
  gt: (n, m) => n > m,
  lte: (n, m) => n <= m,
  lt: (n, m) => n < m,
  exact: (n, m) => n === m,
};

function behaves(person, one, { zone, now }) {
  const back = (count, interval) => ago(zone, now, count, interval);
  const fits = (event, key, filters) => event.event === key && matches(event, filters ?? []);
  const own = person.events.filter((event) => fits(event, one.key, one.event_filters) && event.at <= now);
  const between = (after, to) => own.filter(({ at }) => at > after && at <= to).length;
  const enough = (n) => n > 0 && compare[one.operator](n, one.operator_value);
  const start = back(one.time_value, one.time_interval);
  const recent = one.seq_time_value && back(one.seq_time_value, one.seq_time_interval);
  switch (one.value) {
    case "performed_event":
      return between(start, now) > 0;
    case "performed_event_multiple":
      return enough(between(start, now));
    case "performed_event_first_time":
      return own.length > 0 && Math.min(...own.map(({ at }) => at)) > start;
    case "performed_event_regularly": {
      let good = 0;
      for (let i = 0; i < one.total_periods; ++i) {
        const edge = (n) => (n === 0 ? now : back(one.time_value * n, one.time_interval));
        if (enough(between(edge(i + 1), edge(i)))) ++good;
      }
      return good >= one.min_periods;
    }
    case "stopped_performing_event":
      return between(start, recent) > 0 && between(recent, now) === 0;
    case "restarted_performing_event":
      return own.some(({ at }) => at <= start) && between(start, recent) === 0 && between(recent, now) > 0;
    case "performed_event_sequence": {
      const window = person.events.filter(({ at }) => at > start && at <= now);
      const longest = one.seq_time_value * lengths[one.seq_time_interval];
      return window.some(
        (a) =>
          fits(a, one.key, one.event_filters) &&
          window.some(
            (b) => b !== a && fits(b, one.seq_event, one.seq_event_filters) && b.at >= a.at && b.at - a.at <= longest,
          ),
      );
    }
    default:
      throw new Error(one.value);
  }
}

function meets(person, node, history) {
  if (node.values) {
    const each = (one) => meets(person, one, history);
    return node.type === "OR" ? node.values.some(each) : node.values.every(each);
  }
  const inside =
    node.type === "person"
      ? matches({ personProperties: person.properties, properties: {} }, node)
      : behaves(person, node, history);
  return node.negation ? !inside : Boolean(inside);
}

// The names of those who meet it, in order. `events` are the truth; history.now is when it is asked.
export function answer(history, events, filters) {
  const people = [];
  for (const [name, own] of groupBy(events, ({ person }) => person))
    people.push({ name, events: own, properties: own.at(-1).personProperties });
  return people
    .filter((person) => meets(person, filters.properties, history))
    .map(({ name }) => name)
    .sort();
}

// The same history, so that its last events are of today, and none is near the edge of an hour from now.
export function movedToNow(history, random, now) {
  const times = history.events.map(({ timestamp }) => Date.parse(timestamp));
  const last = Math.max(...times, 0);
  const shift = random.between(0, 48) * lengths.hour;
  const moved = new Map();
  for (const at of times) {
    const age = last - at + shift;
    const hours = Math.floor(age / lengths.hour);
    const rest = age - hours * lengths.hour;
    moved.set(at, now - hours * lengths.hour - 5 * minute - Math.round((rest * 5) / 6));
  }
  const events = history.events.map((one) => ({
    ...one,
    timestamp: new Date(moved.get(Date.parse(one.timestamp))).toISOString(),
  }));
  return { ...history, events, now };
}

const values = [
  "performed_event",
  "performed_event_multiple",
  "performed_event_first_time",
  "performed_event_regularly",
  "stopped_performing_event",
  "restarted_performing_event",
  "performed_event_sequence",
];

export function randomFilters(random) {
  const span = () => {
    const interval = random.pick(["hour", "day", "day", "day", "week", "month"]);
    const most = { hour: 200, day: 20, week: 3, month: 2 }[interval];
    return [random.between(1, most), interval];
  };
  const hours = ([count, interval]) => count * lengths[interval];
  const filters = () => {
    const some = randomFilter(random, { sql: false });
    return random.chance(0.3) && (some.values || some.length > 0) ? some : undefined;
  };
  const behaviour = () => {
    const value = random.pick(values);
    let [long, short] = [span(), span()].sort((a, b) => hours(b) - hours(a));
    if (hours(long) < 2 * hours(short))
      [long, short] = [
        [2, "month"],
        [random.between(1, 20), "day"],
      ];
    const one = {
      type: "behavioral",
      event_type: "events",
      key: random.pick(eventNames),
      value,
      time_value: long[0],
      time_interval: long[1],
      event_filters: filters(),
    };
    if (value === "performed_event_multiple" || value === "performed_event_regularly") {
      one.operator = random.pick(Object.keys(compare));
      one.operator_value = random.between(one.operator === "lt" ? 2 : 1, 3);
    }
    if (value === "performed_event_regularly") {
      [one.time_value, one.time_interval] = [random.between(1, 4), random.pick(["day", "day", "hour", "week"])];
      one.total_periods = random.between(1, 6);
      one.min_periods = random.between(1, Math.min(3, one.total_periods));
    }
    if (value.startsWith("stopped") || value.startsWith("restarted"))
      [one.seq_time_value, one.seq_time_interval] = short;
    if (value.endsWith("sequence")) {
      [one.seq_time_value, one.seq_time_interval] = [random.between(1, 60), random.pick(["minute", "hour", "day"])];
      one.seq_event_type = "events";
      one.seq_event = random.pick(eventNames);
      one.seq_event_filters = filters();
    }
    return one;
  };
  const person = () => ({
    type: "person",
    key: "plan",
    operator: random.pick(["exact", "is_not", "is_set", "is_not_set", "icontains"]),
    value: random.pick(["pro", "free", "r"]),
  });
  const leaf = () => {
    const one = random.chance(0.25) ? person() : behaviour();
    return random.chance(0.25) ? { ...one, negation: true } : one;
  };
  const group = (depth) => ({
    type: random.pick(["AND", "OR"]),
    values: Array.from({ length: random.between(1, 3) }, () =>
      depth < 2 && random.chance(0.25) ? group(depth + 1) : leaf(),
    ),
  });
  return { properties: group(0) };
}
