// Every page of a demo project; then the server goes away under it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { repository } from "../harness/directories.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, picture } from "./app.mjs";
import { assertSensible, lookInState } from "./every_state.mjs";

const at = lookInState("demo", async (leapfrog, project) => {
  const path = `/api/projects/${project.id}/demo/`;
  await leapfrog.must(path, { method: "POST", body: { events: 4000 } });
  const filled = async () => (await leapfrog.must(path)).state === "done";
  await until(filled, { timeout: 60_000, what: "the project filled" });
});

const banner = () => at.page.getByRole("alert").filter({ hasText: "The server does not answer" });

// The files that all pages consist of, without what a page loads later.
function filesOfPages() {
  const assets = join(repository, "web/dist/assets");
  const wanted = readdirSync(assets).filter((name) => /-page-[\w-]{8}\.js$/.test(name));
  const found = new Set(wanted);
  for (const name of wanted) {
    for (const [, needed] of readFileSync(join(assets, name), "utf8").matchAll(/(?:from|import)"\.\/([\w.-]+\.js)"/g)) {
      if (!found.has(needed)) wanted.push(needed);
      found.add(needed);
    }
  }
  assert.ok(wanted.length > 60, wanted.join());
  return wanted;
}

it("without a server opens every page, says so, and is whole again by itself", async () => {
  const { page, leapfrog } = at;
  await at.open("home");
  await assertSensible(page, "home");
  // The browser loads the other pages when it has nothing else to do.
  const wanted = filesOfPages();
  const loaded = () =>
    page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1)));
  const missing = async () => {
    const names = new Set(await loaded());
    return wanted.filter((name) => !names.has(name));
  };
  await until(async () => (await missing()).length === 0, { timeout: 60_000, what: "the code of all pages" });
  await leapfrog.kill();
  page.problems.length = 0;
  const links = page.getByRole("navigation", { name: /^(Pages|Project)$/ }).getByRole("link");
  const names = (await links.allTextContents()).map((name) => name.trim());
  assert.ok(names.length > 10, names.join());
  for (const name of names) {
    await links.getByText(name, { exact: true }).click();
    await banner().waitFor();
    await assertSensible(page, name);
    await picture(page, `state-stopped-${name.toLowerCase().replaceAll(" ", "-")}`);
  }
  await assertAccessible(page);
  await links.getByText("People", { exact: true }).click();
  await leapfrog.start();
  await banner().waitFor({ state: "detached" });
  await page.getByRole("table", { name: "People" }).waitFor();
  const uncaught = page.problems.filter((text) => !text.includes("Failed to load resource"));
  assert.deepEqual(uncaught, []);
});
