// Feature flags: made, narrowed, shared among variants, switched; what SDKs get follows each change.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("flags");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    ["team", "team", "free"].map((plan, index) =>
      anEvent({ event: "$identify", distinct_id: `p${index}`, properties: { $set: { plan } } }),
    ),
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const evaluated = async (distinct_id) => {
  const answer = await leapfrog.send({
    method: "POST",
    path: "/flags/?v=2",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: leapfrog.project.token, distinct_id }),
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.flags["new-editor"];
};

it("makes a flag that is off, and switches it on", async () => {
  await page.goto(`/project/${leapfrog.project.id}/flags`);
  await page.getByRole("button", { name: "New flag" }).first().click();
  await page.getByLabel("What it is for").fill("New editor");
  await page.keyboard.press("Enter");
  await page.waitForURL(/flags\/\d+$/);
  await page.getByRole("heading", { level: 1, name: "new-editor" }).waitFor();
  await page.getByRole("switch", { name: "new-editor is off" }).click();
  await until(async () => (await evaluated("p0"))?.enabled === true, { what: "the flag on for an SDK" });
});

it("is narrowed to people, with how many that are", async () => {
  await page.getByRole("button", { name: "Only people whose…" }).click();
  await page.getByRole("option", { name: /^plan/ }).click();
  await page.getByRole("option", { name: "team" }).click();
  await page.keyboard.press("Escape");
  await page.getByText("about 2 of 3 people").waitFor();
  await page.getByRole("button", { name: "Save changes" }).click();
  await until(async () => (await evaluated("p2"))?.enabled === false, { what: "the flag off for the others" });
  await shows(async () => (await evaluated("p0")).enabled, true);
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "flag");
});

it("shares people among variants, and refuses what does not add up", async () => {
  await page.getByRole("button", { name: "Variant", exact: true }).click();
  await page.getByLabel("Per cent of variant control").fill("20");
  await page.getByText("The variants add up to 70%, not 100%.").waitFor();
  await shows(() => page.getByRole("button", { name: "Save changes" }).isDisabled(), true);
  await page.getByRole("button", { name: "Share evenly" }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await until(async () => ["control", "test"].includes((await evaluated("p0"))?.variant), { what: "a variant" });
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await until(async () => !(await evaluated("p0"))?.variant, { what: "no variant again" });
});

it("is switched off in the list, and deleted with a way back", async () => {
  await page.getByRole("link", { name: "Feature flags" }).first().click();
  await page.getByRole("switch", { name: "new-editor is on" }).click();
  await until(async () => (await evaluated("p0"))?.enabled !== true, { what: "the flag off" });
  await picture(page, "flags");
  await page.getByRole("row", { name: /new-editor/ }).click();
  await page.getByRole("button", { name: "More about this flag" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.waitForURL(/flags$/);
  const count = async () => (await leapfrog.must(`/api/projects/${leapfrog.project.id}/feature_flags/`)).count;
  await shows(count, 0);
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await shows(count, 1);
  assert.deepEqual(page.problems, []);
});
