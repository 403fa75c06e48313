// What saved insights and dashboards give as results: the query endpoint's answers, computed only when asked for.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
let base;
before(async () => {
  leapfrog = await startLeapfrog({ label: "results" });
  base = `/api/projects/${leapfrog.project.id}`;
  await paid();
});
after(() => leapfrog?.stop());

const post = (path, body) => leapfrog.must(`${base}/${path}`, { method: "POST", body });
const get = (path) => leapfrog.must(`${base}/${path}`);
async function paid() {
  const event = anEvent({ event: "paid", timestamp: "2026-03-03T12:00:00.000Z" });
  await leapfrog.capture(event, { historical_migration: true });
  await leapfrog.flush();
}
const trend = (name) => ({
  kind: "InsightVizNode",
  source: {
    kind: "TrendsQuery",
    dateRange: { date_from: "2026-03-02", date_to: "2026-03-04" },
    series: [{ kind: "EventsNode", event: "paid", custom_name: name }],
  },
});

describe("a saved insight", () => {
  it("has no result until one is asked for", async () => {
    const { id } = await post("insights/", { name: "Paid", query: trend("first") });
    const before = await get(`insights/${id}/`);
    assert.equal(before.result, null);
    assert.equal(before.last_refresh, null);
    const computed = await get(`insights/${id}/?refresh=blocking`);
    assert.equal(computed.is_cached, false);
    assert.deepEqual(computed.result[0].data, [0, 1, 0]);
    assert.equal(computed.timezone, "UTC");
    assert.match(computed.receipt.result_hash, /^[0-9a-f]{32}$/);
    assert.equal(computed.last_refresh, computed.receipt.computed_at);
    const kept = await get(`insights/${id}/`);
    assert.equal(kept.is_cached, true);
    assert.deepEqual(kept.result, computed.result);
    const listed = (await get("insights/")).results.find((insight) => insight.id === id);
    assert.deepEqual(listed.result, computed.result);
  });
  it("shares its answer with the query endpoint", async () => {
    const query = trend("shared");
    const { id } = await post("insights/", { name: "Shared", query });
    const asked = await leapfrog.must(`${base}/query/`, { method: "POST", body: { query } });
    const saved = await get(`insights/${id}/`);
    assert.deepEqual(saved.result, asked.results);
    assert.deepEqual(saved.receipt, asked.receipt);
    assert.equal(saved.cache_key, asked.cache_key);
  });
  it("is computed in the background", async () => {
    const { id } = await post("insights/", { name: "Later", query: trend("later") });
    const asked = await get(`insights/${id}/?refresh=async`);
    assert.equal(asked.result, null);
    assert.equal(asked.query_status.complete, false);
    const path = `${base}/query/${asked.query_status.id}/`;
    await until(async () => (await leapfrog.api(path)).status === 200, { what: "the answer" });
    assert.deepEqual((await get(`insights/${id}/`)).result[0].data.length, 3);
  });
  it("says why its question cannot be answered", async () => {
    const { id } = await post("insights/", { name: "Broken", query: { kind: "TrendsQuery", series: 3 } });
    const broken = await get(`insights/${id}/?refresh=blocking`);
    assert.equal(broken.result, null);
    assert.equal(broken.query_status.error, true);
    assert.match(broken.query_status.error_message, /query\.series|series/);
    assert.equal((await leapfrog.api(`${base}/insights/${id}/?refresh=perhaps`)).status, 400);
  });
});

describe("a dashboard", () => {
  it("computes all of its insights at once, and again when events came in", async () => {
    const dashboard = await post("dashboards/", { name: "Money" });
    for (let i = 0; i < 25; ++i)
      await post("insights/", { name: `Tile ${i}`, query: trend(`tile ${i}`), dashboards: [dashboard.id] });
    const fresh = await get(`dashboards/${dashboard.id}/?refresh=blocking`);
    assert.equal(fresh.tiles.length, 25);
    const counted = fresh.tiles[0].insight.result[0].count;
    for (const tile of fresh.tiles) {
      assert.equal(tile.insight.result[0].count, counted, tile.insight.name);
      assert.equal(tile.last_refresh, tile.insight.last_refresh);
    }
    await paid();
    const stale = await get(`dashboards/${dashboard.id}/`);
    assert.equal(stale.tiles[0].insight.result[0].count, counted);
    assert.equal(stale.tiles[0].is_cached, true);
    const again = await get(`dashboards/${dashboard.id}/?refresh=blocking`);
    for (const tile of again.tiles) assert.equal(tile.insight.result[0].count, counted + 1);
  });
});
