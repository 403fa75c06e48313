// What docs/internals/query-semantics.md says of sessions and of web analytics, where no other test holds it by name.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { toldProject } from "../harness/telling.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "semantics-visits" });
});
after(() => leapfrog?.stop());

const told = (events, settings) => toldProject(leapfrog, events, settings);
const uuid = (first, second) => `0000000${first}-0000-4000-8000-00000000000${second}`;
const page = (session, path, more = {}) => ({
  ...(session ? { $session_id: session } : {}),
  $current_url: `https://a.example${path}`,
  $host: "a.example",
  $pathname: path,
  ...more,
});
const dateRange = { date_from: "2026-03-02", date_to: "2026-03-03" };
const sql = (query) => ({ kind: "HogQLQuery", query });

describe("a session", () => {
  it("is all events with one id, whatever its form; its length is in whole seconds, cut off", async () => {
    const { ask } = await told([
      ["$pageview", "p", "2026-03-02T10:00:00.000", page("any text", "/")],
      ["click", "q", "2026-03-02T10:00:02.999", { $session_id: "any text" }],
      ["$pageview", "p", "2026-03-02T10:00:00.000", page("", "/")],
    ]);
    assert.deepEqual(await ask(sql("select session_id, $event_count, $session_duration, distinct_id from sessions")), [
      ["any text", 2, 2, "p"],
    ]);
  });
  it("has its entry and exit from its first and last event with an address; of one moment by uuid", async () => {
    const time = "2026-03-02T10:00:00";
    const { ask } = await told([
      ["click", "p", "2026-03-02T09:00:00", { $session_id: "s", utm_source: "unplaced" }],
      ["$pageview", "p", time, page("s", "/second", { utm_source: "late" }), { uuid: uuid(1, 2) }],
      ["$pageview", "p", time, page("s", "/first", { utm_source: "" }), { uuid: uuid(9, 1) }],
    ]);
    assert.deepEqual(await ask(sql("select $entry_pathname, $end_pathname, $entry_utm_source from sessions")), [
      ["/first", "/second", null],
    ]);
  });
  it("is a bounce below ten seconds, with one view and no click", async () => {
    const views = (session, ...times) =>
      times.map((time) => ["$pageview", "p", `2026-03-02T10:00:${time}`, page(session, "/")]);
    const other = (session, event, time) => [event, "p", `2026-03-02T10:00:${time}`, { $session_id: session }];
    const { ask } = await told([
      ...views("a", "00.000"),
      other("a", "$pageleave", "09.999"),
      ...views("b", "00.000"),
      other("b", "$pageleave", "10.000"),
      ...views("c", "00.000"),
      other("c", "$autocapture", "01.000"),
      ...views("d", "00.000", "01.000"),
      other("e", "$pageleave", "00.000"),
    ]);
    assert.deepEqual(await ask(sql("select $is_bounce from sessions order by session_id")), [
      [true],
      [false],
      [false],
      [false],
      [null],
    ]);
  });
  it("of a question about some time has the events from 24 hours before to 24 hours after it", async () => {
    const at = (time) => ["$pageview", "p", time, page("s", "/")];
    const { ask } = await told([
      at("2026-03-01T00:00:00.000"), // just within 24 hours before
      at("2026-03-02T12:00:00.000"),
      at("2026-03-05T00:00:00.000"), // 24 hours and a millisecond after the last moment asked for
    ]);
    const count = async (filter) => {
      const [{ aggregated_value }] = await ask({
        kind: "TrendsQuery",
        dateRange,
        series: [{ kind: "EventsNode", event: "$pageview" }],
        trendsFilter: { display: "BoldNumber" },
        properties: [{ type: "session", ...filter }],
      });
      return aggregated_value;
    };
    assert.equal(await count({ key: "$event_count", operator: "exact", value: "2" }), 1);
    assert.deepEqual(await ask(sql("select $event_count from sessions")), [[3]], "without bounds all there are");
  });
  it("of SessionsQuery began in the time, both ends included, and has an event in it that meets the filters", async () => {
    const { ask } = await told([
      ["$pageview", "p", "2026-03-02T10:00:00", page("a", "/x")],
      ["$pageview", "p", "2026-03-02T11:00:00", page("b", "/x")],
      ["$pageview", "q", "2026-03-02T12:00:00", page("c", "/y")],
      ["$pageview", "q", "2026-03-02T12:00:01", page("c", "/x")],
      ["$pageview", "q", "2026-03-02T12:00:00.001", page("d", "/x")],
    ]);
    const properties = [{ type: "event", key: "$pathname", operator: "exact", value: "/x" }];
    const ids = async (more) => {
      const query = { kind: "SessionsQuery", select: ["session_id"], ...more };
      return (await ask(query)).flat();
    };
    const time = { after: "2026-03-02T10:00:00Z", before: "2026-03-02T12:00:00Z" };
    assert.deepEqual(await ids(time), ["c", "b", "a"]);
    assert.deepEqual(await ids({ ...time, properties }), ["b", "a"], "c's event that meets them is after the time");
  });
  it("of SessionsTimelineQuery: events without one stand together up to half an hour", async () => {
    const { ask } = await told([
      ["one", "p", "2026-03-02T10:00:00"],
      ["two", "p", "2026-03-02T10:30:00"],
      ["three", "p", "2026-03-02T11:00:00.001"],
      ["four", "p", "2026-03-02T10:45:00", { $session_id: "s" }],
      ["five", "p", "2026-03-02T12:45:00", { $session_id: "s" }],
    ]);
    const results = await ask({ kind: "SessionsTimelineQuery", after: "2026-03-02", before: "2026-03-03" });
    assert.deepEqual(
      results.map(({ sessionId, events }) => [sessionId, events.map(({ event }) => event)]),
      [
        ["s", ["five", "four"]],
        [null, ["three"]],
        [null, ["two", "one"]],
      ],
    );
  });
});

describe("web analytics", () => {
  const overview = async (ask, more = {}) => {
    const results = await ask({ kind: "WebOverviewQuery", dateRange, properties: [], ...more });
    return Object.fromEntries(results.map((one) => [one.key, one]));
  };
  it("a session belongs to the period that it began in, with its views in that period", async () => {
    const { ask } = await told([
      ["$pageview", "p", "2026-03-01T23:59:59", page("before", "/")],
      ["$pageview", "p", "2026-03-02T00:00:01", page("before", "/")],
      ["$pageview", "q", "2026-03-03T23:59:59", page("after", "/")],
      ["$pageview", "q", "2026-03-04T00:00:01", page("after", "/")],
      ["$pageview", "r", "2026-03-03T12:00:00", page("", "/")],
    ]);
    const { visitors, views, sessions } = await overview(ask);
    assert.deepEqual([visitors.value, views.value, sessions.value], [1, 1, 1]);
    // Its length is of all its events.
    assert.equal((await overview(ask))["session duration"].value, 2);
  });
  it("changes are in percent, rounded half away from zero; from 0 there is none", async () => {
    const views = (day, count) =>
      Array.from({ length: count }, (_, i) => ["$pageview", "p", `2026-03-${day}T10:00:00`, page(`${day} ${i}`, "/")]);
    const { ask } = await told([
      ...views("01", 8),
      ...views("02", 7),
      ...views("05", 7),
      ...views("06", 8),
      ...views("08", 1),
    ]);
    const change = async (day) => {
      const range = { dateRange: { date_from: `2026-03-${day}`, date_to: `2026-03-${day}` } };
      return (await overview(ask, { ...range, compareFilter: { compare: true } })).views.changeFromPreviousPct;
    };
    assert.equal(await change("02"), -13, "-12.5");
    assert.equal(await change("06"), 14, "14.28…");
    assert.equal(await change("08"), null);
  });
  it("a change between fractions is the one between what they stand for", async () => {
    const people = (day, names, event) =>
      [...names].map((name) => [event, `${day} ${name}`, `2026-03-${day}T10:00:00`, page(`${day} ${name}`, "/")]);
    const { ask } = await told([
      ...people("01", "abcdefg", "$pageview"),
      ...people("01", "abcd", "done"),
      ...people("02", "ab", "$pageview"),
      ...people("02", "a", "done"),
    ]);
    const { "conversion rate": rate } = await overview(ask, {
      dateRange: { date_from: "2026-03-02", date_to: "2026-03-02" },
      compareFilter: { compare: true },
      conversionGoal: { customEventName: "done" },
    });
    assert.deepEqual([rate.value, rate.changeFromPreviousPct], [50, -13], "-12.5, though 4/7 is no number of bits");
  });
  it("absent values have no row, but for utm; rows are in order of visitors, views and value", async () => {
    const { ask } = await told([
      ["$pageview", "p", "2026-03-02T10:00:00", page("1", "/b", { $browser: "Safari", utm_source: "x" })],
      ["$pageview", "q", "2026-03-02T10:00:00", page("2", "/a", { $browser: "Chrome" })],
      ["$pageview", "r", "2026-03-02T10:00:00", page("3", "", { $browser: "" })],
    ]);
    const rows = async (breakdownBy) =>
      (await ask({ kind: "WebStatsTableQuery", dateRange, properties: [], breakdownBy })).map(([value]) => value);
    assert.deepEqual(await rows("Browser"), ["Chrome", "Safari"]);
    assert.deepEqual(await rows("Page"), ["/a", "/b"]);
    assert.deepEqual(await rows("InitialUTMSource"), [null, "x"]);
  });
  it("the previous page is of the tab, else of a referrer on the same host, else the referrer", async () => {
    const view = (n, more) => ["$pageview", `p${n}`, "2026-03-02T10:00:00", page(`s${n}`, "/", more)];
    const { ask } = await told([
      view(1, { $prev_pageview_pathname: "/before", $referrer: "https://b.example/x" }),
      view(2, { $referrer: "https://a.example/from?x=1" }),
      view(3, { $referrer: "https://b.example/x" }),
      view(4, {}),
    ]);
    const results = await ask({ kind: "WebStatsTableQuery", dateRange, properties: [], breakdownBy: "PreviousPage" });
    assert.deepEqual(
      results.map(([value]) => value),
      ["/before", "/from", "https://b.example/x"],
    );
  });
  it("a visitor of goals viewed or did one of the actions; without any there is no rate", async () => {
    const { ask, project } = await told([
      ["$pageview", "p", "2026-03-02T10:00:00", page("1", "/")],
      ["sign up", "q", "2026-03-02T10:00:00", { $session_id: "2" }],
      ["sign up", "q", "2026-03-02T10:00:01", { $session_id: "2" }],
    ]);
    const body = { name: "Signed up", steps: [{ event: "sign up" }] };
    await leapfrog.must(`/api/projects/${project.id}/actions/`, { method: "POST", body });
    const goals = (range) => ask({ kind: "WebGoalsQuery", dateRange: range, properties: [] });
    assert.deepEqual(await goals(dateRange), [["Signed up", [1, null], [2, null], [0.5, null]]]);
    const empty = { date_from: "2026-03-05", date_to: "2026-03-05" };
    assert.deepEqual(await goals(empty), [["Signed up", [0, null], [0, null], [null, null]]]);
  });
  it("external links are one without query and fragment, where that is asked for", async () => {
    const click = (n, url) => [
      "$autocapture",
      `p${n}`,
      "2026-03-02T10:00:00",
      page(`s${n}`, "/", { $external_click_url: url }),
    ];
    const { ask } = await told([click(1, "https://b.example/x?y"), click(2, "https://b.example/x#z"), click(3, "")]);
    const rows = (stripQueryParams) =>
      ask({ kind: "WebExternalClicksTableQuery", dateRange, properties: [], stripQueryParams });
    assert.equal((await rows(false)).length, 2);
    assert.deepEqual(await rows(true), [["https://b.example/x", [2, null], [2, null]]]);
  });
  it("vitals by path look at events without a session, bands hold the fastest first and include their bound", async () => {
    const vital = (path, value) => [
      "$web_vitals",
      "p",
      "2026-03-02T10:00:00",
      page("", path, { $web_vitals_LCP_value: value }),
    ];
    const { ask } = await told([
      vital("/slow", 4000.5),
      vital("/good", 2500),
      vital("/best", 100),
      vital("/fair", 4000),
    ]);
    const query = { kind: "WebVitalsPathBreakdownQuery", dateRange, properties: [], percentile: "p75", metric: "LCP" };
    const [bands] = await ask({ ...query, thresholds: [2500, 4000] });
    const paths = Object.values(bands).map((band) => band.map(({ path }) => path));
    assert.deepEqual(paths, [["/best", "/good"], ["/fair"], ["/slow"]]);
  });
  it("a calendar heatmap counts hours of the clock and people once in each hour, day and in all", async () => {
    const { ask } = await told(
      [
        ["a", "p", "2026-10-25T00:30:00"], // 02:30 in Berlin, before clocks go back
        ["a", "p", "2026-10-25T01:30:00"], // 02:30 again
        ["a", "q", "2026-10-25T23:30:00"], // 00:30 on Monday
      ],
      { timezone: "Europe/Berlin" },
    );
    const results = await ask({
      kind: "CalendarHeatmapQuery",
      dateRange: { date_from: "2026-10-25", date_to: "2026-10-26" },
      series: [{ kind: "EventsNode", event: "a", math: "dau" }],
    });
    assert.deepEqual(results, {
      data: [
        { row: 1, column: 0, value: 1 },
        { row: 7, column: 2, value: 1 },
      ],
      rowAggregations: [
        { row: 1, value: 1 },
        { row: 7, value: 1 },
      ],
      columnAggregations: [
        { column: 0, value: 1 },
        { column: 2, value: 1 },
      ],
      allAggregations: 2,
    });
  });
});
