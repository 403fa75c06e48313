// The whole app without a mouse.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { owner } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";
import { openProfile, startApp } from "./app.mjs";

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

it("signs in", async () => {
  await page.goto("/");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
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
  await page.keyboard.type("g e");
  assert.equal(await page.getByRole("searchbox").inputValue(), "g e");
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
  assert.equal(await open.count(), 1);
  assert.equal(await page.getByRole("treegrid").getAttribute("aria-activedescendant"), await open.getAttribute("id"));
  await press("Enter");
  assert.equal(await open.count(), 0);
});

it("finds pages, people and actions in the palette", async () => {
  await press("Control+k");
  await page.keyboard.type("inges");
  await press("Enter");
  await heading("Ingestion health");
  await press("Control+k");
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
  await press("Control+k");
  await page.keyboard.type("dark theme");
  await press("Enter");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await press("Control+k");
  await press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

it("shows its keys on ?", async () => {
  await press("?");
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

it("uses menus and signs out", async () => {
  await page.getByRole("button", { name: /^Account:/ }).focus();
  await press("Enter");
  await page.getByRole("menu").waitFor();
  await press("End");
  // The menu moves the focus a moment after the key.
  await page.locator("[role=menuitem]:focus", { hasText: "Sign out" }).waitFor();
  await press("Enter");
  await page.waitForURL("**/login*");
  assert.deepEqual(page.problems, []);
});
