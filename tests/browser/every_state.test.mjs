// Every page of an empty project, of one with a single event, of the demo project, and while the server is gone: there is
// a title, something sensible, nothing wider than the screen, and no leftovers of missing values.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, startApp } from "./app.mjs";
import { pages } from "./every_page.mjs";

let app;
let leapfrog;
let page;
const projects = {};
before(async () => {
  app = await startApp("states");
  leapfrog = app.leapfrog;
  projects.empty = await leapfrog.newProject("Nothing here yet");
  projects.one = await leapfrog.newProject("One event");
  projects.demo = await leapfrog.newProject("Hedgerow");
  await leapfrog.capture(anEvent({ event: "signed up", distinct_id: "user-1" }), { token: projects.one.token });
  await leapfrog.must(`/api/projects/${projects.demo.id}/demo/`, { method: "POST", body: { events: 4000 } });
  const filled = async () => (await leapfrog.must(`/api/projects/${projects.demo.id}/demo/`)).state === "done";
  await until(filled, { timeout: 60_000, what: "the demo events sent" });
  await leapfrog.flush(projects.demo);
  page = await openSignedIn(app, { viewport: { width: 1280, height: 800 } });
});
after(() => app?.close());

// Words that only a mistake writes.
const leftovers = /\b(NaN|undefined|null|Infinity|Invalid Date|\[object Object\])\b/;

async function assertSensible(path) {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.locator('[aria-label="Loading"]').first().waitFor({ state: "detached" });
  const text = await page.locator("#page").textContent();
  assert.ok(text.trim().length > 10, `${path} says hardly anything: ${text}`);
  // SQL and code samples have words of their own.
  if (!/sql|install|start/.test(path)) assert.doesNotMatch(text, leftovers, path);
  assert.match(await page.title(), /\S+ · Leapfrog$/);
  await assertFits(page);
}

async function visit(state, path) {
  await page.goto(`/project/${projects[state].id}/${path}`);
  await assertSensible(path);
  await picture(page, `state-${state}-${path.replaceAll("/", "-")}`);
  assert.deepEqual(page.problems, []);
}

const ofProject = pages.filter((path) => !path.startsWith("settings/"));

describe("an empty project", () => {
  for (const path of ofProject) it(path, () => visit("empty", path));
  it("says what to do first", async () => {
    for (const path of ["home", "events", "live", "persons"]) {
      await page.goto(`/project/${projects.empty.id}/${path}`);
      await page.locator("#page").getByRole("link", { name: "Send your first event" }).waitFor();
      await assertAccessible(page);
    }
  });
});

describe("one event", () => {
  for (const path of ofProject) it(path, () => visit("one", path));
  it("is found wherever one looks for it", async () => {
    for (const path of ["events", "live", "home", "data", "persons"]) {
      await page.goto(`/project/${projects.one.id}/${path}`);
      const wanted = path === "persons" ? "user-1" : "signed up";
      await page.locator("#page").getByText(wanted, { exact: true }).first().waitFor();
    }
  });
});

describe("the demo project", () => {
  for (const path of pages) it(path, () => visit("demo", path));
});

describe("without a server", () => {
  it("every page opens, says so, and is whole again by itself", async () => {
    // A page of the app that has never been open: what it needs is in the browser by then.
    await page.goto(`/project/${projects.demo.id}/home`);
    await assertSensible("home");
    await page.waitForLoadState("networkidle");
    await leapfrog.kill();
    page.problems.length = 0;
    const links = page.getByRole("navigation", { name: /^(Pages|Project)$/ }).getByRole("link");
    for (const name of await links.allInnerTexts()) {
      await links.getByText(name, { exact: true }).click();
      await page.getByRole("alert").filter({ hasText: "The server does not answer" }).waitFor();
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      const text = await page.locator("#page").textContent();
      assert.doesNotMatch(text, leftovers, name);
      await assertFits(page);
      await picture(page, `state-stopped-${name.toLowerCase().replaceAll(" ", "-")}`);
    }
    await assertAccessible(page);
    await links.getByText("People", { exact: true }).click();
    await leapfrog.start();
    await page.getByRole("alert").filter({ hasText: "The server does not answer" }).waitFor({ state: "detached" });
    await page.getByRole("table", { name: "People" }).waitFor();
    const uncaught = page.problems.filter((text) => !text.includes("Failed to load resource"));
    assert.deepEqual(uncaught, []);
  });
});
