// Small invented histories with everything that makes counting hard: people who merge, ties in time, days of 23 and 25
// hours, values of mixed types, nulls, events sent twice, events on the edge of a day.
import { calendarOf } from "./reference/calendar.mjs";

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];
// Around the days on which the clocks of Europe and America change; all of it in the past.
const anchors = ["2026-03-05", "2026-03-26", "2026-10-22", "2025-10-30", "2025-12-28"];
export const eventNames = ["view", "click", "sign up", "buy"];
const browsers = ["Chrome", "Safari", "Firefox", "", null, "Ünïcode 🦊", 'it\'s "quoted" \\ back'];
const mixed = [1, 2, 2.5, -3, "2", "ten", true, false, null, "", 1000000];
const plans = ["free", "pro", null];
const tiers = ["gold", "silver", 3, null];

const hour = 3_600_000;

// {zone, mondays, events}: what is sent, in order. `people` of the truth are the letters that ids merge into.
export function randomHistory(random) {
  const zone = random.pick(zones);
  const mondays = random.chance(0.5);
  const calendar = calendarOf(zone, mondays);
  const from = calendar.startOfDay(Date.parse(`${random.pick(anchors)}T12:00:00Z`));
  const days = random.between(3, 24);
  const times = [];
  const count = random.between(5, 90);
  for (let i = 0; i < count; ++i) {
    const roll = random.next();
    if (roll < 0.1 && times.length > 0) times.push(random.pick(times));
    else if (roll < 0.2) times.push(calendar.startOfDay(from + random.between(0, days) * 24 * hour));
    else if (roll < 0.25) times.push(calendar.startOfDay(from + random.between(1, days) * 24 * hour) - 1);
    else if (roll < 0.55 && times.length > 0) times.push(times.at(-1) + random.between(0, 40) * 60_000);
    else
      times.push(from + random.between(0, days * 24 * 3600) * 1000 + (random.chance(0.3) ? random.between(0, 999) : 0));
  }
  times.sort((a, b) => a - b);
  const people = random.between(1, 7);
  const identified = new Map(); // an anonymous id → the user it became, from then on
  const events = [];
  for (const at of times) {
    const who = random.between(0, people - 1);
    const anonymous = `anon-${who}-${random.between(0, 1)}`;
    const user = `user-${who}`;
    if (random.chance(0.12) && !identified.has(anonymous)) {
      identified.set(anonymous, user);
      events.push(event(random, at, user, "$identify", { $anon_distinct_id: anonymous }));
      continue;
    }
    if (random.chance(0.06)) {
      const $group_set = { tier: random.pick(tiers), ...(random.chance(0.3) ? { name: "Näme & Co" } : {}) };
      const properties = { $group_type: "company", $group_key: `company ${random.between(0, 2)}`, $group_set };
      events.push(event(random, at, user, "$groupidentify", properties));
      continue;
    }
    const id = random.chance(0.5) ? user : anonymous;
    const properties = {};
    if (random.chance(0.9)) properties.$browser = random.pick(browsers);
    if (random.chance(0.8)) properties.mixed = random.pick(mixed);
    if (random.chance(0.6)) properties.amount = random.between(-2, 8) / 2;
    if (random.chance(0.7)) properties["a.dotted key"] = random.pick(["x", "y"]);
    if (random.chance(0.7)) properties.$session_id = `00000000-0000-7000-8000-0000000000${who}${random.between(0, 3)}`;
    if (random.chance(0.3)) properties.$groups = { company: `company ${random.between(0, 2)}` };
    if (id === user && random.chance(0.3)) properties.$set = { plan: random.pick(plans) };
    events.push(event(random, at, id, random.pick(eventNames), properties));
  }
  return { zone, mondays, events };
}

// The project's actions, and how they come there: their numbers, in the same order.
export const actions = [
  {
    name: "Looked or paid much",
    steps: [
      { event: "view" },
      { event: "buy", properties: [{ type: "event", key: "amount", operator: "gt", value: 1 }] },
    ],
  },
  {
    name: "Anything in Chrome",
    steps: [{ properties: [{ type: "event", key: "$browser", operator: "exact", value: ["Chrome"] }] }],
  },
];

export const makeActions = (list) => async (leapfrog, project) => {
  const ids = [];
  for (const body of list) {
    const made = await leapfrog.must(`/api/projects/${project.id}/actions/`, { method: "POST", body });
    ids.push(made.id);
  }
  return ids;
};

randomHistory.prepare = makeActions(actions);

function event(random, at, distinct_id, name, properties) {
  return { uuid: random.uuid(), event: name, distinct_id, timestamp: new Date(at).toISOString(), properties };
}

// The history as the server should see it: events with the time in ms, the person each belongs to in the end, and the
// properties of the person and of the group right after the event.
export function truthOf({ events }) {
  const user = (id) => id.replace(/^anon-(\d+)-\d$/, "user-$1");
  const merged = new Set(
    events.filter(({ event }) => event === "$identify").map(({ properties }) => properties.$anon_distinct_id),
  );
  const groups = groupsOf({ events: [] });
  const created = new Map(); // distinct id → when the person it belongs to at that moment was first seen, in ms
  const known = new Map(); // distinct id → properties of the person it belongs to at that moment
  const propertiesOf = (id) => {
    if (!known.has(id)) known.set(id, {});
    return known.get(id);
  };
  return events.map((one) => {
    if (one.event === "$identify") known.set(one.properties.$anon_distinct_id, propertiesOf(one.distinct_id));
    const own = propertiesOf(one.distinct_id);
    const at = Date.parse(one.timestamp);
    if (!created.has(one.distinct_id)) created.set(one.distinct_id, at);
    if (one.event === "$identify") {
      const anonymous = one.properties.$anon_distinct_id;
      const earliest = Math.min(created.get(one.distinct_id), created.get(anonymous) ?? at);
      created.set(one.distinct_id, earliest);
      created.set(anonymous, earliest);
    }
    for (const [key, value] of Object.entries(one.properties.$set ?? {})) own[key] = value;
    describeGroup(groups, one);
    return {
      uuid: one.uuid,
      event: one.event,
      at,
      person: merged.has(one.distinct_id) ? user(one.distinct_id) : one.distinct_id,
      distinctId: one.distinct_id,
      session: one.properties.$session_id ?? "",
      group: one.properties.$groups?.company ?? "",
      properties: one.properties,
      groupProperties: { ...groups.get(one.properties.$groups?.company)?.properties },
      personProperties: { ...own },
      personCreated: created.get(one.distinct_id),
    };
  });
}

function describeGroup(groups, { event: name, timestamp, properties: { $group_key, $group_set } }) {
  if (name !== "$groupidentify") return;
  const at = Date.parse(timestamp);
  const known = groups.get($group_key) ?? { properties: {}, created: at };
  groups.set($group_key, { properties: { ...known.properties, ...$group_set }, created: Math.min(known.created, at) });
}

// Key → {properties, created}: the groups that were ever described, as they are in the end.
export function groupsOf({ events }) {
  const groups = new Map();
  for (const one of events) describeGroup(groups, one);
  return groups;
}
