// WebStatsTableQuery, by counting.
import { randomVisits } from "../web_histories.mjs";
import { groupBy } from "./actors.mjs";
import { distinct, goalEvent, isView, mean, periodsOf, randomScope, rowsOf, sessionsIn } from "./web.mjs";

export const kind = "WebStatsTableQuery";
export const randomHistory = randomVisits;

const text = (value) => (value === undefined || value === null || value === "" ? null : value);
const ofEvent = (key) => (row) => text(row.properties[key]);
const ofSession = (key) => (row) => row.sessionFacts[key];
const keys = {
  Page: ofEvent("$pathname"),
  InitialPage: ofSession("$entry_pathname"),
  ExitPage: ofSession("$end_pathname"),
  ExitClick: ofSession("$last_external_click_url"),
  InitialChannelType: ofSession("$channel_type"),
  InitialReferringDomain: ofSession("$entry_referring_domain"),
  InitialUTMSource: ofSession("$entry_utm_source"),
  InitialUTMMedium: ofSession("$entry_utm_medium"),
  Browser: ofEvent("$browser"),
  FrustrationMetrics: ofEvent("$pathname"),
};
const shownWhenAbsent = ["InitialUTMSource", "InitialUTMMedium"];

export function randomQuery(random, history) {
  const breakdownBy = random.pick(Object.keys(keys));
  return {
    kind,
    breakdownBy,
    ...randomScope(random, history),
    includeBounceRate: random.chance(0.5),
    includeScrollDepth: random.chance(0.3),
    ...(random.chance(0.3)
      ? { orderBy: [random.pick(["Views", "BounceRate", "TotalConversions"]), random.pick(["ASC", "DESC"])] }
      : {}),
    ...(random.chance(0.3) ? { limit: random.between(1, 3), offset: random.between(0, 2) } : {}),
  };
}

const bounced = (sessions) => mean(sessions.map(({ $is_bounce }) => ($is_bounce ? 1 : 0)));

// key → {column: number}
function numbersOf(events, query, period) {
  const { breakdownBy } = query;
  const rows = rowsOf(events, query, period);
  const key = keys[breakdownBy];
  const known = (row) => key(row) !== null || shownWhenAbsent.includes(breakdownBy);
  const table = new Map();
  const put = (list, by, numbers) => {
    for (const [value, own] of groupBy(list, by)) table.set(value, { ...table.get(value), ...numbers(own) });
  };
  if (breakdownBy === "FrustrationMetrics") {
    const count = (own, name) => own.filter(({ event }) => event === name).length;
    put(
      rows.filter((row) => row.event === "$rageclick" && known(row)),
      key,
      (own) => ({ RageClicks: count(own, "$rageclick"), DeadClicks: 0, Errors: 0 }),
    );
    return table;
  }
  if (query.conversionGoal) {
    put(
      rows.filter((row) => (isView(row) || row.event === goalEvent) && known(row)),
      key,
      (own) => {
        const done = own.filter(({ event }) => event === goalEvent);
        const Visitors = distinct(own, ({ person }) => person);
        const UniqueConversions = distinct(done, ({ person }) => person);
        return {
          Visitors,
          TotalConversions: done.length,
          UniqueConversions,
          ConversionRate: UniqueConversions / Visitors,
        };
      },
    );
    return table;
  }
  const views = rows.filter((row) => isView(row) && known(row));
  put(views, key, (own) => ({
    Visitors: distinct(own, ({ person }) => person),
    Views: own.length,
    ...(breakdownBy === "Page" ? {} : { BounceRate: bounced(sessionsIn(own)) }),
  }));
  if (breakdownBy !== "Page") return table;
  const only = (value, numbers) => table.has(value) && table.set(value, { ...table.get(value), ...numbers });
  for (const [value, own] of groupBy(sessionsIn(rows.filter(isView)), ({ $entry_pathname }) => $entry_pathname))
    only(value, { BounceRate: bounced(own) });
  const about = {
    ...query,
    properties: query.properties.map((one) =>
      one.key === "$pathname" ? { ...one, key: "$prev_pageview_pathname" } : one,
    ),
  };
  const left = rowsOf(events, about, period).filter(({ event }) =>
    ["$pageview", "$pageleave", "$screen"].includes(event),
  );
  for (const [value, own] of groupBy(left, ofEvent("$prev_pageview_pathname"))) {
    const read = own
      .map(({ properties }) => properties.$prev_pageview_max_content_percentage ?? null)
      .filter((one) => one !== null);
    only(value, { scroll: mean(read), far: mean(read.map((one) => (one > 0.8 ? 1 : 0))) });
  }
  return table;
}

function columnsOf(query) {
  if (query.breakdownBy === "FrustrationMetrics") return ["RageClicks", "DeadClicks", "Errors"];
  if (query.conversionGoal) return ["Visitors", "TotalConversions", "UniqueConversions", "ConversionRate"];
  const scrolls = query.includeScrollDepth && query.breakdownBy === "Page";
  return [
    "Visitors",
    "Views",
    ...(query.includeBounceRate || scrolls ? ["BounceRate"] : []),
    ...(scrolls ? ["scroll", "far"] : []),
  ];
}

const rates = ["BounceRate", "ConversionRate", "scroll", "far"];

export function answer(history, events, query) {
  const periods = periodsOf(history, query).map((period) => numbersOf(events, query, period));
  const columns = columnsOf(query);
  const present = (value, column) => periods[0].get(value)?.[column] ?? null;
  const bySort = (column, sign) => (a, b) => {
    const [x, y] = [present(a, column), present(b, column)];
    if (x === null || y === null) return (x === null) - (y === null);
    return sign * (x - y);
  };
  const byKey = (a, b) => (a === null) - (b === null) || (a < b ? -1 : a > b ? 1 : 0);
  const sorts = columns.slice(0, query.breakdownBy === "FrustrationMetrics" ? 3 : 2).map((one) => bySort(one, -1));
  if (query.orderBy && columns.includes(query.orderBy[0]))
    sorts.unshift(bySort(query.orderBy[0], query.orderBy[1] === "ASC" ? 1 : -1));
  const all = [...new Set(periods.flatMap((table) => [...table.keys()]))].sort(
    (a, b) => sorts.reduce((order, sort) => order || sort(a, b), 0) || byKey(a, b),
  );
  const offset = query.offset ?? 0;
  return all
    .slice(offset, offset + (query.limit ?? 100))
    .map((value) => [
      value,
      ...columns.map((column) =>
        [0, 1].map((i) =>
          periods[i] ? (periods[i].get(value)?.[column] ?? (rates.includes(column) ? null : 0)) : null,
        ),
      ),
    ]);
}

export const seen = (results) => results;
