// People: list, one person's page, editing with undo, deleting with a receipt.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, hasCount, openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
const $set = { email: "ada@example.com", name: "Ada Lovelace", plan: "team", seats: 4 };
before(async () => {
  app = await startApp("people");
  leapfrog = app.leapfrog;
  const day = 86_400_000;
  await leapfrog.capture([
    anEvent({ event: "$identify", distinct_id: "ada", properties: { $set, $anon_distinct_id: "anon-1" } }),
    ...[0, 1, 2, 30].map((days) =>
      anEvent({
        event: `worked ${days}`,
        distinct_id: "ada",
        timestamp: new Date(Date.now() - days * day).toISOString(),
      }),
    ),
    anEvent({
      event: "worked 0",
      distinct_id: "ada",
      properties: { $groups: { company: "pond" } },
    }),
    ...Array.from({ length: 60 }, (_, index) => anEvent({ event: "seen", distinct_id: `visitor-${index}` })),
  ]);
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const property = async (key) => (await leapfrog.person("ada")).properties[key];
const row = (key) => page.getByRole("row", { name: new RegExp(`^${key} `) });

it("finds a person by email and opens their page", async () => {
  await page.goto(`/project/${leapfrog.project.id}/persons`);
  await page.getByRole("button", { name: "Next" }).click();
  await shows(() => new URL(page.url()).searchParams.get("page"), "2");
  await page.getByRole("searchbox", { name: "Search by name, email or id" }).fill("ada@");
  // The search begins when the typing rests.
  await hasCount(page.getByRole("row"), 2, "the head and one person");
  await page.getByRole("row", { name: /ada@example.com/ }).click();
  await page.getByRole("heading", { name: /ada@example.com/ }).waitFor();
});

it("shows what they did by day", async () => {
  await page.getByRole("heading", { name: /^Today/ }).waitFor();
  await page.getByRole("heading", { name: /^Yesterday/ }).waitFor();
  const stored = await leapfrog.events({ person_id: (await leapfrog.person("ada")).uuid });
  await hasCount(page.getByRole("tabpanel").getByRole("listitem"), stored.length);
  await picture(page, "person");
});

it("changes a property, and takes it back", async () => {
  await page.getByRole("tab", { name: /Properties/ }).click();
  await row("plan").hover();
  await page.getByRole("button", { name: "Edit plan" }).click();
  await page.getByLabel("Value of plan").fill("enterprise");
  await page.keyboard.press("Enter");
  await row("plan").getByText("enterprise").waitFor();
  await until(async () => (await property("plan")) === "enterprise", { what: "the new value in the store" });
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await row("plan").getByText("team").waitFor();
  await until(async () => (await property("plan")) === "team", { what: "the old value in the store" });
});

it("keeps the type of what is typed", async () => {
  await page.getByRole("button", { name: "Edit seats" }).click();
  await page.getByLabel("Value of seats").fill("12");
  await page.keyboard.press("Enter");
  await until(async () => (await property("seats")) === 12, { what: "a number in the store" });
  await page.getByRole("button", { name: "Add property" }).click();
  await page.getByLabel("Property name").fill("vip");
  await page.getByLabel("Value", { exact: true }).fill("true");
  await page.keyboard.press("Enter");
  await until(async () => (await property("vip")) === true, { what: "a boolean in the store" });
});

it("deletes a property, and takes it back", async () => {
  await page.getByRole("button", { name: "Delete seats" }).click();
  await until(async () => (await property("seats")) === undefined, { what: "the property gone from the store" });
  // Notices of earlier changes may still be there, each with its own way back.
  const notice = page.getByLabel("Notices").locator("div", { hasText: "“seats” deleted" });
  await notice.getByRole("button", { name: "Undo" }).click();
  await until(async () => (await property("seats")) === 12, { what: "the property back in the store" });
  await picture(page, "person-properties");
});

it("shows what else belongs to a person", async () => {
  const post = (rest, body) => leapfrog.must(`/api/projects/${leapfrog.project.id}/${rest}`, { method: "POST", body });
  const plan = { type: "person", key: "plan", operator: "exact", value: ["team"] };
  const cohort = await post("cohorts/", {
    name: "On the team plan",
    filters: { properties: { type: "OR", values: [{ type: "AND", values: [plan] }] } },
  });
  await until(
    async () => {
      const counted = await leapfrog.must(`/api/projects/${leapfrog.project.id}/cohorts/${cohort.id}/`);
      return counted.count === 1 && !counted.is_calculating;
    },
    { what: "the cohort counted" },
  );
  await post("feature_flags/", {
    key: "new-editor",
    name: "",
    filters: { groups: [{ properties: [plan], rollout_percentage: 100 }] },
  });
  const { uuid } = await leapfrog.person("ada");
  const base = `/project/${leapfrog.project.id}/persons/${uuid}`;
  const panel = page.getByRole("tabpanel");
  const shown = {
    cohorts: () => panel.getByRole("link", { name: /On the team plan/ }),
    flags: () => panel.getByRole("row", { name: /new-editor/ }).getByText("On", { exact: true }),
    groups: () => panel.getByRole("link", { name: /pond/ }),
    ids: () => panel.getByText("anon-1"),
    activity: () => panel.getByText(/changed person/).first(),
  };
  for (const [tab, content] of Object.entries(shown)) {
    await page.goto(`${base}?tab=${tab}`);
    await content().waitFor();
    await assertFits(page);
    await assertAccessible(page);
    await picture(page, `person-tab-${tab}`);
  }
});

it("lists those for whom filters hold, with columns and an order of one's own", async () => {
  const filter = { type: "person", key: "plan", operator: "exact", value: ["team"] };
  const search = `properties=${encodeURIComponent(JSON.stringify([filter]))}`;
  await page.goto(`/project/${leapfrog.project.id}/persons?${search}`);
  await page.getByRole("row", { name: /ada@example.com/ }).waitFor();
  await hasCount(page.getByRole("row"), 2, "the head and one person");
  await page.getByText("1 person", { exact: true }).waitFor();

  await page.getByRole("button", { name: "Columns", exact: true }).click();
  const columns = page.getByRole("dialog", { name: "Columns" });
  await columns.getByRole("button", { name: "Property" }).click();
  await page.getByRole("option", { name: /seats/ }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("columnheader", { name: "seats" }).waitFor();
  await page.getByRole("cell", { name: "12", exact: true }).waitFor();
  await picture(page, "people-filtered");

  // From here to a cohort of them.
  await page.getByRole("button", { name: "Save as cohort" }).click();
  await page.getByRole("heading", { level: 1, name: "New cohort" }).waitFor();
  await page.getByText("plan", { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole("row", { name: /ada@example.com/ }).waitFor();

  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page
    .getByRole("row", { name: /visitor-/ })
    .first()
    .waitFor();
  const names = () => page.locator("tbody tr td:first-child bdi").allTextContents();
  await page
    .getByRole("columnheader", { name: /^seats/ })
    .getByRole("button")
    .click();
  await until(async () => (await names())[0] === "ada@example.com", { what: "whoever has most first" });
  await shows(() => new URL(page.url()).searchParams.get("order"), "-properties.seats");
  await assertFits(page);
  await assertAccessible(page);
});

it("deletes the person only when their name is typed, and shows the receipt", async () => {
  const { uuid } = await leapfrog.person("ada");
  await page.goto(`/project/${leapfrog.project.id}/persons/${uuid}`);
  await page.getByRole("button", { name: "More about this person" }).click();
  await page.getByRole("menuitem", { name: /Delete this person/ }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Delete person" });
  await shows(() => confirm.isDisabled(), true);
  await dialog.getByRole("textbox").fill("ada@example.com");
  await picture(page, "person-delete");
  await confirm.click();
  await page.getByRole("heading", { name: "ada@example.com was deleted" }).waitFor();
  await dialog.getByRole("definition").filter({ hasText: "Finished" }).waitFor({ timeout: 30_000 });
  await picture(page, "person-receipt");
  await page.getByRole("button", { name: "Back to people" }).click();
  await page.getByRole("searchbox", { name: "Search by name, email or id" }).waitFor();
  await shows(async () => (await leapfrog.api(`/api/projects/${leapfrog.project.id}/persons/${uuid}/`)).status, 404);
  assert.deepEqual(page.problems, []);
});
