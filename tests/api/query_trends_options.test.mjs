// TrendsQuery over HTTP, the rest of its options by name: whose property is computed with, kinds of series, displays, what a
// result is split by, samples. tests/api/query_trends.test.mjs has the others.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, day, hour, minute, results as resultsOf, told } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let project;
let action;
const session = (n) => `019caaaa-0000-7000-8000-00000000020${n}`;
const acme = { $groups: { company: "acme" } };
const globex = { $groups: { company: "globex" } };
const identified = (key, size) => [
  "$groupidentify",
  -day,
  { $group_type: "company", $group_key: key, $group_set: { size } },
];
const noon = 12 * hour;

// Monday to Wednesday. ann pays twice on Monday and once on Tuesday, bob on Monday and Wednesday, cat on Tuesday.
const shop = {
  server: [identified("acme", 50), identified("globex", 5)],
  ann: [
    [
      "paid",
      noon,
      { amount: 10, $session_id: session(1), $browser: "Chrome", $set: { plan: "pro", seats: 3 }, ...acme },
    ],
    ["paid", noon + hour, { amount: 20, $session_id: session(1), $browser: "Chrome", ...acme }],
    ["paid", day + noon, { amount: 30, $session_id: session(2), $browser: "Safari", ...acme }],
    ["refunded", day + noon + minute, { amount: 3 }],
  ],
  bob: [
    ["paid", noon, { amount: 5, $session_id: session(3), $set: { plan: "free", seats: 5 }, ...acme }],
    ["paid", 2 * day + noon, { amount: 40, $session_id: session(3), url: "https://a.example/b/?c=1", ...globex }],
  ],
  cat: [["paid", day + noon, { amount: 7, url: "https://a.example/b" }]],
};

before(async () => {
  leapfrog = await startLeapfrog({ label: "trends-options" });
  project = await told(leapfrog, shop);
  action = await leapfrog.must(`/api/projects/${project.id}/actions/`, {
    method: "POST",
    body: { name: "Money moved", steps: [{ event: "paid" }, { event: "refunded" }] },
  });
});
after(() => leapfrog?.stop());

const dateRange = { date_from: "2026-03-02", date_to: "2026-03-04" };
function results(series, more = {}) {
  const list = (Array.isArray(series) ? series : [series]).map((one) => ({ event: "paid", ...one }));
  return resultsOf(leapfrog, project, { kind: "TrendsQuery", dateRange, series: list, ...more });
}
const data = async (series, more) => (await results(series, more))[0].data;

describe("how often each actor did it", () => {
  // On Monday one did it twice and one once.
  const numbers = {
    avg_count_per_actor: 1.5,
    min_count_per_actor: 1,
    max_count_per_actor: 2,
    median_count_per_actor: 1.5,
    p75_count_per_actor: 1.75,
    p90_count_per_actor: 1.9,
    p95_count_per_actor: 1.95,
    p99_count_per_actor: 1.99,
  };
  for (const [math, monday] of Object.entries(numbers))
    it(math, async () => {
      const [first, ...rest] = await data({ math });
      assert.ok(Math.abs(first - monday) < 1e-9, `${first}`);
      assert.deepEqual(rest, [1, 1]);
    });
  it("of groups", async () =>
    assert.deepEqual(await data({ math: "avg_count_per_actor" }, { aggregation_group_type_index: 0 }), [3, 1, 1]));
});

describe("math_property_type", () => {
  it("event_properties", async () => {
    const math = { math: "sum", math_property: "amount", math_property_type: "event_properties" };
    assert.deepEqual(await data(math), [35, 37, 40]);
  });
  it("person_properties, as they were at the event", async () => {
    const math = { math: "sum", math_property: "seats", math_property_type: "person_properties" };
    assert.deepEqual(await data(math), [11, 3, 5]);
  });
  it("session_properties, each session once", async () => {
    const math = { math: "avg", math_property: "$session_duration", math_property_type: "session_properties" };
    assert.deepEqual(await data(math), [(3600 + 172_800) / 2, 0, 172_800]);
  });
  it("group, of the type asked for", async () => {
    const math = { math: "sum", math_property: "size", math_property_type: "group", math_group_type_index: 0 };
    assert.deepEqual(await data(math), [150, 50, 5]);
  });
});

describe("series", () => {
  it("a math in SQL", async () => {
    assert.deepEqual(await data({ math: "hogql", math_hogql: "sum(properties.amount) / 2" }), [17.5, 18.5, 20]);
    assert.deepEqual(await data({ math: "hogql", math_hogql: "uniq(properties.$browser)" }), [1, 1, 0]);
  });
  it("an action", async () => {
    const [item] = await results({ kind: "ActionsNode", id: action.id, name: "Money moved" });
    assert.deepEqual(
      [item.data, item.label, item.action.type, item.action.id],
      [[3, 3, 1], "Money moved", "actions", action.id],
    );
  });
  it("a group of events and actions, any of which counts", async () => {
    const nodes = [
      { kind: "EventsNode", event: "refunded" },
      {
        kind: "EventsNode",
        event: "paid",
        properties: [{ key: "amount", type: "event", operator: "gte", value: 20 }],
      },
    ];
    const [item] = await results({ kind: "GroupNode", operator: "OR", nodes });
    assert.deepEqual([item.data, item.label, item.action.type], [[1, 2, 1], "refunded, paid", "groups"]);
    const people = await data({ kind: "GroupNode", nodes, math: "dau" });
    assert.deepEqual(people, [1, 1, 1]);
    const first = await data({ kind: "GroupNode", nodes, math: "first_time_for_user" });
    assert.deepEqual(first, [0, 0, 0]); // the first of either is of ten or five
  });
  it("a group of which all must hold", async () => {
    const nodes = [
      { kind: "ActionsNode", id: action.id },
      { kind: "EventsNode", event: "refunded" },
    ];
    assert.deepEqual(await data({ kind: "GroupNode", operator: "AND", nodes }), [0, 1, 0]);
  });
  it("a name of their own", async () => {
    const items = await results([{ custom_name: "Sales" }, { event: "refunded", name: "refunded" }, { event: null }]);
    assert.deepEqual(
      items.map(({ label }) => label),
      ["Sales", "refunded", "All events"],
    );
  });
  it("several at once, in their order", async () => {
    const items = await results([{}, { event: "refunded" }]);
    assert.deepEqual(
      items.map(({ data, action }) => [data, action.order]),
      [
        [[3, 2, 1], 0],
        [[0, 1, 0], 1],
      ],
    );
  });
});

describe("displays that show a line's numbers in another way", () => {
  for (const display of [
    "ActionsLineGraph",
    "ActionsAreaGraph",
    "ActionsBar",
    "ActionsUnstackedBar",
    "ActionsStackedBar",
    "SlopeGraph",
  ])
    it(display, async () => assert.deepEqual(await data({}, { trendsFilter: { display } }), [3, 2, 1]));
});

describe("intervals", () => {
  it("minute", async () => {
    const exact = { date_from: "2026-03-02T11:59:00Z", date_to: "2026-03-02T12:01:00Z", explicitDate: true };
    const [item] = await results({}, { interval: "minute", dateRange: exact });
    assert.deepEqual(item.data, [0, 2, 0]);
    assert.deepEqual(item.days, ["2026-03-02 11:59:00", "2026-03-02 12:00:00", "2026-03-02 12:01:00"]);
  });
  it("week: everybody of it once, for trailing maths too", async () => {
    for (const math of ["dau", "weekly_active"]) assert.deepEqual(await data({ math }, { interval: "week" }), [3]);
  });
  it("month, trailing", async () =>
    assert.deepEqual(await data({ math: "monthly_active" }, { interval: "month" }), [3]));
});

describe("breakdowns", () => {
  const by = (breakdownFilter) => ({ breakdownFilter, trendsFilter: { display: "ActionsPie" } });
  const split = async (breakdownFilter, series = {}) =>
    Object.fromEntries(
      (await results(series, by(breakdownFilter))).map((item) => [
        [item.breakdown_value].flat().join("/").replaceAll("$$_posthog_breakdown_null_$$", "none"),
        item.aggregated_value,
      ]),
    );
  it("by a group's property", async () => {
    const expected = { 50: 4, 5: 1, none: 1 };
    assert.deepEqual(
      await split({ breakdown: "size", breakdown_type: "group", breakdown_group_type_index: 0 }),
      expected,
    );
    assert.deepEqual(await split({ breakdowns: [{ property: "size", type: "group", group_type_index: 0 }] }), expected);
  });
  it("by a session's fact", async () => {
    const expected = { 3600: 2, 0: 1, 172800: 2, none: 1 };
    assert.deepEqual(await split({ breakdown: "$session_duration", breakdown_type: "session" }), expected);
  });
  it("by an expression of SQL", async () => {
    const expected = { big: 3, small: 3 };
    const breakdown = "if(properties.amount >= 20, 'big', 'small')";
    assert.deepEqual(await split({ breakdown, breakdown_type: "hogql" }), expected);
  });
  it("by a fact of the event itself", async () => {
    const expected = { ann: 3, bob: 2, cat: 1 };
    assert.deepEqual(await split({ breakdown: "distinct_id", breakdown_type: "event_metadata" }), expected);
  });
  it("by three properties together", async () => {
    const breakdowns = [
      { property: "$browser" },
      { property: "plan", type: "person" },
      { property: "size", type: "group", group_type_index: 0 },
    ];
    assert.deepEqual(await split({ breakdowns }), {
      "Chrome/pro/50": 2,
      "Safari/pro/50": 1,
      "none/free/50": 1,
      "none/free/5": 1,
      "none/none/none": 1,
    });
  });
  it("in the older form: several, bins, pages", async () => {
    assert.deepEqual(await split({ breakdown: ["$browser", "amount"], breakdown_type: "event", breakdown_limit: 1 }), {
      "none/40": 1, // of equal sums the first by its bytes
      "$$_posthog_breakdown_other_$$/$$_posthog_breakdown_other_$$": 5,
    });
    assert.deepEqual(await split({ breakdown: "amount", breakdown_histogram_bin_count: 2 }), {
      "[5,15]": 3,
      "[15,40]": 3,
    });
    const pages = await split({ breakdown: "url", breakdown_normalize_url: true });
    assert.deepEqual(pages, { "https://a.example/b": 2, none: 4 });
  });
  it("of several series, named after both", async () => {
    const items = await results([{}, { event: "refunded" }], by({ breakdown: "plan", breakdown_type: "person" }));
    assert.deepEqual(
      items.map(({ label, aggregated_value }) => [label, aggregated_value]),
      [
        ["paid - pro", 3],
        ["paid - free", 2],
        ["paid - $$_posthog_breakdown_null_$$", 1],
        ["refunded - pro", 1],
      ],
    );
  });
  it("with a formula, for each value", async () => {
    const items = await results([{}, { event: "refunded" }], {
      breakdownFilter: { breakdown: "plan", breakdown_type: "person" },
      trendsFilter: { display: "ActionsTable", formula: "A - B" },
    });
    assert.deepEqual(Object.fromEntries(items.map((item) => [item.breakdown_value, item.aggregated_value])), {
      pro: 2,
      free: 2,
      $$_posthog_breakdown_null_$$: 1,
    });
  });
  it("with a comparison, for each value in each period", async () => {
    const items = await results(
      {},
      {
        dateRange: { date_from: "2026-03-03", date_to: "2026-03-03" },
        breakdownFilter: { breakdown: "plan", breakdown_type: "person" },
        compareFilter: { compare: true },
      },
    );
    const values = items.map((item) => [item.compare_label, item.breakdown_value, item.data[0]]);
    assert.deepEqual(values.sort(), [
      ["current", "$$_posthog_breakdown_null_$$", 1],
      ["current", "pro", 1],
      ["previous", "free", 1],
      ["previous", "pro", 2],
    ]);
  });
});

describe("formulas", () => {
  it("several of them, each a line", async () => {
    const items = await results([{}, { event: "refunded" }], { trendsFilter: { formulas: ["A + B", "B * 100 / A"] } });
    assert.deepEqual(
      items.map(({ label, data }) => [label, data]),
      [
        ["Formula (A + B)", [3, 3, 1]],
        ["Formula (B * 100 / A)", [0, 50, 0]],
      ],
    );
  });
});

describe("a sample", () => {
  it("counts scaled up, of the people that it has", async () => {
    const crowd = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`person ${i}`, [["seen", i * minute]]]));
    const crowded = await told(leapfrog, crowd);
    const total = { trendsFilter: { display: "BoldNumber" } };
    const query = { kind: "TrendsQuery", dateRange, series: [{ event: "seen" }], ...total };
    const of = async (samplingFactor, math) =>
      (await resultsOf(leapfrog, crowded, { ...query, series: [{ event: "seen", math }], samplingFactor }))[0]
        .aggregated_value;
    const [[inside]] = await resultsOf(leapfrog, crowded, {
      kind: "HogQLQuery",
      query: "select count() from events where cityHash64(distinct_id) < 9223372036854775808",
    });
    assert.ok(inside > 50 && inside < 150, `${inside}`);
    assert.equal(await of(0.5, "total"), inside * 2);
    assert.equal(await of(0.5, "dau"), inside * 2);
    assert.equal(await of(1, "dau"), 200);
  });
});

describe("what is refused, with the place", () => {
  const nodes = [{ kind: "EventsNode", event: "paid" }];
  for (const [name, series, attr, sentence] of [
    [
      "a group without nodes",
      { kind: "GroupNode" },
      "query.series[0].nodes",
      "series[0].nodes is required: the events and actions of the group.",
    ],
    [
      "a group inside of a group",
      { kind: "GroupNode", nodes: [{ kind: "GroupNode", nodes }] },
      "query.series[0].nodes[0].kind",
      "series[0].nodes[0] must be an EventsNode or an ActionsNode.",
    ],
    [
      "too many nodes",
      { kind: "GroupNode", nodes: Array(51).fill(nodes[0]) },
      "query.series[0].nodes",
      "series[0].nodes may have 50 nodes at most.",
    ],
    ["a node of a wrong type", { kind: "GroupNode", nodes: ["paid"] }, "query.series[0].nodes[0]"],
    ["nodes that are no list", { kind: "GroupNode", nodes: "paid" }, "query.series[0].nodes"],
    ["an unknown operator", { kind: "GroupNode", nodes, operator: "XOR" }, "query.series[0].operator"],
  ])
    it(name, async () => {
      const answer = await ask(leapfrog, project, { kind: "TrendsQuery", dateRange, series: [series] });
      assert.deepEqual([answer.status, answer.attr], [400, attr], answer.detail);
      if (sentence) assert.equal(answer.detail, sentence);
    });
});
