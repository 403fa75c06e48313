// A flag's later life in the app: a payload, its history and going back, a staged rollout that is rolled back.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, phone, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
let flag;
const flagPath = () => `/api/projects/${leapfrog.project.id}/feature_flags/${flag.id}/`;
before(async () => {
  app = await startApp("flag-rollout");
  leapfrog = app.leapfrog;
  flag = await leapfrog.must(`/api/projects/${leapfrog.project.id}/feature_flags/`, {
    method: "POST",
    body: { key: "new-checkout", name: "New checkout", active: false },
  });
  await leapfrog.capture([anEvent({ event: "paid" }), anEvent({ event: "cart opened" })]);
  await leapfrog.flush();
  page = await openSignedIn(app);
  await page.goto(`/project/${leapfrog.project.id}/flags/${flag.id}`);
});
after(() => app?.close());

it("takes a payload that is JSON", async () => {
  const payload = page.getByLabel("When it is on");
  await payload.fill('{"steps": 3');
  await page.getByText("The payload of true is not JSON yet.").waitFor();
  await shows(() => page.getByRole("button", { name: "Save changes" }).isDisabled(), true);
  await payload.fill('{"steps": 3}');
  await page.getByRole("button", { name: "Save changes" }).click();
  await until(async () => (await leapfrog.must(flagPath())).filters.payloads.true === '{"steps": 3}', {
    what: "the payload",
  });
});

it("shows its history and goes back", async () => {
  await page.getByText("Version 2").waitFor();
  await page.getByRole("button", { name: "Go back to version 1" }).click();
  await page.getByText("Version 3").waitFor();
  await until(async () => (await leapfrog.must(flagPath())).filters.payloads.true === undefined, {
    what: "no payload",
  });
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await until(async () => (await leapfrog.must(flagPath())).filters.payloads.true === '{"steps": 3}', {
    what: "the payload back",
  });
});

it("says why a person has it", async () => {
  await page.getByLabel("Distinct id").fill("somebody");
  await page.getByRole("button", { name: "Why?" }).click();
  await page.getByText("Feature flag is disabled").waitFor();
});

it("is rolled out step by step, and rolled back when people are harmed", async () => {
  // Rolling back leads to where the flag was: off.
  await page.getByRole("button", { name: "Plan a rollout" }).click();
  await page.getByLabel("People at each step").fill("5000");
  await page.getByRole("button", { name: "People who do…" }).click();
  await page.getByRole("option", { name: /^cart opened/ }).click();
  await page.getByRole("button", { name: "then… after cart opened" }).click();
  await page.getByRole("option", { name: /^paid/ }).click();
  await page.getByText("cart opened → paid").waitFor();
  await page.getByRole("button", { name: "How often…" }).click();
  await page.getByRole("option", { name: /^paid/ }).click();
  await picture(page, "flag-rollout-plan");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText("Running").waitFor();
  const steer = page.getByRole("button", { name: "Next step now" });
  for (const percent of ["5%", "25%", "50%"]) {
    await steer.click();
    await page.locator('[aria-current="step"]', { hasText: percent }).waitFor();
  }
  const told = async (id) => {
    const answer = await leapfrog.send({
      method: "POST",
      path: "/flags/?v=2",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: leapfrog.project.token, distinct_id: id }),
    });
    return answer.json.flags["new-checkout"].enabled;
  };
  const events = [];
  for (let index = 0; index < 240; index += 1) {
    const distinct_id = `p${index}`;
    const on = await told(distinct_id);
    events.push(
      anEvent({
        event: "$feature_flag_called",
        distinct_id,
        properties: { $feature_flag: "new-checkout", $feature_flag_response: on },
      }),
    );
    const later = new Date(Date.now() + 5).toISOString();
    if (on || index % 20 === 0) events.push(anEvent({ event: "$exception", distinct_id, timestamp: later }));
  }
  await leapfrog.capture(events);
  await leapfrog.flush();
  await page.getByText("Rolled back").first().waitFor({ timeout: 60_000 });
  await page.getByText(/^Errors: \d+ of \d+ exposed people/).waitFor();
  const back = async () => {
    const { active, filters } = await leapfrog.must(flagPath());
    return [active, filters.groups[0].rollout_percentage];
  };
  await shows(back, [false, 0]);
  await assertFits(page);
  await assertAccessible(page);
  await page.getByText(/^Errors: \d+ of \d+ exposed people/).scrollIntoViewIfNeeded();
  await picture(page, "flag-rolled-back");
  assert.deepEqual(page.problems, []);
});

it("looks right on a phone in the dark", async () => {
  const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
  await small.goto(`/project/${leapfrog.project.id}/flags/${flag.id}`);
  await small.getByText("Rolled back").first().waitFor();
  await assertFits(small);
  await assertAccessible(small);
  await picture(small, "flag-phone-dark");
});
