// What docs/internals/query-semantics.md says of retention, stickiness, lifecycle, funnels, paths and people, and no other
// test holds by name: windows, days on which clocks change, ties.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { toldProject } from "../harness/telling.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "semantics-windows" });
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

describe("retention", () => {
  const retention = (filter, date_to = "2026-03-31", more = {}) => ({
    kind: "RetentionQuery",
    dateRange: { date_to },
    retentionFilter: {
      targetEntity: { id: "begin", type: "events" },
      returningEntity: { id: "back", type: "events" },
      retentionType: "retention_recurring",
      period: "Day",
      totalIntervals: 3,
      ...filter,
    },
    ...more,
  });
  const table = async (ask, ...of) => (await ask(retention(...of))).map((row) => row.values.map(({ count }) => count));

  it("days are of the calendar when clocks change, 24 hour windows lengths of time", async () => {
    const { ask } = await told(
      [
        ["begin", "p", "2026-03-28T12:00:00"],
        // 23 hours and a half later: the next day by the calendar, and still within the first 24 hours.
        ["back", "p", "2026-03-29T11:30:00"],
      ],
      { timezone: "Europe/Berlin" },
    );
    assert.deepEqual(await table(ask, {}, "2026-03-30"), [[1, 1, 0], [0, 0], [0]]);
    const rolling = { timeWindowMode: "24_hour_windows", minimumOccurrences: 1 };
    assert.deepEqual(await table(ask, rolling, "2026-03-30"), [[1, 0, 0], [0, 0], [0]]);
  });
  it("a rolling month is thirty days, and what comes at the moment of beginning does not count", async () => {
    const { ask } = await told([
      ["begin", "p", "2026-01-31T12:00:00"],
      ["back", "p", "2026-01-31T12:00:00"],
      ["back", "p", "2026-03-02T11:59:59.999"],
      ["begin", "q", "2026-01-31T12:00:00"],
      ["back", "q", "2026-03-02T12:00:00"],
    ]);
    const filter = { period: "Month", timeWindowMode: "24_hour_windows" };
    assert.deepEqual(await table(ask, filter), [[2, 1, 0], [0, 0], [0]]);
    const minimum = { ...filter, aggregationType: "sum", aggregationProperty: "n" };
    assert.deepEqual((await table(ask, minimum))[0], [0, 0, 0]);
  });
  it("by the calendar months have their own lengths", async () => {
    const { ask } = await told([
      ["begin", "p", "2026-01-31T12:00:00"],
      ["back", "p", "2026-02-01T00:00:00"],
      ["begin", "q", "2026-02-28T23:59:59.999"],
      ["back", "q", "2026-03-31T23:59:59.999"],
    ]);
    assert.deepEqual(await table(ask, { period: "Month" }), [[1, 1, 0], [1, 1], [0]]);
  });
  it("recurring takes the first target event of an interval for the breakdown, of one moment by uuid", async () => {
    const { ask } = await told([
      ["begin", "p", "2026-03-31T10:00:00", { v: "late" }, { uuid: uuid(1, 2) }],
      ["begin", "p", "2026-03-31T10:00:00", { v: "early" }, { uuid: uuid(9, 1) }],
    ]);
    const breakdownFilter = { breakdowns: [{ property: "v", type: "event" }] };
    const rows = await ask(retention({ totalIntervals: 1 }, "2026-03-31", { breakdownFilter }));
    assert.deepEqual(
      rows.map((row) => [row.breakdown_value, row.values[0].count]),
      [["early", 1]],
    );
  });
  it("behind a sum or average are those who did the returning event, in column 0 too", async () => {
    const { ask } = await told([
      ["begin", "p", "2026-03-31T10:00:00"],
      ["begin", "q", "2026-03-31T10:00:00"],
      ["back", "q", "2026-03-31T11:00:00", { n: 3 }],
    ]);
    const source = retention({ totalIntervals: 1, aggregationType: "avg", aggregationProperty: "n" });
    assert.equal((await ask(source))[0].values[0].count, 3);
    const behind = { kind: "ActorsQuery", select: ["name"], source: { kind: "InsightActorsQuery", source } };
    assert.deepEqual(await ask({ ...behind, source: { ...behind.source, interval: 0, day: 0 } }), [["q"]]);
    const counted = retention({ totalIntervals: 1 });
    assert.equal(
      (await ask({ ...behind, source: { ...behind.source, source: counted, interval: 0, day: 0 } })).length,
      2,
    );
  });
});

describe("stickiness and lifecycle", () => {
  const dateRange = { date_from: "2026-03-28", date_to: "2026-03-30" };
  it("count days of the calendar when clocks change", async () => {
    const { ask } = await told(
      [
        ["a", "p", "2026-03-28T22:59:59"], // 23:59:59 in Berlin
        ["a", "p", "2026-03-28T23:00:00"],
        ["a", "p", "2026-03-29T21:59:59"], // 23:59:59 again, of a day of 23 hours
        ["a", "p", "2026-03-29T22:00:00"],
      ],
      { timezone: "Europe/Berlin" },
    );
    const series = [node("a")];
    assert.deepEqual((await ask({ kind: "StickinessQuery", series, dateRange }))[0].data, [0, 0, 1]);
    const lines = await ask({ kind: "LifecycleQuery", series, dateRange });
    const data = (status) => lines.find((line) => line.status === status).data;
    assert.deepEqual(
      [data("new"), data("returning"), data("dormant")].map((line) => line.map((n) => n + 0)),
      [
        [1, 0, 0],
        [0, 1, 1],
        [0, 0, 0],
      ],
    );
  });
  it("whoever merged was created at the earliest creation", async () => {
    const { ask } = await told([
      ["other", "anon", "2026-03-28T10:00:00"],
      ["a", "user", "2026-03-29T10:00:00"],
      ["$identify", "user", "2026-03-30T09:00:00", { $anon_distinct_id: "anon" }],
      ["a", "user", "2026-03-30T10:00:00"],
    ]);
    const lines = await ask({ kind: "LifecycleQuery", series: [node("a")], dateRange });
    const data = (status) => lines.find((line) => line.status === status).data;
    assert.deepEqual(
      [data("new"), data("resurrecting"), data("returning")],
      [
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    );
  });
  it("a group is new with the first event that is looked at", async () => {
    const acme = { $groups: { company: "acme" } };
    const { ask } = await told([
      ["a", "p", "2026-03-20T10:00:00", acme],
      ["a", "p", "2026-03-29T10:00:00", acme],
    ]);
    const lines = await ask({
      kind: "LifecycleQuery",
      series: [node("a")],
      dateRange,
      aggregation_group_type_index: 0,
    });
    assert.deepEqual(lines.find(({ status }) => status === "new").data, [0, 1, 0]);
  });
});

describe("funnels", () => {
  const funnel = (steps, more = {}, filter = {}) => ({
    kind: "FunnelsQuery",
    series: steps.map((step) => (typeof step === "string" ? node(step) : step)),
    dateRange: { date_from: "2026-03-28", date_to: "2026-03-31" },
    funnelsFilter: { funnelWindowInterval: 1, funnelWindowIntervalUnit: "day", ...filter },
    ...more,
  });
  const counts = async (ask, ...of) => (await ask(funnel(...of))).map(({ count }) => count);

  it("a window of a day is 24 hours, also where the day has 23", async () => {
    const { ask } = await told(
      [
        ["a", "p", "2026-03-28T22:30:00"], // 23:30 in Berlin
        ["b", "p", "2026-03-29T22:30:00"], // 00:30 two days on by the calendar, 24 hours later
        ["a", "q", "2026-03-28T22:30:00"],
        ["b", "q", "2026-03-29T22:30:00.001"],
      ],
      { timezone: "Europe/Berlin" },
    );
    assert.deepEqual(await counts(ask, ["a", "b"]), [2, 1]);
  });
  it("a first time of one moment is that of the smaller uuid", async () => {
    const time = "2026-03-28T10:00:00";
    const { ask } = await told([
      ["a", "p", time, { v: "late" }, { uuid: uuid(1, 2) }],
      ["a", "p", time, { v: "early" }, { uuid: uuid(9, 1) }],
      ["b", "p", "2026-03-28T11:00:00"],
    ]);
    const first = (value) =>
      node("a", { math: "first_time_for_user", properties: [{ type: "event", key: "v", operator: "exact", value }] });
    assert.deepEqual(await counts(ask, [first("early"), "b"]), [1, 1]);
    assert.deepEqual(await counts(ask, [first("late"), "b"]), [0, 0]);
  });
  it("several first steps of one moment begin one attempt", async () => {
    const time = "2026-03-28T10:00:00";
    const { ask } = await told([
      ["a", "p", time],
      ["a", "p", time],
      ["b", "p", "2026-03-28T10:00:30"],
    ]);
    const [, step] = await ask(funnel(["a", "b"]));
    assert.deepEqual([step.count, step.average_conversion_time], [1, 30]);
  });
  it("correlation looks at what failures did before the window ended, and not at what anybody did at its edges", async () => {
    const { ask } = await told([
      ["a", "through", "2026-03-28T10:00:00"],
      ["at the start", "through", "2026-03-28T10:00:00"],
      ["meanwhile", "through", "2026-03-28T10:30:00"],
      ["b", "through", "2026-03-28T11:00:00"],
      ["at the end", "through", "2026-03-28T11:00:00"],
      ["a", "failed", "2026-03-28T10:00:00"],
      ["just within", "failed", "2026-03-29T09:59:59.999"],
      ["at the end", "failed", "2026-03-29T10:00:00"],
    ]);
    const source = { kind: "FunnelsActorsQuery", source: funnel(["a", "b"]) };
    const { events } = await ask({ kind: "FunnelCorrelationQuery", source, funnelCorrelationType: "events" });
    assert.deepEqual(
      events.map((one) => [one.event.event, one.success_count, one.failure_count, one.odds_ratio]),
      [
        ["meanwhile", 1, 0, 4],
        ["just within", 0, 1, 0.25],
      ],
    );
  });
});

describe("samples", () => {
  it("are of people, and their counts are scaled up", async () => {
    const { ask } = await told(Array.from({ length: 400 }, (_, i) => ["a", `p${i % 200}`, "2026-03-02T10:00:00"]));
    const half = await number(ask, node("a", { math: "dau" }), { samplingFactor: 0.5 });
    assert.ok(half > 100 && half < 300 && half % 2 === 0, String(half));
    assert.equal(await number(ask, node("a"), { samplingFactor: 0.5 }), 2 * half, "both events of whoever is in it");
  });
});

describe("paths", () => {
  it("a pause of exactly thirty minutes begins a new session, and a closing slash is no part of a place", async () => {
    const page = (path) => ({ $current_url: `https://a.example${path}` });
    const { ask } = await told([
      ["$pageview", "p", "2026-03-02T10:00:00", page("/a/")],
      ["$pageview", "p", "2026-03-02T10:29:59.999", page("/b")],
      ["$pageview", "p", "2026-03-02T10:59:59.999", page("/c")],
    ]);
    const dateRange = { date_from: "2026-03-02", date_to: "2026-03-02" };
    const results = await ask({ kind: "PathsQuery", dateRange, pathsFilter: { includeEventTypes: ["$pageview"] } });
    assert.deepEqual(results, [
      {
        source: "1_https://a.example/a",
        target: "2_https://a.example/b",
        value: 1,
        average_conversion_time: 1_799_999,
      },
    ]);
  });
});

describe("the people behind", () => {
  it("are listed by the number of events, then by id; values of properties by kind", async () => {
    const { ask } = await told(
      [3, "3x", 20, null, "a"].flatMap((v, i) => [
        ["$identify", `p${i}`, "2026-03-02T10:00:00", { $set: v === null ? {} : { v } }],
        ...Array.from({ length: i }, () => ["a", `p${i}`, "2026-03-03T10:00:00"]),
      ]),
    );
    const source = { kind: "InsightActorsQuery", source: trend("a") };
    const counts = await ask({ kind: "ActorsQuery", source, select: ["event_count"] });
    assert.deepEqual(counts.flat(), [4, 3, 2, 1]);
    const sorted = async (orderBy) =>
      (await ask({ kind: "ActorsQuery", select: ["properties.v"], orderBy: [orderBy] })).flat();
    assert.deepEqual(await sorted("properties.v"), [3, 20, "3x", "a", null]);
    assert.deepEqual(await sorted("properties.v DESC"), [20, 3, "a", "3x", null]);
  });
  it("of groups: only those that were described have a row", async () => {
    const { ask } = await told([
      ["a", "p", "2026-03-02T10:00:00", { $groups: { company: "named" } }],
      ["$groupidentify", "p", "2026-03-02T11:00:00", { $group_type: "company", $group_key: "told", $group_set: {} }],
    ]);
    assert.deepEqual(await ask({ kind: "GroupsQuery", group_type_index: 0, select: ["key"] }), [["told"]]);
  });
});

describe("EventsQuery", () => {
  it("takes neither the moment of after nor that of before, and of one moment the greater uuid first", async () => {
    const { ask } = await told(
      [0, 1, 2].flatMap((second) => [
        ["a", "p", `2026-03-02T10:00:0${second}`, {}, { uuid: uuid(1, 2 * second + 2) }],
        ["a", "p", `2026-03-02T10:00:0${second}`, {}, { uuid: uuid(9, 2 * second + 1) }],
      ]),
    );
    const between = { after: "2026-03-02T10:00:00Z", before: "2026-03-02T10:00:02Z" };
    assert.deepEqual(await ask({ kind: "EventsQuery", select: ["uuid"], ...between }), [[uuid(1, 4)], [uuid(9, 3)]]);
  });
});
