// What there is to ask about: TeamTaxonomyQuery, EventTaxonomyQuery and ActorsPropertyTaxonomyQuery, by counting.
import { actions, eventNames, groupsOf, randomHistory as someHistory } from "../histories.mjs";
import { groupBy } from "./actors.mjs";
import { ago, movedToNow } from "./cohorts.mjs";
import { textOf } from "./filters.mjs";
import { isOf } from "./series.mjs";

export const kind = "EventTaxonomyQuery";
export const title = "taxonomy";

const day = 24 * 3_600_000;
const compareTexts = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

// Some of it, or all, is older than the 30 days that are looked at.
export function randomHistory(random) {
  const history = movedToNow(someHistory(random), random, Date.now());
  const back = random.pick([0, 0, 15, 28]) * day;
  const moved = (timestamp) => new Date(Date.parse(timestamp) - back).toISOString();
  return { ...history, events: history.events.map((event) => ({ ...event, timestamp: moved(event.timestamp) })) };
}
randomHistory.prepare = someHistory.prepare;

const recent = ({ zone, now }, events) => events.filter(({ at }) => at >= ago(zone, now, 30, "day"));

// Texts with how often they come, the most frequent first, then by text.
const ranked = (values) =>
  [...groupBy(values, (value) => value)]
    .map(([value, own]) => [value, own.length])
    .sort((a, b) => b[1] - a[1] || compareTexts(a[0], b[0]));

const samples = (values, most) => {
  const all = ranked(values);
  return { sample_values: all.slice(0, most).map(([value]) => value), sample_count: all.length };
};
const present = (all, property) => all.map((one) => textOf(one[property])).filter((text) => text !== undefined);

const properties = ["$browser", "mixed", "amount", "a.dotted key", "nothing"];

const forms = {
  TeamTaxonomyQuery: {
    invent: () => ({}),
    answer: (_query, history, events) =>
      ranked(recent(history, events).map(({ event }) => event)).map(([event, count]) => ({ event, count })),
  },
  EventTaxonomyQuery: {
    invent: (random) => ({
      ...(random.chance(0.2)
        ? { actionId: { $action: random.between(0, actions.length - 1) } }
        : { event: random.pick(eventNames) }),
      properties: [random.pick(properties), ...properties.filter(() => random.chance(0.5))],
      maxPropertyValues: random.pick([1, 2, 5, 100]),
    }),
    answer(query, history, events) {
      const node = query.actionId ? { id: query.actionId } : { event: query.event };
      const all = recent(history, events)
        .filter((event) => isOf(event, node))
        .map((event) => event.properties);
      return [...new Set(query.properties)]
        .map((property) => ({ property, values: present(all, property) }))
        .filter(({ values }) => values.length > 0)
        .sort((a, b) => b.values.length - a.values.length || compareTexts(a.property, b.property))
        .map(({ property, values }) => ({ property, ...samples(values, query.maxPropertyValues) }));
    },
  },
  ActorsPropertyTaxonomyQuery: {
    invent: (random) => ({
      ...(random.chance(0.5)
        ? { properties: ["plan", "nothing"] }
        : { groupTypeIndex: 0, properties: ["tier", "name"] }),
      maxPropertyValues: random.pick([1, 2, 5]),
    }),
    answer(query, history, events) {
      const people = new Map(events.map(({ person, personProperties }) => [person, personProperties]));
      const groups = [...groupsOf(history).values()].map((group) => group.properties);
      const all = query.groupTypeIndex === 0 ? groups : [...people.values()];
      return query.properties.map((property) => samples(present(all, property), query.maxPropertyValues));
    },
  },
};

export function randomQuery(random) {
  const form = random.pick([
    "TeamTaxonomyQuery",
    "EventTaxonomyQuery",
    "EventTaxonomyQuery",
    "ActorsPropertyTaxonomyQuery",
  ]);
  return { kind: form, ...forms[form].invent(random) };
}

export const answer = (history, events, query) => forms[query.kind].answer(query, history, events);
export const seen = (results) => results;
