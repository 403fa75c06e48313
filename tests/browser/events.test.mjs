// Stored events narrowed by what their properties hold; the address keeps it, and the API gives the same ones.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, listedEvents, openSignedIn, phone, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("events");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    ["team", "team", "free", "solo"].map((plan, index) =>
      anEvent({ event: `paid ${index}`, distinct_id: `p${index}`, properties: { plan, amount: index * 10 } }),
    ),
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

it("are narrowed by a property", async () => {
  await page.goto(`/project/${leapfrog.project.id}/events`);
  await page.getByText("4 events loaded, all there are").waitFor();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("button", { name: "Property", exact: true }).click();
  await page.getByRole("option", { name: /^plan/ }).click();
  await page.getByRole("option", { name: "team" }).click();
  await page.keyboard.press("Escape");
  await page.getByText("2 events loaded, all there are").waitFor();
  await shows(async () => (await listedEvents(page)).sort(), ["paid 0", "paid 1"]);
  const properties = [{ type: "event", key: "plan", operator: "exact", value: ["team"] }];
  const asked = await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query: { kind: "EventsQuery", select: ["event"], after: "all", properties } },
  });
  assert.deepEqual(asked.results.flat().sort(), ["paid 0", "paid 1"]);
  await assertAccessible(page);
  await picture(page, "events-filtered");
});

it("stay narrowed when the page is loaded again, and are all there when it is cleared", async () => {
  await page.reload();
  await page.getByText("2 events loaded, all there are").waitFor();
  await page.getByRole("button", { name: "plan is team" }).waitFor();
  await assertFits(page);
  const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
  await small.goto(page.url());
  await small.getByText("2 events loaded, all there are").waitFor();
  await assertFits(small);
  await picture(small, "events-filtered-phone-dark");
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByText("4 events loaded, all there are").waitFor();
});

const cells = (name) => page.getByRole("row", { name }).getByRole("gridcell").allInnerTexts();

it("have the columns that were chosen, in that order", async () => {
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Take Where out" }).click();
  await page.getByRole("button", { name: "Property", exact: true }).click();
  await page.getByRole("option", { name: /^amount/ }).click();
  await page.getByRole("columnheader", { name: "amount" }).waitFor();
  await page.getByRole("button", { name: "Move amount to the left" }).click();
  await page.keyboard.press("Escape");
  const heads = async () => (await page.getByRole("columnheader").allInnerTexts()).slice(1);
  await shows(heads, ["Event", "Person", "amount", "Time"]);
  const [stored] = await leapfrog.events({ event: "paid 3" });
  await shows(async () => (await cells(/paid 3/))[3], String(stored.properties.amount));
  await page.reload();
  await page.getByRole("columnheader", { name: "amount" }).waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "events-columns");
});

it("are kept as a view, for everybody, with a way back", async () => {
  const views = async () =>
    (await leapfrog.must(`/api/projects/${leapfrog.project.id}/column_configurations/`)).results;
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("button", { name: "Property", exact: true }).click();
  await page.getByRole("option", { name: /^plan/ }).click();
  await page.getByRole("option", { name: "team" }).click();
  await page.keyboard.press("Escape");
  await page.getByText("2 events loaded, all there are").waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save as a view…" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Team payments");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "View: Team payments" }).waitFor();
  await shows(
    async () => (await views()).map(({ columns, visibility }) => [columns, visibility]),
    [[["event", "person", "properties.amount", "time"], "shared"]],
  );
  // From anywhere else it is one pick away.
  await page.goto(`/project/${leapfrog.project.id}/events`);
  await page.getByText("4 events loaded, all there are").waitFor();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Team payments" }).click();
  await page.getByText("2 events loaded, all there are").waitFor();
  await page.getByRole("columnheader", { name: "amount" }).waitFor();
  await picture(page, "events-view");
  // Changed, and the change kept.
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("button", { name: "Take Person out" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "View: Team payments, changed" }).click();
  await page.getByRole("menuitem", { name: /^Keep the changes/ }).click();
  await page.getByRole("button", { name: "View: Team payments", exact: true }).waitFor();
  await shows(async () => (await views())[0]?.columns, ["event", "properties.amount", "time"]);
  await page.getByRole("button", { name: "View: Team payments" }).click();
  await page.getByRole("menuitem", { name: /^Delete/ }).click();
  await page.getByRole("button", { name: "Views", exact: true }).waitFor();
  await shows(async () => (await views()).length, 0);
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await until(async () => (await views()).length === 1, { what: "the view back" });
});

it("leave as CSV with the columns on the screen", async () => {
  await page.getByRole("button", { name: "Export" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^CSV/ }).click(),
  ]);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\r\n");
  assert.equal(lines[0], "Event,amount,Time");
  assert.equal(lines.length, 3);
  assert.deepEqual(page.problems, []);
});
