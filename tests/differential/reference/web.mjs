// What the questions of web analytics have in common, by counting.
import { cleaningRules, domains, paths } from "../web_histories.mjs";
import { calendarOf } from "./calendar.mjs";
import { matches } from "./filters.mjs";
import { previous } from "./periods.mjs";
import { sessionsOf } from "./sessions.mjs";

export const goalEvent = "sign up";
export const isView = ({ event }) => event === "$pageview" || event === "$screen";

export function randomScope(random, history) {
  const days = history.events.map(({ timestamp }) => timestamp.slice(0, 10)).sort();
  const filter = () =>
    random.pick([
      { type: "event", key: "$browser", operator: random.pick(["exact", "is_not"]), value: "Chrome" },
      { type: "event", key: "$pathname", operator: "exact", value: random.pick(paths.slice(0, 4)) },
      { type: "session", key: "$channel_type", operator: "exact", value: ["Direct", "Organic Search"] },
      { type: "session", key: "$entry_pathname", operator: "is_not", value: "/" },
      { type: "session", key: "$entry_referring_domain", operator: "exact", value: random.pick(domains.slice(0, 5)) },
      { type: "session", key: "$is_bounce", operator: "exact", value: random.pick(["true", "false"]) },
      {
        type: "session",
        key: "$session_duration",
        operator: random.pick(["gt", "lte"]),
        value: random.pick([0, 9, 60]),
      },
      { type: "session", key: "$pageview_count", operator: "gte", value: random.between(1, 3) },
      { type: "session", key: "$entry_utm_source", operator: random.pick(["is_set", "is_not_set"]), value: "" },
    ]);
  return {
    dateRange: { date_from: random.pick(days), date_to: days.at(-1) },
    properties: random.chance(0.5) ? [] : random.chance(0.7) ? [filter()] : [filter(), filter()],
    ...(random.chance(0.5) ? { compareFilter: { compare: true } } : {}),
    ...(random.chance(0.25) ? { conversionGoal: { customEventName: goalEvent } } : {}),
    ...(random.chance(0.3) ? { doPathCleaning: true } : {}),
  };
}

// A path as it is shown: with the project's rules applied where that is asked for.
export function shownPath(path, { doPathCleaning }) {
  if (path === null || !doPathCleaning) return path;
  return cleaningRules.reduce((text, { regex, alias }) => text.replace(new RegExp(regex, "g"), alias), path);
}

// The value of a property as a text; "" is no value.
export const ofEvent = (key) => (row) => {
  const value = row.properties[key];
  return value === undefined || value === null || value === "" ? null : String(value);
};

// The time asked for and, when comparing, as many intervals before.
export function periodsOf(history, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const interval = query.interval ?? "day";
  const from = calendar.startOf(query.dateRange.date_from);
  const to = calendar.endOf(query.dateRange.date_to);
  const now = { from, to, buckets: calendar.buckets(interval, from, to) };
  return query.compareFilter?.compare ? [now, previous(calendar, interval, now)] : [now];
}

// Events of sessions that began in the period, within it, that meet the filters; each with what is known of its session.
export function rowsOf(events, query, { from, to }) {
  return eventsOf(events, query, { from, to })
    .filter(({ session }) => session !== "")
    .filter(({ sessionFacts: { $start_timestamp } }) => $start_timestamp >= from && $start_timestamp <= to);
}

// All events of the period that meet the filters, with what is known of their sessions.
export function eventsOf(events, query, { from, to }) {
  const sessions = sessionsOf(events, { from, to });
  return events
    .filter(({ at }) => at >= from && at <= to)
    .map((event) => ({ ...event, sessionFacts: sessions.get(event.session) }))
    .filter((event) => matches(event, query.properties));
}

export const distinct = (rows, of) => new Set(rows.map(of)).size;
export const mean = (values) =>
  values.length ? values.reduce((total, value) => total + value, 0) / values.length : null;
// The sessions of the rows, each once.
export const sessionsIn = (rows) => [...new Map(rows.map((row) => [row.session, row.sessionFacts])).values()];
