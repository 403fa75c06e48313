// What there is to ask about, with examples; which hours a series falls on.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";
import { visits, week } from "../harness/visits.mjs";

let leapfrog;
async function ask(query) {
  const answer = await leapfrog.api(`/api/projects/${leapfrog.project.id}/query/`, { method: "POST", body: { query } });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.results;
}

before(async () => {
  leapfrog = await startLeapfrog({ label: "taxonomy" });
  await leapfrog.capture(visits, { historical_migration: true });
  const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  const paid = (who, minutes, properties) =>
    anEvent({ event: "paid", distinct_id: who, timestamp: ago(minutes), properties });
  await leapfrog.capture([
    paid("ann", 30, { plan: "pro", seats: 3, gone: null, $set: { role: "boss" } }),
    paid("bob", 20, { plan: "pro", seats: 4, $set: { role: "boss" } }),
    paid("cat", 10, { plan: "free", $set: { role: "guest" } }),
    anEvent({ event: "left", distinct_id: "cat", timestamp: ago(5) }),
  ]);
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

describe("taxonomy", () => {
  it("TeamTaxonomyQuery lists the events of the last 30 days by how often they happened", async () => {
    assert.deepEqual(await ask({ kind: "TeamTaxonomyQuery" }), [
      { event: "paid", count: 3 },
      { event: "left", count: 1 },
    ]);
  });

  it("EventTaxonomyQuery gives an event's properties with their most frequent values", async () => {
    const results = await ask({ kind: "EventTaxonomyQuery", event: "paid", properties: ["plan", "seats", "gone"] });
    assert.deepEqual(results, [
      { property: "plan", sample_values: ["pro", "free"], sample_count: 2 },
      { property: "seats", sample_values: ["3", "4"], sample_count: 2 },
    ]);
    const [first] = await ask({
      kind: "EventTaxonomyQuery",
      event: "paid",
      properties: ["plan"],
      maxPropertyValues: 1,
    });
    assert.deepEqual(first.sample_values, ["pro"]);
    const all = await ask({ kind: "EventTaxonomyQuery", event: "paid" });
    assert.ok(all.some(({ property }) => property === "plan"));
  });

  it("ActorsPropertyTaxonomyQuery gives examples of what people have", async () => {
    assert.deepEqual(await ask({ kind: "ActorsPropertyTaxonomyQuery", properties: ["role", "nothing"] }), [
      { sample_values: ["boss", "guest"], sample_count: 2 },
      { sample_values: [], sample_count: 0 },
    ]);
  });

  const query = (kind, more) => ["POST query/", { query: { kind, ...more } }];
  const refused = (what, asked, sentence, attr, code = "invalid_input") => [what, asked, 400, code, sentence, attr];
  refuses(
    () => leapfrog,
    [
      refused("no event", query("EventTaxonomyQuery"), "event or actionId is required.", "query.event", "required"),
      refused(
        "no properties",
        query("ActorsPropertyTaxonomyQuery"),
        "properties is required.",
        "query.properties",
        "required",
      ),
      refused(
        "too many properties",
        query("ActorsPropertyTaxonomyQuery", { properties: Array.from({ length: 101 }, (_, i) => `p${i}`) }),
        "There may be 100 properties at most.",
        "query.properties",
      ),
      refused(
        "an average in a calendar",
        query("CalendarHeatmapQuery", {
          series: [{ kind: "EventsNode", event: "paid", math: "avg", math_property: "seats" }],
        }),
        "A calendar heatmap counts events, people or sessions.",
        "query.series[0].math",
      ),
    ],
  );
});

describe("a calendar heatmap", () => {
  const series = (math) => [{ kind: "EventsNode", event: "$pageview", math }];
  // Tuesday at 10 and 11 and, without a session, at 12; Wednesday at 9; Thursday at 23; Friday at 0; Monday at 0.
  const expected = {
    data: [
      { row: 1, column: 0, value: 1 },
      { row: 2, column: 10, value: 2 },
      { row: 2, column: 11, value: 1 },
      { row: 2, column: 12, value: 1 },
      { row: 3, column: 9, value: 1 },
      { row: 4, column: 23, value: 1 },
      { row: 5, column: 0, value: 1 },
    ],
    total: 8,
  };

  it("counts each hour of each day of the week", async () => {
    const results = await ask({ kind: "CalendarHeatmapQuery", dateRange: week, series: series("total") });
    assert.deepEqual(results.data, expected.data);
    assert.equal(results.allAggregations, expected.total);
    assert.deepEqual(results.rowAggregations[1], { row: 2, value: 4 });
    assert.deepEqual(results.columnAggregations[0], { column: 0, value: 2 });
  });

  it("counts people once in each hour, day and in all", async () => {
    const results = await ask({ kind: "CalendarHeatmapQuery", dateRange: week, series: series("dau") });
    assert.deepEqual(
      results.data.find(({ row, column }) => row === 2 && column === 10),
      { row: 2, column: 10, value: 1 },
    );
    assert.deepEqual(results.rowAggregations[1], { row: 2, value: 2 });
    assert.equal(results.allAggregations, 4);
  });

  it("comes with a trend that is shown as one, beside its line", async () => {
    const [result] = await ask({
      kind: "TrendsQuery",
      dateRange: week,
      series: series("total"),
      trendsFilter: { display: "CalendarHeatmap" },
    });
    assert.deepEqual(result.calendar_heatmap_data.data, expected.data);
    assert.equal(result.data.length, 7);
  });
});
