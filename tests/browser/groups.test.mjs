// A group: how busy it is with the numbers that the API gives, what its people did, who they are, its properties.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, hasCount, openSignedIn, phone, picture, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("groups");
  leapfrog = app.leapfrog;
  const of = (company, distinct_id, event) =>
    anEvent({
      event,
      distinct_id,
      properties: { $groups: { company }, $set: { email: `${distinct_id}@pond.example` } },
    });
  await leapfrog.capture([
    anEvent({
      event: "$groupidentify",
      distinct_id: "ada",
      properties: { $group_type: "company", $group_key: "pond", $group_set: { name: "Pond Ltd", plan: "team" } },
    }),
    of("pond", "ada", "worked"),
    of("pond", "ada", "worked"),
    of("pond", "bob", "paid"),
    of("lake", "eve", "worked"),
  ]);
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const base = () => `/project/${leapfrog.project.id}`;
const ofPond = [{ type: "event_metadata", key: "$group_0", operator: "exact", value: ["pond"] }];
const total = async (math) => {
  const query = {
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: null, math }],
    dateRange: { date_from: "-30d" },
    properties: ofPond,
    trendsFilter: { display: "BoldNumber" },
  };
  const path = `/api/projects/${leapfrog.project.id}/query/`;
  return (await leapfrog.must(path, { method: "POST", body: { query } })).results[0].aggregated_value;
};

it("lists those for which filters hold, by columns and under names of one's own", async () => {
  const filter = { type: "group", key: "plan", operator: "exact", value: ["team"], group_type_index: 0 };
  const search = `properties=${encodeURIComponent(JSON.stringify([filter]))}&columns=${encodeURIComponent(
    JSON.stringify(["group", "properties.plan"]),
  )}`;
  await page.goto(`${base()}/groups?${search}`);
  await page.getByRole("cell", { name: "team" }).waitFor();
  await hasCount(page.getByRole("row"), 2, "the head and one company");
  await picture(page, "groups-filtered");
  await page.getByRole("button", { name: "Name “company”" }).click();
  await page.getByLabel("One of them").fill("Customer");
  await page.getByLabel("Several").fill("Customers");
  await page.getByRole("button", { name: "Save names" }).click();
  await page.getByRole("tab", { name: "Customers" }).waitFor();
  await assertFits(page);
  await assertAccessible(page);
});

it("shows how busy it is, and what happened in it", async () => {
  await page.goto(`${base()}/groups`);
  await page.getByRole("row", { name: /Pond Ltd/ }).click();
  await page.getByRole("heading", { level: 1, name: "Pond Ltd" }).waitFor();
  assert.deepEqual([await total("dau"), await total("total")], [2, 3]);
  await page.getByText("Active people, 30 days2", { exact: false }).waitFor();
  const rows = page.getByRole("tabpanel").getByRole("listitem");
  await hasCount(rows, 3, "the events of this group alone");
  await rows.filter({ hasText: "paid" }).getByRole("link", { name: "bob@pond.example" }).waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "group");
});

it("leads to its people", async () => {
  await page.getByRole("tab", { name: "People" }).click();
  const people = page.getByRole("tabpanel").getByRole("link");
  await hasCount(people, 2, "its two people");
  await people.filter({ hasText: "ada@pond.example" }).click();
  await page.getByRole("heading", { name: /ada@pond\.example/ }).waitFor();
  await page.goBack();
  await page.getByRole("tab", { name: "People", selected: true }).waitFor();
});

it("has properties to change, with a way back", async () => {
  const plan = async () =>
    (await leapfrog.must(`/api/projects/${leapfrog.project.id}/groups/find/?group_type_index=0&group_key=pond`))
      .group_properties.plan;
  await page.getByRole("tab", { name: /Properties/ }).click();
  await page.getByRole("row", { name: /^plan / }).hover();
  await page.getByRole("button", { name: "Edit plan" }).click();
  await page.getByLabel("Value of plan").fill("enterprise");
  await page.keyboard.press("Enter");
  await until(async () => (await plan()) === "enterprise", { what: "the new value in the store" });
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await until(async () => (await plan()) === "team", { what: "the old value in the store" });
  const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
  await small.goto(`${base()}/groups/0/pond`);
  await small.getByRole("heading", { level: 1, name: "Pond Ltd" }).waitFor();
  await assertFits(small);
  await picture(small, "group-phone-dark");
  assert.deepEqual(page.problems, []);
});
