// WebOverviewQuery, by counting.
import { randomVisits } from "../web_histories.mjs";
import { distinct, goalEvent, isView, mean, periodsOf, randomScope, rowsOf, sessionsIn } from "./web.mjs";

export const kind = "WebOverviewQuery";
export const randomHistory = randomVisits;
export const randomQuery = (random, history) => ({ kind, ...randomScope(random, history) });

function numbersOf(rows, withGoal) {
  if (withGoal) {
    const all = rows.filter((row) => isView(row) || row.event === goalEvent);
    const done = all.filter(({ event }) => event === goalEvent);
    const visitors = distinct(all, ({ person }) => person);
    const converted = distinct(done, ({ person }) => person);
    return {
      visitors,
      "total conversions": done.length,
      "unique conversions": converted,
      "conversion rate": visitors ? (100 * converted) / visitors : null,
    };
  }
  const views = rows.filter(isView);
  const sessions = sessionsIn(views);
  const bounced = mean(sessions.map(({ $is_bounce }) => ($is_bounce ? 1 : 0)));
  return {
    visitors: distinct(views, ({ person }) => person),
    views: views.length,
    sessions: sessions.length,
    "session duration": mean(sessions.map(({ $session_duration }) => $session_duration)),
    "bounce rate": bounced === null ? null : 100 * bounced,
  };
}

// Halves away from zero, and what is a half but for the last digits of a fraction.
function changeInPercent(value, previous) {
  const change = (100 * (value - previous)) / previous;
  return Math.sign(change) * Math.round(Math.round(Math.abs(change) * 1e9) / 1e9);
}

export function answer(history, events, query) {
  const [now, before] = periodsOf(history, query).map((period) =>
    numbersOf(rowsOf(events, query, period), query.conversionGoal !== undefined),
  );
  return Object.entries(now).map(([key, value]) => {
    const previous = before ? before[key] : null;
    return { key, value, previous, change: previous && value !== null ? changeInPercent(value, previous) : null };
  });
}

export const seen = (results) =>
  results.map(({ key, value, previous, changeFromPreviousPct }) => ({
    key,
    value,
    previous,
    change: changeFromPreviousPct,
  }));
