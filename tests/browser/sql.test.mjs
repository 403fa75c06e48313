// SQL: written with completion, marked where it is wrong, run as a whole or in part, drawn, given values, saved, opened
// again, stopped; every number is the one the API gives.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, phone, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
let path;
let editor;

before(async () => {
  app = await startApp("sql");
  leapfrog = app.leapfrog;
  path = `/project/${leapfrog.project.id}/sql`;
  const day = 86_400_000;
  await leapfrog.capture(
    Array.from({ length: 60 }, (_, index) =>
      anEvent({
        event: ["signed up", "worked", "paid"][index % 3],
        distinct_id: `p${index % 7}`,
        timestamp: new Date(Date.now() - (index % 5) * day).toISOString(),
        properties: { $browser: index % 2 ? "Chrome" : "Firefox", amount: index },
      }),
    ),
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
  editor = page.getByRole("textbox", { name: "SQL", exact: true });
});
after(() => app?.close());

// Rows as the API gives them.
const ask = async (query, more = {}) =>
  (
    await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
      method: "POST",
      body: { query: { kind: "HogQLQuery", query, ...more } },
    })
  ).results;

// The cells of the table on the page, without the numbers of the rows.
const shownRows = () =>
  page
    .getByRole("region", { name: "Rows" })
    .locator("tbody tr:not([aria-hidden])")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("td:not([aria-hidden])")].map((cell) => cell.textContent)),
    );

async function write(text) {
  await editor.click();
  await page.keyboard.press("Control+A");
  // Pasted, so that closing brackets are not added.
  await page.keyboard.insertText(text);
  await page.keyboard.press("Escape");
}

// How text stands in the editor.
const written = () => page.locator(".cm-line").allInnerTexts();

it("runs the first statement and shows rows with their types", async () => {
  await page.goto(path);
  await editor.waitFor();
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("columnheader", { name: "people UInt64" }).waitFor();
  const rows = await ask(
    "SELECT event, count() AS events, count(DISTINCT person_id) AS people FROM events GROUP BY event ORDER BY events DESC",
  );
  const texts = rows.map((row) => row.map(String)).sort();
  await shows(async () => (await shownRows()).sort(), texts);
  await page
    .getByRole("button", { name: /events.*Click|^events/ })
    .first()
    .click();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "sql");
});

// Takes what is completed by Enter. A list that has just opened leaves keys to the text for a moment, so that nobody takes
// what they had no time to read: then there is a new line, which is taken away, and the list is asked for again.
async function complete(name, wanted) {
  const option = page.getByRole("option", { name });
  const isThere = async () => (await written()).join("\n") === wanted;
  const begun = (await written()).join("\n");
  await until(
    async () => {
      await option.waitFor();
      await page.keyboard.press("Enter");
      if (await isThere()) return true;
      while ((await written()).join("\n").length > begun.length) await page.keyboard.press("Backspace");
      await page.keyboard.press("Alt+Space");
      return false;
    },
    { what: wanted },
  );
}

it("completes names of properties, functions and columns", async () => {
  await write("");
  await page.keyboard.type("select properties.$br", { delay: 20 });
  await page.getByRole("option", { name: "$browser" }).waitFor();
  await picture(page, "sql-completion");
  await complete("$browser", "select properties.$browser");
  await page.keyboard.type(", toStartOfD", { delay: 20 });
  await complete("toStartOfDay", "select properties.$browser, toStartOfDay()");
  await page.keyboard.type("timestamp");
  await page.keyboard.press("Escape");
  await shows(written, ["select properties.$browser, toStartOfDay(timestamp)"]);
});

it("marks where a statement is wrong, and shows it", async () => {
  await write("SELECT 'Zürich 🐸' AS town,\n  nonsense\nFROM events");
  const mark = page.locator(".cm-lintRange-error");
  await mark.waitFor();
  await shows(() => mark.textContent(), "nonsense");
  const problem = page.getByRole("list", { name: "Problems" }).getByRole("button");
  await problem.filter({ hasText: "line 2, column 3" }).waitFor();
  await assertAccessible(page);
  await picture(page, "sql-mistake");
  // The cursor goes there, and nothing is selected: the next run is of the whole statement.
  const wordAtCursor = async () => {
    await page.keyboard.press("Control+Shift+ArrowRight");
    const word = await page.evaluate(() => getSelection().toString());
    await page.keyboard.press("ArrowLeft");
    return word;
  };
  const inEditor = () => editor.evaluate((field) => field.contains(document.activeElement));
  await problem.click();
  await until(inEditor, { what: "the editor in focus" });
  await shows(wordAtCursor, "nonsense");

  await editor.press("Control+Enter");
  await page.getByText("The statement was refused").waitFor();
  await page.getByRole("button", { name: "Show where" }).click();
  await until(inEditor, { what: "the editor in focus again" });
  await shows(wordAtCursor, "nonsense");
  page.problems.length = 0; // the refused request shows in the console
  // What is mended is no longer marked.
  await page.keyboard.press("Control+Delete");
  await page.keyboard.insertText("event");
  await mark.waitFor({ state: "detached" });
  await problem.waitFor({ state: "detached" });
});

it("runs what is selected or the statement with the cursor, and keeps it in the address", async () => {
  const second = "SELECT count() AS all_events FROM events";
  await write(`SELECT 1 AS one;\n${second}`);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("columnheader", { name: "all_events" }).waitFor();
  await shows(shownRows, [["60"]]);
  await shows(() => new URL(page.url()).searchParams.get("q"), second);
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("columnheader", { name: "one" }).waitFor();
  await page.keyboard.press("Control+Home");
  for (const _ of "SELECT 1") await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Control+Enter");
  await until(() => new URL(page.url()).searchParams.get("q") === "SELECT 1", { what: "the selection in the address" });
  // What was typed survives a reload.
  await page.reload();
  await editor.waitFor();
  await shows(written, ["SELECT 1 AS one;", second]);
  await page.goBack();
  await page.getByRole("columnheader", { name: "one" }).waitFor();
});

it("draws lines, bars and a number, and sorts rows", async () => {
  const text =
    "SELECT toDate(timestamp) AS day, event, count() AS events FROM events GROUP BY day, event ORDER BY day, event";
  await write(text);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("columnheader", { name: "day Date" }).waitFor();
  const rows = await ask(text);
  await page.getByRole("columnheader", { name: "events" }).getByRole("button").click();
  const most = Math.max(...rows.map((row) => row[2]));
  await until(async () => Number((await shownRows())[0]?.[2]) === most, { what: "the largest on top" });

  await page.getByRole("button", { name: "Lines", exact: true }).click();
  const chart = page.locator("svg[data-chart]");
  const total = (event) => rows.filter((row) => row[1] === event).reduce((sum, row) => sum + row[2], 0);
  for (const event of ["signed up", "worked", "paid"])
    await page.locator(`svg[data-chart][aria-label*="${event}: ${total(event)} in all"]`).waitFor();
  await page.getByText("a series for each event").waitFor();
  await assertAccessible(page);
  await picture(page, "sql-lines");
  await page.getByRole("button", { name: "Bars", exact: true }).click();
  await picture(page, "sql-bars");
  // The view is in the address.
  await page.reload();
  await chart.waitFor();

  await write("SELECT count() AS everything FROM events");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Number", exact: true }).click();
  await page.getByText("60", { exact: true }).waitFor();
  await picture(page, "sql-number");
});

it("takes values for variables, saves with them, and opens again as it was", async () => {
  const text =
    "SELECT event, count() AS events FROM events WHERE event = {variables.name} AND properties.amount > {variables.least} GROUP BY event";
  await page.goto(path);
  await editor.waitFor();
  await write(text);
  const fields = page.getByRole("group", { name: "Values of the variables" });
  await fields.getByLabel("name", { exact: true }).fill("paid");
  await fields.getByLabel("Kind of least").selectOption("Number");
  await fields.getByLabel("least", { exact: true }).fill("30");
  await fields.getByLabel("least", { exact: true }).press("Enter");
  const [[, paid]] = await ask(
    "SELECT event, count() FROM events WHERE event = 'paid' AND properties.amount > 30 GROUP BY event",
  );
  await page.getByRole("columnheader", { name: "events" }).waitFor();
  await until(async () => (await shownRows()).join() === `paid,${paid}`, { what: "the row of the value" });
  await page.getByRole("button", { name: "Bars", exact: true }).click();
  await assertAccessible(page);
  await picture(page, "sql-variables");

  await page.getByRole("button", { name: "Save…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Large payments");
  await page.getByRole("button", { name: "Save query" }).click();
  await page.getByRole("heading", { level: 1, name: "Large payments" }).waitFor();
  const saved = async () => {
    const [{ query }] = (await leapfrog.must(`/api/projects/${leapfrog.project.id}/insights/?search=Large`)).results;
    return [query.kind, query.display, query.source.variables.least.value];
  };
  await shows(saved, ["DataVisualizationNode", "ActionsBar", 30]);

  await page.goto(path);
  await editor.waitFor();
  await page.getByRole("button", { name: "Saved", exact: true }).click();
  await page.getByRole("button", { name: /Large payments/ }).click();
  await fields.getByLabel("name", { exact: true }).waitFor();
  await shows(() => fields.getByLabel("name", { exact: true }).inputValue(), "paid");
  await shows(written, [text]);
  await page.getByRole("button", { name: new RegExp(`paid.*${paid}`) }).waitFor(); // the bar
  await fields.getByLabel("name", { exact: true }).fill("worked");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Saved" }).first().waitFor();
  await page.getByRole("link", { name: "Open as insight" }).click();
  await page.waitForURL(/\/insights\/\w{8}$/);
  await page.getByRole("button", { name: /worked/ }).waitFor();
  await page.getByRole("link", { name: "Open in the SQL editor" }).click();
  await page.getByRole("heading", { level: 1, name: "Large payments" }).waitFor();
});

it("keeps a variable for the project, completes it, and takes its default", async () => {
  await page.goto(path);
  await editor.waitFor();
  await write("SELECT count() AS events FROM events WHERE event = {variables.which}");
  const fields = page.getByRole("group", { name: "Values of the variables" });
  await fields.getByLabel("which", { exact: true }).fill("paid");
  await fields.getByRole("button", { name: "Keep which for the project" }).click();
  const dialog = page.getByRole("dialog", { name: "New variable" });
  await dialog.getByLabel("Type").selectOption("One of a list");
  await dialog.getByLabel("Values, one on each line").fill("paid\nworked");
  await dialog.getByLabel("Default").selectOption("paid");
  await assertAccessible(page);
  await picture(page, "sql-variable-new");
  await dialog.getByRole("button", { name: "Save variable" }).click();
  await dialog.waitFor({ state: "detached" });
  const [variable] = await leapfrog
    .must(`/api/projects/${leapfrog.project.id}/insight_variables/`)
    .then(({ results }) => results);
  assert.deepEqual(
    [variable.code_name, variable.type, variable.values, variable.default_value],
    ["which", "List", ["paid", "worked"], "paid"],
  );
  const count = async (event) => (await ask(`SELECT count() FROM events WHERE event = '${event}'`))[0][0];
  // Nothing chosen: the default.
  await fields.getByLabel("which", { exact: true }).selectOption("");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await until(async () => (await shownRows()).join() === String(await count("paid")), { what: "the default" });
  await fields.getByLabel("which", { exact: true }).selectOption("worked");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await until(async () => (await shownRows()).join() === String(await count("worked")), { what: "the value" });

  await page.getByRole("button", { name: "Variables", exact: true }).click();
  await page.getByRole("button", { name: /^which/ }).waitFor();
  await picture(page, "sql-variables-list");
  await write("SELECT {var");
  await editor.press("Alt+Space");
  await complete(/variables\.which/, "SELECT {variables.which}");
  await page.getByRole("button", { name: "More about which" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("{variables.which} deleted").waitFor();
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await page.getByRole("button", { name: /^which/ }).waitFor();
});

it("keeps what was run, takes rows out, and writes names from the list of tables", async () => {
  await page.goto(path);
  await editor.waitFor();
  await page.getByRole("button", { name: "History" }).click();
  await page.getByRole("button", { name: /AS everything/ }).click();
  await shows(written, ["SELECT count() AS everything FROM events"]);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("columnheader", { name: "everything" }).waitFor();
  await page.getByRole("button", { name: "Export" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV" }).click(),
  ]);
  assert.equal(readFileSync(await file.path(), "utf8"), "everything\r\n60\r\n");
  await page.getByRole("button", { name: "Export" }).click();
  const [json] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "JSON" }).click(),
  ]);
  assert.deepEqual(JSON.parse(readFileSync(await json.path(), "utf8")), [{ everything: 60 }]);

  await write("SELECT ");
  await page.getByRole("button", { name: "Tables" }).click();
  await page.getByLabel("Search names").fill("amou");
  await page.getByRole("button", { name: "amount" }).first().click();
  await shows(written, ["SELECT properties.amount"]);
});

it("opens a row, and copies a cell, by keyboard", async () => {
  await write("SELECT event, properties FROM events WHERE properties.amount = 3");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("columnheader", { name: "properties" }).waitFor();
  await page.getByRole("grid", { name: "Rows" }).press("ArrowDown");
  await page.keyboard.press("Control+c");
  await page.getByText("Cell copied").waitFor();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Row 1 of 1" });
  await dialog.getByText('"amount"').waitFor();
  await assertAccessible(page);
  await picture(page, "sql-row");
  await page.keyboard.press("Escape");
});

it("stops a long statement", async () => {
  await write("SELECT sum(sipHash64(a.number, b.number)) AS long FROM numbers(1000000) AS a, numbers(1000000) AS b");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("progressbar").waitFor();
  await picture(page, "sql-running");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Run", exact: true }).waitFor();
  // The engine no longer works on it.
  const running = () =>
    leapfrog.sql(
      "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(a.number%' AND query NOT LIKE '%processes%'",
    );
  await until(async () => Number((await running())[0][0]) === 0, {
    what: "the engine having stopped",
    timeout: 15_000,
  });
  assert.deepEqual(page.problems, []);
});

it("is used with keys alone: Escape and Tab leave the editor", async () => {
  await page.goto(path);
  await editor.focus();
  await page.keyboard.press("Tab");
  const inEditor = () => editor.evaluate((field) => field.contains(document.activeElement));
  await shows(inEditor, true, "Tab indents");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await shows(inEditor, false);
});

it("fits a phone, in the dark", async () => {
  const small = await openSignedIn(app, { viewport: phone, theme: "dark", isMobile: true, hasTouch: true });
  await small.goto(`${path}?q=${encodeURIComponent("SELECT event, count() AS events FROM events GROUP BY event")}`);
  await small.getByRole("columnheader", { name: "events" }).waitFor();
  await assertFits(small);
  await assertAccessible(small);
  await picture(small, "sql-phone-dark");
  await small.getByRole("button", { name: "Bars", exact: true }).click();
  await assertFits(small);
  await picture(small, "sql-phone-dark-bars");
  assert.deepEqual(small.problems, []);
  await small.context().close();
});
