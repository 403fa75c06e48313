// Cohorts: written with the live count, counted like the API counts; made from a funnel's drop-off; from a pasted list.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, phone, picture, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
const funnel = {
  kind: "FunnelsQuery",
  series: [
    { kind: "EventsNode", event: "signed_up", name: "signed_up" },
    { kind: "EventsNode", event: "paid", name: "paid" },
  ],
  dateRange: { date_from: "-7d" },
};
before(async () => {
  app = await startApp("cohorts");
  leapfrog = app.leapfrog;
  const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  const events = [];
  for (let index = 0; index < 9; index++) {
    const distinct_id = `p${index}`;
    const $set = { email: `p${index}@example.com`, plan: index % 3 === 0 ? "team" : "free" };
    events.push(anEvent({ event: "signed_up", distinct_id, timestamp: at(30), properties: { $set } }));
    if (index < 4) events.push(anEvent({ event: "paid", distinct_id, timestamp: at(20) }));
  }
  await leapfrog.capture(events);
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const path = (rest) => `/api/projects/${leapfrog.project.id}/${rest}`;
const cohorts = async () => (await leapfrog.must(path("cohorts/"))).results;
const counted = (name, count) =>
  until(async () => (await cohorts()).some((cohort) => cohort.name === name && cohort.count === count), {
    what: `${name} having ${count} people`,
  });

it("is written with the live count", async () => {
  await page.goto(`/project/${leapfrog.project.id}/cohorts`);
  await page.getByText("No cohorts yet").waitFor();
  await page.keyboard.press("n");
  await page.getByLabel("Name", { exact: true }).fill("Paying teams");
  await page.getByLabel(/^Event: /).click();
  await page.getByRole("option", { name: /paid/ }).click();
  await page.getByText("4 of 9 people").waitFor();
  await page.getByRole("button", { name: "What they are" }).click();
  await page.getByRole("option", { name: /^plan/ }).click();
  await page.getByRole("option", { name: "team" }).click();
  await page.keyboard.press("Escape");
  await page.getByText("2 of 9 people").waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "cohort-new");
  await page.getByRole("button", { name: "Save cohort" }).click();
  await page.waitForURL(/cohorts\/\d+$/);
  await counted("Paying teams", 2);
  await page.getByRole("link", { name: /p0@example\.com/ }).waitFor();
  await page.getByRole("link", { name: /p3@example\.com/ }).waitFor();
  await picture(page, "cohort");
});

it("narrows an insight, with the number that the API gives", async () => {
  const [{ id }] = await cohorts();
  const trend = {
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: "signed_up", name: "signed_up", math: "total" }],
    dateRange: { date_from: "-7d" },
    trendsFilter: { display: "BoldNumber" },
  };
  const properties = [{ type: "cohort", key: "id", value: id, operator: "in" }];
  const asked = await leapfrog.must(path("query/"), { method: "POST", body: { query: { ...trend, properties } } });
  assert.equal(asked.results[0].aggregated_value, 2);
  const search = new URLSearchParams({ q: JSON.stringify(trend) });
  await page.goto(`/project/${leapfrog.project.id}/insights/new?${search}`);
  await page.getByText("9", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("option", { name: "Paying teams" }).click();
  await page.getByRole("link", { name: "Paying teams" }).waitFor();
  await page.getByText("2", { exact: true }).first().waitFor();
  await assertAccessible(page);
  await picture(page, "cohort-in-a-filter");
});

it("is made from the drop-off of a funnel, with the number that the API gives", async () => {
  const asked = await leapfrog.must(path("query/"), { method: "POST", body: { query: funnel } });
  const dropped = asked.results[0].count - asked.results[1].count;
  assert.equal(dropped, 5);
  const people = { source: { kind: "FunnelsActorsQuery", source: funnel, funnelStep: -2 }, title: "Did not pay" };
  const search = new URLSearchParams({ q: JSON.stringify(funnel), people: JSON.stringify(people) });
  await page.goto(`/project/${leapfrog.project.id}/insights/new?${search}`);
  await page.getByText("5 people").waitFor();
  await page.getByRole("button", { name: "Save as cohort" }).click();
  await page.getByRole("button", { name: "Save cohort" }).click();
  await counted("Did not pay", dropped);
  await page.getByLabel("Notices").getByRole("button", { name: "Open" }).click();
  await page.getByRole("heading", { level: 1, name: "Did not pay" }).waitFor();
  await page.getByRole("link", { name: /p8@example\.com/ }).waitFor();
  await assertAccessible(page);
});

it("is made of a pasted list, whose people are taken out and put back", async () => {
  await page.goto(`/project/${leapfrog.project.id}/cohorts/new`);
  await page.getByLabel("Name", { exact: true }).fill("Interviewed");
  await page.getByRole("radio", { name: /A list of people/ }).check();
  await page.getByLabel("People", { exact: true }).fill("p1@example.com\np2@example.com\nnobody@example.com");
  await picture(page, "cohort-list");
  await page.getByRole("button", { name: "Save cohort" }).click();
  await page.waitForURL(/cohorts\/\d+$/);
  await counted("Interviewed", 2);
  await page.getByRole("button", { name: "Take p1@example.com out" }).click();
  await counted("Interviewed", 1);
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await counted("Interviewed", 2);
});

it("is listed in words, on a phone too", async () => {
  await page.goto(`/project/${leapfrog.project.id}/cohorts`);
  await page.getByText("did paid in the last 30 days and plan is team").waitFor();
  await assertAccessible(page);
  await picture(page, "cohorts");
  const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
  await small.goto(`/project/${leapfrog.project.id}/cohorts`);
  await small.getByRole("row", { name: /Paying teams/ }).waitFor();
  await assertFits(small);
  await picture(small, "cohorts-phone-dark");
  assert.deepEqual(page.problems, []);
});
