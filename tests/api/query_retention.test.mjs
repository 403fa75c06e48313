// RetentionQuery, StickinessQuery and LifecycleQuery over HTTP: each option by name, with numbers that can be counted
// by hand.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;

// ann signs up on Monday the 2nd and opens the app on the 3rd (twice) and the 5th; bob signs up on the 3rd, again on the
// 4th, and opens it on the 4th; cat signed up the week before and opens it on the 4th.
before(async () => {
  leapfrog = await startLeapfrog({ label: "retention" });
  const at = (event, distinct_id, time, properties = {}) =>
    anEvent({ event, distinct_id, timestamp: `2026-${time}:00.000Z`, properties });
  await leapfrog.capture(
    [
      at("signed up", "cat", "02-24T10:00", { source: "ads" }),
      at("signed up", "ann", "03-02T10:00", { source: "ads" }),
      at("opened", "ann", "03-03T08:00", { minutes: 4 }),
      at("signed up", "bob", "03-03T09:00", { source: "friend" }),
      at("opened", "ann", "03-03T12:00", { minutes: 6 }),
      at("signed up", "bob", "03-04T09:00", { source: "ads" }),
      at("opened", "bob", "03-04T20:00", { minutes: 1 }),
      at("opened", "cat", "03-04T21:00", { minutes: 2, $groups: { company: "acme" } }),
      at("opened", "ann", "03-05T09:00", { minutes: 3, $groups: { company: "acme" } }),
    ],
    { historical_migration: true },
  );
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

async function ask(query) {
  const path = `/api/projects/${leapfrog.project.id}/query/`;
  const answer = await leapfrog.api(path, { method: "POST", body: { query } });
  return { status: answer.status, ...answer.json };
}
async function must(query) {
  const answer = await ask(query);
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer.results;
}

describe("RetentionQuery", () => {
  const base = {
    targetEntity: { id: "signed up", name: "signed up", type: "events", kind: "EventsNode" },
    returningEntity: { id: "opened", type: "events" },
    period: "Day",
    totalIntervals: 4,
    retentionType: "retention_first_time",
  };
  const rows = (retentionFilter = {}, more = {}) =>
    must({
      kind: "RetentionQuery",
      dateRange: { date_to: "2026-03-05" },
      retentionFilter: { ...base, ...retentionFilter },
      ...more,
    });
  const counts = async (...args) => (await rows(...args)).map(({ values }) => values.map(({ count }) => count));

  it("first time: whoever signed up before is not among them", async () => {
    assert.deepEqual(await counts(), [[1, 1, 0, 1], [1, 1, 0], [0, 0], [0]]);
  });
  it("dates and labels of rows and columns", async () => {
    const [first, second] = await rows();
    assert.deepEqual([first.date, first.label, first.values[3].label], ["2026-03-02T00:00:00Z", "Day 0", "Day 3"]);
    assert.deepEqual([second.date, second.label], ["2026-03-03T00:00:00Z", "Day 1"]);
  });
  it("recurring: everybody who signed up in the interval, first or not", async () => {
    assert.deepEqual(await counts({ retentionType: "retention_recurring" }), [[1, 1, 0, 1], [1, 1, 0], [1, 0], [0]]);
  });
  it("first ever: the first of that name, if that meets the filters", async () => {
    const properties = [{ key: "source", type: "event", operator: "exact", value: "ads" }];
    const targetEntity = { ...base.targetEntity, properties };
    const ever = await counts({ targetEntity, retentionType: "retention_first_ever_occurrence" });
    assert.deepEqual(ever, [[1, 1, 0, 1], [0, 0, 0], [0, 0], [0]]);
    // First time takes the first that meets them: bob's of the 4th, on which he also came.
    assert.deepEqual(await counts({ targetEntity }), [[1, 1, 0, 1], [0, 0, 0], [1, 0], [0]]);
  });
  it("24 hour windows: from the moment of signing up", async () => {
    assert.deepEqual(await counts({ timeWindowMode: "24_hour_windows" }), [[1, 1, 1, 0], [1, 1, 0], [0, 0], [0]]);
  });
  it("cumulative: who comes back later counts before, too", async () => {
    assert.deepEqual(await counts({ cumulative: true }), [[1, 1, 1, 1], [1, 1, 0], [0, 0], [0]]);
  });
  it("minimum occurrences in an interval", async () => {
    assert.deepEqual(await counts({ minimumOccurrences: 2 }), [[1, 1, 0, 0], [1, 0, 0], [0, 0], [0]]);
  });
  it("the sum and the average of a property of the returning events", async () => {
    const of = (aggregationType) => counts({ aggregationType, aggregationProperty: "minutes" });
    assert.deepEqual(await of("sum"), [[0, 10, 0, 3], [0, 1, 0], [0, 0], [0]]);
    assert.deepEqual(await of("avg"), [[0, 10, 0, 3], [0, 1, 0], [0, 0], [0]]);
  });
  it("weeks", async () => {
    assert.deepEqual(await counts({ period: "Week", totalIntervals: 2 }), [[1, 1], [2]]);
  });
  it("months and hours", async () => {
    assert.deepEqual(await counts({ period: "Month", totalIntervals: 2 }), [[1, 1], [2]]);
    const hours = await counts(
      { period: "Hour", totalIntervals: 24 },
      { dateRange: { date_to: "2026-03-04T20:30:00" } },
    );
    assert.equal(hours.length, 24);
    assert.equal(hours[23].length, 1);
  });
  it("a breakdown by the event of signing up", async () => {
    const items = await rows({}, { breakdownFilter: { breakdowns: [{ property: "source", type: "event" }] } });
    const first = (value) =>
      items.filter(({ breakdown_value }) => breakdown_value === value).map(({ values }) => values[0].count);
    assert.deepEqual(first("ads"), [1, 0, 0, 0]);
    assert.deepEqual(first("friend"), [0, 1, 0, 0]);
  });
  it("groups instead of people", async () => {
    const opened = { id: "opened", type: "events" };
    const both = { targetEntity: opened, returningEntity: opened };
    assert.deepEqual(await counts(both, { aggregation_group_type_index: 0 }), [[0, 0, 0, 0], [0, 0, 0], [1, 1], [0]]);
  });
  it("refuses, naming the place", async () => {
    const refused = [
      [{ period: "Year" }, "query.retentionFilter.period"],
      [{ totalIntervals: 0 }, "query.retentionFilter.totalIntervals"],
      [{ targetEntity: { id: 4, type: "events" } }, "query.retentionFilter.targetEntity.id"],
      [{ aggregationType: "sum" }, "query.retentionFilter.aggregationProperty"],
    ];
    for (const [retentionFilter, attr] of refused) {
      const answer = await ask({ kind: "RetentionQuery", retentionFilter });
      assert.deepEqual([answer.status, answer.attr], [400, attr], answer.detail);
    }
  });
});

describe("StickinessQuery", () => {
  const query = (more = {}) => ({
    kind: "StickinessQuery",
    dateRange: { date_from: "2026-03-02", date_to: "2026-03-05" },
    series: [{ kind: "EventsNode", event: "opened" }],
    ...more,
  });
  const data = async (more) => (await must(query(more)))[0].data;

  it("people by the number of days", async () => {
    const [item] = await must(query());
    assert.deepEqual(item.data, [2, 1, 0, 0]);
    assert.deepEqual(item.days, [1, 2, 3, 4]);
    assert.deepEqual(item.labels, ["1 day", "2 days", "3 days", "4 days"]);
    assert.equal(item.count, 3);
  });
  it("cumulative: on at least so many", async () => {
    assert.deepEqual(await data({ stickinessFilter: { computedAs: "cumulative" } }), [3, 1, 0, 0]);
  });
  it("criteria: how often a day must have it", async () => {
    const often = (operator, value) => data({ stickinessFilter: { stickinessCriteria: { operator, value } } });
    assert.deepEqual(await often("gte", 2), [1, 0, 0, 0]);
    assert.deepEqual(await often("exact", 1), [3, 0, 0, 0]);
    assert.deepEqual(await often("lte", 2), [2, 1, 0, 0]);
  });
  it("several intervals taken together", async () => {
    assert.deepEqual(await data({ intervalCount: 2 }), [2, 1]);
  });
  it("weeks", async () => {
    assert.deepEqual(await data({ interval: "week" }), [3]);
  });
  it("compare", async () => {
    const items = await must(query({ compareFilter: { compare: true } }));
    assert.deepEqual(
      items.map(({ compare_label, data }) => [compare_label, data]),
      [
        ["current", [2, 1, 0, 0]],
        ["previous", [0, 0, 0, 0]],
      ],
    );
  });
  it("groups instead of people", async () => {
    assert.deepEqual(await data({ aggregation_group_type_index: 0 }), [0, 1, 0, 0]);
  });
  it("refuses a question without a series", async () => {
    const answer = await ask({ kind: "StickinessQuery" });
    assert.deepEqual([answer.status, answer.attr], [400, "query.series"]);
  });
});

describe("LifecycleQuery", () => {
  const query = (more = {}) => ({
    kind: "LifecycleQuery",
    dateRange: { date_from: "2026-03-02", date_to: "2026-03-05" },
    series: [{ kind: "EventsNode", event: null }],
    ...more,
  });
  const statuses = async (more) =>
    Object.fromEntries((await must(query(more))).map(({ status, data }) => [status, data]));

  it("new, returning, resurrecting and dormant people of each day", async () => {
    assert.deepEqual(await statuses(), {
      new: [1, 1, 0, 0],
      returning: [0, 1, 1, 0],
      resurrecting: [0, 0, 1, 1],
      dormant: [0, 0, -1, -2],
    });
  });
  it("weeks: the one before the range decides who returns", async () => {
    assert.deepEqual(await statuses({ interval: "week" }), {
      new: [2],
      returning: [1],
      resurrecting: [0],
      dormant: [0],
    });
  });
  it("only the statuses asked for", async () => {
    const items = await must(query({ lifecycleFilter: { toggledLifecycles: ["new", "dormant"] } }));
    assert.deepEqual(
      items.map(({ label }) => label),
      ["All events - new", "All events - dormant"],
    );
  });
  it("takes exactly one series", async () => {
    const answer = await ask(query({ series: [] }));
    assert.deepEqual([answer.status, answer.attr], [400, "query.series"]);
  });
});

describe("the people behind", () => {
  const who = async (source, point) => {
    const results = await must({
      kind: "ActorsQuery",
      source: { kind: "InsightActorsQuery", source, ...point },
      select: ["person_display_name", "event_count"],
      orderBy: ["person_display_name"],
    });
    return results.map(([name]) => (typeof name === "object" ? (name.display_name ?? name.id) : name)).length;
  };
  const retention = {
    kind: "RetentionQuery",
    dateRange: { date_to: "2026-03-05" },
    retentionFilter: {
      targetEntity: { id: "signed up", type: "events" },
      returningEntity: { id: "opened", type: "events" },
      period: "Day",
      totalIntervals: 4,
      retentionType: "retention_recurring",
    },
  };
  it("a row of retention, and one of its cells", async () => {
    assert.equal(await who(retention, { interval: 0 }), 1);
    assert.equal(await who(retention, { interval: 2 }), 1);
    assert.equal(await who(retention, { interval: 0, day: 3 }), 1);
    assert.equal(await who(retention, { interval: 0, day: 2 }), 0);
  });
  it("a number of days of stickiness", async () => {
    const source = {
      kind: "StickinessQuery",
      dateRange: { date_from: "2026-03-02", date_to: "2026-03-05" },
      series: [{ kind: "EventsNode", event: "opened" }],
    };
    assert.equal(await who(source, { day: 1 }), 2);
    assert.equal(await who(source, { day: 2 }), 1);
    const cumulative = { ...source, stickinessFilter: { computedAs: "cumulative" } };
    assert.equal(await who(cumulative, { day: 1 }), 3);
  });
  it("a status of lifecycle on a day", async () => {
    const source = {
      kind: "LifecycleQuery",
      dateRange: { date_from: "2026-03-02", date_to: "2026-03-05" },
      series: [{ kind: "EventsNode", event: null }],
    };
    assert.equal(await who(source, { day: "2026-03-02", status: "new" }), 1);
    assert.equal(await who(source, { day: "2026-03-04", status: "returning" }), 1);
    assert.equal(await who(source, { day: "2026-03-04", status: "resurrecting" }), 1);
    assert.equal(await who(source, { day: "2026-03-05", status: "dormant" }), 2);
  });
});
