// SessionsQuery, by walking through the events of each session.
import { randomVisits } from "../web_histories.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches } from "./filters.mjs";
import { byValue } from "./order.mjs";
import { conditions, sessionsOf } from "./sessions.mjs";
import { randomScope } from "./web.mjs";

export const kind = "SessionsQuery";
export const randomHistory = randomVisits;

const columns = [
  "$start_timestamp",
  "$end_timestamp",
  "$session_duration",
  "$event_count",
  "$is_bounce",
  "$channel_type",
];
const more = ["$entry_pathname", "$end_pathname", "$last_external_click_url", "distinct_id"];
export function randomQuery(random, history) {
  const times = history.events.map(({ timestamp }) => timestamp);
  const days = times.map((time) => time.slice(0, 10)).sort();
  const moment = momentOf(history);
  const [after, before] = [
    random.pick([days[0], random.pick(days), random.pick(times)]),
    random.pick(["2027-01-01", days.at(-1), random.pick(times)]),
  ].sort((a, b) => moment(a) - moment(b));
  const sort = random.pick([undefined, "$session_duration", "$session_duration DESC", "$event_count DESC"]);
  return {
    kind,
    select: ["session_id", ...[...columns, ...more].filter(() => random.chance(0.3))],
    after,
    before,
    ...(random.chance(0.3) ? { event: random.pick(["$pageview", "$autocapture", "sign up"]) } : {}),
    ...(random.chance(0.2) ? { personId: random.pick(history.events).distinct_id } : {}),
    ...(random.chance(0.3) ? { where: [random.pick(Object.keys(conditions))] } : {}),
    ...(sort ? { orderBy: [sort, "session_id"] } : {}),
    properties: randomScope(random, history).properties,
    limit: random.pick([1, 3, 1000]),
    offset: random.pick([0, 0, 2]),
  };
}

function momentOf(history) {
  const calendar = calendarOf(history.zone, history.mondays);
  return (text) => (text.length === 10 ? calendar.startOf(text) : Date.parse(text));
}

const personOf = (events, { personId }) => events.find(({ distinctId }) => distinctId === personId)?.person;

export function answer(history, events, query) {
  const [from, to] = [query.after, query.before].map(momentOf(history));
  const sessions = sessionsOf(events, { from, to });
  const meeting = events
    .filter(({ session, at }) => session !== "" && at >= from && at <= to)
    .map((event) => ({ ...event, sessionFacts: sessions.get(event.session) }))
    .filter((event) => matches(event, query.properties));
  const has = (id, which) => meeting.some((event) => event.session === id && which(event));
  const [, key, direction] = /^(\S+)( DESC)?/.exec(query.orderBy?.[0] ?? "$start_timestamp DESC");
  const order = byValue(([, facts]) => facts[key], direction ? -1 : 1);
  const list = [...sessions]
    .filter(([, { $start_timestamp }]) => $start_timestamp >= from && $start_timestamp <= to)
    .filter(([id]) => has(id, () => true))
    .filter(([id]) => query.event === undefined || has(id, ({ event }) => event === query.event))
    .filter(([id]) => query.personId === undefined || has(id, ({ person }) => person === personOf(events, query)))
    .filter(([, facts]) => (query.where ?? []).every((condition) => conditions[condition](facts)))
    .sort((a, b) => order(a, b) || (a[0] < b[0] ? -1 : 1));
  const cell = (facts, name) => (name.endsWith("_timestamp") ? new Date(facts[name]).toISOString() : facts[name]);
  const rows = list.map(([id, facts]) => [id, ...query.select.slice(1).map((name) => cell(facts, name))]);
  return {
    results: rows.slice(query.offset, query.offset + query.limit),
    hasMore: rows.length > query.offset + query.limit,
  };
}

export async function observe(ask, { personId, ...query }, { truth, ids }) {
  const person = personId === undefined ? {} : { personId: ids.get(personOf(truth, { personId })) ?? unknown };
  const { results, hasMore } = await ask({ ...query, ...person });
  const cell = (value, name) => (name.endsWith("_timestamp") ? value.replace(/000Z$/, "Z") : value);
  return { results: results.map((row) => row.map((value, i) => cell(value, query.select[i]))), hasMore };
}

const unknown = "00000000-0000-4000-8000-000000000000";
