// An alert on a trend: made in the app, fires to a webhook when events come, is back when more come; its history and
// what was told stand beside the chart. The receiver is on this machine, which the operator has to allow.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, phone, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
let insight;
let receiver;
const told = [];
before(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      told.push({ path: request.url, ...JSON.parse(body) });
      response.statusCode = 204;
      response.end();
    });
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  app = await startApp("alerts", { args: ["--outbound-allow", "127.0.0.1", "--alert-pause", "1"] });
  leapfrog = app.leapfrog;
  await sign(3);
  insight = await leapfrog.must(`/api/projects/${leapfrog.project.id}/insights/`, {
    method: "POST",
    body: {
      name: "Sign-ups",
      saved: true,
      query: {
        kind: "InsightVizNode",
        source: {
          kind: "TrendsQuery",
          series: [{ kind: "EventsNode", event: "signed_up", name: "signed_up", math: "total" }],
          interval: "day",
          dateRange: { date_from: "-7d" },
        },
      },
    },
  });
  page = await openSignedIn(app);
});
after(async () => {
  await app?.close();
  receiver?.close();
});

let people = 0;
async function sign(count) {
  await leapfrog.capture(
    Array.from({ length: count }, () => anEvent({ event: "signed_up", distinct_id: `p${people++}` })),
  );
  await leapfrog.flush();
}
const hook = (path) => `http://127.0.0.1:${receiver.address().port}${path}`;
const alerts = async () => (await leapfrog.must(`/api/projects/${leapfrog.project.id}/alerts/`)).results;

it("is made beside the chart", async () => {
  await page.goto(`/project/${leapfrog.project.id}/insights/${insight.short_id}`);
  await page.getByRole("button", { name: "More about this insight" }).click();
  await page.getByRole("menuitem", { name: "Alerts…" }).click();
  await page.getByRole("button", { name: "New alert" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Many sign-ups");
  await page.getByRole("button", { name: "Make alert" }).click();
  await page.getByText("Give at least one bound.").waitFor();
  await page.getByLabel("above").fill("5");
  await page.getByRole("switch", { name: "Look at the ongoing period too" }).click();
  await page.getByLabel("Tell this webhook").fill(hook("/many"));
  await assertAccessible(page);
  await picture(page, "alert-form");
  await page.getByRole("button", { name: "Make alert" }).click();
  await page.getByText("Fires when it is above 5").waitFor();
  await page.getByText("Within bounds").waitFor();
  await shows(async () => (await alerts()).map(({ last_value, state }) => [last_value, state]), [[3, "Not firing"]]);
  assert.deepEqual(told, []);
});

it("fires to the webhook when events come, with the number that the API gives", async () => {
  await sign(4);
  const message = await until(() => told.find(({ path }) => path === "/many"), { what: "the webhook being told" });
  const asked = await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query: insight.query.source },
  });
  assert.equal(message.value, asked.results[0].data.at(-1));
  assert.equal(message.value, 7);
  assert.equal(message.state, "Firing");
  assert.equal(message.message, "Sign-ups is 7, above 5.");
  assert.equal(message.insight.short_id, insight.short_id);
  await page.getByText("Firing", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Many sign-ups", exact: true }).click();
  await page.getByText("Delivered").waitFor();
  await page.getByText("Sign-ups is 7, above 5.").waitFor();
  await assertAccessible(page);
  await picture(page, "alert-firing");
  const other = await openSignedIn(app);
  await other.goto(`/project/${leapfrog.project.id}/home`);
  await other.getByRole("region", { name: "Alerts" }).getByText("is above 5: now 7").waitFor();
  await assertAccessible(other);
  await picture(other, "home-with-an-alert");
  // It goes on firing: nobody is told again.
  await sign(1);
  await until(async () => (await alerts())[0].last_value === 8, { what: "another look" });
  assert.equal(told.length, 1);
});

it("tells when it is over, and can be tested, snoozed and deleted with a way back", async () => {
  const [alert] = await alerts();
  await leapfrog.must(`/api/projects/${leapfrog.project.id}/alerts/${alert.id}/`, {
    method: "PATCH",
    body: { threshold: { configuration: { type: "absolute", bounds: { lower: null, upper: 50 } } } },
  });
  const back = await until(() => told.find(({ state }) => state === "Not firing"), { what: "the end being told" });
  assert.equal(back.previous_state, "Firing");
  await page.getByText("Within bounds").first().waitFor();
  await page.getByRole("button", { name: "More about Many sign-ups" }).click();
  await page.getByRole("menuitem", { name: "Send a test" }).click();
  await page.getByText("Delivered. Answered 204.").waitFor();
  await page.getByRole("button", { name: "More about Many sign-ups" }).click();
  await page.getByRole("menuitem", { name: "Snooze for a day" }).click();
  await page.getByText("Snoozed").first().waitFor();
  await page.goto(`/project/${leapfrog.project.id}/alerts`);
  await page.getByRole("article", { name: "Many sign-ups" }).waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "alerts");
  const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
  await small.goto(`/project/${leapfrog.project.id}/alerts`);
  await small.getByRole("article", { name: "Many sign-ups" }).waitFor();
  await assertFits(small);
  await picture(small, "alerts-phone-dark");
  await page.getByRole("button", { name: "More about Many sign-ups" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("No alerts yet").waitFor();
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await page.getByRole("article", { name: "Many sign-ups" }).waitFor();
  await shows(async () => (await alerts()).length, 1);
});

it("says what is wrong with a private address that nobody allowed", async () => {
  const [alert] = await alerts();
  await leapfrog.must(`/api/projects/${leapfrog.project.id}/alerts/${alert.id}/`, {
    method: "PATCH",
    body: { webhook_url: "http://10.255.255.1:9/hook" },
  });
  const tested = await leapfrog.must(`/api/projects/${leapfrog.project.id}/alerts/${alert.id}/test/`, {
    method: "POST",
  });
  assert.equal(tested.delivered, false);
  assert.match(tested.answer, /private/);
});
