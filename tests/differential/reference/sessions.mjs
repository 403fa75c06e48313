// What is known of sessions, by walking through their events; and any of it asked for in SQL.
import { randomVisits } from "../web_histories.mjs";
import { groupBy, isBefore } from "./actors.mjs";
import { byValue } from "./order.mjs";

export const kind = "HogQLQuery";
export const title = "sessions";
export const randomHistory = randomVisits;

const day = 24 * 3_600_000;
const siteTypes = { google: "Search", "www.google.com": "Search", "news.ycombinator.com": "Social" };
const mediumTypes = { email: "Email" };

const text = (value) => (value === undefined || value === null || value === "" ? null : String(value));

function channelOf(entry) {
  const input = (key) => {
    const value = text(entry?.properties[key])?.toLowerCase();
    return value === undefined || value === "null" ? null : value;
  };
  const [source, medium, domain, gclid] = ["utm_source", "utm_medium", "$referring_domain", "gclid"].map(input);
  if (input("utm_campaign") === "cross-network") return "Cross Network";
  const types = [siteTypes[source], mediumTypes[medium], siteTypes[domain]];
  const named = (lead) => types.map((type) => (["Search", "Social"].includes(type) ? `${lead} ${type}` : undefined));
  if (medium === "cpc" || gclid !== null) return named("Paid").find(Boolean) ?? "Paid Unknown";
  if (domain === "$direct" && medium === null && source === null) return "Direct";
  const organic = types.map((type, i) => named("Organic")[i] ?? type).find(Boolean);
  if (organic) return organic;
  return domain === "$direct" ? "Direct" : domain !== null ? "Referral" : "Unknown";
}

function factsOf(events) {
  const first = (list) => list.reduce((a, b) => (a === undefined || isBefore(b, a) ? b : a), undefined);
  const last = (list) => list.reduce((a, b) => (a === undefined || isBefore(a, b) ? b : a), undefined);
  const count = (name) => events.filter(({ event }) => event === name).length;
  const placed = events.filter(({ properties }) => text(properties.$current_url) !== null);
  const entry = first(placed);
  const exit = last(placed);
  const start = Math.min(...events.map(({ at }) => at));
  const end = Math.max(...events.map(({ at }) => at));
  const views = count("$pageview") + count("$screen");
  const click = last(
    events.filter(({ event, properties }) => event === "$autocapture" && text(properties.$external_click_url) !== null),
  );
  return {
    $start_timestamp: start,
    $end_timestamp: end,
    $session_duration: Math.floor((end - start) / 1000),
    $event_count: events.length,
    $pageview_count: count("$pageview"),
    $screen_count: count("$screen"),
    $autocapture_count: count("$autocapture"),
    $is_bounce: views === 0 ? null : views === 1 && count("$autocapture") === 0 && end - start < 10_000,
    $channel_type: channelOf(entry),
    $entry_pathname: text(entry?.properties.$pathname),
    $end_pathname: text(exit?.properties.$pathname),
    $entry_referring_domain: text(entry?.properties.$referring_domain),
    $entry_utm_source: text(entry?.properties.utm_source),
    $entry_utm_medium: text(entry?.properties.utm_medium),
    $entry_utm_campaign: text(entry?.properties.utm_campaign),
    $entry_utm_term: text(entry?.properties.utm_term),
    $entry_utm_content: text(entry?.properties.utm_content),
    $last_external_click_url: text(click?.properties.$external_click_url),
    distinct_id: first(events).distinctId,
  };
}

// Session → facts. With bounds, of what lies within a day around them.
export function sessionsOf(events, bounds) {
  const near = events.filter(
    ({ session, at }) => session !== "" && (!bounds || (at >= bounds.from - day && at <= bounds.to + day)),
  );
  return new Map([...groupBy(near, ({ session }) => session)].map(([id, own]) => [id, factsOf(own)]));
}

const columns = Object.keys(factsOf([{ at: 0, event: "", properties: {}, distinctId: "" }]));

// Conditions on a session, and what they mean; null is neither.
export const conditions = {
  "$session_duration > 9": ({ $session_duration }) => $session_duration > 9,
  $is_bounce: ({ $is_bounce }) => $is_bounce === true,
  "not $is_bounce": ({ $is_bounce }) => $is_bounce === false,
  "$event_count > 1": ({ $event_count }) => $event_count > 1,
  "$channel_type != 'Direct'": ({ $channel_type }) => $channel_type !== "Direct",
  "$entry_pathname = '/'": ({ $entry_pathname }) => $entry_pathname === "/",
};

const orders = ["$start_timestamp", "$session_duration", "$event_count", "$entry_pathname", "$channel_type"];

export function randomQuery(random) {
  const chosen = columns.filter(() => random.chance(0.3));
  const where = random.chance(0.4) ? random.pick(Object.keys(conditions)) : undefined;
  const order = random.chance(0.5) ? random.pick(orders) : undefined;
  const direction = random.pick([" desc", ""]);
  const limit = random.pick([1, 5, 1000]);
  return {
    kind,
    query:
      `select ${["session_id", ...chosen].join(", ")} from sessions${where ? ` where ${where}` : ""} ` +
      `order by ${order ? `${order}${direction}, ` : ""}session_id limit ${limit}`,
    asked: { chosen, where, order, sign: direction ? -1 : 1, limit },
  };
}

export function answer(_history, events, { asked: { chosen, where, order, sign, limit } }) {
  const ordered = order ? byValue(([, facts]) => facts[order], sign) : () => 0;
  return [...sessionsOf(events)]
    .filter(([, facts]) => !where || conditions[where](facts))
    .sort((a, b) => ordered(a, b) || (a[0] < b[0] ? -1 : 1))
    .slice(0, limit)
    .map(([id, facts]) => [
      id,
      ...chosen.map((name) => (name.endsWith("_timestamp") ? new Date(facts[name]).toISOString() : facts[name])),
    ]);
}

// Times have microseconds there.
export async function observe(ask, { asked: _, ...query }) {
  const { results } = await ask(query);
  return results.map((row) => row.map((cell) => (/\.\d{6}Z$/.test(cell) ? cell.replace(/\d{3}Z$/, "Z") : cell)));
}
