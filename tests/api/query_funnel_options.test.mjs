// FunnelsQuery over HTTP, the rest of its options by name: what it is split by, who goes through, samples, kinds of steps.
// tests/api/query_funnels.test.mjs and query_funnel_views.test.mjs have the others.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CohortApi } from "../harness/cohorts.mjs";
import { byValue, counts, day, funnel, hour, minute, results, told } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let project;
let cohort;
const session = (n) => `019caaaa-0000-7000-8000-00000000030${n}`;
const identified = (key, size) => [
  "$groupidentify",
  -hour,
  { $group_type: "company", $group_key: key, $group_set: { size } },
];
const acme = { $groups: { company: "acme" } };
const globex = { $groups: { company: "globex" } };

before(async () => {
  leapfrog = await startLeapfrog({ label: "funnel-options" });
  project = await told(
    leapfrog,
    {
      server: [identified("acme", 50), identified("globex", 5)],
      p: [
        ["a", 0, { amount: 5, $session_id: session(1), $set: { plan: "pro" }, ...acme }],
        ["b", minute, { $session_id: session(1), ...acme }],
      ],
      q: [
        ["a", 0, { amount: 50, $session_id: session(2), $set: { plan: "free" }, ...acme }],
        ["c", minute, { $session_id: session(2), ...acme }],
      ],
      r: [["a", hour, { amount: 7, $browser: "Bot", ...globex }]],
    },
    { patch: { test_account_filters: [{ key: "$browser", type: "event", operator: "is_not", value: "Bot" }] } },
  );
  cohort = await new CohortApi(leapfrog).create(
    {
      name: "Pros",
      filters: {
        properties: { type: "OR", values: [{ key: "plan", type: "person", value: "pro", operator: "exact" }] },
      },
    },
    project,
  );
});
after(() => leapfrog?.stop());

const ask = (funnelsFilter = {}, more = {}, series = ["a", "b"]) =>
  results(leapfrog, project, funnel(series, funnelsFilter, more));

describe("what a funnel is split by", () => {
  const split = async (breakdownFilter) => byValue(await ask({}, { breakdownFilter }));
  it("a group's property", async () => {
    const expected = { 50: [2, 1], 5: [1, 0] };
    assert.deepEqual(
      await split({ breakdown: "size", breakdown_type: "group", breakdown_group_type_index: 0 }),
      expected,
    );
    assert.deepEqual(await split({ breakdowns: [{ property: "size", type: "group", group_type_index: 0 }] }), expected);
  });
  it("a person's property", async () =>
    assert.deepEqual(await split({ breakdown: "plan", breakdown_type: "person" }), {
      pro: [1, 1],
      free: [1, 0],
      "": [1, 0],
    }));
  it("a session's fact", async () =>
    assert.deepEqual(await split({ breakdown: "$session_duration", breakdown_type: "session" }), {
      60: [2, 1],
      "": [1, 0],
    }));
  it("an expression of SQL", async () =>
    assert.deepEqual(await split({ breakdown: "if(properties.amount > 6, 'big', 'small')", breakdown_type: "hogql" }), {
      big: [2, 0],
      small: [1, 1],
    }));
  it("cohorts", async () => {
    const list = await ask({}, { breakdownFilter: { breakdown: [cohort.id, "all"], breakdown_type: "cohort" } });
    const values = Object.fromEntries(list.map((one) => [String(one[0].breakdown_value), counts(one)]));
    assert.deepEqual(values, { [cohort.id]: [1, 1], all: [3, 1] });
  });
});

describe("who goes through", () => {
  it("whatever an expression gives", async () => {
    assert.deepEqual(counts(await ask({ funnelAggregateByHogQL: "properties.$browser" })), [1, 0]);
    assert.deepEqual(counts(await ask({ funnelAggregateByHogQL: "person_id" })), [3, 1]);
  });
  it("groups", async () => assert.deepEqual(counts(await ask({}, { aggregation_group_type_index: 0 })), [2, 1]));
  it("test accounts are left out on request", async () =>
    assert.deepEqual(counts(await ask({}, { filterTestAccounts: true })), [2, 1]));
  it("filters hold for every step", async () => {
    const properties = [{ key: "plan", type: "person", operator: "exact", value: "pro" }];
    assert.deepEqual(counts(await ask({}, { properties })), [1, 1]);
  });
  it("a sample, scaled up", async () => {
    const crowd = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [
        `one ${i}`,
        [
          ["a", 0],
          ["b", minute],
        ],
      ]),
    );
    const crowded = await told(leapfrog, crowd);
    const [[inside]] = await results(leapfrog, crowded, {
      kind: "HogQLQuery",
      query: "select countDistinct(distinct_id) from events where cityHash64(distinct_id) < 9223372036854775808",
    });
    assert.deepEqual(counts(await results(leapfrog, crowded, funnel(["a", "b"], {}, { samplingFactor: 0.5 }))), [
      inside * 2,
      inside * 2,
    ]);
  });
});

describe("steps", () => {
  it("any of several events, as a group", async () => {
    const either = {
      kind: "GroupNode",
      operator: "OR",
      nodes: [
        { kind: "EventsNode", event: "b" },
        { kind: "EventsNode", event: "c" },
      ],
    };
    const list = await ask({}, {}, ["a", either]);
    assert.deepEqual(counts(list), [3, 2]);
    assert.equal(list[1].name, "b, c");
  });
  it("all events", async () => assert.deepEqual(counts(await ask({}, {}, ["a", { event: null }])), [3, 2]));
  it("of one event, told apart by fixedProperties", async () => {
    const other = await told(leapfrog, {
      u: [
        ["a", 0, { amount: 50 }],
        ["a", minute, { amount: 5 }],
      ],
    });
    const step = (value) => ({
      event: "a",
      fixedProperties: [{ key: "amount", type: "event", operator: "exact", value }],
    });
    const query = funnel([step(5), step(50)], { funnelOrderType: "unordered" });
    assert.deepEqual(counts(await results(leapfrog, other, query)), [1, 1]);
  });
  it("with names of their own", async () => {
    const list = await ask({}, {}, [{ event: "a", custom_name: "Came" }, "b"]);
    assert.deepEqual([list[0].custom_name, list[0].name], ["Came", "a"]);
  });
  it("what only changes how they are shown changes no number", async () => {
    const shown = {
      layout: "horizontal",
      funnelStepReference: "previous",
      hiddenLegendBreakdowns: ["x"],
      goalLines: [{ label: "Goal", value: 50 }],
      showValuesOnSeries: true,
      breakdownSorting: "-count",
      useUdf: false,
    };
    assert.deepEqual(counts(await ask(shown)), [3, 1]);
  });
  it("funnelFromStep and funnelToStep of trends", async () => {
    const view = { funnelVizType: "trends", funnelFromStep: 0, funnelToStep: 1 };
    const range = { date_from: "2026-03-02", date_to: "2026-03-03" };
    const [line] = await ask(view, { dateRange: range, interval: "day" });
    assert.deepEqual(line.data, [33.33, 0]);
  });
  it("a window that is over before the day is", async () => {
    const late = await told(leapfrog, {
      p: [
        ["a", 0],
        ["b", day],
      ],
    });
    const of = async (funnelWindowInterval) =>
      counts(
        await results(leapfrog, late, funnel(["a", "b"], { funnelWindowInterval, funnelWindowIntervalUnit: "hour" })),
      );
    assert.deepEqual(
      [await of(24), await of(23)],
      [
        [1, 1],
        [1, 0],
      ],
    );
  });
});
