// Answers as large as they come: ten thousand periods, a thousand series. They are drawn, said in words, listed whole in a table
// that holds only what is on the screen, and scrolled to their end.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, settled, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("large_answers");
  leapfrog = app.leapfrog;
  const start = Date.now() - 6 * 86_400_000;
  await leapfrog.capture(
    Array.from({ length: 4000 }, (_, index) =>
      anEvent({
        event: "worked",
        distinct_id: `p${index % 50}`,
        timestamp: new Date(start + index * 120_000).toISOString(),
        properties: { plan: `plan number ${index % 1000}` },
      }),
    ),
    { historical_migration: true },
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const ask = async (query) =>
  (await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, { method: "POST", body: { query } })).results;
async function open(query) {
  await page.goto(`/project/${leapfrog.project.id}/insights/new?q=${encodeURIComponent(JSON.stringify(query))}`);
  await page.getByRole("button", { name: "Receipt" }).waitFor();
  await settled(page);
}
const series = [{ kind: "EventsNode", event: "worked", name: "worked" }];
const table = () => page.getByRole("region", { name: "The numbers of the chart" });
const cellsInPage = () => table().locator("td:not([aria-hidden])").count();

it("draws ten thousand minutes, and lists them all", async () => {
  const minutes = { kind: "TrendsQuery", series, interval: "minute", dateRange: { date_from: "-7d" } };
  const [one] = await ask(minutes);
  assert.ok(one.data.length > 10_000, `${one.data.length} minutes`);
  for (const display of ["ActionsLineGraph", "ActionsAreaGraph", "ActionsBar"]) {
    await open({ ...minutes, trendsFilter: { display } });
    await page.getByRole("img", { name: new RegExp(`worked: ${one.count.toLocaleString("en-US")} in all`) }).waitFor();
    await picture(page, `large-${display}`);
  }
  assert.ok((await cellsInPage()) < 300, "only what is on the screen is in the page");
  await table().evaluate((box) => {
    box.scrollLeft = box.scrollWidth;
  });
  const last = table().locator(`th[aria-colindex="${one.data.length + 2}"]`);
  await last.waitFor();
  await assertFits(page);
  await assertAccessible(page);
  assert.deepEqual(page.problems, []);
});

it("lists a thousand series, of which the chart names the largest", async () => {
  const split = {
    kind: "TrendsQuery",
    series,
    interval: "day",
    dateRange: { date_from: "-7d" },
    breakdownFilter: { breakdown: "plan", breakdown_type: "event", breakdown_limit: 1000 },
  };
  const results = await ask(split);
  assert.equal(results.length, 1000);
  await open(split);
  await page.getByText("and 900 more", { exact: true }).waitFor();
  assert.ok((await cellsInPage()) < 800);
  await table().evaluate((box) => {
    box.scrollTop = box.scrollHeight;
  });
  await table().locator('tr[aria-rowindex="1001"]').waitFor();
  const chart = page.getByRole("img", { name: /And 997 more series/ });
  await chart.hover();
  await page.getByText("and 988 more").waitFor();
  await picture(page, "large-series");
  await open({ ...split, trendsFilter: { display: "ActionsBarValue" } });
  await page.getByRole("button", { name: "100 more of 900" }).click();
  await page.getByRole("button", { name: "100 more of 800" }).waitFor();
  await assertFits(page);
  await assertAccessible(page);
  assert.deepEqual(page.problems, []);
});
