// FunnelsQuery, by walking through each actor's events one after another.
import { calendarOf } from "./calendar.mjs";
import { matches, propertyOf, randomFilter, textOf } from "./filters.mjs";
import { isOf, randomNode } from "./series.mjs";

const none = "$$_posthog_breakdown_null_$$";
const other = "Other";
export const unit = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 30 * 86_400_000,
};

export const kind = "FunnelsQuery";

export function randomQuery(random, history) {
  const times = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  const order = random.pick(["ordered", "ordered", "strict", "unordered"]);
  const count = random.between(2, 4);
  const series = Array.from({ length: count }, (_, i) => ({
    ...randomNode(random, 0.1),
    properties: random.chance(0.3) ? randomFilter(random) : [],
    ...(random.chance(0.1) ? { math: random.pick(["first_time_for_user", "first_time_for_user_with_filters"]) } : {}),
    ...(i > 0 && order !== "unordered" && random.chance(0.2) ? { optionalInFunnel: true } : {}),
  }));
  if (order === "unordered" && random.chance(0.3)) series[random.between(1, count - 1)] = series[0];
  const exclusions = Array.from({ length: random.chance(0.3) ? random.between(1, 2) : 0 }, () => {
    const funnelFromStep = order === "unordered" ? 0 : random.between(0, count - 2);
    const funnelToStep = order === "unordered" ? count - 1 : random.between(funnelFromStep + 1, count - 1);
    return {
      ...randomNode(random, 0),
      funnelFromStep,
      funnelToStep,
      properties: randomFilter(random),
    };
  });
  const breakdowns = random.chance(0.4)
    ? [
        { property: random.pick(["$browser", "mixed"]), type: "event" },
        { property: "a.dotted key", type: "event" },
        { property: "plan", type: "person" },
      ].slice(0, random.pick([1, 1, 2, 3]))
    : [];
  const view = random.pick(["steps", "steps", "steps", "trends", "time_to_convert"]);
  const to = random.between(1, count - 1);
  return {
    kind,
    series,
    interval: random.pick(["day", "day", "week", "month", "hour"]),
    dateRange: { date_from: random.pick(times), date_to: times.at(-1) },
    properties: random.chance(0.3) ? randomFilter(random) : [],
    ...(random.chance(0.15) ? { aggregation_group_type_index: 0 } : {}),
    ...(breakdowns.length
      ? {
          breakdownFilter: {
            breakdowns,
            breakdown_limit: random.pick([1, 2, 25]),
            ...(random.chance(0.2) ? { breakdown_hide_other_aggregation: true } : {}),
          },
        }
      : {}),
    funnelsFilter: {
      funnelOrderType: order,
      funnelVizType: view,
      funnelWindowInterval: random.pick([1, 2, 3, 40]),
      funnelWindowIntervalUnit: random.pick(["minute", "hour", "day", "day", "week", "month"]),
      exclusions,
      ...(breakdowns.length
        ? {
            breakdownAttributionType: random.pick(["first_touch", "last_touch", "all_events", "step"]),
            breakdownAttributionValue: random.between(0, count - 1),
          }
        : {}),
      ...(view !== "steps" && random.chance(0.4)
        ? { funnelFromStep: random.between(0, to - 1), funnelToStep: to }
        : {}),
      ...(random.chance(0.3) ? { binCount: random.between(1, 5) } : {}),
      ...(random.chance(0.15)
        ? { funnelAggregateByHogQL: random.pick(["properties.$session_id", "properties.$session_id", "person_id"]) }
        : {}),
    },
  };
}

const compareText = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const compareKeys = (a, b) => a.map((text, i) => compareText(text, b[i])).find((sign) => sign !== 0) ?? 0;

const keyOf = (event, fields) =>
  fields.map((field) => {
    const text = textOf(propertyOf(event, { type: field.type, key: field.property }));
    return text === undefined || text === "" ? none : text;
  });

// The engine's order of uuids: by the second half, then by the first.
function uuidBefore(a, b) {
  const turned = (uuid) => uuid.slice(19) + uuid.slice(0, 18);
  return turned(a) < turned(b);
}

// event → which steps and which exclusions it matches.
function matcher(events, query, steps, to) {
  const one = (series) => {
    const fits = (event) => isOf(event, series) && matches(event, series.properties);
    if (!series.math) return fits;
    const first = new Map();
    for (const event of events) {
      const counts = series.math === "first_time_for_user" ? isOf(event, series) : fits(event);
      if (!counts || event.at > to) continue;
      const seen = first.get(event.person);
      if (!seen || event.at < seen.at || (event.at === seen.at && uuidBefore(event.uuid, seen.uuid)))
        first.set(event.person, event);
    }
    return (event) => fits(event) && first.get(event.person) === event;
  };
  const ofSteps = query.series.slice(0, steps).map(one);
  const ofExclusions = query.funnelsFilter.exclusions.map(one);
  return (event) => ({
    steps: ofSteps.map((fits) => fits(event)),
    exclusions: ofExclusions.map((fits) => fits(event)),
  });
}

// By time; of one moment by the first step in which two differ, then by the first exclusion.
function inOrder(rows) {
  const bits = (row) => [...row.steps, ...row.exclusions];
  return [...rows].sort((a, b) => {
    if (a.at !== b.at) return a.at - b.at;
    const [left, right] = [bits(a), bits(b)];
    const at = left.findIndex((bit, i) => bit !== right[i]);
    return at < 0 ? 0 : left[at] ? -1 : 1;
  });
}

// The best attempt of one actor: the time at which it reached each step, undefined where it did not.
// `mayStart(row)` limits when attempts begin.
function walkSteps(rows, query, steps, window, mayStart) {
  const strict = query.funnelsFilter.funnelOrderType === "strict";
  const optional = (step) => query.series[step].optionalInFunnel;
  const excludedAt = (row, step) =>
    query.funnelsFilter.exclusions.some(
      ({ funnelFromStep, funnelToStep }, i) => row.exclusions[i] && funnelFromStep <= step && step < funnelToStep,
    );
  let standing = []; // step → the attempt that was last taken there
  const over = new Set(); // starts of attempts that met an exclusion
  const left = []; // step → start of the attempt that lost its place there to an exclusion
  const arrivals = []; // {attempt, step}, in their order
  for (const row of rows) {
    const furthest = (attempt, from) => {
      for (let step = steps - 1; step > from; --step)
        if (strict ? standing[step]?.start === attempt.start : attempt.times[step] !== undefined) return step;
      return from;
    };
    query.funnelsFilter.exclusions.forEach(({ funnelFromStep, funnelToStep }, i) => {
      if (!row.exclusions[i]) return;
      for (let step = funnelFromStep; step < Math.min(funnelToStep, steps - 1); ++step) {
        const attempt = standing[step];
        if (attempt) row.lost = [...(row.lost ?? []), [step, attempt.start]];
        if (attempt && !over.has(attempt.start) && row.at - attempt.start <= window && furthest(attempt, step) === step)
          row.ends = [...(row.ends ?? []), attempt.start];
      }
    });
    for (const start of row.ends ?? []) over.add(start);
    for (const [step, start] of row.lost ?? []) left[step] = start;
    delete row.ends;
    delete row.lost;
    const taken = [];
    for (let step = steps - 1; step >= 0; --step) {
      if (!row.steps[step]) continue;
      if (step === 0) {
        if (!mayStart(row)) continue;
        const same = standing[0]?.start === row.at && !strict;
        const attempt = same ? standing[0] : { start: row.at, times: [row.at], from: [] };
        taken[0] = attempt;
        arrivals.push({ attempt, step: 0 });
        continue;
      }
      const passed = [];
      for (let source = step - 1; source >= 0; --source) {
        const attempt = standing[source];
        const there = attempt && (strict ? !over.has(attempt.start) : left[source] !== attempt.start);
        const free = there && !passed.includes(attempt) && !excludedAt(row, source);
        if (free && row.at - attempt.start <= window) {
          if (strict) {
            const [times, from] = [[...attempt.times], [...attempt.from]];
            [times[step], from[step]] = [row.at, source];
            taken[step] = { start: attempt.start, times, from };
          } else {
            if (attempt.times[step] === undefined) [attempt.times[step], attempt.from[step]] = [row.at, source];
            taken[step] = attempt;
          }
          arrivals.push({ attempt: taken[step], step });
          break;
        }
        if (!optional(source)) break;
        passed.push(attempt);
      }
    }
    if (strict) standing = taken;
    else for (const step of taken.keys()) standing[step] = taken[step] ?? standing[step];
  }
  const good = arrivals.filter(({ attempt }) => !over.has(attempt.start));
  if (good.length === 0) return undefined;
  const best = Math.max(...good.map(({ step }) => step));
  const { attempt } = good.find(({ step }) => step === best);
  const reached = Array(steps).fill(undefined);
  for (let step = best; step !== undefined; step = attempt.from[step]) reached[step] = attempt.times[step];
  return reached;
}

function walkUnordered(rows, query, steps, window, mayStart) {
  const sameStep = (a, b) => JSON.stringify({ ...a }) === JSON.stringify({ ...b });
  // The step that has fewer events than its twins chooses first.
  const { breakdownAttributionType, breakdownAttributionValue } = query.funnelsFilter;
  const narrowed = breakdownAttributionType === "step" ? breakdownAttributionValue : undefined;
  const turns = [...Array(steps).keys()].sort((a, b) => (b === narrowed) - (a === narrowed));
  let best;
  rows.forEach((row, i) => {
    if (!row.steps.some(Boolean) || !mayStart(row)) return;
    const used = [];
    const times = [];
    for (const step of turns) {
      const found = rows.findIndex(
        (later, at) =>
          at >= i &&
          later.steps[step] &&
          !used.some((one) => one.at === at && sameStep(query.series[one.step], query.series[step])),
      );
      if (found < 0 || rows[found].at - row.at > window) continue;
      used.push({ step, at: found });
      times.push(rows[found].at);
    }
    times.sort((a, b) => a - b);
    const whole = times.length === steps;
    const excluded = rows.some(
      (later, at) =>
        at > i && later.exclusions.some(Boolean) && (whole ? later.at < times.at(-1) : later.at - row.at <= window),
    );
    if (!excluded && times.length > (best?.length ?? 0)) best = times;
  });
  return best && Array.from({ length: steps }, (_, step) => best[step]);
}

function actorOf({ session, person, group }, { funnelsFilter, aggregation_group_type_index }) {
  const expression = funnelsFilter.funnelAggregateByHogQL;
  if (expression && expression !== "person_id") return session;
  return aggregation_group_type_index === undefined ? person : group;
}

// [{actor, value, bucket, times}]: every best attempt that there is.
export function attemptsOf(events, query, { from, to }, steps, buckets) {
  const filter = query.funnelsFilter;
  const fields = query.breakdownFilter?.breakdowns ?? [];
  const matched = matcher(events, query, steps, to);
  const window = filter.funnelWindowInterval * unit[filter.funnelWindowIntervalUnit];
  const walk = filter.funnelOrderType === "unordered" ? walkUnordered : walkSteps;
  const actors = new Map();
  for (const event of events) {
    if (event.at < from || event.at > to || !matches(event, query.properties)) continue;
    const row = { at: event.at, ...matched(event), key: keyOf(event, fields) };
    if (filter.funnelOrderType !== "strict" && ![...row.steps, ...row.exclusions].some(Boolean)) continue;
    const actor = actorOf(event, query);
    if (actor === "") continue;
    actors.set(actor, [...(actors.get(actor) ?? []), row]);
  }
  const found = [];
  for (const [actor, rows] of actors) {
    for (const [value, own] of perValue(rows, fields, filter)) {
      const ordered = inOrder(own);
      const push = (mayStart, bucket) => {
        const times = walk(ordered, query, steps, window, mayStart);
        if (times) found.push({ actor, value, bucket, times });
      };
      if (!buckets) push(() => true);
      else for (const [bucket, { start, end }] of buckets.entries()) push(({ at }) => at >= start && at < end, bucket);
    }
  }
  return found;
}

// The funnels of one actor: [value of the breakdown, rows].
function perValue(rows, fields, filter) {
  if (fields.length === 0) return [[[], rows]];
  const absent = fields.map(() => none);
  const isAbsent = (key) => key.every((text) => text === none);
  const distinct = (keys) => [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  if (filter.breakdownAttributionType === "all_events")
    return distinct(rows.map(({ key }) => key)).map((value) => [
      value,
      rows.filter(({ key }) => compareKeys(key, value) === 0),
    ]);
  if (filter.breakdownAttributionType === "step") {
    const step = filter.breakdownAttributionValue;
    const values = distinct(rows.filter(({ steps }) => steps[step]).map(({ key }) => key));
    return (values.length ? values : [absent]).map((value) => [
      value,
      rows.map((row) =>
        compareKeys(row.key, value) === 0 ? row : { ...row, steps: row.steps.map((bit, i) => bit && i !== step) },
      ),
    ]);
  }
  const known = rows
    .filter(({ steps, key }) => steps.some(Boolean) && !isAbsent(key))
    .sort((a, b) => compareKeys(a.key, b.key));
  const ordered = inOrder(known); // stable: equal ones stay in the order of their values
  const value = (filter.breakdownAttributionType === "last_touch" ? ordered.at(-1) : ordered[0])?.key ?? absent;
  return [[value, rows]];
}

const mean = (values) => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : null);
function median(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)] + sorted[Math.ceil(at)]) / 2;
}

// [[value shown, attempts]]: the values with the most actors, then all others together.
function byValue(found, query) {
  if (!query.breakdownFilter) return [[undefined, found]];
  const groups = new Map();
  for (const one of found)
    groups.set(JSON.stringify(one.value), [...(groups.get(JSON.stringify(one.value)) ?? []), one]);
  const weight = (list) => list.filter(({ times }) => times[query.rank ?? 0] !== undefined).length;
  const sorted = [...groups.values()].sort((a, b) => weight(b) - weight(a) || compareKeys(a[0].value, b[0].value));
  const limit = query.breakdownFilter.breakdown_limit;
  const shown = (value) => value.map((text) => (text === none ? "" : text));
  const kept = sorted.slice(0, limit).map((list) => [shown(list[0].value), list]);
  const rest = sorted.slice(limit).flat();
  return rest.length && !query.breakdownFilter.breakdown_hide_other_aggregation ? [...kept, [[other], rest]] : kept;
}

function stepItems(list, query, steps, value) {
  return Array.from({ length: steps }, (_, step) => {
    const there = list.filter(({ times }) => times[step] !== undefined);
    let before = step - 1;
    while (before > 0 && query.series[before].optionalInFunnel) --before;
    const timed = step > 0 && !query.series[step].optionalInFunnel;
    const seconds = timed ? there.map(({ times }) => (times[step] - times[before]) / 1000) : [];
    return {
      count: there.length,
      average_conversion_time: mean(seconds),
      median_conversion_time: median(seconds),
      ...(value ? { breakdown_value: value } : {}),
    };
  });
}

function timesToConvert(found, { binCount }, from, to) {
  const values = found
    .filter(({ times }) => times[to] !== undefined && times[from] !== undefined)
    .map(({ times }) => (times[to] - times[from]) / 1000);
  if (values.length === 0) return { bins: [], average_conversion_time: null };
  let root = 1;
  while (root < 60 && root ** 3 < values.length) root++;
  const bins = binCount ?? root;
  const low = Math.floor(Math.min(...values));
  const width = Math.ceil((Math.ceil(Math.max(...values)) - low) / bins) || 60;
  const counts = Array.from(
    { length: bins + 1 },
    (_, bin) => values.filter((value) => Math.floor((value - low) / width) === bin).length,
  );
  return { bins: counts.map((count, bin) => [low + bin * width, count]), average_conversion_time: mean(values) };
}

export function answer(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const filter = query.funnelsFilter;
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const all = query.series.length;
  if (filter.funnelVizType === "steps") {
    const found = byValue(attemptsOf(events, query, { from, to }, all), query);
    const results = found.map(([value, list]) => stepItems(list, query, all, value));
    return query.breakdownFilter ? results : results[0];
  }
  const last = filter.funnelToStep ?? all - 1;
  const first = filter.funnelFromStep ?? 0;
  if (filter.funnelVizType === "time_to_convert") {
    const whole = { ...query, breakdownFilter: undefined };
    return timesToConvert(attemptsOf(events, whole, { from, to }, all), filter, first, last);
  }
  const buckets = calendar.buckets(query.interval, from, to);
  const found = attemptsOf(events, query, { from, to }, last + 1, buckets);
  return byValue(found, { ...query, rank: first }).map(([value, list]) => {
    const entered = buckets.map(
      (_, i) => list.filter(({ bucket, times }) => bucket === i && times[first] !== undefined).length,
    );
    const converted = buckets.map(
      (_, i) => list.filter(({ bucket, times }) => bucket === i && times[last] !== undefined).length,
    );
    return {
      data: buckets.map((_, i) => (entered[i] ? Math.round((converted[i] / entered[i]) * 10_000) / 100 : 0)),
      days: buckets.map(({ day }) => day),
      reached_from_step_count: entered,
      reached_to_step_count: converted,
      ...(value ? { breakdown_value: value } : {}),
    };
  });
}

// What of the server's answer is compared.
export function seen(results) {
  if (!Array.isArray(results)) return results;
  const item = ({ count, average_conversion_time, median_conversion_time, breakdown_value, data, days, ...more }) => ({
    ...(data
      ? {
          data,
          days,
          reached_from_step_count: more.reached_from_step_count,
          reached_to_step_count: more.reached_to_step_count,
        }
      : { count, average_conversion_time, median_conversion_time }),
    ...(breakdown_value ? { breakdown_value } : {}),
  });
  return results.map((result) => (Array.isArray(result) ? result.map(item) : item(result)));
}

// Funnels of which a point has people behind it: FunnelsActorsQuery's {funnelStep, funnelStepBreakdown?} or, of
// trends, {funnelTrendsEntrancePeriodStart, funnelTrendsDropOff}.
export function withPeople({ funnelsFilter: { funnelAggregateByHogQL, ...funnelsFilter }, ...query }) {
  const view = funnelsFilter.funnelVizType === "time_to_convert" ? "steps" : funnelsFilter.funnelVizType;
  return { ...query, funnelsFilter: { ...funnelsFilter, funnelVizType: view } };
}

// From when to when is asked, and the intervals of it.
function periodOf(history, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  return { from, to, buckets: calendar.buckets(query.interval, from, to) };
}

function groupsOf(history, events, query) {
  const { from, to, buckets } = periodOf(history, query);
  if (query.funnelsFilter.funnelVizType === "steps")
    return byValue(attemptsOf(events, query, { from, to }, query.series.length), query);
  const last = query.funnelsFilter.funnelToStep ?? query.series.length - 1;
  const rank = query.funnelsFilter.funnelFromStep ?? 0;
  const found = attemptsOf(events, query, { from, to }, last + 1, buckets);
  return byValue(found, { ...query, rank }).map(([value, list]) => [
    value,
    list.map((one) => ({ ...one, day: buckets[one.bucket].day })),
  ]);
}

export function randomPoint(random, history, events, query) {
  const groups = groupsOf(history, events, query);
  const value = query.breakdownFilter && groups.length > 0 ? { funnelStepBreakdown: random.pick(groups)[0] } : {};
  if (query.funnelsFilter.funnelVizType === "steps") {
    const step = random.between(1, query.series.length);
    return { funnelStep: step > 1 && random.chance(0.4) ? -step : step, ...value };
  }
  // The hour that there is twice when clocks are set back has one name.
  const all = periodOf(history, query).buckets.map(({ day }) => day);
  const once = (day) => all.indexOf(day) === all.lastIndexOf(day);
  const days = groups.flatMap(([, list]) => list.map(({ day }) => day)).filter(once);
  const day = days.length > 0 ? random.pick(days) : all[0];
  return { funnelTrendsEntrancePeriodStart: day, funnelTrendsDropOff: random.chance(0.4), ...value };
}

export function behind(history, events, query, point) {
  const groups = groupsOf(history, events, query);
  const { funnelStep, funnelStepBreakdown, funnelTrendsDropOff, funnelTrendsEntrancePeriodStart } = point;
  const same = (value) => JSON.stringify(value) === JSON.stringify(funnelStepBreakdown);
  const asked = groups.filter(([value]) => !funnelStepBreakdown || same(value));
  const list = asked.flatMap(([, found]) => found);
  const there = ({ times, day }) => {
    if (query.funnelsFilter.funnelVizType === "trends") {
      if (day !== funnelTrendsEntrancePeriodStart) return false;
      const through = times.at(-1) !== undefined;
      return funnelTrendsDropOff ? times[query.funnelsFilter.funnelFromStep ?? 0] !== undefined && !through : through;
    }
    if (funnelStep > 0) return times[funnelStep - 1] !== undefined;
    return times[-funnelStep - 2] !== undefined && times.slice(-funnelStep - 1).every((time) => time === undefined);
  };
  const through = funnelTrendsDropOff === false || funnelStep > 0;
  return {
    people: new Set(list.filter(there).map(({ actor }) => actor)),
    groups: query.aggregation_group_type_index === 0,
    // Who counts for several values is behind each of them, and of the rest of them once.
    counted: through && asked.length <= 1 && funnelStepBreakdown?.[0] !== other,
  };
}

export function numberAt(results, query, { funnelStep, funnelStepBreakdown, funnelTrendsEntrancePeriodStart }) {
  const trends = query.funnelsFilter.funnelVizType === "trends";
  const lists = trends || query.breakdownFilter ? results : [results];
  const shownValue = (one) => (trends ? one : one[0])?.breakdown_value;
  const own = lists.find(
    (one) => !funnelStepBreakdown || JSON.stringify(shownValue(one)) === JSON.stringify(funnelStepBreakdown),
  );
  if (!own) return 0;
  if (!trends) return own[funnelStep - 1].count;
  return own.reached_to_step_count[own.days.indexOf(funnelTrendsEntrancePeriodStart)];
}
