// Every page of a demo project; then the server goes away under it.
import assert from "node:assert/strict";
import { it } from "node:test";
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

it("without a server opens every page, says so, and is whole again by itself", async () => {
  const { page, leapfrog } = at;
  await at.open("home");
  await assertSensible(page, "home");
  // What the other pages need is in the browser by then.
  await page.waitForLoadState("networkidle");
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
