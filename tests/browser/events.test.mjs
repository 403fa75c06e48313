// Stored events narrowed by what their properties hold; the address keeps it, and the API gives the same ones.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { assertAccessible, assertFits, listedEvents, openSignedIn, phone, picture, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("events");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    ["team", "team", "free", "solo"].map((plan, index) =>
      anEvent({ event: `paid ${index}`, distinct_id: `p${index}`, properties: { plan, amount: index * 10 } }),
    ),
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

it("are narrowed by a property", async () => {
  await page.goto(`/project/${leapfrog.project.id}/events`);
  await page.getByText("4 events loaded, all there are").waitFor();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("button", { name: "Property", exact: true }).click();
  await page.getByRole("option", { name: /^plan/ }).click();
  await page.getByRole("option", { name: "team" }).click();
  await page.keyboard.press("Escape");
  await page.getByText("2 events loaded, all there are").waitFor();
  assert.deepEqual((await listedEvents(page)).sort(), ["paid 0", "paid 1"]);
  const properties = [{ type: "event", key: "plan", operator: "exact", value: ["team"] }];
  const asked = await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query: { kind: "EventsQuery", select: ["event"], after: "all", properties } },
  });
  assert.deepEqual(asked.results.flat().sort(), ["paid 0", "paid 1"]);
  await assertAccessible(page);
  await picture(page, "events-filtered");
});

it("stay narrowed when the page is loaded again, and are all there when it is cleared", async () => {
  await page.reload();
  await page.getByText("2 events loaded, all there are").waitFor();
  await page.getByRole("button", { name: "plan is team" }).waitFor();
  await assertFits(page);
  const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
  await small.goto(page.url());
  await small.getByText("2 events loaded, all there are").waitFor();
  await assertFits(small);
  await picture(small, "events-filtered-phone-dark");
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByText("4 events loaded, all there are").waitFor();
  assert.deepEqual(page.problems, []);
});
