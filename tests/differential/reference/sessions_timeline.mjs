// SessionsTimelineQuery, by going back through a person's events.
import { turned } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";

export const kind = "SessionsTimelineQuery";

const pause = 30 * 60_000;

export function randomQuery(random, history) {
  const times = history.events.map(({ timestamp }) => timestamp);
  const days = times.map((time) => time.slice(0, 10)).sort();
  return {
    kind,
    after: random.pick([days[0], random.pick(days), random.pick(times)]),
    before: random.pick(["2027-01-01", days.at(-1), random.pick(times)]),
    ...(random.chance(0.8) ? { personId: random.pick(history.events).distinct_id } : {}),
  };
}

const personOf = (events, { personId }) => events.find(({ distinctId }) => distinctId === personId)?.person;

export function answer(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const moment = (text) => (text.length === 10 ? calendar.startOf(text) : Date.parse(text));
  const newestFirst = events
    .filter(({ at }) => at >= moment(query.after) && at <= moment(query.before))
    .filter(({ person }) => query.personId === undefined || person === personOf(events, query))
    .sort((a, b) => b.at - a.at || (turned(a.uuid) < turned(b.uuid) ? 1 : -1));
  const entries = [];
  for (const { session, at, uuid } of newestFirst) {
    const own = session
      ? entries.find((entry) => entry.session === session)
      : entries.filter((entry) => entry.session === "").at(-1);
    if (own && (session || own.earliest - at <= pause)) {
      own.events.push(uuid);
      own.earliest = at;
    } else entries.push({ session, events: [uuid], earliest: at });
  }
  return entries.map(({ session, events: uuids }) => ({ session: session || null, events: uuids }));
}

export async function observe(ask, { personId, ...query }, { truth, ids }) {
  const person = personId === undefined ? {} : { personId: ids.get(personOf(truth, { personId })) ?? unknown };
  const { results } = await ask({ ...query, ...person });
  return results.map(({ sessionId, events }) => ({ session: sessionId, events: events.map(({ id }) => id) }));
}

const unknown = "00000000-0000-4000-8000-000000000000";
