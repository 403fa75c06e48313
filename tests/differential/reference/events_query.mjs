// EventsQuery, by going through the list: single events, or what they add up to.
import { eventNames } from "../histories.mjs";
import { groupBy, turned } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, numberOf, randomFilter } from "./filters.mjs";
import { sum } from "./numbers.mjs";
import { byValue } from "./order.mjs";

export const kind = "EventsQuery";

const absent = (value) => (value === undefined ? null : value);
const columns = {
  uuid: ({ uuid }) => uuid,
  event: ({ event }) => event,
  distinct_id: ({ distinctId }) => distinctId,
  timestamp: ({ at }) => new Date(at).toISOString(),
  person: ({ person, distinctId }) => [person, distinctId],
  "toFloat(properties.mixed)": ({ properties }) => absent(numberOf(properties.mixed)),
  "properties.$browser": ({ properties }) => absent(properties.$browser),
  "properties['a.dotted key'] -- Dotted": ({ properties }) => absent(properties["a.dotted key"]),
  "person.properties.plan": ({ personProperties }) => absent(personProperties.plan),
};
const conditions = {
  "event != 'view'": ({ event }) => event !== "view",
  "toFloat(properties.amount) > 1": ({ properties }) => properties.amount > 1,
  "properties.$browser = 'Chrome' or event = 'buy'": ({ event, properties }) =>
    properties.$browser === "Chrome" || event === "buy",
  "person.properties.plan is null": ({ personProperties }) => absent(personProperties.plan) === null,
};
const orders = {
  "timestamp DESC": byValue(({ at }) => at, -1),
  "timestamp ASC": byValue(({ at }) => at, 1),
  timestamp: byValue(({ at }) => at, 1),
  "event DESC": byValue(({ event }) => event, -1),
  "distinct_id ASC": byValue(({ distinctId }) => distinctId, 1),
};
const byUuid = (sign) => (a, b) => sign * (turned(a.uuid) < turned(b.uuid) ? -1 : 1);

// Of the rows of one group.
const totals = {
  "count()": (rows) => rows.length,
  "uniqExact(person_id)": (rows) => new Set(rows.map(({ person }) => person)).size,
  "sum(toFloat(properties.amount))": (rows) => {
    const amounts = rows.map(({ properties }) => numberOf(properties.amount)).filter((one) => one !== undefined);
    return amounts.length ? sum(amounts) : null;
  },
  "max(timestamp)": (rows) => (rows.length ? new Date(Math.max(...rows.map(({ at }) => at))).toISOString() : null),
};

export function randomQuery(random, history) {
  const days = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  const times = history.events.map(({ timestamp }) => timestamp);
  const some = (list) => list.filter(() => random.chance(0.4));
  const key = random.pick(["event", "distinct_id", "properties.$browser"]);
  const table = random.chance(0.3)
    ? { select: [key, "count()", ...some(Object.keys(totals).slice(1))], orderBy: ["count() DESC", key] }
    : {
        select: ["uuid", ...some(Object.keys(columns).slice(1))],
        ...(random.chance(0.6) ? { orderBy: [random.pick(Object.keys(orders)), "uuid"] } : {}),
      };
  return {
    kind,
    ...table,
    after: random.pick(["all", days[0], random.pick(days), random.pick(times)]),
    before: random.pick(["2027-01-01", days.at(-1), random.pick(times)]),
    ...(random.chance(0.3) ? { event: random.pick(eventNames) } : {}),
    ...(random.chance(0.3) ? { where: some(Object.keys(conditions)) } : {}),
    ...(random.chance(0.2) ? { personId: random.pick(history.events).distinct_id } : {}),
    properties: random.chance(0.4) ? randomFilter(random) : [],
    limit: random.pick([1, 3, 10, 1000]),
    offset: random.pick([0, 0, 2]),
  };
}

const personOf = (events, { personId }) => events.find(({ distinctId }) => distinctId === personId)?.person;

export function answer(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const moment = (text) => (text.length === 10 ? calendar.startOf(text) : Date.parse(text));
  const rows = events.filter(
    (event) =>
      (query.after === "all" || event.at > moment(query.after)) &&
      event.at < moment(query.before) &&
      (query.event === undefined || event.event === query.event) &&
      (query.personId === undefined || event.person === personOf(events, query)) &&
      (query.where ?? []).every((condition) => conditions[condition](event)) &&
      matches(event, query.properties),
  );
  const list = query.select.includes("count()") ? summed(rows, query) : listed(rows, query);
  const page = list.slice(query.offset, query.offset + query.limit);
  return { results: page, hasMore: list.length > query.offset + query.limit };
}

function listed(rows, { select, orderBy }) {
  const order = orderBy ? orders[orderBy[0]] : orders["timestamp DESC"];
  const last = byUuid(orderBy ? 1 : -1);
  return [...rows].sort((a, b) => order(a, b) || last(a, b)).map((row) => select.map((column) => columns[column](row)));
}

function summed(rows, { select: [key, ...rest] }) {
  const byKey = byValue(([value]) => value, 1);
  return [...groupBy(rows, columns[key])]
    .map(([value, own]) => [value, ...rest.map((column) => totals[column](own))])
    .sort((a, b) => b[1] - a[1] || byKey(a, b));
}

export async function observe(ask, { personId, ...query }, { truth, people, ids }) {
  const person = personId === undefined ? {} : { personId: ids.get(personOf(truth, { personId })) ?? unknown };
  const { results, hasMore } = await ask({ ...query, ...person });
  const cell = (value, column) => {
    if (column === "person") return [people.get(value.uuid), value.distinct_id];
    return /timestamp/.test(column) && value ? value.replace(/000Z$/, "Z") : value;
  };
  return { results: results.map((row) => row.map((value, i) => cell(value, query.select[i]))), hasMore };
}

const unknown = "00000000-0000-4000-8000-000000000000";
