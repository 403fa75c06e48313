// The whole app without a mouse.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { owner } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";
import { closeByEscape, openProfile, shows, startApp } from "./app.mjs";

let app;
let page;
before(async () => {
  app = await startApp("keyboard");
  await app.leapfrog.capture(["one", "two", "three"].map((event) => anEvent({ event, distinct_id: "frog" })));
  await app.leapfrog.flush();
  page = await openProfile(app.browser, app.leapfrog.url);
});
after(() => app?.close());

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const heading = (name) => page.getByRole("heading", { level: 1, name }).waitFor();
// The palette, with the cursor in its field.
const palette = async () => {
  await press("Control+k");
  await page.getByRole("dialog", { name: "Go to" }).locator("input:focus").waitFor();
};
const chosen = (name) => page.locator('[role="option"][aria-selected="true"]', { hasText: name }).waitFor();

it("signs in", async () => {
  await page.goto("/");
  await page.locator("input[name=email]:focus").waitFor();
  await page.keyboard.type(owner.email);
  await press("Tab");
  await page.keyboard.type(owner.password);
  await press("Enter");
  await heading(/^Hello/);
});

it("goes to pages by g and a letter, but not while typing", async () => {
  await press("g", "p");
  await heading("People");
  await press("/");
  await page.locator("input[type=search]:focus").waitFor();
  await page.keyboard.type("g e");
  await shows(() => page.getByRole("searchbox").inputValue(), "g e");
  await heading("People");
  await page.evaluate(() => document.activeElement.blur());
  await press("g", "e");
  await heading("Events");
});

it("opens rows with arrows and Enter", async () => {
  await page.getByRole("row", { name: /three/ }).waitFor();
  await page.getByRole("treegrid").focus();
  await press("ArrowDown", "ArrowDown", "Enter");
  const open = page.locator('[role="row"][aria-expanded="true"]');
  await open.waitFor();
  await shows(
    () => page.getByRole("treegrid").getAttribute("aria-activedescendant"),
    await open.getAttribute("id"),
    "the open row",
  );
  await press("Enter");
  await open.waitFor({ state: "detached" });
});

it("finds pages, people and actions in the palette", async () => {
  await palette();
  await page.keyboard.type("inges");
  await chosen("Ingestion health");
  await press("Enter");
  await heading("Ingestion health");
  await palette();
  await page.keyboard.type("frog");
  const person = page.getByRole("option", { name: "frog", exact: true });
  await person.waitFor();
  await until(
    async () => {
      if ((await person.getAttribute("aria-selected")) === "true") return true;
      await press("ArrowDown");
    },
    { what: "the person chosen by arrows" },
  );
  await press("Enter");
  await heading(/frog/);
  await palette();
  await page.keyboard.type("dark theme");
  await chosen(/dark/i);
  await press("Enter");
  await shows(() => page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await palette();
  await closeByEscape(page, page.getByRole("dialog"));
});

it("shows its keys on ?", async () => {
  await press("?");
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await closeByEscape(page, page.getByRole("dialog"));
});

it("uses menus and signs out", async () => {
  await page.getByRole("button", { name: /^Account:/ }).focus();
  await press("Enter");
  await page.getByRole("menu").waitFor();
  // The menu takes the focus a moment after it opens, and moves it a moment after the key.
  const onSignOut = page.locator("[role=menuitem]:focus", { hasText: "Sign out" });
  await until(
    async () => {
      await press("End");
      return onSignOut.isVisible();
    },
    { what: "the last item in focus" },
  );
  await press("Enter");
  await page.waitForURL("**/login*");
  assert.deepEqual(page.problems, []);
});
