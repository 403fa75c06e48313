// Every page of a project in one state: there is a title, something sensible, nothing wider than the screen, and no
// leftovers of missing values. One file per state uses it.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { until } from "../harness/until.mjs";
import { assertFits, openSignedIn, picture, settled, startApp } from "./app.mjs";
import { pages } from "./every_page.mjs";

// Words that only a mistake writes.
const leftovers = /\b(NaN|undefined|null|Infinity|Invalid Date|\[object Object\])\b/;

export async function assertSensible(page, name) {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  const words = () => page.locator("#page").textContent();
  await until(async () => (await words()).trim().length > 10, { what: `${name} saying something` });
  const text = await words();
  // SQL and code samples have words of their own.
  if (!/sql|start/i.test(name)) assert.doesNotMatch(text, leftovers, name);
  await until(async () => /\S+ · Leapfrog$/.test(await page.title()), { what: `a title of ${name}` });
  await assertFits(page);
}

// `prepare(leapfrog, project)` brings the project into the state. Gives what further tests need, once they run.
export function lookInState(state, prepare) {
  const at = {};
  before(async () => {
    at.app = await startApp(`state-${state}`);
    at.leapfrog = at.app.leapfrog;
    at.project = await at.leapfrog.newProject(`In the state ${state}`);
    await prepare(at.leapfrog, at.project);
    at.page = await openSignedIn(at.app, { viewport: { width: 1280, height: 800 } });
  });
  after(() => at.app?.close());

  at.open = (path) => at.page.goto(`/project/${at.project.id}/${path}`);
  // The settings say the same in every state.
  for (const path of pages.filter((each) => !each.startsWith("settings/"))) {
    it(path, async () => {
      await at.open(path);
      await at.page.getByRole("heading", { level: 1 }).first().waitFor();
      await settled(at.page);
      await assertSensible(at.page, path);
      await picture(at.page, `state-${state}-${path.replaceAll("/", "-")}`);
      assert.deepEqual(at.page.problems, []);
    });
  }
  return at;
}
