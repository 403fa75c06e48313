// FunnelCorrelationQuery, by counting who did what on the way.
import { eventNames, groupsOf } from "../histories.mjs";
import { groupBy } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { textOf } from "./filters.mjs";
import * as funnels from "./funnels.mjs";

export const kind = "FunnelCorrelationQuery";

// What histories give; servers add properties of their own.
const eventProperties = ["$browser", "mixed", "amount", "a.dotted key"];
const serverProperties = ["$ip", "$groups", "$set", "$session_id", "$anon_distinct_id"];

export function randomQuery(random, history) {
  const { breakdownFilter, ...source } = funnels.withPeople(funnels.randomQuery(random, history));
  const funnel = { ...source, funnelsFilter: { ...source.funnelsFilter, funnelVizType: "steps" } };
  const type = random.pick(["events", "events", "properties", "event_with_properties"]);
  const excluded = random.chance(0.3) ? [random.pick(eventProperties)] : [];
  return {
    kind,
    source: { kind: "FunnelsActorsQuery", source: funnel },
    funnelCorrelationType: type,
    ...(type === "events"
      ? { funnelCorrelationExcludeEventNames: random.chance(0.3) ? [random.pick(eventNames)] : [] }
      : {}),
    ...(type === "properties" ? { funnelCorrelationNames: ["plan", "tier"] } : {}),
    ...(type === "event_with_properties"
      ? {
          funnelCorrelationEventNames: [random.pick(eventNames), random.pick(eventNames)],
          funnelCorrelationEventExcludePropertyNames: [...serverProperties, ...excluded],
        }
      : {}),
  };
}

const named = (prefix, properties, chosen) =>
  Object.entries(properties)
    .filter(([key, value]) => chosen(key) && textOf(value) !== undefined)
    .map(([key, value]) => `${prefix}${key}::${textOf(value)}`);

// Name → actors who did it or are it, and how each fared.
function doings(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const funnel = query.source.source;
  const { funnelsFilter: filter, series } = funnel;
  const from = calendar.startOf(funnel.dateRange.date_from);
  const to = calendar.endOf(funnel.dateRange.date_to);
  const window = filter.funnelWindowInterval * funnels.unit[filter.funnelWindowIntervalUnit];
  const attempts = funnels.attemptsOf(events, funnel, { from, to }, series.length);
  const byGroup = funnel.aggregation_group_type_index === 0;
  const actorOf = (event) => (byGroup ? event.group : event.person);
  const own = groupBy(
    events.filter(({ at }) => at >= from && at <= to),
    actorOf,
  );
  const groups = groupsOf(history);
  const profile = (actor) =>
    byGroup ? groups.get(actor)?.properties : events.filter((event) => event.person === actor).at(-1).personProperties;
  const excluded = [...(query.funnelCorrelationExcludeEventNames ?? []), ...series.map(({ event }) => event)];
  const namesOf = ({ actor, times }) => {
    if (query.funnelCorrelationType === "properties")
      return named("", profile(actor) ?? {}, (key) => query.funnelCorrelationNames.includes(key));
    const end = times.at(-1) ?? times[0] + window;
    const meanwhile = own.get(actor).filter(({ at }) => at > times[0] && at < end);
    if (query.funnelCorrelationType === "events")
      return meanwhile.map(({ event }) => event).filter((event) => !excluded.includes(event));
    const chosen = (key) => !query.funnelCorrelationEventExcludePropertyNames.includes(key);
    return meanwhile
      .filter(({ event }) => query.funnelCorrelationEventNames.includes(event))
      .flatMap(({ event, properties }) => named(`${event}::`, properties, chosen));
  };
  const found = new Map();
  for (const attempt of attempts) {
    const fared = { actor: attempt.actor, through: attempt.times.at(-1) !== undefined };
    for (const name of new Set(namesOf(attempt))) found.set(name, [...(found.get(name) ?? []), fared]);
  }
  return { attempts, found };
}

export function answer(history, events, query) {
  const { attempts, found } = doings(history, events, query);
  const successes = attempts.filter(({ times }) => times.at(-1) !== undefined).length;
  const failures = attempts.length - successes;
  if (successes === 0 || failures === 0) return { events: [], skewed: true };
  const enough = Math.min(25, 0.02 * (successes + failures));
  const list = [...found]
    .filter(([, actors]) => actors.length >= enough)
    .map(([name, actors]) => {
      const success = actors.filter(({ through }) => through).length;
      const failure = actors.length - success;
      const odds = ((success + 1) * (failures - failure + 1)) / ((successes - success + 1) * (failure + 1));
      return { name, success, failure, odds };
    });
  const byName = (a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
  const ups = list.filter(({ odds }) => odds > 1).sort((a, b) => b.odds - a.odds || byName(a, b));
  const downs = list.filter(({ odds }) => odds < 1).sort((a, b) => a.odds - b.odds || byName(a, b));
  return { events: [...ups.slice(0, 10), ...downs.slice(0, 10)], skewed: false };
}

export const seen = ({ events, skewed }) => ({
  events: events.map(({ event, success_count, failure_count, odds_ratio }) => ({
    name: event.event,
    success: success_count,
    failure: failure_count,
    odds: odds_ratio,
  })),
  skewed,
});

export function randomPoint(random, history, events, query) {
  const { found } = doings(history, events, query);
  return {
    funnelCorrelationPersonConverted: random.chance(0.5),
    funnelCorrelationPersonEntity: { event: found.size > 0 ? random.pick([...found.keys()]) : "never" },
  };
}

export function behind(history, events, query, point) {
  const { event } = point.funnelCorrelationPersonEntity;
  const actors = (doings(history, events, query).found.get(event) ?? []).filter(
    ({ through }) => through === point.funnelCorrelationPersonConverted,
  );
  return {
    people: new Set(actors.map(({ actor }) => actor)),
    groups: query.source.source.aggregation_group_type_index === 0,
    counted: answer(history, events, query).events.some(({ name }) => name === event),
  };
}

export function numberAt({ events }, _query, { funnelCorrelationPersonEntity, funnelCorrelationPersonConverted }) {
  const { success_count, failure_count } = events.find(
    ({ event }) => event.event === funnelCorrelationPersonEntity.event,
  );
  return funnelCorrelationPersonConverted ? success_count : failure_count;
}
