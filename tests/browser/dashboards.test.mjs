// Dashboards: made from a template, filled, arranged by pointer and keys, copied, deleted.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, settled, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
let insight;
before(async () => {
  app = await startApp("dashboards");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    Array.from({ length: 30 }, (_, index) =>
      anEvent({
        event: "$pageview",
        distinct_id: `p${index % 9}`,
        timestamp: new Date(Date.now() - index * 40_000_000).toISOString(),
        properties: { $pathname: `/page-${index % 4}` },
      }),
    ),
  );
  await leapfrog.flush();
  const source = {
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: "$pageview" }],
    dateRange: { date_from: "-14d" },
  };
  insight = await leapfrog.must(`/api/projects/${leapfrog.project.id}/insights/`, {
    method: "POST",
    body: { name: "Views", saved: true, query: { kind: "InsightVizNode", source } },
  });
  page = await openSignedIn(app);
});
after(() => app?.close());

const stored = (id) => leapfrog.must(`/api/projects/${leapfrog.project.id}/dashboards/${id}/`);
const idInUrl = () => Number(/dashboards\/(\d+)/.exec(page.url())[1]);

it("makes one, and puts an insight and a text on it", async () => {
  await page.goto(`/project/${leapfrog.project.id}/dashboards`);
  await page.getByRole("button", { name: "New dashboard" }).first().click();
  await page.getByLabel("Name").fill("Every morning");
  await page.keyboard.press("Enter");
  await page.waitForURL(/dashboards\/\d+$/);
  await page.getByRole("button", { name: "Add an insight" }).click();
  await page.getByRole("button", { name: "Add Views" }).click();
  await page.getByRole("button", { name: "Take off Views" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Views", exact: true }).waitFor();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByRole("button", { name: "Text", exact: true }).click();
  await page.getByRole("textbox", { name: "Text" }).fill("# Read this\n\n- first\n- second");
  await page.getByRole("button", { name: "Save text" }).click();
  await page.getByRole("heading", { name: "Read this" }).waitFor();
  const kept = async () =>
    (await stored(idInUrl())).tiles.map((tile) => tile.insight?.id ?? tile.text.body.slice(0, 6));
  await shows(kept, [insight.id, "# Read"]);
});

it("moves tiles by keys and by pointer, and keeps their places", async () => {
  const handles = page.getByRole("button", { name: /^Move: drag/ });
  await handles.first().press("Shift+ArrowRight");
  const box = async (index) => (await stored(idInUrl())).tiles[index].layouts.sm;
  await until(async () => (await box(0))?.w === 7, { what: "a wider tile" });
  await until(async () => (await box(1))?.x === 6 || (await box(1))?.y > 0, { what: "room made for it" });
  // Not while it still moves to its place.
  await handles.first().hover();
  const handle = await handles.first().boundingBox();
  await page.mouse.down();
  await page.mouse.move(handle.x + 500, handle.y + 10, { steps: 8 });
  await page.mouse.up();
  await until(async () => (await box(0))?.x > 0, { what: "the tile at the right" });
  const placed = await box(0);
  await page.getByRole("button", { name: "Done" }).click();
  await page.reload();
  await settled(page);
  assert.deepEqual(await box(0), placed);
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "dashboard");
});

it("looks at other dates than its insights, in the address and for everybody", async () => {
  await page.getByRole("button", { name: /^Dates:/ }).click();
  await page.getByRole("button", { name: "Last 7 days" }).click();
  await page.getByRole("article").getByText("Last 7 days").waitFor();
  await shows(() => new URL(page.url()).searchParams.get("from"), "-7d");
  await page.getByRole("button", { name: "Keep for everybody" }).click();
  await until(async () => (await stored(idInUrl())).filters.date_from === "-7d", { what: "the dates stored" });
  await page.getByRole("article").getByText("Last 7 days").waitFor();
});

it("filters all its insights, in the address and for everybody, and on public links", async () => {
  const trend = async (properties) =>
    (
      await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
        method: "POST",
        body: { query: { ...insight.query.source, dateRange: { date_from: "-7d" }, properties } },
      })
    ).results[0];
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  await page.getByRole("button", { name: "Filter all insights" }).click();
  await page.getByPlaceholder("Search properties").fill("pathname");
  await page.getByRole("option", { name: /^Path/ }).first().click();
  await page.getByRole("option", { name: "/page-1", exact: true }).click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  const filtersInUrl = () => JSON.parse(new URL(page.url()).searchParams.get("filters"));
  await until(() => filtersInUrl()?.[0]?.value?.length === 1, { what: "the filter in the address" });
  const properties = filtersInUrl();
  const [all, some] = [await trend([]), await trend(properties)];
  assert.ok(some.count > 0 && some.count < all.count);
  await page.getByRole("img", { name: new RegExp(`: ${some.count} in all`) }).waitFor();
  await picture(page, "dashboard-filtered");
  await page.getByRole("button", { name: "Keep for everybody" }).click();
  await until(async () => (await stored(idInUrl())).filters.properties?.length === 1, { what: "the filters stored" });
  await page.getByRole("button", { name: "Path is /page-1" }).waitFor();
  const base = `/api/projects/${leapfrog.project.id}/dashboards/${idInUrl()}`;
  const { access_token } = await leapfrog.must(`${base}/sharing/`, { method: "PATCH", body: { enabled: true } });
  const tile = (await stored(idInUrl())).tiles.find((each) => each.insight);
  const shared = await (await fetch(`${leapfrog.url}/api/shared/${access_token}/results/${tile.id}/`)).json();
  assert.deepEqual(shared.results[0].data, some.data);
  await leapfrog.must(`${base}/`, { method: "PATCH", body: { filters: { date_from: "-7d" } } });
  await page.reload();
  await page.getByRole("button", { name: "Filters", exact: true }).waitFor();
});

it("filters a kept filter away again, and dates by dragging over a chart", async () => {
  const properties = [{ type: "event", key: "$pathname", operator: "exact", value: ["/page-1"] }];
  const base = `/api/projects/${leapfrog.project.id}/dashboards/${idInUrl()}/`;
  await leapfrog.must(base, { method: "PATCH", body: { filters: { date_from: "-7d", properties } } });
  await page.reload();
  await page.getByRole("button", { name: "Path is /page-1" }).click();
  await page
    .getByRole("button", { name: /^Remove/ })
    .first()
    .click();
  await page.keyboard.press("Escape");
  const { results } = await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query: { ...insight.query.source, dateRange: { date_from: "-7d" } } },
  });
  const chart = page.getByRole("img", { name: new RegExp(`: ${results[0].count} in all`) });
  await settled(page);
  await chart.hover();
  const { x, y, width, height } = await chart.boundingBox();
  await page.mouse.move(x + width * 0.4, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.8, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await until(() => /^\d{4}-/.test(new URL(page.url()).searchParams.get("from") ?? ""), { what: "the days" });
  await page.getByRole("button", { name: "Reset" }).click();
  await leapfrog.must(base, { method: "PATCH", body: { filters: { date_from: "-7d" } } });
  await page.reload();
  await page.getByRole("button", { name: "Filters", exact: true }).waitFor();
});

it("asks a retention as public links do: until the last day of its dates", async () => {
  const base = `/api/projects/${leapfrog.project.id}`;
  const entity = { id: "$pageview", name: "$pageview", type: "events" };
  const source = {
    kind: "RetentionQuery",
    retentionFilter: {
      period: "Day",
      totalIntervals: 4,
      retentionType: "retention_recurring",
      targetEntity: entity,
      returningEntity: entity,
    },
  };
  const dashboard = await leapfrog.must(`${base}/dashboards/`, { method: "POST", body: { name: "Coming back" } });
  await leapfrog.must(`${base}/insights/`, {
    method: "POST",
    body: { name: "Back", saved: true, dashboards: [dashboard.id], query: { kind: "InsightVizNode", source } },
  });
  const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const [from, to] = [day(9), day(3)];
  const filters = { date_from: from, date_to: to };
  await leapfrog.must(`${base}/dashboards/${dashboard.id}/`, { method: "PATCH", body: { filters } });
  const asked = { ...source, dateRange: filters };
  const { results } = await leapfrog.must(`${base}/query/`, { method: "POST", body: { query: asked } });
  assert.deepEqual(
    results.map(({ date }) => date.slice(0, 10)),
    [6, 5, 4, 3].map(day),
  );
  await page.goto(`/project/${leapfrog.project.id}/dashboards/${dashboard.id}`);
  const grid = page.getByRole("region", { name: "Retention by cohort" });
  const sizes = async () =>
    (await grid.locator("tbody tr:not(:first-child) td:nth-child(2)").allTextContents()).map(Number);
  const counted = results.map(({ values }) => values[0].count);
  await shows(sizes, counted);
  await page.getByText(/^4 days until /).waitFor();
  const sharing = `${base}/dashboards/${dashboard.id}/sharing/`;
  const { access_token } = await leapfrog.must(sharing, { method: "PATCH", body: { enabled: true } });
  const [tile] = (await stored(dashboard.id)).tiles;
  const shared = await (await fetch(`${leapfrog.url}/api/shared/${access_token}/results/${tile.id}/`)).json();
  assert.deepEqual(shared.results, results);
  await page.goto(`/shared/${access_token}`);
  await shows(sizes, counted);
});

it("gives a variable of its statements a value, in the address and for everybody", async () => {
  const base = `/api/projects/${leapfrog.project.id}`;
  const variable = await leapfrog.must(`${base}/insight_variables/`, {
    method: "POST",
    body: { name: "Page", type: "String", default_value: "/page-1" },
  });
  const query = "SELECT count() AS views FROM events WHERE properties.$pathname = {variables.page}";
  const count = async (value) =>
    (
      await leapfrog.must(`${base}/query/`, {
        method: "POST",
        body: {
          query: { kind: "HogQLQuery", query, ...(value ? { variables: { page: { code_name: "page", value } } } : {}) },
        },
      })
    ).results[0][0];
  const dashboard = await leapfrog.must(`${base}/dashboards/`, { method: "POST", body: { name: "By page" } });
  const source = {
    kind: "HogQLQuery",
    query,
    variables: { [variable.id]: { variableId: variable.id, code_name: "page" } },
  };
  const viz = { kind: "DataVisualizationNode", display: "BoldNumber", source };
  await leapfrog.must(`${base}/insights/`, {
    method: "POST",
    body: { name: "Views of it", saved: true, dashboards: [dashboard.id], query: viz },
  });
  await page.goto(`/project/${leapfrog.project.id}/dashboards/${dashboard.id}`);
  const number = (value) => page.getByRole("figure", { name: `views: ${value}.` });
  await number(await count()).waitFor();
  assert.notEqual(await count("/page-2"), await count());
  await page.getByLabel("Page", { exact: true }).fill("/page-2");
  await page.getByLabel("Page", { exact: true }).press("Enter");
  await number(await count("/page-2")).waitFor();
  await shows(() => JSON.parse(new URL(page.url()).searchParams.get("vars")), { page: "/page-2" });
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "dashboard-variable");
  await page.getByRole("button", { name: "Keep for everybody" }).click();
  await page.getByText("These values are kept for everybody").waitFor();
  await shows(async () => (await stored(dashboard.id)).persisted_variables[variable.id]?.value, "/page-2");
  await page.goto(`/project/${leapfrog.project.id}/dashboards/${dashboard.id}`);
  await number(await count("/page-2")).waitFor();
  await page.goto(`/project/${leapfrog.project.id}/dashboards`);
  await page.getByRole("link", { name: "Every morning", exact: true }).click();
  await settled(page);
});

it("computes all tiles anew, and says how far that is", async () => {
  const before = (await stored(idInUrl())).tiles.length;
  const answers = [];
  page.on(
    "response",
    (response) => response.url().endsWith("/query/") && answers.push(response.request().postDataJSON()),
  );
  await page.getByRole("button", { name: "Compute all now (r)" }).click();
  await until(() => answers.some((body) => body.refresh === "force_blocking"), { what: "the tile computed" });
  await page.getByRole("button", { name: "Compute all now (r)" }).waitFor();
  assert.equal((await stored(idInUrl())).tiles.length, before);
});

it("fills the screen, and leaves it", async () => {
  const rail = page.getByRole("navigation", { name: "Pages" });
  await page.keyboard.press("f");
  await until(() => new URL(page.url()).searchParams.get("full") === "true", { what: "the full screen" });
  const over = () => page.evaluate(() => Boolean(document.elementFromPoint(10, 400)?.closest(".fixed")));
  await until(over, { what: "the dashboard covering the rail" });
  await settled(page);
  await picture(page, "dashboard-full");
  await page.keyboard.press("f");
  await until(() => !new URL(page.url()).searchParams.has("full"), { what: "the page again" });
  await rail.waitFor();
});

it("takes a tile off, and puts it back", async () => {
  await page.getByRole("button", { name: "More about Views" }).click();
  await page.getByRole("menuitem", { name: "Take off this dashboard" }).click();
  await until(async () => (await stored(idInUrl())).tiles.length === 1, { what: "the tile gone" });
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await until(async () => (await stored(idInUrl())).tiles.length === 2, { what: "the tile back" });
});

it("is copied with its insights, and deleted with a way back", async () => {
  const original = idInUrl();
  await page.getByRole("button", { name: "More about this dashboard" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await until(() => idInUrl() !== original, { what: "the copy" });
  await page.getByRole("heading", { level: 1, name: "Every morning (copy)" }).waitFor();
  const copy = await stored(idInUrl());
  assert.notEqual(copy.tiles.find((tile) => tile.insight).insight.id, insight.id);
  await page.getByRole("button", { name: "More about this dashboard" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.waitForURL(/dashboards$/);
  const status = async () => (await leapfrog.api(`/api/projects/${leapfrog.project.id}/dashboards/${copy.id}/`)).status;
  await shows(status, 404);
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await shows(status, 200);
});

it("begins with a template", async () => {
  await page.goto(`/project/${leapfrog.project.id}/dashboards`);
  await page.getByRole("button", { name: "New dashboard" }).first().click();
  await page.getByText("Pages, sources, places and devices.").click();
  await page.getByRole("button", { name: "Make dashboard" }).click();
  await page.waitForURL(/dashboards\/\d+$/);
  await page.getByRole("link", { name: "Top pages" }).waitFor();
  await settled(page);
  await assertFits(page);
  await picture(page, "dashboard-web");
  for (const [about, title] of [
    ["From the first visit to paying", "Activation: from a visit to using it"],
    ["What a release does", "Errors by hour"],
  ]) {
    await page.goto(`/project/${leapfrog.project.id}/dashboards`);
    await page.getByRole("button", { name: "New dashboard" }).first().click();
    await page.getByText(about).click();
    await page.getByRole("button", { name: "Make dashboard" }).click();
    await page.waitForURL(/dashboards\/\d+$/);
    await page.getByRole("link", { name: title }).waitFor();
    await settled(page);
    await assertFits(page);
    await assertAccessible(page);
    assert.equal(await page.getByText("This could not be computed").count(), 0);
  }
  await picture(page, "dashboard-launch");
  assert.deepEqual(page.problems, []);
});
