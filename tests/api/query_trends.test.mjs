// TrendsQuery over HTTP: each option by name, with numbers that can be counted by hand.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
const dateRange = { date_from: "2026-03-02", date_to: "2026-03-11" }; // Monday to Wednesday of the week after

function paid(distinct_id, day, amount, properties = {}) {
  return anEvent({
    event: "paid",
    distinct_id,
    timestamp: `2026-03-${day}T12:00:00.000Z`,
    properties: { amount, ...properties },
  });
}

async function ask(query, project = leapfrog.project) {
  const answer = await leapfrog.api(`/api/projects/${project.id}/query/`, { method: "POST", body: { query } });
  return { status: answer.status, ...answer.json };
}
async function results(series, more = {}) {
  const list = (Array.isArray(series) ? series : [series]).map((one) => ({
    kind: "EventsNode",
    event: "paid",
    ...one,
  }));
  const answer = await ask({ kind: "TrendsQuery", dateRange, series: list, ...more });
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer.results;
}
const data = async (series, more) => (await results(series, more))[0].data;
const total = { trendsFilter: { display: "BoldNumber" } };

// ann begins on her phone; bob pays twice on the 4th; cat has neither session nor company.
before(async () => {
  leapfrog = await startLeapfrog({ label: "trends" });
  const sessions = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
  const acme = { $groups: { company: "acme" } };
  await leapfrog.capture(
    [
      paid("phone", "02", 10, { $browser: "Chrome", $session_id: sessions[0], coupon: "SPRING" }),
      anEvent({
        event: "$identify",
        distinct_id: "ann",
        timestamp: "2026-03-03T01:00:00.000Z",
        properties: { $anon_distinct_id: "phone", $set: { plan: "pro" } },
      }),
      paid("ann", "03", 20, {
        $browser: "Chrome",
        $session_id: sessions[1],
        $current_url: "https://a.example/p/?q=1#x",
        ...acme,
      }),
      paid("bob", "03", 5, {
        $browser: "Safari",
        $session_id: sessions[2],
        $current_url: "https://a.example/p",
        ...acme,
      }),
      paid("bob", "04", 15, { $browser: "Safari", $session_id: sessions[2], vip: true }),
      paid("bob", "04", 25, { $browser: "Safari", $session_id: sessions[2] }),
      paid("cat", "10", 1, { $browser: "Firefox" }),
      anEvent({ event: "visited", distinct_id: "ann", timestamp: "2026-03-03T08:00:00.000Z" }),
      anEvent({ event: "visited", distinct_id: "bob", timestamp: "2026-03-04T08:00:00.000Z" }),
    ],
    { historical_migration: true },
  );
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

describe("the math of a series", () => {
  const numbers = {
    total: [1, 2, 2, 0, 0, 0, 0, 0, 1, 0],
    dau: [1, 2, 1, 0, 0, 0, 0, 0, 1, 0],
    weekly_active: [1, 2, 2, 2, 2, 2, 2, 2, 2, 1],
    monthly_active: [1, 2, 2, 2, 2, 2, 2, 2, 3, 3],
    unique_session: [1, 2, 1, 0, 0, 0, 0, 0, 0, 0],
    first_time_for_user: [1, 1, 0, 0, 0, 0, 0, 0, 1, 0],
    unique_group: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    avg: [10, 12.5, 20, 0, 0, 0, 0, 0, 1, 0],
    sum: [10, 25, 40, 0, 0, 0, 0, 0, 1, 0],
    min: [10, 5, 15, 0, 0, 0, 0, 0, 1, 0],
    max: [10, 20, 25, 0, 0, 0, 0, 0, 1, 0],
    median: [10, 12.5, 20, 0, 0, 0, 0, 0, 1, 0],
    p75: [10, 16.25, 22.5, 0, 0, 0, 0, 0, 1, 0],
    p90: [10, 18.5, 24, 0, 0, 0, 0, 0, 1, 0],
    p95: [10, 19.25, 24.5, 0, 0, 0, 0, 0, 1, 0],
    p99: [10, 19.85, 24.9, 0, 0, 0, 0, 0, 1, 0],
    avg_count_per_actor: [1, 1, 2, 0, 0, 0, 0, 0, 1, 0],
    min_count_per_actor: [1, 1, 2, 0, 0, 0, 0, 0, 1, 0],
    max_count_per_actor: [1, 1, 2, 0, 0, 0, 0, 0, 1, 0],
    median_count_per_actor: [1, 1, 2, 0, 0, 0, 0, 0, 1, 0],
    p90_count_per_actor: [1, 1, 2, 0, 0, 0, 0, 0, 1, 0],
  };
  for (const [math, expected] of Object.entries(numbers)) {
    it(math, async () => {
      const actual = await data({ math, math_property: "amount", math_group_type_index: 0 });
      actual.forEach((value, i) => {
        assert.ok(Math.abs(value - expected[i]) < 1e-9, `${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
      });
    });
  }

  const expensive = { properties: [{ key: "amount", type: "event", operator: "gte", value: 15 }] };
  it("first_time_for_user counts the first event of all, and only if that meets the filters", async () => {
    assert.deepEqual(await data({ math: "first_time_for_user", ...expensive }), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
  it("first_matching_event_for_user counts the first event that meets the filters", async () => {
    assert.deepEqual(
      await data({ math: "first_matching_event_for_user", ...expensive }),
      [0, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    );
  });
  it("all events, when the event is null", async () => {
    assert.deepEqual((await data({ event: null })).slice(0, 3), [1, 4, 3]);
  });
});

describe("intervals and dates", () => {
  it("hour, with the time in days and labels", async () => {
    const [item] = await results(
      {},
      { interval: "hour", dateRange: { date_from: "2026-03-02", date_to: "2026-03-02" } },
    );
    assert.equal(item.data.length, 24);
    assert.equal(item.data[12], 1);
    assert.equal(item.days[12], "2026-03-02 12:00:00");
    assert.equal(item.labels[12], "2-Mar-2026 12:00");
  });
  it("week, from Sunday unless the project begins on Monday", async () => {
    const [item] = await results({}, { interval: "week" });
    assert.deepEqual(
      [item.days, item.data],
      [
        ["2026-03-01", "2026-03-08"],
        [5, 1],
      ],
    );
  });
  it("month", async () => {
    const [item] = await results({}, { interval: "month" });
    assert.deepEqual([item.days, item.data, item.count], [["2026-03-01"], [6], 6]);
  });
  it("all time, from the first event on", async () => {
    const [item] = await results({}, { dateRange: { date_from: "all", date_to: "2026-03-04" } });
    assert.deepEqual([item.days[0], item.data], ["2026-03-02", [1, 2, 2]]);
  });
  it("an explicit time of day", async () => {
    const exact = { date_from: "2026-03-02T12:00:01", date_to: "2026-03-03T12:00:00", explicitDate: true };
    assert.deepEqual(await data({}, { dateRange: exact }), [0, 2]);
  });
  it("the day on which clocks change has 23 hours", async () => {
    const project = await leapfrog.newProject("Berlin");
    await leapfrog.must(`/api/projects/${project.id}/`, { method: "PATCH", body: { timezone: "Europe/Berlin" } });
    const berlin = { date_from: "2026-03-29", date_to: "2026-03-29" };
    const query = {
      kind: "TrendsQuery",
      interval: "hour",
      dateRange: berlin,
      series: [{ kind: "EventsNode", event: "paid" }],
    };
    const answer = await ask(query, project);
    assert.equal(answer.results[0].data.length, 23);
    assert.ok(!answer.results[0].days.includes("2026-03-29 02:00:00"));
  });
});

describe("breakdowns", () => {
  const by = (breakdownFilter, display = "ActionsPie") => ({ breakdownFilter, trendsFilter: { display } });
  const pairs = (items) => items.map(({ breakdown_value, aggregated_value }) => [breakdown_value, aggregated_value]);
  it("by an event's property, largest first", async () => {
    const items = await results({}, by({ breakdown: "$browser", breakdown_type: "event" }));
    assert.deepEqual(pairs(items), [
      ["Safari", 3],
      ["Chrome", 2],
      ["Firefox", 1],
    ]);
  });
  it("beyond the limit they are other, in which people are counted once", async () => {
    const items = await results({ math: "dau" }, by({ breakdown: "$browser", breakdown_limit: 1 }));
    assert.deepEqual(pairs(items), [
      ["Chrome", 1],
      ["$$_posthog_breakdown_other_$$", 2],
    ]);
  });
  it("beyond the limit they are other, whose sums are added up", async () => {
    const sum = { math: "sum", math_property: "amount" };
    const items = await results(sum, by({ breakdown: "$browser", breakdown_limit: 1 }));
    assert.deepEqual(pairs(items), [
      ["Safari", 45],
      ["$$_posthog_breakdown_other_$$", 31],
    ]);
  });
  it("other can be hidden", async () => {
    const hidden = { breakdown: "$browser", breakdown_limit: 1, breakdown_hide_other_aggregation: true };
    assert.deepEqual(pairs(await results({}, by(hidden))), [["Safari", 3]]);
  });
  it("what lacks the property is null; booleans are words", async () => {
    const items = await results({}, by({ breakdowns: [{ property: "vip", type: "event" }] }));
    assert.deepEqual(pairs(items), [
      ["$$_posthog_breakdown_null_$$", 5],
      ["true", 1],
    ]);
  });
  it("by a person's property as it was at the event", async () => {
    const items = await results({}, by({ breakdown: "plan", breakdown_type: "person" }));
    assert.deepEqual(pairs(items), [
      ["$$_posthog_breakdown_null_$$", 5],
      ["pro", 1],
    ]);
  });
  it("by two properties", async () => {
    const items = await results({}, by({ breakdowns: [{ property: "$browser" }, { property: "vip" }] }));
    assert.deepEqual(items[0].breakdown_value, ["Chrome", "$$_posthog_breakdown_null_$$"]);
    assert.equal(items.length, 4);
  });
  it("in bins of a number", async () => {
    const items = await results({}, by({ breakdowns: [{ property: "amount", histogram_bin_count: 2 }] }));
    assert.deepEqual(pairs(items).sort(), [
      ["[1,12.5]", 3],
      ["[12.5,25]", 3],
    ]);
  });
  it("by addresses as pages", async () => {
    const items = await results({}, by({ breakdowns: [{ property: "$current_url", normalize_url: true }] }));
    assert.deepEqual(pairs(items)[1], ["https://a.example/p", 2]);
  });
});

describe("what is made of the numbers", () => {
  it("formulas, of which dividing by nothing is nothing", async () => {
    const items = await results([{}, { event: "visited" }], { trendsFilter: { formula: "A / B * 10" } });
    assert.deepEqual(items[0].data, [0, 20, 20, 0, 0, 0, 0, 0, 0, 0]);
    assert.equal(items[0].label, "Formula (A / B * 10)");
  });
  it("formulaNodes, with names of their own", async () => {
    const formulaNodes = [{ formula: "-(A + 1)", custom_name: "Less" }, { formula: "A" }];
    const items = await results({}, { trendsFilter: { formulaNodes, display: "BoldNumber" } });
    assert.deepEqual(
      items.map(({ label, aggregated_value }) => [label, aggregated_value]),
      [
        ["Less", -7],
        ["Formula (A)", 6],
      ],
    );
  });
  it("compare with the time right before", async () => {
    const items = await results(
      {},
      { dateRange: { date_from: "2026-03-04", date_to: "2026-03-05" }, compareFilter: { compare: true } },
    );
    assert.deepEqual(
      items.map(({ compare_label, data }) => [compare_label, data]),
      [
        ["current", [2, 0]],
        ["previous", [1, 2]],
      ],
    );
  });
  it("compare with another time", async () => {
    const compareFilter = { compare: true, compare_to: "-1w" };
    const items = await results({}, { dateRange: { date_from: "2026-03-09", date_to: "2026-03-11" }, compareFilter });
    assert.deepEqual(items[1].data, [1, 2, 2]);
    assert.deepEqual(items[1].days, ["2026-03-02", "2026-03-03", "2026-03-04"]);
  });
  it("cumulative", async () => {
    const [item] = await results({}, { trendsFilter: { display: "ActionsLineGraphCumulative" } });
    assert.deepEqual([item.data, item.count], [[1, 3, 5, 5, 5, 5, 5, 5, 6, 6], 6]);
  });
  it("smoothing", async () => {
    assert.deepEqual(await data({}, { trendsFilter: { smoothingIntervals: 2 } }), [1, 1.5, 2, 1, 0, 0, 0, 0, 0.5, 0.5]);
  });
  for (const display of ["BoldNumber", "ActionsPie", "ActionsBarValue", "ActionsTable", "WorldMap"]) {
    it(`one number for the whole range: ${display}`, async () => {
      const [item] = await results({ math: "dau" }, { trendsFilter: { display } });
      assert.deepEqual([item.aggregated_value, item.data, item.count], [3, [], 0]);
    });
  }
  it("a multiplier of the math", async () => {
    assert.equal((await results({ math_multiplier: 0.5 }, total))[0].aggregated_value, 3);
  });
});

describe("filters", () => {
  const cases = [
    ["exact, one of several", { key: "$browser", operator: "exact", value: ["Chrome", "Firefox"] }, 3],
    ["is_not, which the absent meets", { key: "coupon", operator: "is_not", value: "SPRING" }, 5],
    ["icontains", { key: "$browser", operator: "icontains", value: "FIRE" }, 1],
    ["not_icontains", { key: "$browser", operator: "not_icontains", value: "fire" }, 5],
    ["regex", { key: "$browser", operator: "regex", value: "^S.*i$" }, 3],
    ["not_regex", { key: "$browser", operator: "not_regex", value: "^S" }, 3],
    ["gt", { key: "amount", operator: "gt", value: 15 }, 2],
    ["gte, the value as text", { key: "amount", operator: "gte", value: "15" }, 3],
    ["lt", { key: "amount", operator: "lt", value: 5 }, 1],
    ["lte", { key: "amount", operator: "lte", value: 5 }, 2],
    ["between", { key: "amount", operator: "between", value: [5, 15] }, 3],
    ["not_between", { key: "amount", operator: "not_between", value: [5, 15] }, 3],
    ["is_set", { key: "coupon", operator: "is_set" }, 1],
    ["is_not_set", { key: "coupon", operator: "is_not_set" }, 5],
    ["starts_with", { key: "$browser", operator: "starts_with", value: "Ch" }, 2],
    ["a boolean", { key: "vip", operator: "exact", value: true }, 1],
    ["a number by its text", { key: "amount", operator: "exact", value: "15" }, 1],
    ["a number, one of several texts", { key: "amount", operator: "exact", value: ["15", "SPRING"] }, 1],
    ["a text that no number is", { key: "amount", operator: "exact", value: "SPRING" }, 0],
    ["is_not a text, which numbers meet", { key: "amount", operator: "is_not", value: ["SPRING", "x"] }, 6],
    [
      "is_cleaned_path_exact",
      { key: "$current_url", operator: "is_cleaned_path_exact", value: "https://a.example/p" },
      2,
    ],
    ["a person's property", { key: "plan", type: "person", operator: "exact", value: "pro" }, 1],
    ["an event's own column", { key: "distinct_id", type: "event_metadata", operator: "exact", value: "phone" }, 1],
  ];
  for (const [name, filter, count] of cases) {
    it(name, async () => {
      const items = await results({ properties: [{ type: "event", ...filter }] }, total);
      assert.equal(items[0].aggregated_value, count);
    });
  }
  it("groups of conditions, nested", async () => {
    const condition = (key, value) => ({ key, type: "event", operator: "exact", value });
    const properties = {
      type: "AND",
      values: [
        { type: "OR", values: [condition("$browser", "Chrome"), condition("$browser", "Safari")] },
        { type: "AND", values: [{ key: "amount", type: "event", operator: "lt", value: 15 }] },
      ],
    };
    assert.equal((await results({}, { ...total, properties }))[0].aggregated_value, 2);
  });
  it("values that look like SQL or escapes are only values", async () => {
    for (const value of ["' OR 1 = 1 --", "\\", "\\'", "{p0:String}", "a\tb\nc", "%"]) {
      const properties = [{ key: "$browser", type: "event", operator: "exact", value: [value, "Firefox"] }];
      assert.equal((await results({ properties }, total))[0].aggregated_value, 1, value);
    }
  });
  it("test accounts are left out on request", async () => {
    const project = await leapfrog.newProject("Test accounts");
    const test_account_filters = [{ key: "$browser", type: "event", operator: "is_not", value: "Bot" }];
    await leapfrog.must(`/api/projects/${project.id}/`, { method: "PATCH", body: { test_account_filters } });
    const sent = [paid("a", "02", 1, { $browser: "Bot" }), paid("b", "02", 1)];
    await leapfrog.capture(sent, { token: project.token, historical_migration: true });
    await leapfrog.flush(project);
    const query = { kind: "TrendsQuery", dateRange, series: [{ kind: "EventsNode", event: "paid" }], ...total };
    assert.equal((await ask(query, project)).results[0].aggregated_value, 2);
    assert.equal((await ask({ ...query, filterTestAccounts: true }, project)).results[0].aggregated_value, 1);
  });
});

describe("questions as they come", () => {
  it("an insight as PostHog saves it, wrapped and with keys that we do not know", async () => {
    const source = {
      kind: "TrendsQuery",
      series: [{ kind: "EventsNode", name: "paid", event: "paid", math: "total", version: 7 }],
      trendsFilter: {
        display: "ActionsLineGraph",
        showLegend: true,
        yAxisScaleType: "linear",
        resultCustomizations: {},
      },
      dateRange,
      filterTestAccounts: false,
      version: 2,
      tags: { productKey: "x" },
    };
    const answer = await ask({ kind: "InsightVizNode", source, full: true });
    assert.equal(answer.results[0].count, 6);
    assert.equal(answer.timezone, "UTC");
    assert.equal(answer.resolved_date_range.date_from, "2026-03-02T00:00:00Z");
  });

  const good = { kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "paid" }] };
  const refused = [
    ["no query", undefined, "query"],
    ["an unknown kind", { kind: "Nonsense" }, "query.kind"],
    ["no series", { kind: "TrendsQuery" }, "query.series"],
    ["series of a wrong type", { ...good, series: "paid" }, "query.series"],
    ["a property of a wrong type", { ...good, series: [{ kind: "EventsNode", event: 7 }] }, "query.series[0].event"],
    ["an unknown math", { ...good, series: [{ kind: "EventsNode", math: "mode" }] }, "query.series[0].math"],
    [
      "a math without its property",
      { ...good, series: [{ kind: "EventsNode", math: "sum" }] },
      "query.series[0].math_property",
    ],
    ["an unknown action", { ...good, series: [{ kind: "ActionsNode", id: 99 }] }, "query.series[0].id"],
    ["an unknown interval", { ...good, interval: "fortnight" }, "query.interval"],
    ["too many intervals", { ...good, interval: "minute", dateRange: { date_from: "-1y" } }, "query.interval"],
    ["a date that is none", { ...good, dateRange: { date_from: "soon" } }, "query.dateRange.date_from"],
    [
      "a range that ends first",
      { ...good, dateRange: { date_from: "2026-03-02", date_to: "2026-03-01" } },
      "query.dateRange.date_to",
    ],
    ["a formula that cannot be read", { ...good, trendsFilter: { formula: "A +" } }, "query.trendsFilter.formula"],
    ["a series that the formula lacks", { ...good, trendsFilter: { formula: "A + B" } }, "query.trendsFilter.formula"],
    [
      "an unknown operator",
      { ...good, properties: [{ key: "a", operator: "like", value: 1 }] },
      "query.properties[0].operator",
    ],
    [
      "a number that is none",
      { ...good, properties: [{ key: "a", operator: "between", value: [1, "x"] }] },
      "query.properties[0].value",
    ],
    ["a sample of more than all", { ...good, samplingFactor: 2 }, "query.samplingFactor"],
  ];
  for (const [name, query, attr] of refused) {
    it(`${name} is refused, naming the place`, async () => {
      const answer = await ask(query);
      assert.equal(answer.status, 400, JSON.stringify(answer));
      assert.equal(answer.attr, attr, answer.detail);
      assert.match(answer.detail, /\S.*\.$/);
    });
  }
  it("another project's events are not there", async () => {
    const project = await leapfrog.newProject("Empty");
    const answer = await ask({ ...good, dateRange }, project);
    assert.equal(answer.results[0].count, 0);
  });
});
