// What keeps a project in order: annotations, owners of events, many people deleted with receipts, the activity log.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, hasCount, openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("upkeep");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    ["ada", "bob", "eve"].map((distinct_id) =>
      anEvent({ event: "worked", distinct_id, properties: { $set: { a: 1 } } }),
    ),
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const open = (path) => page.goto(`/project/${leapfrog.project.id}/${path}`);
const list = async (path) => (await leapfrog.must(`/api/projects/${leapfrog.project.id}/${path}`)).results;

it("writes annotations down by keyboard, changes and deletes them with a way back", async () => {
  await open("annotations");
  await page.getByText("Nothing written down yet").waitFor();
  await page.keyboard.press("n");
  await page.getByLabel("What happened").fill("4.2 shipped");
  await page.getByLabel("On which day").fill("2026-11-03");
  await page.getByRole("button", { name: "Save annotation" }).click();
  await page.getByRole("row", { name: /4\.2 shipped/ }).click();
  await page.getByLabel("What happened").fill("4.2 shipped to everybody");
  await page.getByRole("button", { name: "Save annotation" }).click();
  await page.getByRole("row", { name: /4\.2 shipped to everybody/ }).waitFor();
  const kept = async () =>
    (await list("annotations/")).map((each) => [each.content, new Date(each.date_marker).toISOString()]);
  await shows(kept, [["4.2 shipped to everybody", "2026-11-03T00:00:00.000Z"]]);
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "annotations");
  await page.getByRole("button", { name: /^Delete “4\.2/ }).click();
  await page.getByText("Nothing written down yet").waitFor();
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await page.getByRole("row", { name: /4\.2 shipped to everybody/ }).waitFor();
});

it("gives an event an owner", async () => {
  await open("data");
  await page.getByRole("row", { name: /worked/ }).click();
  await page.getByLabel("Owner", { exact: true }).selectOption({ label: "owner" });
  await until(async () => (await list("event_definitions/?search=worked"))[0].owner !== null, { what: "the owner" });
  await page.keyboard.press("Escape");
  await page.getByRole("row", { name: /worked.*owner/ }).waitFor();
});

it("deletes many people when it is confirmed, and keeps receipts", async () => {
  await open("settings/data-deletion");
  await page.getByText("Nobody has been deleted from this project.").waitFor();
  await page.getByLabel("Distinct ids").fill("ada\nbob\nnobody");
  await page.getByRole("button", { name: "Delete the people of 3 ids…" }).click();
  const confirm = page.getByRole("button", { name: "Delete people" });
  await shows(() => confirm.isDisabled(), true);
  await page.getByLabel(/^Type delete 3 to confirm/).fill("delete 3");
  await confirm.click();
  await page.getByText("2 people deleted").waitFor();
  await hasCount(page.getByText("Finished", { exact: true }), 2, "two receipts");
  assert.deepEqual(
    (await leapfrog.persons()).map(({ distinct_ids }) => distinct_ids[0]),
    ["eve"],
  );
  assert.equal((await list("persons/erasures/")).length, 2);
  await assertAccessible(page);
  await picture(page, "data-deletion");
});

it("shows the activity log by kind", async () => {
  await open("settings/activity");
  await page.getByText("created annotation “4.2 shipped”").waitFor();
  await page.getByLabel("About", { exact: true }).selectOption("Person");
  await page.getByText("created annotation").waitFor({ state: "detached" });
  const entries = await list("activity_log/?scope=Person");
  await page.getByText(`${entries.length} of ${entries.length} changes`).waitFor();
  assert.deepEqual(page.problems, []);
});
