// EventsQuery, ActorsQuery, GroupsQuery and SessionsQuery over HTTP, the rest of their options by name.
// tests/api/query_events.test.mjs, query_actors.test.mjs and query_sessions.test.mjs have the others.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, day, hour, minute, results, told } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let project;
let action;
const session = (n) => `019caaaa-0000-7000-8000-00000000040${n}`;
const identified = (key, size, after = -day) => [
  "$groupidentify",
  after,
  { $group_type: "company", $group_key: key, $group_set: { size, name: key.toUpperCase() } },
];
const bot = { $browser: "Bot" };

before(async () => {
  leapfrog = await startLeapfrog({ label: "lists" });
  project = await told(
    leapfrog,
    {
      server: [identified("acme", 50), identified("globex", 5), identified("initech", 7)],
      ann: [
        ["paid", 0, { amount: 1, $session_id: session(1), $set: { plan: "pro", email: "ann@example.com" } }],
        ["paid", day, { amount: 2, $session_id: session(2) }],
        ["left", 2 * day, { $session_id: session(2) }],
      ],
      bob: [
        ["paid", hour, { amount: 3, $set: { plan: "free", name: "Bob" } }],
        ["left", day + minute, {}],
      ],
      bot: [["paid", day, { amount: 4, ...bot }]],
    },
    { patch: { test_account_filters: [{ key: "$browser", type: "event", operator: "is_not", value: "Bot" }] } },
  );
  action = await leapfrog.must(`/api/projects/${project.id}/actions/`, {
    method: "POST",
    body: {
      name: "Paid much",
      steps: [{ event: "paid", properties: [{ key: "amount", type: "event", operator: "gte", value: 2 }] }],
    },
  });
});
after(() => leapfrog?.stop());

describe("EventsQuery", () => {
  const amounts = async (more = {}) =>
    (
      await results(leapfrog, project, {
        kind: "EventsQuery",
        select: ["properties.amount"],
        event: "paid",
        after: "2026-03-01",
        before: "2026-03-06",
        orderBy: ["timestamp", "properties.amount"],
        ...more,
      })
    ).flat();
  it("event", async () => assert.deepEqual(await amounts(), [1, 3, 2, 4]));
  it("actionId", async () => assert.deepEqual(await amounts({ event: null, actionId: action.id }), [3, 2, 4]));
  it("after and before", async () => {
    assert.deepEqual(await amounts({ after: "2026-03-02T00:30:00Z" }), [3, 2, 4]);
    assert.deepEqual(await amounts({ before: "2026-03-02T00:30:00Z" }), [1]);
  });
  it("orderBy, downwards", async () =>
    assert.deepEqual(await amounts({ orderBy: ["properties.amount DESC"] }), [4, 3, 2, 1]));
  it("filterTestAccounts", async () => assert.deepEqual(await amounts({ filterTestAccounts: true }), [1, 3, 2]));
  it("properties and fixedProperties", async () => {
    const properties = [{ key: "amount", type: "event", operator: "gte", value: 2 }];
    const fixedProperties = [{ key: "plan", type: "person", operator: "exact", value: "pro" }];
    assert.deepEqual(await amounts({ properties }), [3, 2, 4]);
    assert.deepEqual(await amounts({ properties, fixedProperties }), [2]);
  });
  it("where", async () => assert.deepEqual(await amounts({ where: ["properties.amount % 2 = 0"] }), [2, 4]));
  it("limit and offset", async () => assert.deepEqual(await amounts({ limit: 2, offset: 1 }), [3, 2]));
  it("* as an object with PostHog's fields", async () => {
    const [[whole]] = await results(leapfrog, project, {
      kind: "EventsQuery",
      select: ["*"],
      event: "left",
      after: "2026-03-01",
      limit: 1,
    });
    assert.deepEqual(Object.keys(whole).sort(), [
      "created_at",
      "distinct_id",
      "elements_chain",
      "event",
      "person_mode",
      "properties",
      "team_id",
      "timestamp",
      "uuid",
    ]);
  });
});

describe("ActorsQuery", () => {
  const names = async (more = {}) =>
    (await results(leapfrog, project, { kind: "ActorsQuery", select: ["person_display_name"], ...more })).map(
      ([name]) => name.display_name ?? name,
    );
  const dateRange = { date_from: "2026-03-02", date_to: "2026-03-05" };
  const trend = { kind: "TrendsQuery", dateRange, series: [{ event: "paid" }, { event: "left" }] };
  const behind = (point) => ({ kind: "InsightActorsQuery", source: trend, ...point });
  it("fixedProperties beside properties", async () => {
    const plan = [{ key: "plan", type: "person", operator: "is_set" }];
    const email = [{ key: "email", type: "person", operator: "is_set" }];
    assert.equal((await names({ properties: plan })).length, 2);
    assert.equal((await names({ properties: plan, fixedProperties: email })).length, 1);
  });
  it("the series of a point", async () => {
    assert.equal((await names({ source: behind({ series: 0, day: "2026-03-02" }) })).length, 2);
    assert.equal((await names({ source: behind({ series: 1, day: "2026-03-02" }) })).length, 0);
    assert.equal((await names({ source: behind({ series: 1, day: "2026-03-04" }) })).length, 1);
  });
  it("search, limit and offset together", async () => {
    assert.deepEqual(await names({ search: "bob" }), ["Bob"]);
    const all = await names({ orderBy: ["id"] });
    assert.deepEqual(await names({ orderBy: ["id"], limit: 2, offset: 1 }), all.slice(1, 3));
  });
  it("every source: funnel, correlation, stickiness, lifecycle, retention, path, SQL", async () => {
    const series = [{ event: "paid" }, { event: "left" }];
    const funnel = { kind: "FunnelsQuery", dateRange, series };
    const sources = {
      funnel: [{ kind: "FunnelsActorsQuery", source: funnel, funnelStep: 2 }, 2],
      "funnel, dropped": [{ kind: "FunnelsActorsQuery", source: funnel, funnelStep: -2 }, 1],
      stickiness: [
        { kind: "StickinessActorsQuery", source: { kind: "StickinessQuery", dateRange, series: [series[0]] }, day: 2 },
        1,
      ],
      lifecycle: [
        {
          kind: "InsightActorsQuery",
          source: { kind: "LifecycleQuery", dateRange, series: [series[0]] },
          day: "2026-03-02",
          status: "new",
        },
        2,
      ],
      retention: [
        {
          kind: "InsightActorsQuery",
          source: {
            kind: "RetentionQuery",
            dateRange,
            retentionFilter: {
              targetEntity: { id: "paid", type: "events" },
              returningEntity: { id: "left", type: "events" },
            },
          },
          interval: 4,
        },
        2,
      ],
      path: [
        {
          kind: "InsightActorsQuery",
          source: { kind: "PathsQuery", dateRange, pathsFilter: { pathStartKey: "1_paid", pathEndKey: "2_left" } },
        },
        0,
      ],
      SQL: [{ kind: "HogQLQuery", query: "select person_id from events where event = 'left' group by person_id" }, 2],
    };
    for (const [name, [source, count]] of Object.entries(sources))
      assert.equal((await names({ source })).length, count, name);
  });
});

describe("GroupsQuery", () => {
  const keys = async (more = {}) =>
    (await results(leapfrog, project, { kind: "GroupsQuery", group_type_index: 0, select: ["key"], ...more })).flat();
  it("search", async () => assert.deepEqual(await keys({ search: "glob" }), ["globex"]));
  it("properties", async () => {
    const small = [{ key: "size", type: "group", group_type_index: 0, operator: "lt", value: 10 }];
    assert.deepEqual((await keys({ properties: small })).sort(), ["globex", "initech"]);
  });
  it("orderBy, limit, offset", async () => {
    assert.deepEqual(await keys({ orderBy: ["key"] }), ["acme", "globex", "initech"]);
    assert.deepEqual(await keys({ orderBy: ["key DESC"], limit: 1, offset: 1 }), ["globex"]);
  });
});

describe("SessionsQuery", () => {
  const list = async (more = {}) =>
    (
      await results(leapfrog, project, {
        kind: "SessionsQuery",
        select: ["session_id"],
        after: "2026-03-01",
        before: "2026-03-06",
        orderBy: ["session_id"],
        ...more,
      })
    ).flat();
  it("after and before: when they began", async () => {
    assert.deepEqual(await list(), [session(1), session(2)]);
    assert.deepEqual(await list({ after: "2026-03-02T12:00:00Z" }), [session(2)]);
    assert.deepEqual(await list({ before: "2026-03-02T12:00:00Z" }), [session(1)]);
  });
  it("event, actionId", async () => {
    assert.deepEqual(await list({ event: "left" }), [session(2)]);
    assert.deepEqual(await list({ actionId: action.id }), [session(2)]);
  });
  it("limit and offset", async () => assert.deepEqual(await list({ limit: 1, offset: 1 }), [session(2)]));
});

describe("what is refused, with the place", () => {
  for (const [name, query, attr] of [
    ["an unknown action", { kind: "EventsQuery", actionId: 999 }, "query.actionId"],
    ["a date that is none", { kind: "EventsQuery", after: "soon" }, "query.after"],
    ["filters of a wrong type", { kind: "EventsQuery", properties: "x" }, "query.properties"],
    ["an order that is no list", { kind: "ActorsQuery", orderBy: "id" }, "query.orderBy"],
  ])
    it(name, async () => {
      const answer = await ask(leapfrog, project, query);
      assert.equal(answer.status, 400, JSON.stringify(answer));
      assert.ok(answer.attr.startsWith(attr), `${answer.attr}: ${answer.detail}`);
    });
});
