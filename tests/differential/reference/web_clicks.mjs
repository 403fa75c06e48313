// WebExternalClicksTableQuery, by counting.
import { randomVisits } from "../web_histories.mjs";
import { groupBy } from "./actors.mjs";
import { distinct, ofEvent, periodsOf, randomScope, rowsOf } from "./web.mjs";

export const kind = "WebExternalClicksTableQuery";
export const randomHistory = randomVisits;

export function randomQuery(random, history) {
  const { conversionGoal, ...scope } = randomScope(random, history);
  return {
    kind,
    ...scope,
    stripQueryParams: random.chance(0.5),
    ...(random.chance(0.3) ? { limit: random.between(1, 2), offset: random.between(0, 1) } : {}),
    ...(random.chance(0.3) ? { orderBy: [random.pick(["Visitors", "Clicks"]), random.pick(["ASC", "DESC"])] } : {}),
  };
}

function tableOf(events, query, period) {
  const url = (row) => {
    const whole = ofEvent("$external_click_url")(row);
    return whole !== null && query.stripQueryParams ? whole.replace(/[?#].*$/, "") : whole;
  };
  const clicks = rowsOf(events, query, period).filter((row) => row.event === "$autocapture" && url(row) !== null);
  const numbers = (own) => ({ Visitors: distinct(own, ({ person }) => person), Clicks: own.length });
  return new Map([...groupBy(clicks, url)].map(([value, own]) => [value, numbers(own)]));
}

export function answer(history, events, query) {
  const tables = periodsOf(history, query).map((period) => tableOf(events, query, period));
  const [field, direction] = query.orderBy ?? [];
  const now = (url, column) => tables[0].get(url)?.[column];
  const by = (column, sign) => (a, b) => {
    const [x, y] = [now(a, column), now(b, column)];
    return (x === undefined) - (y === undefined) || (x === undefined ? 0 : sign * (x - y));
  };
  const sorts = [by("Visitors", -1), by("Clicks", -1), (a, b) => (a < b ? -1 : 1)];
  if (field) sorts.unshift(by(field, direction === "ASC" ? 1 : -1));
  const offset = query.offset ?? 0;
  return [...new Set(tables.flatMap((table) => [...table.keys()]))]
    .sort((a, b) => sorts.reduce((order, sort) => order || sort(a, b), 0))
    .slice(offset, offset + (query.limit ?? 100))
    .map((url) => [
      url,
      ...["Visitors", "Clicks"].map((column) =>
        [0, 1].map((i) => (tables[i] ? (tables[i].get(url)?.[column] ?? 0) : null)),
      ),
    ]);
}

export const seen = (results) => results;
