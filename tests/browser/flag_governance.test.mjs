// Flags among several people in the app: a switch at a chosen time, a change that a second person approves, a rollout of
// one condition among several, the dashboard of a flag's usage, who has it as a cohort.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openProfile, openSignedIn, picture, shows, signIn, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
let flag;
const flagPath = (rest = "") => `/api/projects/${leapfrog.project.id}/feature_flags/${flag.id}/${rest}`;
const shares = async () => (await leapfrog.must(flagPath())).filters.groups.map((group) => group.rollout_percentage);
const open = (other = page) => other.goto(`/project/${leapfrog.project.id}/flags/${flag.id}`);
before(async () => {
  app = await startApp("flag-governance");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    ["team", "team", "free"].map((plan, index) =>
      anEvent({ event: "$identify", distinct_id: `p${index}`, properties: { $set: { plan } } }),
    ),
  );
  await leapfrog.flush();
  flag = await leapfrog.must(`/api/projects/${leapfrog.project.id}/feature_flags/`, {
    method: "POST",
    body: {
      key: "new-checkout",
      name: "New checkout",
      filters: {
        groups: [
          {
            properties: [{ key: "plan", value: ["team"], operator: "exact", type: "person" }],
            rollout_percentage: 100,
          },
          { properties: [], rollout_percentage: 0 },
        ],
      },
    },
  });
  page = await openSignedIn(app);
  await open();
});
after(() => app?.close());

it("is switched at a chosen time", async () => {
  await page.getByLabel("What to do").selectOption("off");
  await page.getByLabel("When", { exact: true }).fill("2099-01-31T12:00");
  await page.getByRole("button", { name: "Schedule" }).click();
  await page.getByRole("button", { name: "Cancel: Switch off" }).waitFor();
  const schedule = `/api/projects/${leapfrog.project.id}/scheduled_changes/`;
  const scheduled = async () =>
    (await leapfrog.must(schedule)).results.map((each) => [each.payload.value, each.scheduled_at.slice(0, 10)]);
  await shows(scheduled, [[false, "2099-01-31"]]);
  await page.getByRole("button", { name: "Cancel: Switch off" }).click();
  await until(async () => (await leapfrog.must(schedule)).count === 0, { what: "nothing scheduled" });
});

it("is rolled out by the condition that was chosen", async () => {
  await page.getByRole("button", { name: "Plan a rollout" }).click();
  const whose = page.getByLabel("Whose share grows");
  await shows(
    () => whose.locator("option").allTextContents(),
    ["1: by plan, at 100%", "2: everybody, at 0%", "All conditions together"],
  );
  await whose.selectOption("1");
  await picture(page, "flag-rollout-condition");
  await assertAccessible(page);
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText("of condition 2").waitFor();
  await shows(shares, [100, 1]);
  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByText("Rolled back by hand.").waitFor();
  await shows(shares, [100, 0]);
});

it("is rolled out by all conditions", async () => {
  await leapfrog.must(flagPath(), { method: "PATCH", body: { active: false } });
  await open();
  await page.getByRole("button", { name: "Plan a rollout" }).click();
  await page.getByLabel("Whose share grows").selectOption("all");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText("of all conditions").waitFor();
  await shows(shares, [1, 1]);
  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByText("Rolled back by hand.").waitFor();
  await shows(async () => [(await leapfrog.must(flagPath())).active, await shares()], [false, [0, 0]]);
});

it("has a dashboard of its usage", async () => {
  await page.getByRole("button", { name: "More about this flag" }).click();
  await page.getByRole("menuitem", { name: "Dashboard of its usage" }).click();
  await page.waitForURL(/dashboards\/\d+/);
  await page.getByText("Feature Flag Called Total Volume").waitFor();
  await assertFits(page);
  await picture(page, "flag-dashboard");
});

it("gives who has it as a cohort", async () => {
  await leapfrog.must(flagPath(), {
    method: "PATCH",
    body: {
      active: true,
      filters: {
        groups: [
          {
            properties: [{ key: "plan", value: ["team"], operator: "exact", type: "person" }],
            rollout_percentage: 100,
          },
        ],
      },
    },
  });
  await open();
  await page.getByRole("button", { name: "More about this flag" }).click();
  await page.getByRole("menuitem", { name: "Keep who has it now as a cohort" }).click();
  await page.waitForURL(/cohorts\/\d+/);
  await page.getByRole("heading", { level: 1, name: /^Users with feature flag new-checkout enabled at/ }).waitFor();
  const id = /cohorts\/(\d+)/.exec(page.url())[1];
  await until(async () => (await leapfrog.must(`/api/projects/${leapfrog.project.id}/cohorts/${id}/`)).count === 2, {
    timeout: 30_000,
    what: "the people of the cohort",
  });
});

it("is changed by two people when it needs approval", async () => {
  await open();
  await page.getByRole("button", { name: "More about this flag" }).click();
  await page.getByRole("menuitem", { name: "Require approval" }).click();
  await page.getByText("Needs approval").waitFor();
  await page.getByLabel("Per cent of condition 1").fill("30");
  await page.getByRole("button", { name: "Ask for approval" }).click();
  await page.getByText("You asked for it; somebody else decides.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Approve" }).count(), 0);
  assert.deepEqual(await shares(), [100]);

  const invite = await leapfrog.must("/api/organizations/@current/invites/", { method: "POST", body: {} });
  const second = { email: "second@example.com", password: "correct horse battery" };
  const joined = await leapfrog.send({
    method: "POST",
    path: `/api/signup/${invite.link.split("/").at(-1)}/`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...second, first_name: "Second" }),
  });
  assert.equal(joined.status, 201, joined.text);
  const other = await openProfile(app.browser, leapfrog.url);
  await signIn(other, second);
  await open(other);
  await other.getByText("Waiting for a second person").waitFor();
  await assertFits(other);
  await assertAccessible(other);
  await other.getByText("Waiting for a second person").scrollIntoViewIfNeeded();
  await picture(other, "flag-approval");
  await other.getByRole("button", { name: "Approve" }).click();
  await until(async () => (await shares())[0] === 30, { what: "the approved change" });
  await other.getByText("Waiting for a second person").waitFor({ state: "detached" });
  assert.deepEqual(page.problems, []);
  assert.deepEqual(other.problems, []);
});
