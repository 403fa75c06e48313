// SQL: run, refused with the place of the mistake, kept in the address and the history, saved as an insight.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("sql");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    ["signed up", "signed up", "worked"].map((event, index) => anEvent({ event, distinct_id: `p${index}` })),
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

it("runs the first statement", async () => {
  await page.goto(`/project/${leapfrog.project.id}/sql`);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("row", { name: /signed up 2 2/ }).waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "sql");
});

it("shows where a statement is wrong", async () => {
  const editor = page.getByLabel("SQL", { exact: true });
  await editor.fill("SELECT event, nonsense FROM events");
  await editor.press("Control+Enter");
  await page.getByText("The statement was refused").waitFor();
  await page.getByRole("button", { name: "Show where" }).click();
  const selected = await editor.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  assert.equal(selected, "nonsense");
  page.problems.length = 0; // the refused request shows in the console
});

it("runs what is selected, and keeps it in the address", async () => {
  const editor = page.getByLabel("SQL", { exact: true });
  const second = "SELECT count() AS all_events FROM events";
  await editor.fill(`SELECT 1 AS one;\n${second}`);
  await editor.evaluate((area) => area.setSelectionRange(17, area.value.length));
  await editor.press("Control+Enter");
  await page.getByRole("columnheader", { name: "all_events" }).waitFor();
  await page.getByRole("row", { name: "3", exact: true }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("q"), second);
  await page.reload();
  await page.getByRole("row", { name: "3", exact: true }).waitFor();
});

it("finds statements again, and saves one as an insight", async () => {
  await page.getByRole("button", { name: "History" }).click();
  await page.getByRole("option", { name: /all_events/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Save as insight" }).click();
  await page.waitForURL(/\/insights\/\w{8}$/);
  await page.getByRole("columnheader", { name: "all_events" }).waitFor();
  await page.getByRole("link", { name: "Open in the SQL editor" }).click();
  await page.getByRole("row", { name: "3", exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});
