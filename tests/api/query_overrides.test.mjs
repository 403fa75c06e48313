// What stands over questions: filters_override and variables_override of a request, the dates, filters and variables of a
// dashboard and of its tiles.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let base;
before(async () => {
  leapfrog = await startLeapfrog({ label: "overrides" });
  base = `/api/projects/${leapfrog.project.id}`;
  const paid = (day, amount, plan) =>
    anEvent({ event: "paid", timestamp: `2026-03-0${day}T12:00:00.000Z`, properties: { amount, plan } });
  await leapfrog.capture([paid(2, 1, "pro"), paid(3, 2, "free"), paid(3, 3, "pro"), paid(4, 4, "free")], {
    historical_migration: true,
  });
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

const trend = (more = {}) => ({
  kind: "TrendsQuery",
  dateRange: { date_from: "2026-03-02", date_to: "2026-03-04" },
  series: [{ kind: "EventsNode", event: "paid" }],
  ...more,
});
const sql = (more = {}) => ({
  kind: "HogQLQuery",
  query: "select count() from events where {filters} and properties.amount >= {variables.least}",
  variables: { v1: { code_name: "least", variableId: "v1", value: 2 } },
  ...more,
});
const is = (plan) => [{ key: "plan", type: "event", operator: "exact", value: plan }];
const post = (path, body) => leapfrog.api(`${base}/${path}`, { method: "POST", body });
async function results(body) {
  const answer = await post("query/", body);
  assert.equal(answer.status, 200, answer.text);
  return answer.json.results;
}

describe("filters_override of a request", () => {
  it("dates stand for the question's own", async () => {
    const [item] = await results({
      query: trend(),
      filters_override: { date_from: "2026-03-03", date_to: "2026-03-03" },
    });
    assert.deepEqual([item.days, item.data], [["2026-03-03"], [2]]);
  });
  it("explicitDate goes with them", async () => {
    const filters_override = {
      date_from: "2026-03-03T00:00:00",
      date_to: "2026-03-03T11:00:00",
      explicitDate: true,
    };
    assert.equal((await results({ query: trend(), filters_override }))[0].count, 0);
  });
  it("filters come on top of the question's own", async () => {
    const of = async (query) => (await results({ query, filters_override: { properties: is("pro") } }))[0].data;
    assert.deepEqual(await of(trend()), [1, 1, 0]);
    assert.deepEqual(await of(trend({ properties: is("free") })), [0, 0, 0]);
    const grouped = { type: "OR", values: [{ type: "AND", values: is(["pro", "free"]) }] };
    assert.deepEqual(await of(trend({ properties: grouped })), [1, 1, 0]);
  });
  it("a breakdown stands for the question's own", async () => {
    const list = await results({ query: trend(), filters_override: { breakdown_filter: { breakdown: "plan" } } });
    assert.deepEqual(list.map(({ breakdown_value }) => breakdown_value).sort(), ["free", "pro"]);
  });
  it("reaches the question inside of a wrapper", async () => {
    const query = { kind: "InsightVizNode", source: trend() };
    const [item] = await results({ query, filters_override: { date_from: "2026-03-04", date_to: "2026-03-04" } });
    assert.deepEqual(item.data, [1]);
  });
  it("fills the {filters} of SQL", async () => {
    const filters_override = { date_from: "2026-03-03", date_to: "2026-03-04", properties: is("free") };
    assert.deepEqual(await results({ query: sql(), filters_override }), [[2]]);
  });
  it("is the time of a list of events", async () => {
    const query = { kind: "EventsQuery", select: ["properties.amount"], after: "all" };
    const filters_override = { date_from: "2026-03-03", date_to: "2026-03-04", properties: is("pro") };
    assert.deepEqual(await results({ query, filters_override }), [[3]]);
  });
  it("reaches web analytics", async () => {
    const query = { kind: "WebOverviewQuery", properties: [], dateRange: { date_from: "2026-01-01" } };
    const answer = await post("query/", {
      query,
      filters_override: { date_from: "2026-03-03", date_to: "2026-03-04" },
    });
    assert.equal(answer.json.resolved_date_range?.date_from ?? answer.json.receipt.date_from, "2026-03-03T00:00:00Z");
  });
  it("is a question like any other: cached by what is asked, with a receipt that can be replayed", async () => {
    const body = { query: trend(), filters_override: { date_from: "2026-03-04", date_to: "2026-03-04" } };
    const first = (await post("query/", { ...body, refresh: "force_blocking" })).json;
    const same = (await post("query/", { query: trend({ dateRange: body.filters_override }) })).json;
    assert.deepEqual([same.is_cached, same.receipt.query_hash], [true, first.receipt.query_hash]);
    const replay = await post("query/replay/", { receipt: first.receipt });
    assert.equal(replay.json.identical, true, replay.text);
  });
});

describe("variables_override of a request", () => {
  const value = (value) => ({ code_name: "least", variableId: "v1", value });
  it("stands for the variable with its id", async () => {
    assert.deepEqual(await results({ query: sql() }), [[3]]);
    assert.deepEqual(await results({ query: sql(), variables_override: { v1: value(4) } }), [[1]]);
  });
  it("stands for the one with its name, and is added where the text names it", async () => {
    assert.deepEqual(await results({ query: sql(), variables_override: { v2: value(4) } }), [[1]]);
    const query = sql({ variables: undefined });
    assert.deepEqual(await results({ query, variables_override: { v2: value(4) } }), [[1]]);
  });
  it("of another id and name changes nothing", async () => {
    const v2 = { code_name: "most", variableId: "v2", value: 4 };
    assert.deepEqual(await results({ query: sql(), variables_override: { v2 } }), [[3]]);
  });
});

describe("a saved insight", () => {
  const get = (path) => leapfrog.must(`${base}/${path}`);
  const encoded = (value) => encodeURIComponent(JSON.stringify(value));
  it("is asked with filters_override, and shows the question as it was asked", async () => {
    const { json } = await post("insights/", { query: { kind: "InsightVizNode", source: trend() } });
    const override = encoded({ date_from: "2026-03-03", date_to: "2026-03-03" });
    const asked = await get(`insights/${json.id}/?refresh=blocking&filters_override=${override}`);
    assert.deepEqual(asked.result[0].data, [2]);
    assert.equal(asked.query.source.dateRange.date_from, "2026-03-03");
    const own = await get(`insights/${json.id}/?refresh=blocking`);
    assert.deepEqual(own.result[0].data, [1, 2, 1]);
    assert.equal(own.query.source.dateRange.date_from, "2026-03-02");
  });
  it("is asked with variables_override", async () => {
    const { json } = await post("insights/", { query: { kind: "DataVisualizationNode", source: sql() } });
    const override = encoded({ v1: { code_name: "least", variableId: "v1", value: 3 } });
    const asked = await get(`insights/${json.id}/?refresh=blocking&variables_override=${override}`);
    assert.deepEqual(asked.result, [[2]]);
  });
  it("is asked as on a dashboard, with from_dashboard", async () => {
    const dashboard = (await post("dashboards/", { filters: { properties: is("pro") } })).json;
    const { json } = await post("insights/", { query: trend(), dashboards: [dashboard.id] });
    const on = await get(`insights/${json.id}/?refresh=blocking&from_dashboard=${dashboard.id}`);
    assert.deepEqual(on.result[0].data, [1, 1, 0]);
    const elsewhere = await leapfrog.api(`${base}/insights/${json.id}/?from_dashboard=${dashboard.id + 1000}`);
    assert.deepEqual([elsewhere.status, elsewhere.json.attr], [400, "from_dashboard"]);
    assert.equal(elsewhere.json.detail, "The insight is on no dashboard with this number.");
  });
});

describe("a dashboard", () => {
  let dashboard;
  let insight;
  before(async () => {
    const filters = { date_from: "2026-03-03", date_to: "2026-03-04" };
    const variables = { v1: { code_name: "least", variableId: "v1", value: 4 } };
    dashboard = (await post("dashboards/", { name: "Money", filters, variables })).json;
    insight = (
      await post("insights/", { query: { kind: "InsightVizNode", source: trend() }, dashboards: [dashboard.id] })
    ).json;
    await post("insights/", { query: { kind: "DataVisualizationNode", source: sql() }, dashboards: [dashboard.id] });
  });
  const read = async (query = "") => {
    const found = await leapfrog.must(`${base}/dashboards/${dashboard.id}/?refresh=blocking${query}`);
    return { ...found, results: found.tiles.map((tile) => tile.insight.result) };
  };
  it("asks its insights with its own dates and variables", async () => {
    const { results, filters, tiles } = await read();
    assert.deepEqual([results[0][0].data, results[1]], [[2, 1], [[1]]]);
    assert.deepEqual(filters, { date_from: "2026-03-03", date_to: "2026-03-04" });
    assert.equal(tiles[0].insight.query.source.dateRange.date_from, "2026-03-03");
  });
  it("takes those of a request over them, and says which are kept", async () => {
    const override = encodeURIComponent(JSON.stringify({ date_to: "2026-03-03", properties: is("free") }));
    const { results, filters, persisted_filters } = await read(`&filters_override=${override}`);
    assert.deepEqual(results[0][0].data, [1]);
    assert.deepEqual(filters, { date_from: "2026-03-03", date_to: "2026-03-03", properties: is("free") });
    assert.deepEqual(persisted_filters, { date_from: "2026-03-03", date_to: "2026-03-04" });
    const variables = encodeURIComponent(JSON.stringify({ v1: { code_name: "least", variableId: "v1", value: 2 } }));
    assert.deepEqual((await read(`&variables_override=${variables}`)).results[1], [[3]]);
  });
  it("lets a tile say otherwise for itself", async () => {
    const { tiles } = await read();
    const change = (filters_overrides) =>
      leapfrog.must(`${base}/dashboards/${dashboard.id}/`, {
        method: "PATCH",
        body: { tiles: [{ id: tiles[0].id, filters_overrides }] },
      });
    await change({ date_from: "2026-03-02", date_to: "2026-03-02" });
    assert.deepEqual((await read()).results[0][0].data, [1]);
    await change({});
    assert.deepEqual((await read()).results[0][0].data, [2, 1]);
  });
  it("leaves the saved insight as it is", async () => {
    const own = await leapfrog.must(`${base}/insights/${insight.id}/`);
    assert.equal(own.query.source.dateRange.date_from, "2026-03-02");
  });
  it("gives the same to whoever has its link", async () => {
    const share = await leapfrog.must(`${base}/dashboards/${dashboard.id}/sharing/`, {
      method: "PATCH",
      body: { enabled: true },
    });
    const shown = await leapfrog.send({ method: "GET", path: `/api/shared/${share.access_token}/` });
    assert.equal(shown.json.dashboard.tiles[0].insight.query.source.dateRange.date_from, "2026-03-03");
  });
});

describe("what is wrong is refused with its place", () => {
  for (const [name, body, attr] of [
    ["filters that are no object", { filters_override: "x" }, "filters_override"],
    ["a date that is no text", { filters_override: { date_from: 7 } }, "filters_override.date_from"],
    ["filters of a wrong type", { filters_override: { properties: "x" } }, "filters_override.properties"],
    ["variables that are no object", { variables_override: [] }, "variables_override"],
    ["a variable that is none", { variables_override: { v1: 4 } }, "variables_override.v1"],
    ["a date that is none", { filters_override: { date_from: "soon" } }, "query.dateRange.date_from"],
  ])
    it(name, async () => {
      const answer = await post("query/", { query: trend(), ...body });
      assert.deepEqual([answer.status, answer.json.attr], [400, attr], answer.text);
    });
  it("parameters that are no JSON", async () => {
    const { json } = await post("insights/", { query: trend() });
    const answer = await leapfrog.api(`${base}/insights/${json.id}/?filters_override={`);
    assert.deepEqual(
      [answer.status, answer.json.attr, answer.json.detail],
      [400, "filters_override", "filters_override is not JSON."],
    );
  });
});
