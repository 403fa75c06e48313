// RetentionQuery, by counting.
import { firstOf, groupBy } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches, numberOf, propertyOf, randomFilter, textOf } from "./filters.mjs";
import { sum } from "./numbers.mjs";
import { isOf, matching, randomEntity } from "./series.mjs";

const none = "$$_posthog_breakdown_null_$$";
const hour = 3_600_000;
const lengths = { Hour: hour, Day: 24 * hour, Week: 7 * 24 * hour, Month: 30 * 24 * hour };

export const kind = "RetentionQuery";

export function randomQuery(random, history) {
  const days = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  const entity = () => ({
    ...randomEntity(random),
    properties: random.chance(0.5) ? [] : randomFilter(random),
  });
  const aggregation = random.chance(0.2)
    ? { aggregationType: random.pick(["sum", "avg"]), aggregationProperty: "amount" }
    : {};
  return {
    kind,
    dateRange: { date_to: random.pick(days.slice(-3)) },
    properties: random.chance(0.7) ? [] : randomFilter(random),
    retentionFilter: {
      targetEntity: entity(),
      returningEntity: entity(),
      retentionType: random.pick(["retention_first_time", "retention_recurring", "retention_first_ever_occurrence"]),
      period: random.pick(["Hour", "Day", "Day", "Week", "Month"]),
      totalIntervals: random.between(1, 14),
      cumulative: !aggregation.aggregationType && random.chance(0.3),
      minimumOccurrences: random.pick([1, 1, 2]),
      timeWindowMode: random.pick(["strict_calendar_dates", "strict_calendar_dates", "24_hour_windows"]),
      ...aggregation,
    },
    ...(random.chance(0.25) ? { breakdownFilter: { breakdowns: [{ property: "a.dotted key", type: "event" }] } } : {}),
    ...(random.chance(0.2) ? { aggregation_group_type_index: 0 } : {}),
  };
}

// Value of the breakdown → rows of cells; a cell lists {actor, value} of those in it.
function tablesOf(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const filter = query.retentionFilter;
  const interval = filter.period.toLowerCase();
  const total = filter.totalIntervals;
  const buckets = bucketsUpTo(calendar, interval, calendar.startOf(query.dateRange.date_to), total);
  const from = buckets[0].start;
  const to = buckets.at(-1).end - 1;
  const actorOf = (event) => (query.aggregation_group_type_index === 0 ? event.group : event.person);
  const inScope = events.filter((event) => event.at <= to && actorOf(event) !== "" && matches(event, query.properties));
  const place = (at) => buckets.findIndex(({ start, end }) => at >= start && at < end);
  const key = (event) =>
    (query.breakdownFilter?.breakdowns ?? []).map(
      ({ property }) => textOf(propertyOf(event, { key: property })) || none,
    );
  const tables = new Map();
  const tableOf = (name) => {
    if (!tables.has(name))
      tables.set(
        name,
        buckets.map((_, i) => Array.from({ length: total - i }, () => [])),
      );
    return tables.get(name);
  };
  if (!query.breakdownFilter) tableOf("[]");
  for (const [actor, own] of groupBy(inScope, actorOf)) {
    const returns = matching(own, filter.returningEntity).filter(({ at }) => at >= from);
    for (const begin of beginnings(own, filter, from, place)) {
      const table = tableOf(JSON.stringify(key(begin)));
      const i = place(begin.at);
      const steps = new Map(); // j → values of the returning events
      for (const event of returns) {
        if (filter.timeWindowMode === "24_hour_windows" && event.at <= begin.at) continue;
        const j =
          filter.timeWindowMode === "24_hour_windows"
            ? Math.floor((event.at - begin.at) / lengths[filter.period])
            : place(event.at) - i;
        steps.set(j, [...(steps.get(j) ?? []), numberOf(event.properties[filter.aggregationProperty]) ?? 0]);
      }
      const came = [...steps].filter(
        ([j, values]) => j >= 0 && i + j < total && values.length >= filter.minimumOccurrences,
      );
      if (filter.aggregationType) {
        for (const [j, values] of came) table[i][j].push({ actor, value: sum(values) });
        continue;
      }
      const last = Math.max(0, ...came.map(([j]) => j));
      for (let j = 0; j < total - i; ++j)
        if (j === 0 || (filter.cumulative ? j <= last : came.some(([step]) => step === j)))
          table[i][j].push({ actor, value: 1 });
    }
  }
  return tables;
}

export function answer(history, events, query) {
  const value = (list) => {
    const total = sum(list.map((one) => one.value));
    return query.retentionFilter.aggregationType === "avg" ? (list.length ? total / list.length : 0) : total;
  };
  const rows = [...tablesOf(history, events, query)].map(([name, table]) => ({
    name,
    table: table.map((row) => row.map(value)),
  }));
  const began = ({ table }) => table.reduce((sum, row) => sum + row[0], 0);
  rows.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))).sort((a, b) => began(b) - began(a));
  return rows.flatMap(({ name, table }) =>
    table.map((values) => ({ ...(name === "[]" ? {} : { breakdown_value: JSON.parse(name)[0] }), values })),
  );
}

function bucketsUpTo(calendar, interval, last, total) {
  let buckets = calendar.buckets(interval, last, last);
  while (buckets.length < total)
    buckets = [...calendar.buckets(interval, buckets[0].start - 1, buckets[0].start - 1), ...buckets];
  return buckets;
}

// The events that an actor's intervals begin with.
function beginnings(own, filter, from, place) {
  const targets = matching(own, filter.targetEntity);
  if (filter.retentionType === "retention_recurring") {
    const inRange = targets.filter(({ at }) => at >= from);
    return [...groupBy(inRange, ({ at }) => place(at)).values()].map(firstOf);
  }
  const named =
    filter.retentionType === "retention_first_time" ? targets : own.filter((event) => isOf(event, filter.targetEntity));
  if (named.length === 0) return [];
  const first = firstOf(named);
  return first.at >= from && targets.includes(first) ? [first] : [];
}

export const seen = (results) =>
  results.map(({ values, breakdown_value }) => ({
    ...(breakdown_value === undefined ? {} : { breakdown_value }),
    values: values.map(({ count }) => count),
  }));

export function randomPoint(random, history, events, query) {
  const tables = tablesOf(history, events, query);
  const interval = random.between(0, query.retentionFilter.totalIntervals - 1);
  const day = random.between(0, query.retentionFilter.totalIntervals - 1 - interval);
  const breakdown =
    query.breakdownFilter && tables.size > 0 ? { breakdown: JSON.parse(random.pick([...tables.keys()])) } : {};
  return { interval, day, ...breakdown };
}

export function behind(history, events, query, { interval, day, breakdown }) {
  const tables = tablesOf(history, events, query);
  const asked = breakdown ? [tables.get(JSON.stringify(breakdown))] : [...tables.values()];
  const people = new Set(asked.flatMap((table) => table[interval][day].map(({ actor }) => actor)));
  return {
    people,
    groups: query.aggregation_group_type_index === 0,
    counted: !query.retentionFilter.aggregationType && asked.length === 1,
  };
}

export const numberAt = (results, _query, { interval, day, breakdown }) =>
  results.filter((row) => !breakdown || row.breakdown_value === breakdown[0])[interval].values[day].count;
