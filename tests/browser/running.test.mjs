// Questions that take their time, against the real runner: how far they are, stopping them by key and by button, answers
// that were kept, and the receipt that gives the same figures again.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { assertAccessible, openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("running");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    Array.from({ length: 12 }, (_, index) => anEvent({ event: "paid", distinct_id: `p${index % 5}` })),
  );
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const address = (source) =>
  `/project/${leapfrog.project.id}/insights/new?q=${encodeURIComponent(JSON.stringify(source))}`;
// Goes on until somebody stops it, and needs no memory.
const endless = (n) => ({
  kind: "HogQLQuery",
  query: `SELECT sum(sipHash64(number, ${n})) AS hash FROM numbers(1000000000000)`,
});
const paid = {
  kind: "TrendsQuery",
  series: [{ kind: "EventsNode", event: "paid", name: "paid", math: "total" }],
  interval: "day",
  dateRange: { date_from: "-7d" },
  trendsFilter: { display: "BoldNumber" },
};
const running = async () =>
  Number(
    (
      await leapfrog.sql(
        "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number%' AND query NOT LIKE '%system.processes%'",
      )
    )[0][0],
  );
const stopped = () => shows(running, 0, "the engine at rest");

it("says how far a long question is, and stops it by Esc", async () => {
  await page.goto(address(endless(1)));
  await page.getByRole("progressbar", { name: "Computing" }).waitFor();
  await page.getByText(/rows read$/).waitFor();
  await shows(running, 1);
  await assertAccessible(page);
  await picture(page, "insight-computing");
  await page.keyboard.press("Escape");
  await page.getByText("Cancelled", { exact: true }).waitFor();
  await stopped();
  await picture(page, "insight-cancelled");
});

it("computes again when asked, and stops by the button", async () => {
  await page.getByRole("button", { name: "Compute it" }).click();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByText("Cancelled", { exact: true }).waitFor();
  await stopped();
});

it("stops computing for somebody who leaves the page", async () => {
  await page.goto(address(endless(2)));
  await page.getByRole("progressbar", { name: "Computing" }).waitFor();
  await shows(running, 1, "the statement");
  await page.getByRole("link", { name: "Dashboards" }).first().click();
  await page.getByRole("heading", { level: 1, name: "Dashboards" }).waitFor();
  await stopped();
});

it("says of when a kept answer is, and computes it anew", async () => {
  await page.goto(address(paid));
  await page.getByText("12", { exact: true }).waitFor();
  await page.getByText(/^Computed/).waitFor();
  await page.reload();
  await page.getByText(/^As of/).waitFor();
  await page.getByRole("button", { name: "Compute now" }).click();
  await page.getByText(/^Computed/).waitFor();
});

it("gives a receipt that comes to the same figures, and tells what has changed since", async () => {
  await page.getByRole("button", { name: "Receipt" }).click();
  await page.getByRole("button", { name: "Compute it again" }).click();
  await page.getByText("The same figures").waitFor();
  await page.getByText("No change").waitFor();
  await picture(page, "insight-receipt");
  await leapfrog.capture([anEvent({ event: "paid", distinct_id: "late" })]);
  await leapfrog.flush();
  await page.getByRole("button", { name: "Compute it again" }).click();
  await page.getByText("Changed since").waitFor();
  await page.getByText("The same figures").waitFor();
  assert.deepEqual(page.problems, []);
});
