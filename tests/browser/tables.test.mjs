// What every table can do: columns dragged and moved by keys, remembered; hidden and shown; cells copied; rows as a file.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("tables");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    ["ada", "bob", "eve"].map((name) =>
      anEvent({
        event: "$identify",
        distinct_id: name,
        properties: { $set: { email: `${name}@example.com` }, $current_url: "https://example.com/a" },
      }),
    ),
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: leapfrog.url });
});
after(() => app?.close());

const head = (name) => page.getByRole("columnheader", { name });
const widthOf = async (name) => (await head(name).boundingBox()).width;
const hasWidth = (name, wanted, within, what = `a width of about ${wanted}`) =>
  until(async () => Math.abs((await widthOf(name)) - wanted) < within, { what });
const copied = () => page.evaluate(() => navigator.clipboard.readText());
const open = async () => {
  await page.goto(`/project/${leapfrog.project.id}/persons`);
  await page.getByRole("row", { name: /ada@example.com/ }).waitFor();
};

it("makes a column wider by its edge, with the mouse and with keys, and remembers it", async () => {
  await open();
  const before = await widthOf("Person");
  const table = (await page.getByRole("table").boundingBox()).width;
  const edge = page.getByRole("separator", { name: "Width of Person" });
  await edge.hover();
  const box = await edge.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await hasWidth("Person", before + 56, 8);
  const dragged = await widthOf("Person");
  assert.equal((await page.getByRole("table").boundingBox()).width, table);
  await edge.press("ArrowLeft");
  await edge.press("ArrowLeft");
  await hasWidth("Person", dragged - 32, 3);
  const moved = await widthOf("Person");
  await picture(page, "table-resized");
  await open();
  await hasWidth("Person", moved, 2, "the width remembered after a reload");
  await page.getByRole("separator", { name: "Width of Person" }).press("Enter");
  await hasWidth("Person", before, 2, "Enter giving the usual width back");
});

it("hides a column and shows it again", async () => {
  await open();
  const menu = page.getByRole("button", { name: "Columns and export: People" });
  await menu.click();
  await picture(page, "table-menu");
  await page.getByRole("menuitem", { name: "Known" }).click();
  await head("Known").waitFor({ state: "detached" });
  await open();
  await head("Known").waitFor({ state: "detached" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Usual columns and widths" }).click();
  await head("Known").waitFor();
});

it("copies the cell under the pointer, and the chosen cell of a row", async () => {
  await open();
  const row = page.getByRole("row", { name: /bob@example.com/ });
  await row.getByRole("cell").first().hover();
  await page.getByRole("button", { name: "Copy this cell" }).click();
  await shows(copied, "bob@example.com");
  await row.focus();
  for (const key of ["ArrowRight", "ArrowRight", "Control+c"]) await page.keyboard.press(key);
  await shows(copied, "Anonymous", "the second cell");
  await page.getByText("Copied “Anonymous”").waitFor();
  await assertAccessible(page);
  await assertFits(page);
});

it("gives the rows as a file", async () => {
  await open();
  await page.getByRole("button", { name: "Columns and export: People" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export as CSV" }).click(),
  ]);
  const lines = readFileSync(await file.path(), "utf8")
    .trim()
    .split("\r\n");
  assert.equal(lines[0], "Person,Known,Place,Distinct id,First seen");
  assert.equal(lines.length, 4);
  assert.ok(
    lines.some((line) => line.startsWith("eve@example.com,false,")),
    lines.join("\n"),
  );
});

it("goes through rows with arrows, Home and End, and opens one with Enter", async () => {
  await open();
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.getByRole("row").nth(1).focus();
  const first = await focused();
  await page.keyboard.press("ArrowDown");
  await until(async () => (await focused()) !== first, { what: "the next row" });
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Home");
  await shows(focused, first);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/persons\/[0-9a-f-]{36}/);
});

it("keeps the widths of the events list for each view", async () => {
  await page.goto(`/project/${leapfrog.project.id}/events`);
  await page.getByText("3 events loaded, all there are").waitFor();
  const edge = page.getByRole("separator", { name: "Width of Event" });
  const before = await widthOf("Event");
  await edge.press("ArrowRight");
  await hasWidth("Event", before + 16, 2);
  await page.reload();
  await hasWidth("Event", before + 16, 2, "the width remembered");
  await page
    .getByRole("gridcell", { name: /Identified|Identify/i })
    .first()
    .hover();
  await page.getByRole("button", { name: "Copy this cell" }).waitFor();
  await assertAccessible(page);
  assert.deepEqual(page.problems, []);
});
