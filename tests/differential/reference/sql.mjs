// HogQLQuery, by doing with lists what the text says: single events, groups of them, people, joins, queries within
// queries, windows, filters and values filled in.

import { eventNames, groupsOf } from "../histories.mjs";
import { groupBy, turned } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, randomFilter } from "./filters.mjs";
import { byValue } from "./order.mjs";
import { aggregates, columns, conditionText, iso, keys, meets, randomCondition } from "./sql_terms.mjs";

export const kind = "HogQLQuery";
export const title = "SQL";

const some = (random, list, least) => {
  const chosen = list.filter(() => random.chance(0.3));
  return chosen.length >= least ? chosen : [random.pick(list)];
};
const inTime = (a, b) => a.at - b.at || (turned(a.uuid) < turned(b.uuid) ? -1 : 1);
const compareTexts = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

// By the first cell in which two rows differ; `signs` are of the columns.
const byCells = (signs) => (a, b) =>
  signs.map((sign, i) => byValue((row) => row[i], sign)(a, b)).find((order) => order !== 0) ?? 0;

// The restrictions that all forms know: {where, filters, names}.
function randomRestrictions(random, history) {
  const days = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  return {
    ...(random.chance(0.6) ? { where: randomCondition(random, history) } : {}),
    ...(random.chance(0.25)
      ? {
          filters: {
            dateRange: { date_from: random.pick(days), date_to: days.at(-1) },
            properties: randomFilter(random),
          },
        }
      : {}),
    ...(random.chance(0.2) ? { names: eventNames.filter(() => random.chance(0.5)).concat("never") } : {}),
  };
}
function whereText({ where, filters, names }, more = []) {
  const parts = [...more];
  if (where) parts.push(conditionText(where));
  if (filters) parts.push("{filters}");
  if (names) parts.push("event in {names}");
  return parts.length ? ` where ${parts.join(" and ")}` : "";
}
function within({ where, filters, names }, { all, calendar, ...context }) {
  return all.filter(
    (event) =>
      meets(where, event, { all, calendar, ...context }) &&
      (!names || names.includes(event.event)) &&
      (!filters ||
        (event.at >= calendar.startOf(filters.dateRange.date_from) &&
          event.at <= calendar.endOf(filters.dateRange.date_to) &&
          matches(event, filters.properties))),
  );
}

// Each form: what is random about it, its text, and its rows.
const forms = {
  list: {
    invent: (random) => ({
      select: some(random, Object.keys(columns), 1),
      newest: random.chance(0.5),
      ...(random.chance(0.5) ? { limit: random.pick([1, 5, 50]), offset: random.pick([0, 3]) } : {}),
    }),
    text: (asked) =>
      `select ${asked.select.join(", ")} from events${whereText(asked)} order by timestamp${
        asked.newest ? " desc, uuid desc" : ", uuid"
      }`,
    rows: (asked, context) =>
      within(asked, context)
        .sort((a, b) => (asked.newest ? inTime(b, a) : inTime(a, b)))
        .map((event) => asked.select.map((column) => columns[column](event, context))),
  },
  groups: {
    invent: (random) => ({
      by: random.chance(0.7) ? [random.pick(keys)] : some(random, keys, 1).slice(0, 2),
      totals: some(random, Object.keys(aggregates).slice(1), 1),
      ...(random.chance(0.3) ? { more: random.between(1, 3) } : {}),
      ...(random.chance(0.3) ? { limit: random.pick([1, 5]), offset: random.pick([0, 1]) } : {}),
    }),
    text: (asked) =>
      `select ${[...asked.by, "count() as n", ...asked.totals].join(", ")} from events${whereText(asked)} group by ${asked.by.join(
        ", ",
      )}${asked.more ? ` having n > ${asked.more}` : ""} order by n desc, ${asked.by.join(", ")}`,
    rows: (asked, context) => {
      const keyOf = (event) => JSON.stringify(asked.by.map((key) => columns[key](event, context)));
      const width = asked.by.length;
      const byKeys = byCells(asked.by.map(() => 1));
      const order = (row) => row.map((cell, i) => orderable(cell, asked.by[i], context));
      return [...groupBy(within(asked, context), keyOf)]
        .filter(([, own]) => own.length > (asked.more ?? 0))
        .map(([key, own]) => [
          ...JSON.parse(key),
          own.length,
          ...asked.totals.map((one) => aggregates[one](own, context)),
        ])
        .sort((a, b) => b[width] - a[width] || byKeys(order(a), order(b)));
    },
  },
  everything: {
    invent: (random) => ({
      totals: some(
        random,
        ["count()", "count(distinct person_id)", "countIf(event = 'view')", "sum(toFloat(properties.amount))"],
        1,
      ),
    }),
    text: (asked) => `select ${asked.totals.join(", ")} from events${whereText(asked)}`,
    rows: (asked, context) => [asked.totals.map((one) => aggregates[one](within(asked, context), context))],
  },
  nested: {
    invent: () => ({}),
    text: (asked) =>
      `select n, count() from (select person_id, count() as n from events${whereText(asked)} group by person_id) group by n order by n`,
    rows: (asked, context) => {
      const counts = [...groupBy(within(asked, context), ({ person }) => person).values()].map(({ length }) => length);
      return [...groupBy(counts, (n) => n)].map(([n, own]) => [n, own.length]).sort((a, b) => a[0] - b[0]);
    },
  },
  members: {
    invent: (random) => ({ did: random.pick(eventNames), not: random.chance(0.4) }),
    text: (asked) =>
      `select event, count() as n, count(distinct person_id) from events${whereText(asked, [
        `person_id ${asked.not ? "not in" : "in"} (select person_id from events where event = '${asked.did}')`,
      ])} group by event order by event`,
    rows: (asked, context) => {
      const members = new Set(context.all.filter(({ event }) => event === asked.did).map(({ person }) => person));
      const rows = within(asked, context).filter(({ person }) => members.has(person) !== asked.not);
      return [...groupBy(rows, ({ event }) => event)]
        .map(([name, own]) => [name, own.length, new Set(own.map(({ person }) => person)).size])
        .sort((a, b) => compareTexts(a[0], b[0]));
    },
  },
  since: {
    invent: (random) => ({ did: random.pick(eventNames) }),
    text: (asked) =>
      `with begun as (select person_id, min(timestamp) as first from events where event = '${asked.did}' group by person_id) ` +
      "select event, count() from events e join begun b on e.person_id = b.person_id" +
      `${whereText(asked, ["e.timestamp >= b.first"])} group by event order by event`,
    rows: (asked, context) => {
      const first = new Map();
      for (const { event, person, at } of context.all)
        if (event === asked.did) first.set(person, Math.min(at, first.get(person) ?? at));
      const rows = within(asked, context).filter(
        ({ person, at }) => at >= (first.get(person) ?? Number.POSITIVE_INFINITY),
      );
      return [...groupBy(rows, ({ event }) => event)]
        .map(([name, own]) => [name, own.length])
        .sort((a, b) => compareTexts(a[0], b[0]));
    },
  },
  plans: {
    invent: () => ({}),
    text: (asked) =>
      "select p.properties.plan as plan, count() as n, count(distinct e.person_id) from events e join persons p on p.id = e.person_id" +
      `${whereText(asked)} group by plan order by n desc, plan`,
    rows: (asked, context) => {
      const now = new Map(context.all.map(({ person, personProperties }) => [person, personProperties.plan ?? null]));
      return [...groupBy(within(asked, context), ({ person }) => now.get(person))]
        .map(([plan, own]) => [plan, own.length, new Set(own.map(({ person }) => person)).size])
        .sort((a, b) => b[1] - a[1] || byCells([1])(a, b));
    },
  },
  windows: {
    invent: () => ({}),
    text: (asked) =>
      "select uuid, row_number() over (partition by person_id order by timestamp, uuid), " +
      "lagInFrame(event) over (partition by person_id order by timestamp, uuid rows between 1 preceding and current row) " +
      `from events${whereText(asked)} order by timestamp, uuid`,
    rows: (asked, context) => {
      const rows = within(asked, context).sort(inTime);
      return rows.map((event) => {
        const own = rows.filter(({ person }) => person === event.person);
        const at = own.indexOf(event);
        return [event.uuid, at + 1, own[at - 1]?.event ?? ""];
      });
    },
  },
  both: {
    invent: (random) => ({ did: random.pick(eventNames) }),
    text: (asked) =>
      `select name, n from (select event as name, count() as n from events${whereText(asked)} group by name ` +
      `union all select concat('all ', event) as name, count() as n from events where event = '${asked.did}' group by name) order by name`,
    rows: (asked, context) => {
      const whole = context.all.filter(({ event }) => event === asked.did);
      return [
        ...[...groupBy(within(asked, context), ({ event }) => event)].map(([name, own]) => [name, own.length]),
        ...(whole.length ? [[`all ${asked.did}`, whole.length]] : []),
      ].sort((a, b) => compareTexts(a[0], b[0]));
    },
  },
  companies: {
    unrestricted: true,
    invent: () => ({}),
    text: () => "select key, toString(properties.tier), created_at from groups where index = 0 order by key",
    rows: (_asked, { history }) =>
      [...groupsOf(history)]
        .map(([key, { properties, created }]) => [
          key,
          properties.tier == null ? null : String(properties.tier),
          iso(created),
        ])
        .sort((a, b) => compareTexts(a[0], b[0])),
  },
};

export function randomQuery(random, history) {
  const form = random.pick(["list", "list", "groups", "groups", ...Object.keys(forms)]);
  const restrictions = forms[form].unrestricted ? {} : randomRestrictions(random, history);
  const asked = { form, ...restrictions, ...forms[form].invent(random) };
  const page = asked.limit ? ` limit ${asked.limit} offset ${asked.offset}` : "";
  return {
    kind,
    query: forms[form].text(asked) + page,
    ...(asked.filters ? { filters: asked.filters } : {}),
    ...(asked.names ? { values: { names: asked.names } } : {}),
    asked,
  };
}

// People are in the order of the engine's uuids, and false is before true.
function orderable(cell, key, { ids }) {
  if (typeof cell === "boolean") return Number(cell);
  return key === "person_id" ? turned(ids.get(cell)) : cell;
}

export function answer(history, events, { asked }, telling) {
  const context = { history, all: events, calendar: calendarOf(history.zone, history.mondays), ids: telling.ids };
  const rows = forms[asked.form].rows(asked, context);
  const [limit, offset] = [asked.limit ?? 100, asked.offset ?? 0];
  return { results: rows.slice(offset, offset + limit), hasMore: rows.length > offset + limit };
}

export async function observe(ask, { asked: _, ...query }, { people }) {
  const { results, hasMore } = await ask(query);
  // Times are given to the microsecond or to the second.
  const cell = (value) => {
    if (typeof value !== "string") return value;
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? iso(Date.parse(value)) : (people.get(value) ?? value);
  };
  return { results: results.map((row) => row.map(cell)), hasMore };
}
