// RetentionQuery, StickinessQuery, LifecycleQuery and PathsQuery over HTTP, the rest of their options by name: filters, test
// accounts, samples, actions, other properties and periods. tests/api/query_retention.test.mjs and query_paths.test.mjs have
// the others.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, day, hour, minute, results, told } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let project;
let action;
let crowded;
let inside; // of a hundred people, those in a sample of one half
const acme = { $groups: { company: "acme" } };
const globex = { $groups: { company: "globex" } };
const bot = { $browser: "Bot" };

// From Monday the 2nd of March on: ann comes on Monday, Tuesday and Thursday, bob on Monday and Wednesday, the bot daily.
const history = {
  ann: [
    ["signed up", 0, { $set: { plan: "pro", seats: 3 }, amount: 1, ...acme }],
    ["opened", hour, { amount: 5, ...acme }],
    ["opened", day, { amount: 2, ...acme }],
    ["opened", 3 * day, { amount: 4, ...acme }],
  ],
  bob: [
    ["signed up", 0, { $set: { plan: "free", seats: 5 }, amount: 9, ...globex }],
    ["opened", 2 * day, { amount: 1, ...acme }],
    ["opened", 2 * day + minute, { amount: 1, ...acme }],
  ],
  bot: [0, 1, 2, 3].flatMap((n) => [
    ["signed up", n * day, bot],
    ["opened", n * day + minute, bot],
  ]),
};

before(async () => {
  leapfrog = await startLeapfrog({ label: "retention-options" });
  const test_account_filters = [{ key: "$browser", type: "event", operator: "is_not", value: "Bot" }];
  project = await told(leapfrog, history, { patch: { test_account_filters } });
  action = await leapfrog.must(`/api/projects/${project.id}/actions/`, {
    method: "POST",
    body: { name: "Came", steps: [{ event: "signed up" }, { event: "opened" }] },
  });
  const twice = (i) => [
    ["signed up", i * minute],
    ["opened", day + i * minute],
  ];
  crowded = await told(leapfrog, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`one ${i}`, twice(i)])));
  [[inside]] = await results(leapfrog, crowded, {
    kind: "HogQLQuery",
    query: "select countDistinct(distinct_id) from events where cityHash64(distinct_id) < 9223372036854775808",
  });
});
after(() => leapfrog?.stop());

const people = { filterTestAccounts: true };
const plan = (value) => ({ properties: [{ key: "plan", type: "person", operator: "exact", value }] });
const dateRange = { date_from: "2026-03-02", date_to: "2026-03-05" };

describe("RetentionQuery", () => {
  const base = {
    targetEntity: { id: "signed up", type: "events" },
    returningEntity: { id: "opened", type: "events" },
    period: "Day",
    totalIntervals: 4,
    retentionType: "retention_first_time",
  };
  const rows = (filter = {}, more = people, of = project) =>
    results(leapfrog, of, {
      kind: "RetentionQuery",
      dateRange: { date_to: "2026-03-05" },
      retentionFilter: { ...base, ...filter },
      ...more,
    });
  const table = async (...args) => (await rows(...args)).map(({ values }) => values.map(({ count }) => count));
  const none = [[0, 0, 0], [0, 0], [0]];

  it("test accounts are left out on request", async () => {
    assert.deepEqual(await table({}, {}), [[3, 2, 2, 2], ...none]);
    assert.deepEqual(await table(), [[2, 1, 1, 1], ...none]);
  });
  it("filters", async () => assert.deepEqual(await table({}, plan("pro")), [[1, 1, 0, 1], ...none]));
  it("a sample, scaled up", async () => {
    const [first] = await table({}, { samplingFactor: 0.5 }, crowded);
    assert.deepEqual(first, [inside * 2, inside * 2, 0, 0]);
  });
  it("actions as both entities", async () => {
    const entity = { id: action.id, type: "actions", name: "Came" };
    const both = { targetEntity: entity, returningEntity: entity, retentionType: "retention_recurring" };
    assert.deepEqual(await table(both), [[2, 1, 1, 1], [1, 0, 1], [1, 0], [1]]);
  });
  it("filters of the entities", async () => {
    const big = [{ key: "amount", type: "event", operator: "gte", value: 4 }];
    const returningEntity = { ...base.returningEntity, properties: big };
    assert.deepEqual((await table({ returningEntity }))[0], [2, 0, 0, 1]);
    const targetEntity = { ...base.targetEntity, properties: big };
    assert.deepEqual((await table({ targetEntity }))[0], [1, 0, 1, 0]);
  });
  it("24 hour windows of hours, weeks and months", async () => {
    const window = { timeWindowMode: "24_hour_windows" };
    const row = async (period, totalIntervals, date_to) =>
      (await table({ ...window, period, totalIntervals }, { ...people, dateRange: { date_to } }))[0];
    assert.deepEqual(await row("Hour", 3, "2026-03-02T02:30:00"), [2, 1, 0]);
    assert.deepEqual(await row("Week", 2, "2026-03-10"), [2, 0]);
    assert.deepEqual(await row("Month", 2, "2026-04-10"), [2, 0]);
  });
  it("a property of the person summed up", async () => {
    const sum = { aggregationType: "sum", aggregationProperty: "seats", aggregationPropertyType: "person" };
    assert.deepEqual((await table(sum))[0], [3, 3, 10, 3]);
  });
  it("a breakdown by the person, a group and an expression", async () => {
    const by = async (breakdownFilter) =>
      Object.fromEntries(
        (await rows({}, { ...people, breakdownFilter }))
          .filter(({ label }) => label === "Day 0")
          .map((row) => [row.breakdown_value, row.values.map(({ count }) => count)]),
      );
    assert.deepEqual(await by({ breakdowns: [{ property: "plan", type: "person" }] }), {
      free: [1, 0, 1, 0],
      pro: [1, 1, 0, 1],
    });
    assert.deepEqual(await by({ breakdown: "if(properties.amount > 5, 'much', 'little')", breakdown_type: "hogql" }), {
      little: [1, 1, 0, 1],
      much: [1, 0, 1, 0],
    });
  });
  it("what only changes how it is shown changes no number", async () => {
    const shown = {
      retentionReference: "previous",
      meanRetentionCalculation: "weighted",
      display: "ActionsLineGraph",
      dashboardDisplay: "graph_only",
      showTrendLines: true,
      selectedInterval: 1,
    };
    assert.deepEqual((await table(shown))[0], [2, 1, 1, 1]);
  });
});

describe("StickinessQuery", () => {
  const items = (more = {}, of = project) =>
    results(leapfrog, of, { kind: "StickinessQuery", dateRange, series: [{ event: "opened" }], ...people, ...more });
  const data = async (...args) => (await items(...args))[0].data;
  it("test accounts are left out on request", async () => {
    assert.deepEqual(await data({ filterTestAccounts: false }), [1, 0, 1, 1]);
    assert.deepEqual(await data(), [1, 0, 1, 0]);
  });
  it("filters", async () => assert.deepEqual(await data(plan("free")), [1, 0, 0, 0]));
  it("a sample, scaled up", async () => {
    assert.deepEqual(await data({ samplingFactor: 0.5, filterTestAccounts: false }, crowded), [inside * 2, 0, 0, 0]);
  });
  it("several series, an action among them", async () => {
    const list = await items({ series: [{ event: "opened" }, { kind: "ActionsNode", id: action.id, name: "Came" }] });
    assert.deepEqual(
      list.map(({ label, data }) => [label, data]),
      [
        ["opened", [1, 0, 1, 0]],
        ["Came", [0, 1, 1, 0]],
      ],
    );
  });
  it("hours, months", async () => {
    const hours = { date_from: "2026-03-02T00:00:00", date_to: "2026-03-02T02:00:00" };
    assert.deepEqual(await data({ interval: "hour", dateRange: hours }), [1, 0, 0]);
    assert.deepEqual(await data({ interval: "month" }), [2]);
  });
  it("compare with another time", async () => {
    const range = { date_from: "2026-03-04", date_to: "2026-03-05" };
    const list = await items({ dateRange: range, compareFilter: { compare: true, compare_to: "-2d" } });
    assert.deepEqual(
      list.map(({ compare_label, data }) => [compare_label, data]),
      [
        ["current", [2, 0]],
        ["previous", [0, 1]],
      ],
    );
  });
  it("math: other actors", async () => {
    assert.deepEqual(
      await data({ series: [{ event: "opened", math: "unique_group", math_group_type_index: 0 }] }),
      [0, 0, 0, 1],
    );
  });
});

describe("LifecycleQuery", () => {
  const statuses = async (more = {}, of = project) =>
    Object.fromEntries(
      (
        await results(leapfrog, of, {
          kind: "LifecycleQuery",
          dateRange,
          series: [{ event: "opened" }],
          ...people,
          ...more,
        })
      ).map(({ status, data }) => [status, data]),
    );
  it("test accounts are left out on request", async () => {
    assert.deepEqual(await statuses(), {
      new: [1, 0, 0, 0],
      returning: [0, 1, 0, 0],
      resurrecting: [0, 0, 1, 1],
      dormant: [0, 0, -1, -1],
    });
    assert.deepEqual((await statuses({ filterTestAccounts: false })).returning, [0, 2, 1, 1]);
  });
  it("filters", async () => assert.deepEqual((await statuses(plan("free"))).resurrecting, [0, 0, 1, 0]));
  it("an action", async () => {
    const all = await statuses({ series: [{ kind: "ActionsNode", id: action.id, name: "Came" }] });
    assert.deepEqual(all.new, [2, 0, 0, 0]);
  });
  it("a sample, scaled up", async () => {
    const all = await statuses({ samplingFactor: 0.5, filterTestAccounts: false, series: [{ event: null }] }, crowded);
    assert.deepEqual(
      [all.new, all.returning],
      [
        [inside * 2, 0, 0, 0],
        [0, inside * 2, 0, 0],
      ],
    );
  });
  it("groups, from their first event on", async () => {
    assert.deepEqual(await statuses({ aggregation_group_type_index: 0 }), {
      new: [1, 0, 0, 0],
      returning: [0, 1, 1, 1],
      resurrecting: [0, 0, 0, 0],
      dormant: [0, 0, 0, 0],
    });
  });
  it("hours and months", async () => {
    const hours = { date_from: "2026-03-02T00:00:00", date_to: "2026-03-02T02:00:00" };
    assert.deepEqual((await statuses({ interval: "hour", dateRange: hours })).dormant, [0, 0, -1]);
    assert.deepEqual((await statuses({ interval: "month" })).new, [2]);
  });
  for (const status of ["new", "returning", "resurrecting", "dormant"])
    it(`only ${status}`, async () => {
      const lifecycleFilter = { toggledLifecycles: [status], showLegend: true, stacked: false };
      assert.deepEqual(Object.keys(await statuses({ lifecycleFilter })), [status]);
    });
});

describe("PathsQuery", () => {
  const edges = async (pathsFilter, more = {}, of = project) =>
    (
      await results(leapfrog, of, {
        kind: "PathsQuery",
        dateRange: { date_from: "2026-03-02", date_to: "2026-03-05" },
        pathsFilter,
        ...more,
      })
    ).map(({ source, target, value }) => `${source} → ${target} ×${value}`);
  it("test accounts are left out on request", async () => {
    assert.deepEqual(await edges({}), ["1_signed up → 2_opened ×4"]);
    assert.deepEqual(await edges({}, people), []);
  });
  it("pathsHogQLExpression: what an expression gives is the place", async () => {
    const expression = "concat(event, ' ', toString(properties.$browser))";
    assert.deepEqual(await edges({ includeEventTypes: ["hogql"], pathsHogQLExpression: expression }), [
      "1_signed up Bot → 2_opened Bot ×4",
    ]);
  });
  it("a sample, scaled up", async () => {
    const close = await told(
      leapfrog,
      Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [
          `one ${i}`,
          [
            ["a", 0],
            ["b", minute],
          ],
        ]),
      ),
    );
    assert.deepEqual(await edges({}, { samplingFactor: 0.5 }, close), [`1_a → 2_b ×${inside * 2}`]);
  });
});

describe("a group of events as what is asked about", () => {
  const group = {
    kind: "GroupNode",
    nodes: [
      { kind: "EventsNode", event: "signed up" },
      {
        kind: "EventsNode",
        event: "opened",
        properties: [{ key: "amount", type: "event", operator: "gte", value: 4 }],
      },
    ],
  };
  it("of stickiness and lifecycle", async () => {
    const [sticky] = await results(leapfrog, project, {
      kind: "StickinessQuery",
      dateRange,
      series: [group],
      ...people,
    });
    assert.deepEqual([sticky.label, sticky.data], ["signed up, opened", [1, 1, 0, 0]]);
    const answer = await ask(leapfrog, project, { kind: "LifecycleQuery", dateRange, series: [group], ...people });
    assert.deepEqual(answer.results.find(({ status }) => status === "new").data, [2, 0, 0, 0]);
  });
});
