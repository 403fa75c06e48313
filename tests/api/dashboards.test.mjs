// Saved insights, dashboards with tiles, annotations: what PostHog's clients do with them.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let base;
before(async () => {
  leapfrog = await startLeapfrog({ label: "dashboards" });
  base = `/api/projects/${leapfrog.project.id}`;
});
after(() => leapfrog?.stop());

const trend = (event) => ({
  kind: "InsightVizNode",
  source: { kind: "TrendsQuery", series: [{ kind: "EventsNode", event }] },
});
const post = (path, body) => leapfrog.must(`${base}/${path}`, { method: "POST", body });
const patch = (path, body) => leapfrog.must(`${base}/${path}`, { method: "PATCH", body });
const get = (path) => leapfrog.must(`${base}/${path}`);
const names = (page) => page.results.map((each) => each.name);

describe("insights", () => {
  let insight;
  it("keeps a question as it came", async () => {
    insight = await post("insights/", {
      name: "Sign-ups",
      query: trend("signed up"),
      tags: [" Growth", "growth"],
      saved: true,
    });
    assert.match(insight.short_id, /^\w{8}$/);
    assert.deepEqual(insight.query, trend("signed up"));
    assert.deepEqual(insight.tags, ["growth"]);
    assert.equal(insight.created_by.email, "owner@example.com");
    assert.deepEqual(await get(`insights/${insight.id}/`), insight);
    assert.deepEqual(await get(`insights/${insight.short_id}/`), insight);
  });

  it("finds by short id, words, kind, tag and favourites", async () => {
    await post("insights/", {
      derived_name: "Way to 100%_done",
      query: { kind: "InsightVizNode", source: { kind: "FunnelsQuery", series: [] } },
      saved: true,
    });
    await post("insights/", { name: "A draft", query: trend("x") });
    const found = async (query) =>
      (await get(`insights/?${query}`)).results.map((each) => each.name ?? each.derived_name);
    assert.deepEqual(await found(`short_id=${insight.short_id}`), ["Sign-ups"]);
    assert.deepEqual(await found("search=SIGN"), ["Sign-ups"]);
    assert.deepEqual(await found("search=100%25_d"), ["Way to 100%_done"]);
    assert.deepEqual(await found("search=100%25d"), []);
    assert.deepEqual(await found("insight=FUNNELS"), ["Way to 100%_done"]);
    assert.deepEqual(await found("tags=%5B%22growth%22%5D"), ["Sign-ups"]);
    assert.deepEqual(await found("saved=true&order=name"), ["Sign-ups", "Way to 100%_done"]);
    assert.equal((await get("insights/")).count, 3);
    assert.deepEqual(await found("favorited=true"), []);
    await patch(`insights/${insight.id}/`, { favorited: true });
    assert.deepEqual(await found("favorited=true"), ["Sign-ups"]);
  });

  it("deletes by a change, and brings back", async () => {
    const refused = await leapfrog.api(`${base}/insights/${insight.id}/`, { method: "DELETE" });
    assert.equal(refused.status, 405);
    await patch(`insights/${insight.id}/`, { deleted: true });
    assert.equal((await leapfrog.api(`${base}/insights/${insight.id}/`)).status, 404);
    assert.equal((await get("insights/?search=sign-ups")).count, 0);
    await patch(`insights/${insight.id}/`, { deleted: false });
    assert.equal((await get(`insights/${insight.id}/`)).name, "Sign-ups");
    const log = await get(`activity_log/?scope=Insight&item_id=${insight.id}`);
    assert.deepEqual(
      log.results.map((entry) => entry.activity),
      ["updated", "deleted", "updated", "created"],
    );
  });

  it("remembers who looked", async () => {
    await leapfrog.must(`${base}/insights/viewed/`, { method: "POST", body: { insight_ids: [insight.id] } });
    assert.deepEqual(
      (await get("insights/my_last_viewed/")).map((each) => each.id),
      [insight.id],
    );
  });

  it("says what is wrong", async () => {
    const cases = [
      [{ query: 7 }, "query"],
      [{ query: {} }, "query"],
      [{ name: "x".repeat(401) }, "name"],
      [{ tags: [1] }, "tags"],
      [{ dashboards: [999] }, "dashboards"],
      [{ favorited: "yes" }, "favorited"],
    ];
    for (const [body, attr] of cases) {
      const answer = await leapfrog.api(`${base}/insights/`, { method: "POST", body });
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.equal(answer.json.attr, attr);
    }
    assert.equal((await leapfrog.api(`${base}/insights/?order=id;drop`)).status, 400);
    assert.equal((await leapfrog.api(`${base}/insights/nothing/`)).status, 404);
  });

  it("is invisible from another project", async () => {
    const other = await leapfrog.newProject("Other");
    const answer = await leapfrog.api(`/api/projects/${other.id}/insights/${insight.short_id}/`);
    assert.equal(answer.status, 404);
    assert.equal((await leapfrog.must(`/api/projects/${other.id}/insights/`)).count, 0);
  });
});

describe("dashboards", () => {
  let dashboard;
  let insight;
  it("holds insights and texts", async () => {
    dashboard = await post("dashboards/", { name: "Product", tiles: [{ text: { body: "# Hello" } }] });
    insight = await post("insights/", { name: "On it", query: trend("a"), dashboards: [dashboard.id], saved: true });
    assert.deepEqual(insight.dashboards, [dashboard.id]);
    const { tiles } = await get(`dashboards/${dashboard.id}/`);
    assert.deepEqual(
      tiles.map((tile) => tile.text?.body ?? tile.insight.name),
      ["# Hello", "On it"],
    );
    assert.deepEqual(names(await get(`insights/?dashboards=%5B${dashboard.id}%5D`)), ["On it"]);
  });

  it("keeps the places of tiles", async () => {
    const { tiles } = await get(`dashboards/${dashboard.id}/`);
    const layouts = { sm: { x: 6, y: 0, w: 6, h: 5 } };
    const changed = await patch(`dashboards/${dashboard.id}/`, {
      tiles: [{ id: tiles[1].id, layouts, color: "blue" }],
      filters: { date_from: "-7d" },
      pinned: true,
    });
    assert.deepEqual(changed.tiles[1].layouts, layouts);
    assert.equal(changed.tiles[1].color, "blue");
    assert.deepEqual(changed.filters, { date_from: "-7d" });
    const taken = await patch(`dashboards/${dashboard.id}/`, { tiles: [{ id: tiles[0].id, deleted: true }] });
    assert.equal(taken.tiles.length, 1);
    const back = await patch(`dashboards/${dashboard.id}/`, { tiles: [{ id: tiles[0].id, deleted: false }] });
    assert.equal(back.tiles.length, 2);
  });

  it("copies with and without its insights", async () => {
    const same = await post("dashboards/", { name: "Copy", use_dashboard: dashboard.id });
    assert.equal(same.tiles.find((tile) => tile.insight).insight.id, insight.id);
    const own = await post("dashboards/", { name: "Own", use_dashboard: dashboard.id, duplicate_tiles: true });
    const copy = own.tiles.find((tile) => tile.insight).insight;
    assert.notEqual(copy.id, insight.id);
    assert.deepEqual((await get(`insights/${copy.id}/`)).query, insight.query);
    assert.deepEqual(names(await get("dashboards/")), ["Product", "Copy", "Own"], "pinned first");
    assert.deepEqual(names(await get("dashboards/?search=op")), ["Copy"]);
  });

  it("moves tiles, and takes an insight off", async () => {
    const target = await post("dashboards/", { name: "Target" });
    const { tiles } = await get(`dashboards/${dashboard.id}/`);
    const text = tiles.find((tile) => tile.text);
    const left = await patch(`dashboards/${dashboard.id}/move_tile/`, {
      tile: { id: text.id },
      toDashboard: target.id,
    });
    assert.equal(left.tiles.length, 1);
    assert.equal((await get(`dashboards/${target.id}/`)).tiles[0].text.body, "# Hello");
    await patch(`insights/${insight.id}/`, { dashboards: [] });
    assert.deepEqual((await get(`dashboards/${dashboard.id}/`)).tiles, []);
  });

  it("deletes by a change, with its own insights when asked", async () => {
    await patch(`insights/${insight.id}/`, { dashboards: [dashboard.id] });
    await patch(`dashboards/${dashboard.id}/`, { deleted: true, delete_insights: true });
    assert.equal((await leapfrog.api(`${base}/dashboards/${dashboard.id}/`)).status, 404);
    assert.equal((await leapfrog.api(`${base}/insights/${insight.id}/`)).status, 404);
    assert.equal((await leapfrog.api(`${base}/dashboards/${dashboard.id}/`, { method: "DELETE" })).status, 405);
  });
});

describe("annotations", () => {
  it("are written, listed by date, changed and deleted", async () => {
    const early = await post("annotations/", { content: "4.2 shipped", date_marker: "2026-11-01T10:00:00Z" });
    await post("annotations/", { content: "4.3 shipped", date_marker: "2026-11-09T10:00:00Z", creation_type: "GIT" });
    const listed = async (query = "") => (await get(`annotations/${query}`)).results.map((each) => each.content);
    assert.deepEqual(await listed(), ["4.3 shipped", "4.2 shipped"]);
    assert.deepEqual(await listed("?search=4.2"), ["4.2 shipped"]);
    await patch(`annotations/${early.id}/`, { content: "4.2.0 shipped" });
    assert.equal((await get(`annotations/${early.id}/`)).content, "4.2.0 shipped");
    await patch(`annotations/${early.id}/`, { deleted: true });
    assert.deepEqual(await listed(), ["4.3 shipped"]);
    for (const body of [{}, { content: "x", date_marker: "soon" }, { content: "x", scope: "moon" }]) {
      assert.equal((await leapfrog.api(`${base}/annotations/`, { method: "POST", body })).status, 400);
    }
  });
});
