// WebTrendsQuery, by counting.
import { randomVisits } from "../web_histories.mjs";
import { groupBy } from "./actors.mjs";
import { calendarOf } from "./calendar.mjs";
import { distinct, isView, mean, periodsOf, randomScope, rowsOf } from "./web.mjs";

export const kind = "WebTrendsQuery";
export const randomHistory = randomVisits;
const metrics = ["UniqueUsers", "PageViews", "Sessions", "Bounces", "SessionDuration", "TotalSessions"];

export function randomQuery(random, history) {
  const { conversionGoal, ...scope } = randomScope(random, history);
  return {
    kind,
    ...scope,
    interval: random.pick(["day", "day", "hour", "week", "month"]),
    ...(random.chance(0.3) ? { metrics: [random.pick(metrics), random.pick(metrics)] } : {}),
  };
}

function numbersOf(sessions) {
  const facts = sessions.map(([{ sessionFacts }]) => sessionFacts);
  const views = sessions.flat();
  return {
    UniqueUsers: distinct(views, ({ person }) => person),
    PageViews: views.length,
    Sessions: sessions.length,
    Bounces: facts.filter(({ $is_bounce }) => $is_bounce).length,
    SessionDuration: mean(facts.map(({ $session_duration }) => $session_duration)) ?? 0,
    TotalSessions: sessions.length,
  };
}

export function answer(history, events, query) {
  const calendar = calendarOf(history.zone, history.mondays);
  const wanted = query.metrics ?? metrics;
  const [now, before] = periodsOf(history, query).map((period) => {
    const sessions = [...groupBy(rowsOf(events, query, period).filter(isView), ({ session }) => session).values()];
    return calendar.buckets(query.interval, period.from, period.to).map(({ start, end, day }) => {
      const begun = ([{ sessionFacts }]) =>
        sessionFacts.$start_timestamp >= start && sessionFacts.$start_timestamp < end;
      const numbers = numbersOf(sessions.filter(begun));
      return { bucket: day, metrics: Object.fromEntries(wanted.map((metric) => [metric, numbers[metric]])) };
    });
  });
  return now.map((item, i) => (before ? { ...item, previous: before[i]?.metrics ?? null } : item));
}

export const seen = (results) => results;
