// WebGoalsQuery, by counting.
import { actions, randomVisits } from "../web_histories.mjs";
import { distinct, isView, periodsOf, randomScope, rowsOf } from "./web.mjs";

export const kind = "WebGoalsQuery";
export const randomHistory = randomVisits;

export function randomQuery(random, history) {
  const { conversionGoal, ...scope } = randomScope(random, history);
  return {
    kind,
    ...scope,
    ...(random.chance(0.4) ? { limit: random.between(1, 3), offset: random.between(0, 2) } : {}),
    ...(random.chance(0.3)
      ? {
          orderBy: [
            random.pick(["ConvertingUsers", "TotalConversions", "ConversionRate"]),
            random.pick(["ASC", "DESC"]),
          ],
        }
      : {}),
  };
}

const meets =
  ({ event, properties }) =>
  (step) =>
    event === step.event && (step.url === undefined || (properties.$current_url ?? "").includes(step.url));

// [name, people, times, share]
function rowsFor(events, query, period) {
  const rows = rowsOf(events, query, period);
  const did = ({ steps }) => rows.filter((row) => steps.some(meets(row)));
  const all = distinct([...rows.filter(isView), ...actions.flatMap(did)], ({ person }) => person);
  return actions.map((action) => {
    const done = did(action);
    const people = distinct(done, ({ person }) => person);
    return {
      name: action.name,
      ConvertingUsers: people,
      TotalConversions: done.length,
      ConversionRate: all ? people / all : null,
    };
  });
}

export function answer(history, events, query) {
  const [now, before] = periodsOf(history, query).map((period) => rowsFor(events, query, period));
  const [field, direction] = query.orderBy ?? [];
  const sign = direction === "ASC" ? 1 : -1;
  const own = (a, b) => (a[field] === null) - (b[field] === null) || sign * (a[field] - b[field]);
  const order = (a, b) =>
    (field ? own(a, b) : 0) ||
    b.ConvertingUsers - a.ConvertingUsers ||
    b.TotalConversions - a.TotalConversions ||
    (a.name < b.name ? -1 : 1);
  const offset = query.offset ?? 0;
  return [...now]
    .sort(order)
    .slice(offset, offset + (query.limit ?? 5))
    .map(({ name, ...numbers }) => {
      const then = before?.find((row) => row.name === name);
      return [name, ...Object.keys(numbers).map((key) => [numbers[key], then ? then[key] : null])];
    });
}

export const seen = (results) => results;
