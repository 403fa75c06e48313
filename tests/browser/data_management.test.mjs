// Data management: what occurs, and what people write about it; hidden events leave the pickers.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, hasCount, openSignedIn, picture, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("data-management");
  leapfrog = app.leapfrog;
  await leapfrog.capture([
    anEvent({ event: "signed up", distinct_id: "a", properties: { plan: "team", $set: { role: "owner" } } }),
    anEvent({ event: "noise", distinct_id: "a", properties: { level: 3 } }),
  ]);
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const definition = async (name) =>
  (await leapfrog.must(`/api/projects/${leapfrog.project.id}/event_definitions/?search=${name}`)).results[0];

it("describes and verifies an event, with a way back", async () => {
  await page.goto(`/project/${leapfrog.project.id}/data`);
  await page.getByRole("row", { name: /signed up/ }).click();
  const panel = page.getByRole("dialog", { name: "signed up" });
  await panel.getByLabel("What it means").fill("Somebody made an account");
  await panel.getByLabel("Tags").fill("Growth, core");
  await panel.getByRole("button", { name: "Save" }).click();
  await until(async () => (await definition("signed")).description === "Somebody made an account", {
    what: "the description",
  });
  await panel.getByRole("switch", { name: "Verified" }).click();
  await until(async () => (await definition("signed")).verified === true, { what: "verified" });
  await assertAccessible(page);
  await picture(page, "definition");
  await page.keyboard.press("Escape");
  await page.getByRole("row", { name: /signed up.*Somebody made an account/ }).waitFor();
  await assertFits(page);
});

it("lists what is tagged, verified or hidden", async () => {
  const rows = page.locator("tbody tr");
  await page.getByRole("button", { name: "Growth" }).first().click();
  await hasCount(rows, 1, "only what is tagged");
  await page.getByRole("button", { name: "Tag Growth: remove" }).click();
  await hasCount(rows, 2, "everything again");
  await page.getByLabel("Which ones").selectOption("Not verified");
  await page.getByRole("row", { name: /noise/ }).waitFor();
  await hasCount(rows, 1, "only what nobody has checked");
  await page.getByLabel("Which ones").selectOption("Hidden");
  await page.getByText("Nothing fits these filters").waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("row", { name: /noise/ }).waitFor();
});

it("hides an event from pickers", async () => {
  await page.getByRole("row", { name: /noise/ }).click();
  await page.getByRole("switch", { name: "Hidden" }).click();
  await until(async () => (await definition("noise")).hidden === true, { what: "hidden" });
  await page.keyboard.press("Escape");
  await page.goto(`/project/${leapfrog.project.id}/insights/new`);
  await page.getByRole("button", { name: "Add series" }).click();
  await page.getByRole("option", { name: /signed up/ }).waitFor();
  await hasCount(page.getByRole("option", { name: /noise/ }), 0);
  await page.getByRole("option", { name: /signed up/ }).click();
  await page.getByRole("row", { name: /^signed up/ }).waitFor();
});

it("lists properties, and filters by values from the data", async () => {
  await page.getByRole("button", { name: "Filter", exact: true }).last().click();
  await page.getByRole("option", { name: /^plan/ }).click();
  await page.getByRole("option", { name: "team" }).click();
  await page.keyboard.press("Escape");
  const asked = () => JSON.parse(new URL(page.url()).searchParams.get("q"));
  await until(() => asked().properties?.[0]?.value?.[0] === "team", { what: "the filter in the address" });
  assert.deepEqual(asked().properties, [{ type: "event", key: "plan", operator: "exact", value: ["team"] }]);
  await picture(page, "insight-filtered");
  await page.goto(`/project/${leapfrog.project.id}/data?tab=person`);
  await page.getByRole("row", { name: /role/ }).waitFor();
  assert.deepEqual(page.problems, []);
});
