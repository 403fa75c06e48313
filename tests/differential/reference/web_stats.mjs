// WebStatsTableQuery, by counting.
import { randomVisits } from "../web_histories.mjs";
import { groupBy } from "./actors.mjs";
import { numberOf } from "./filters.mjs";
import {
  distinct,
  goalEvent,
  isView,
  mean,
  ofEvent,
  periodsOf,
  randomScope,
  rowsOf,
  sessionsIn,
  shownPath,
} from "./web.mjs";

export const kind = "WebStatsTableQuery";
export const randomHistory = randomVisits;

const ofSession = (key) => (row) => row.sessionFacts[key];
const path = (of) => (row, query) => shownPath(of(row), query);
const numberOfEvent = (key) => (row) => numberOf(row.properties[key]);
const together =
  (...keys) =>
  (row) => {
    const values = keys.map((key) => ofEvent(key)(row));
    return values[1] === null ? null : values;
  };
const hostOf = (url) => /^https?:\/\/([^/?#]+)/.exec(url ?? "")?.[1];
const pathOf = (url) => /^https?:\/\/[^/?#]+([^?#]*)/.exec(url)[1];

// The path seen before in the same tab; else that of a referrer on the same host; else the referrer.
function previousPage(row, query) {
  const before = ofEvent("$prev_pageview_pathname")(row);
  if (before !== null) return shownPath(before, query);
  const referrer = ofEvent("$referrer")(row);
  const host = hostOf(referrer);
  return host && host === hostOf(ofEvent("$current_url")(row)) ? shownPath(pathOf(referrer), query) : referrer;
}

function viewport(row) {
  const size = ["$viewport_width", "$viewport_height"].map((key) => numberOfEvent(key)(row));
  return size.every((length) => length > 0) ? size : null;
}

function timezone(row) {
  const offset = numberOfEvent("$timezone_offset")(row);
  return offset === undefined ? null : 0 - offset / 60;
}

const sourceMediumCampaign = ({ sessionFacts: facts }) =>
  [
    facts.$entry_utm_source ?? facts.$entry_referring_domain ?? "(none)",
    facts.$entry_utm_medium ?? "(none)",
    facts.$entry_utm_campaign ?? "(none)",
  ].join(" / ");

const keys = {
  Page: path(ofEvent("$pathname")),
  InitialPage: path(ofSession("$entry_pathname")),
  ExitPage: path(ofSession("$end_pathname")),
  ExitClick: ofSession("$last_external_click_url"),
  PreviousPage: previousPage,
  ScreenName: ofEvent("$screen_name"),
  InitialChannelType: ofSession("$channel_type"),
  InitialReferringDomain: ofSession("$entry_referring_domain"),
  InitialUTMSource: ofSession("$entry_utm_source"),
  InitialUTMMedium: ofSession("$entry_utm_medium"),
  InitialUTMCampaign: ofSession("$entry_utm_campaign"),
  InitialUTMTerm: ofSession("$entry_utm_term"),
  InitialUTMContent: ofSession("$entry_utm_content"),
  InitialUTMSourceMediumCampaign: sourceMediumCampaign,
  Browser: ofEvent("$browser"),
  OS: ofEvent("$os"),
  Viewport: viewport,
  DeviceType: ofEvent("$device_type"),
  Country: ofEvent("$geoip_country_code"),
  Region: together("$geoip_country_code", "$geoip_subdivision_1_code", "$geoip_subdivision_1_name"),
  City: together("$geoip_country_code", "$geoip_city_name"),
  Timezone: timezone,
  Language: ofEvent("$browser_language"),
  FrustrationMetrics: path(ofEvent("$pathname")),
};
const shownWhenAbsent = /^InitialUTM/;

export function randomQuery(random, history) {
  const breakdownBy = random.chance(0.2) ? "Page" : random.pick(Object.keys(keys));
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
  const key = (row) => keys[breakdownBy](row, query);
  const known = (row) => key(row) !== null || shownWhenAbsent.test(breakdownBy);
  const table = new Map(); // by the value as JSON: some are lists
  const put = (list, by, numbers) => {
    for (const [value, own] of groupBy(list, (row) => JSON.stringify(by(row))))
      table.set(value, { ...table.get(value), ...numbers(own) });
  };
  if (breakdownBy === "FrustrationMetrics") {
    const count = (own, name) => own.filter(({ event }) => event === name).length;
    put(
      rows.filter(({ event }) => ["$rageclick", "$dead_click", "$exception"].includes(event)).filter(known),
      key,
      (own) => ({
        RageClicks: count(own, "$rageclick"),
        DeadClicks: count(own, "$dead_click"),
        Errors: count(own, "$exception"),
      }),
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
  const only = (path, numbers) => {
    const value = JSON.stringify(path);
    if (table.has(value)) table.set(value, { ...table.get(value), ...numbers });
  };
  const entry = ({ $entry_pathname }) => shownPath($entry_pathname, query);
  for (const [value, own] of groupBy(sessionsIn(rows.filter(isView)), entry)) only(value, { BounceRate: bounced(own) });
  const about = {
    ...query,
    properties: query.properties.map((one) =>
      one.key === "$pathname" ? { ...one, key: "$prev_pageview_pathname" } : one,
    ),
  };
  const left = rowsOf(events, about, period).filter(({ event }) =>
    ["$pageview", "$pageleave", "$screen"].includes(event),
  );
  for (const [value, own] of groupBy(left, (row) => shownPath(ofEvent("$prev_pageview_pathname")(row), query))) {
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
  const parts = (value) => [JSON.parse(value)].flat();
  const compare = (a, b) => (a === null) - (b === null) || (a < b ? -1 : a > b ? 1 : 0);
  const byKey = (a, b) => parts(a).reduce((order, part, i) => order || compare(part, parts(b)[i]), 0);
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
      JSON.parse(value),
      ...columns.map((column) =>
        [0, 1].map((i) =>
          periods[i] ? (periods[i].get(value)?.[column] ?? (rates.includes(column) ? null : 0)) : null,
        ),
      ),
    ]);
}

export const seen = (results) => results;
