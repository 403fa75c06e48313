// Parts of SQL, and what each means over one event of the truth or over several. Absent is null, as there.
import { turned } from "./actors.mjs";
import { numberOf, textOf } from "./filters.mjs";
import { quantile, sum } from "./numbers.mjs";

const hour = 3_600_000;
const orNull = (value) => (value === undefined ? null : value);
export const iso = (at) => new Date(at).toISOString();

// A property is a number or a boolean when all of its values in the project are; else a text.
function typed(value, key, all) {
  if (orNull(value) === null) return null;
  const values = all.map(({ properties }) => orNull(properties[key])).filter((one) => one !== null);
  const every = (type) => values.every((one) => typeof one === type);
  return every("number") || every("boolean") ? value : textOf(value);
}

// Local minutes are whole hours away from those of the start of an hour, also where an hour begins at half past.
const startOfHour = (at, calendar) => at - (Number(calendar.local(at).slice(14, 16)) * 60_000 + (at % 60_000));
const weekday = (at, calendar) => new Date(`${calendar.date(at)}T00:00:00Z`).getUTCDay() || 7;

// Text → what it is of an event; `all` are the events of the project, `calendar` is the project's.
export const columns = {
  uuid: ({ uuid }) => uuid,
  event: ({ event }) => event,
  distinct_id: ({ distinctId }) => distinctId,
  person_id: ({ person }) => person,
  timestamp: ({ at }) => iso(at),
  $session_id: ({ session }) => session,
  $group_0: ({ group }) => group,
  "properties.$browser": ({ properties }, { all }) => typed(properties.$browser, "$browser", all),
  "properties.amount": ({ properties }, { all }) => typed(properties.amount, "amount", all),
  "properties.mixed": ({ properties }, { all }) => typed(properties.mixed, "mixed", all),
  "properties['a.dotted key']": ({ properties }) => orNull(properties["a.dotted key"]),
  "person.properties.plan": ({ personProperties }) => orNull(personProperties.plan),
  "group_0.key": ({ group }) => group,
  "toFloat(properties.mixed)": ({ properties }) => orNull(numberOf(properties.mixed)),
  "toDate(timestamp)": ({ at }, { calendar }) => calendar.date(at),
  "toHour(timestamp)": ({ at }, { calendar }) => Number(calendar.local(at).slice(11, 13)),
  "toDayOfWeek(timestamp)": ({ at }, { calendar }) => weekday(at, calendar),
  "toStartOfDay(timestamp)": ({ at }, { calendar }) => iso(calendar.startOfDay(at)),
  "toStartOfHour(timestamp)": ({ at }, { calendar }) => iso(startOfHour(at, calendar)),
  "formatDateTime(timestamp, '%Y-%m')": ({ at }, { calendar }) => calendar.date(at).slice(0, 7),
  "concat(event, ':', distinct_id)": ({ event, distinctId }) => `${event}:${distinctId}`,
  "if(toFloat(properties.amount) > 1, 'much', 'little')": ({ properties }) =>
    orNull(properties.amount) !== null && properties.amount > 1 ? "much" : "little",
  "coalesce(person.properties.plan, 'none')": ({ personProperties }) => personProperties.plan ?? "none",
};

// Keys of groups: what has few values.
export const keys = [
  "event",
  "distinct_id",
  "person_id",
  "properties.$browser",
  "properties.mixed",
  "person.properties.plan",
  "toDate(timestamp)",
  "toHour(timestamp)",
  "toStartOfHour(timestamp)",
  "if(toFloat(properties.amount) > 1, 'much', 'little')",
];

const amounts = (rows) => rows.map(({ properties }) => properties.amount).filter((one) => one !== undefined);
const distinct = (values) => new Set(values).size;
const byTime = (rows) => [...rows].sort((a, b) => a.at - b.at || (turned(a.uuid) < turned(b.uuid) ? -1 : 1));

// Text → what it is of several events, at least one.
export const aggregates = {
  "count()": (rows) => rows.length,
  "count(distinct person_id)": (rows) => distinct(rows.map(({ person }) => person)),
  "uniqExact(properties.$browser)": (rows) =>
    distinct(rows.map(({ properties }) => orNull(properties.$browser)).filter((one) => one !== null)),
  "countIf(event = 'view')": (rows) => rows.filter(({ event }) => event === "view").length,
  "sum(toFloat(properties.amount))": (rows) => (amounts(rows).length ? sum(amounts(rows)) : null),
  "avg(toFloat(properties.amount))": (rows) =>
    amounts(rows).length ? sum(amounts(rows)) / amounts(rows).length : null,
  "quantileExactInclusive(0.5)(toFloat(properties.amount))": (rows) =>
    amounts(rows).length ? quantile(amounts(rows), 0.5) : null,
  "max(timestamp)": (rows) => iso(Math.max(...rows.map(({ at }) => at))),
  "dateDiff('hour', min(timestamp), max(timestamp))": (rows, { calendar }) => {
    const [first, last] = [Math.min(...rows.map(({ at }) => at)), Math.max(...rows.map(({ at }) => at))];
    return Math.round((startOfHour(last, calendar) - startOfHour(first, calendar)) / hour);
  },
  "argMax(event, (timestamp, uuid))": (rows) => byTime(rows).at(-1).event,
  "arraySort(groupUniqArray(event))": (rows) =>
    [...new Set(rows.map(({ event }) => event))].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
};

// A comparison with nothing is neither true nor false: null.
const compared = (value, holds) => (orNull(value) === null ? null : holds(value));
const leaves = {
  "event = 'view'": ({ event }) => event === "view",
  "event like '%i%'": ({ event }) => event.includes("i"),
  "properties.$browser = 'Chrome'": ({ properties }) => compared(properties.$browser, (one) => one === "Chrome"),
  "properties.$browser != 'Chrome'": ({ properties }) => compared(properties.$browser, (one) => one !== "Chrome"),
  "properties.$browser is null": ({ properties }) => orNull(properties.$browser) === null,
  "properties.$browser in ('Chrome', 'Safari', '')": ({ properties }) =>
    compared(properties.$browser, (one) => ["Chrome", "Safari", ""].includes(one)),
  "toFloat(properties.mixed) >= 2": ({ properties }) => compared(numberOf(properties.mixed), (one) => one >= 2),
  "toFloat(properties.amount) between 0 and 2": ({ properties }) =>
    compared(properties.amount, (one) => one >= 0 && one <= 2),
  "person.properties.plan = 'pro'": ({ personProperties }) => compared(personProperties.plan, (one) => one === "pro"),
  "$session_id != ''": ({ session }) => session !== "",
  "$group_0 = 'company 1'": ({ group }) => group === "company 1",
  "toDayOfWeek(timestamp) > 5": ({ at }, { calendar }) => weekday(at, calendar) > 5,
};

const negation = (truth) => (truth === null ? null : !truth);
const both = (a, b) => (a === false || b === false ? false : a === null || b === null ? null : true);

// {sql, or {and, or, not} of such}: JSON, so that a case can be told again.
export function randomCondition(random, history, depth = 0) {
  const roll = random.next();
  if (depth < 2 && roll < 0.15)
    return { and: [randomCondition(random, history, depth + 1), randomCondition(random, history, depth + 1)] };
  if (depth < 2 && roll < 0.3)
    return { or: [randomCondition(random, history, depth + 1), randomCondition(random, history, depth + 1)] };
  if (depth < 2 && roll < 0.4) return { not: randomCondition(random, history, depth + 1) };
  const day = () => random.pick(history.events).timestamp.slice(0, 10);
  if (roll < 0.5) return { since: day() };
  if (roll < 0.6) return { until: `${day()} ${random.pick(["00:00:00", "10:30:00", "23:59:59"])}` };
  return { sql: random.pick(Object.keys(leaves)) };
}

export function conditionText({ sql, and, or, not, since, until }) {
  if (and) return `(${and.map(conditionText).join(" and ")})`;
  if (or) return `(${or.map(conditionText).join(" or ")})`;
  if (not) return `not (${conditionText(not)})`;
  if (since) return `timestamp >= '${since}'`;
  return until ? `timestamp < '${until}'` : sql;
}

// true, false or null.
function truthOf({ sql, and, or, not, since, until }, event, context) {
  if (and) return and.map((one) => truthOf(one, event, context)).reduce(both);
  if (or) return negation(or.map((one) => negation(truthOf(one, event, context))).reduce(both));
  if (not) return negation(truthOf(not, event, context));
  // Local times are compared as texts: those asked for come once a day.
  if (since) return event.at >= context.calendar.startOf(since);
  if (until) return context.calendar.local(event.at) < until;
  return leaves[sql](event, context);
}

export const meets = (condition, event, context) => !condition || truthOf(condition, event, context) === true;
