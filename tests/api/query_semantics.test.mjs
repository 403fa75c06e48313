// What docs/internals/query-semantics.md says and no other test holds by name: dates, values, people, trends.
// Sections and sentences are in the order of that page.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { toldProject } from "../harness/telling.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "semantics" });
});
after(() => leapfrog?.stop());

const told = (events, settings) => toldProject(leapfrog, events, settings);
const node = (event, more = {}) => ({ kind: "EventsNode", event, ...more });
const trend = (series, more = {}) => ({
  kind: "TrendsQuery",
  series: (Array.isArray(series) ? series : [series]).map((one) => (typeof one === "string" ? node(one) : one)),
  dateRange: { date_from: "2026-03-02", date_to: "2026-03-04" },
  ...more,
});
const total = { trendsFilter: { display: "BoldNumber" } };
const number = async (ask, series, more) => (await ask(trend(series, { ...total, ...more })))[0].aggregated_value;
const uuid = (first, second) => `0000000${first}-0000-4000-8000-00000000000${second}`;

describe("dates", () => {
  it("without a start begin seven whole days ago, and end with today", async () => {
    const { ask } = await told([]);
    const [{ days }] = await ask(trend("a", { dateRange: {} }));
    assert.equal(days.length, 8);
    assert.equal(days.at(-1), new Date().toISOString().slice(0, 10));
  });
  it("are of the project's zone, both ends included to the last moment", async () => {
    const { ask } = await told(
      [
        ["a", "p", "2026-03-01T22:59:59.999"],
        ["a", "p", "2026-03-01T23:00:00.000"],
        ["a", "p", "2026-03-04T22:59:59.999"],
        ["a", "p", "2026-03-04T23:00:00.000"],
      ],
      { timezone: "Europe/Berlin" },
    );
    assert.deepEqual((await ask(trend("a")))[0].data, [1, 0, 1]);
  });
  it("that have a time of day are taken as they stand, by day and by hour", async () => {
    const { ask } = await told([
      ["a", "p", "2026-03-02T10:29:59.999"],
      ["a", "p", "2026-03-02T10:30:00"],
      ["a", "p", "2026-03-02T11:15:00"],
      ["a", "p", "2026-03-02T11:15:00.001"],
    ]);
    const dateRange = { date_from: "2026-03-02T10:30:00", date_to: "2026-03-02T11:15:00" };
    const [{ data, days }] = await ask(trend("a", { interval: "hour", dateRange }));
    assert.deepEqual(data, [1, 1]);
    assert.deepEqual(days, ["2026-03-02 10:00:00", "2026-03-02 11:00:00"]);
    assert.deepEqual((await ask(trend("a", { dateRange })))[0].data, [2]);
  });
  it("without a time of day are whole days, of an hourly chart too; hours back begin with a whole hour", async () => {
    const { ask } = await told([["a", "p", "2026-03-02T23:59:59.999"]]);
    const day = { date_from: "2026-03-02", date_to: "2026-03-02" };
    const [hourly] = await ask(trend("a", { interval: "hour", dateRange: day }));
    assert.deepEqual([hourly.data.length, hourly.data.at(-1)], [24, 1]);
    const [{ days }] = await ask(trend("a", { interval: "hour", dateRange: { date_from: "-3h" } }));
    assert.equal(days.length, 4);
  });
  it("that end before they begin are refused", async () => {
    const { refused } = await told([]);
    const answer = await refused(trend("a", { dateRange: { date_from: "2026-03-04", date_to: "2026-03-02" } }));
    assert.match(answer.detail, /before it begins/);
  });
});

describe("intervals", () => {
  // Berlin sets clocks forward on 29 March and back on 25 October.
  const hours = (day, count) =>
    Array.from({ length: count }, (_, i) => [
      "a",
      `p${i}`,
      new Date(Date.parse(`${day}T00:30:00Z`) + i * 3_600_000).toISOString(),
    ]);
  it("of a day have 23 or 25 hours, and hourly charts show as many", async () => {
    for (const [first, day, length] of [
      ["2026-03-28", "2026-03-29", 23],
      ["2026-10-24", "2026-10-25", 25],
    ]) {
      const { ask } = await told(hours(first, 72), { timezone: "Europe/Berlin" });
      const dateRange = { date_from: day, date_to: day };
      assert.deepEqual((await ask(trend("a", { dateRange })))[0].data, [length]);
      const [{ data, days }] = await ask(trend("a", { dateRange, interval: "hour" }));
      assert.deepEqual(data, Array(length).fill(1), day);
      assert.equal(days.filter((one) => one.endsWith("02:00:00")).length, { 23: 0, 25: 2 }[length]);
    }
  });
  it("of a month have its days, and the range cuts the first and the last", async () => {
    const daily = Array.from({ length: 90 }, (_, i) => [
      "a",
      "p",
      new Date(Date.parse("2026-01-01T12:00:00Z") + i * 86_400_000).toISOString(),
    ]);
    const { ask } = await told(daily);
    const dateRange = { date_from: "2026-01-15", date_to: "2026-03-02" };
    const [{ data, days }] = await ask(trend("a", { dateRange, interval: "month" }));
    assert.deepEqual(data, [17, 28, 2]);
    assert.deepEqual(days, ["2026-01-01", "2026-02-01", "2026-03-01"]);
  });
});

describe("people", () => {
  const merged = [
    ["a", "anon", "2026-03-02T10:00:00", { $set: { plan: "free" } }],
    ["a", "user", "2026-03-02T11:00:00"],
    ["$identify", "user", "2026-03-03T10:00:00", { $anon_distinct_id: "anon", $set: { plan: "pro" } }],
    ["a", "user", "2026-03-04T10:00:00"],
  ];
  it("who merged are one also before they did", async () => {
    const { ask } = await told(merged);
    assert.deepEqual((await ask(trend(node("a", { math: "dau" }))))[0].data, [1, 0, 1]);
    assert.equal(await number(ask, node("a", { math: "dau" })), 1);
  });
  it("have the properties of the moment right after the event, its own included", async () => {
    const { ask } = await told(merged);
    const breakdownFilter = { breakdown: "plan", breakdown_type: "person" };
    const results = await ask(trend("a", { ...total, breakdownFilter }));
    assert.deepEqual(Object.fromEntries(results.map((one) => [one.breakdown_value, one.aggregated_value])), {
      free: 1,
      pro: 1,
      $$_posthog_breakdown_null_$$: 1,
    });
  });
  it("can be groups instead; events without one are left out", async () => {
    const { ask } = await told([
      ["a", "p", "2026-03-02T10:00:00", { $groups: { company: "acme" } }],
      ["a", "q", "2026-03-02T11:00:00", { $groups: { company: "acme" } }],
      ["a", "r", "2026-03-02T12:00:00"],
    ]);
    assert.equal(await number(ask, node("a", { math: "dau" }), { aggregation_group_type_index: 0 }), 1);
    assert.equal(await number(ask, node("a", { math: "unique_group", math_group_type_index: 0 })), 1);
  });
});

describe("values", () => {
  let ask;
  const values = [true, "true", 2, "2", 2.5, "ten", false, null, ""];
  before(async () => {
    const list = values.map((v, i) => ["a", `p${i}`, "2026-03-02T10:00:00", { v }]);
    ({ ask } = await told([...list, ["a", "none", "2026-03-02T10:00:00"]]));
  });
  const count = (operator, value) => {
    const filter = { type: "event", key: "v", operator, ...(value === undefined ? {} : { value }) };
    return number(ask, node("a"), { properties: [filter] });
  };
  it("are compared as texts", async () => {
    assert.equal(await count("exact", "true"), 2);
    assert.equal(await count("exact", true), 2);
    assert.equal(await count("exact", ["2"]), 2);
    assert.equal(await count("exact", [2]), 2);
  });
  it("as numbers are numbers and texts that are one, not booleans", async () => {
    assert.equal(await count("gt", 0), 3);
    assert.equal(await count("lte", 2), 2);
    assert.equal(await number(ask, node("a", { math: "sum", math_property: "v" })), 6.5);
  });
  it("that are null are absent; an empty text is there", async () => {
    assert.equal(await count("is_set"), 8);
    assert.equal(await count("is_not_set"), 2);
    assert.equal(await count("exact", ""), 1);
  });
  it("that are absent meet is_not, the not_ operators and is_not_set, and nothing else", async () => {
    const others = { is_not: "zzz", not_icontains: "zzz", not_regex: "zzz" };
    for (const [operator, value] of Object.entries(others)) assert.equal(await count(operator, value), 10, operator);
    assert.equal(await count("not_between", [100, 200]), 10);
    for (const [operator, value] of Object.entries({ icontains: "", regex: ".*" }))
      assert.ok((await count(operator, value)) <= 10, operator);
    assert.equal(await count("regex", "^"), 8);
    assert.equal(await count("lt", 100), 3);
    assert.equal(await count("between", [-100, 100]), 3);
  });
  it("of a breakdown: an empty text and an absent one are none", async () => {
    const breakdownFilter = { breakdown: "v", breakdown_type: "event" };
    const results = await ask(trend("a", { ...total, breakdownFilter }));
    assert.deepEqual(
      results.map((one) => [one.breakdown_value, one.aggregated_value]),
      [
        ["$$_posthog_breakdown_null_$$", 3],
        ["2", 2],
        ["true", 2],
        ["2.5", 1],
        ["false", 1],
        ["ten", 1],
      ],
    );
  });
  it("a condition without a value to compare with restricts nothing", async () => {
    assert.equal(await count("exact", []), 10);
  });
});

describe("whatever is first of one moment", () => {
  it("is so by the second half of the uuid, then by the first", async () => {
    const time = "2026-03-02T10:00:00";
    for (const [earlier, later] of [
      [uuid(9, 1), uuid(1, 2)],
      [uuid(1, 2), uuid(9, 2)],
    ]) {
      const { ask } = await told([
        ["a", "p", time, { v: "later" }, { uuid: later }],
        ["a", "p", time, { v: "earlier" }, { uuid: earlier }],
      ]);
      const breakdownFilter = { breakdown: "v", breakdown_type: "event" };
      const math = "first_time_for_user";
      const results = await ask(trend(node("a", { math }), { ...total, breakdownFilter }));
      assert.deepEqual(
        results.map((one) => one.breakdown_value),
        ["earlier"],
      );
    }
  });
});

describe("trends", () => {
  it("weekly_active looks at days before the range; by week it is the people of the week", async () => {
    const { ask } = await told([
      ["a", "p", "2026-02-23T12:00:00"],
      ["a", "q", "2026-03-03T12:00:00"],
    ]);
    const dateRange = { date_from: "2026-02-28", date_to: "2026-03-03" };
    const series = node("a", { math: "weekly_active" });
    // p's day is the seventh with 1 March, and no more with the 2nd.
    assert.deepEqual((await ask(trend(series, { dateRange })))[0].data, [1, 1, 0, 1]);
    const weeks = { date_from: "2026-03-02", date_to: "2026-03-08" };
    assert.deepEqual((await ask(trend(series, { dateRange: weeks, interval: "week" })))[0].data.at(-1), 0);
    assert.deepEqual((await ask(trend(series, { dateRange: weeks, interval: "week" })))[0].data.at(0), 1);
    const monthly = node("a", { math: "monthly_active" });
    assert.deepEqual((await ask(trend(monthly, { dateRange, interval: "week" })))[0].data.at(-1), 2);
  });
  it("percentiles lie between two values in proportion; an interval with nothing to average is 0", async () => {
    const { ask } = await told([
      ["a", "p", "2026-03-02T10:00:00", { v: 5 }],
      ["a", "q", "2026-03-02T11:00:00", { v: "20" }],
      ["a", "r", "2026-03-02T12:00:00", { v: "none" }],
      ["a", "r", "2026-03-03T12:00:00"],
    ]);
    for (const [math, value] of [
      ["median", 12.5],
      ["p90", 18.5],
      ["avg", 12.5],
    ])
      assert.deepEqual((await ask(trend(node("a", { math, math_property: "v" }))))[0].data, [value, 0, 0], math);
  });
  it("…_count_per_actor takes the average of counts for each breakdown value", async () => {
    const { ask } = await told([
      ["a", "p", "2026-03-02T10:00:00", { v: "x" }],
      ["a", "p", "2026-03-02T11:00:00", { v: "x" }],
      ["a", "p", "2026-03-02T12:00:00", { v: "y" }],
      ["a", "q", "2026-03-02T12:00:00", { v: "x" }],
    ]);
    const series = node("a", { math: "avg_count_per_actor" });
    assert.equal((await ask(trend(series)))[0].data[0], 2);
    const breakdownFilter = { breakdown: "v", breakdown_type: "event" };
    assert.deepEqual(
      (await ask(trend(series, { breakdownFilter }))).map((line) => line.data[0]),
      [1.5, 1],
    );
  });
  it("values of a breakdown with equal sums are in the order of their bytes", async () => {
    const names = ["b", "a", "Z", "é", "z"];
    const { ask } = await told(names.map((v, i) => ["a", `p${i}`, "2026-03-02T10:00:00", { v }]));
    const breakdownFilter = { breakdown: "v", breakdown_type: "event", breakdown_limit: 4 };
    assert.deepEqual(
      (await ask(trend("a", { breakdownFilter }))).map((line) => line.breakdown_value),
      ["Z", "a", "b", "z", "$$_posthog_breakdown_other_$$"],
    );
  });
  it("the upper edge of a bin belongs to the next one, except the last", async () => {
    const { ask } = await told([1, 2, 3, 4].map((v) => ["a", `p${v}`, "2026-03-02T10:00:00", { v }]));
    const breakdownFilter = { breakdowns: [{ property: "v", type: "event", histogram_bin_count: 2 }] };
    const results = await ask(trend("a", { ...total, breakdownFilter }));
    assert.deepEqual(
      results.map((one) => one.aggregated_value).sort(),
      [2, 2],
      JSON.stringify(results.map((one) => one.breakdown_value)),
    );
  });
  it("a formula takes a series without the breakdown value for 0, and dividing by 0 for 0", async () => {
    const { ask } = await told([
      ["a", "p", "2026-03-02T10:00:00", { v: "x" }],
      ["b", "p", "2026-03-02T10:00:00", { v: "y" }],
    ]);
    const breakdownFilter = { breakdown: "v", breakdown_type: "event" };
    const of = async (formula) =>
      (await ask(trend(["a", "b"], { breakdownFilter, trendsFilter: { formula } }))).map((line) => line.data[0]);
    assert.deepEqual(await of("A + B * 3"), [1, 3]);
    assert.deepEqual(await of("A / B"), [0, 0]);
  });
  it("compare looks at as many whole months before as the range touches", async () => {
    const { ask } = await told([
      ["a", "p", "2025-11-30T12:00:00"],
      ["a", "p", "2025-12-31T12:00:00"],
      ["a", "p", "2026-01-31T12:00:00"],
    ]);
    const dateRange = { date_from: "2026-02-01", date_to: "2026-03-31" };
    const lines = await ask(trend("a", { dateRange, interval: "month", compareFilter: { compare: true } }));
    const { data, days } = lines.find((line) => line.compare_label === "previous");
    assert.deepEqual(days, ["2025-12-01", "2026-01-01"]);
    assert.deepEqual(data, [1, 1]);
  });
  it("smoothing takes the mean of an interval and those before it; cumulative adds up, its count the last", async () => {
    const { ask } = await told([
      ["a", "p", "2026-03-02T10:00:00"],
      ["a", "p", "2026-03-03T10:00:00"],
      ["a", "p", "2026-03-03T11:00:00"],
    ]);
    const [smooth] = await ask(trend("a", { trendsFilter: { smoothingIntervals: 2 } }));
    assert.deepEqual(smooth.data, [1, 1.5, 1]);
    const [sum] = await ask(trend("a", { trendsFilter: { display: "ActionsLineGraphCumulative" } }));
    assert.deepEqual([sum.data, sum.count], [[1, 3, 3], 3]);
  });
});
