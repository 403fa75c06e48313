// Home and web analytics with the numbers of the API; what shipped is marked on charts; a click filters everything.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
const day = 86_400_000;
before(async () => {
  app = await startApp("home");
  leapfrog = app.leapfrog;
  const events = [];
  for (let back = 0; back < 16; back++) {
    const timestamp = new Date(Date.now() - back * day - 60_000).toISOString();
    for (let person = 0; person < 4 + (back % 3); person++) {
      const $session_id = crypto.randomUUID();
      const $pathname = person % 2 ? "/pricing" : "/";
      const properties = { $pathname, $browser: person % 3 ? "Firefox" : "Safari", $session_id };
      events.push(anEvent({ event: "$pageview", distinct_id: `p${person}`, timestamp, properties }));
      if (person < (back < 8 ? 3 : 1))
        events.push(anEvent({ event: "signed up", distinct_id: `p${person}`, timestamp }));
    }
  }
  await leapfrog.capture(events);
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const base = () => `/project/${leapfrog.project.id}`;
const ask = async (query) =>
  (await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, { method: "POST", body: { query } })).results;

it("is the first page, and says what moved", async () => {
  await page.waitForURL(/\/home$/);
  await page.getByRole("link", { name: /^signed up/ }).waitFor();
  const [now] = await ask({
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: "signed up" }],
    dateRange: { date_from: "-7d", date_to: "-1dEnd" },
    trendsFilter: { display: "BoldNumber" },
  });
  await page.getByRole("link", { name: new RegExp(`^signed up .*${now.aggregated_value}`) }).waitFor();
  await page.getByText("Every event is accounted for").waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "home");
});

it("writes down what shipped, and takes it back", async () => {
  await page.getByRole("button", { name: "Write something down" }).click();
  await page.getByLabel("What happened").fill("4.2 shipped");
  await page.keyboard.press("Enter");
  await page.getByRole("listitem").filter({ hasText: "4.2 shipped" }).first().waitFor();
  const stored = async () => (await leapfrog.must(`/api/projects/${leapfrog.project.id}/annotations/`)).results.length;
  await shows(stored, 1);
  await page.locator("svg title", { hasText: "4.2 shipped" }).first().waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Delete “4.2 shipped”" }).click();
  await shows(stored, 0);
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await shows(stored, 1);
});

it("says what happened since the last visit, what deserves attention first", async () => {
  const since = new Date(Date.now() - day).toISOString();
  await page.route("**/visits/", (route) => route.fulfill({ json: { since } }));
  // A person who is known already is not merged into another: a warning.
  await leapfrog.capture([
    anEvent({ event: "$identify", distinct_id: "known-1", properties: { $anon_distinct_id: "before-1" } }),
    anEvent({ event: "$identify", distinct_id: "known-2", properties: { $anon_distinct_id: "before-2" } }),
    anEvent({ event: "$identify", distinct_id: "known-2", properties: { $anon_distinct_id: "known-1" } }),
    anEvent({ event: "switched plans", distinct_id: "p1" }),
  ]);
  await leapfrog.flush();
  await page.goto(`${base()}/home`);
  await page.getByRole("heading", { name: /^Since your last visit, / }).waitFor();
  const [people, events] = await ask({
    kind: "TrendsQuery",
    series: ["dau", "total"].map((math) => ({ kind: "EventsNode", event: null, math })),
    dateRange: { date_from: since, explicitDate: true },
    trendsFilter: { display: "BoldNumber" },
  });
  await page.getByText(`${events.aggregated_value} events of ${people.aggregated_value} people`).waitFor();
  const news = page
    .locator("section", { has: page.getByRole("heading", { name: /^Since your last visit/ }) })
    .getByRole("listitem");
  await news.filter({ hasText: "4.2 shipped" }).waitFor();
  await news.filter({ hasText: "new events" }).waitFor();
  const warning = news.first();
  await assertAccessible(page);
  await assertFits(page);
  await picture(page, "home-since");
  await warning.getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Ingestion health" }).waitFor();
  await page.unroute("**/visits/");
  // This visit goes on: there is no one before it.
  await page.goto(`${base()}/home`);
  await page.getByRole("heading", { name: "The last 30 days" }).waitFor();
});

it("shows the website, and filters everything by a click", async () => {
  await page.getByRole("link", { name: "Web analytics" }).click();
  const pricing = page.getByRole("button", { name: "/pricing", exact: true });
  await pricing.waitFor();
  await pricing.click();
  await page.getByRole("button", { name: /^Path ?\/pricing ?: remove this filter/ }).waitFor();
  const [visitors] = await ask({
    kind: "WebOverviewQuery",
    dateRange: { date_from: "-7d" },
    properties: [{ type: "event", key: "$pathname", operator: "exact", value: ["/pricing"] }],
  });
  const tile = page.getByRole("button", { name: /^Visitors/ });
  await until(async () => (await tile.textContent()).includes(`Visitors${visitors.value}`), {
    what: "the filtered number",
  });
  // The list of pages follows in its own time.
  await page.getByRole("button", { name: "/", exact: true }).waitFor({ state: "detached" });
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "web-analytics");
  await page.goBack();
  await page.getByRole("button", { name: "/", exact: true }).waitFor();
});

it("leads from a number to the people and to one of them", async () => {
  await page.goto(`${base()}/insights/new`);
  await page.getByLabel("Shown as").selectOption("Number");
  await page.getByRole("tabpanel").getByText("events", { exact: true }).waitFor();
  await page.getByRole("tabpanel").getByRole("button", { name: /^\d/ }).click();
  const panel = page.getByRole("dialog", { name: "People" });
  await panel.getByRole("link", { name: /p0/ }).waitFor();
  await until(() => new URL(page.url()).searchParams.has("people"), { what: "the panel having an address" });
  await assertAccessible(page);
  await picture(page, "people-behind");
  await panel.getByRole("link", { name: /p0/ }).click();
  await page.getByRole("heading", { name: /p0/ }).waitFor();
  await page.goBack();
  await panel.getByRole("link", { name: /p0/ }).waitFor();
  assert.deepEqual(page.problems, []);
});

it("finds insights, and asks new ones, from the palette", async () => {
  await page.goto(`${base()}/home`);
  await page.getByRole("heading", { level: 1, name: /^Hello/ }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Go to" }).getByRole("combobox").fill("funnel");
  await page.getByRole("option", { name: "New insight: funnel" }).click();
  await page.getByText("Add a second step to see who gets there.").waitFor();
});

it("says when nothing happened lately, and follows a history that is being imported", async () => {
  const project = await leapfrog.newProject("Imported");
  const send = (from, to) => {
    const events = Array.from({ length: from - to }, (_, index) =>
      anEvent({
        event: "paid",
        distinct_id: "p",
        timestamp: new Date(Date.now() - (from - index) * day).toISOString(),
      }),
    );
    return leapfrog.capture(events, { token: project.token, historical_migration: true });
  };
  await page.goto(`/project/${project.id}/home`);
  await page.getByRole("heading", { name: "No events yet" }).waitFor();
  await send(90, 60);
  const status = page.getByRole("status").filter({ hasText: "events so far" });
  await status.filter({ hasText: /^Nothing happened in the last two weeks30 events so far, the newest of/ }).waitFor();
  await assertAccessible(page);
  await picture(page, "home-quiet");
  await send(60, 20);
  await status.filter({ hasText: /^History is coming in70 events/ }).waitFor();
  await status.filter({ hasText: /^Nothing happened in the last two weeks70 events/ }).waitFor();
  await send(20, 1);
  await page.getByText(`Seven days of Imported until yesterday`).waitFor();
  await page.getByRole("link", { name: /^paid/ }).waitFor();
  await status.waitFor({ state: "detached" });
  const tile = page.locator("main").getByText("Events", { exact: true }).locator("..");
  const [events] = (
    await leapfrog.must(`/api/projects/${project.id}/query/`, {
      method: "POST",
      body: {
        query: {
          kind: "TrendsQuery",
          series: [{ kind: "EventsNode", event: null, math: "total" }],
          dateRange: { date_from: "-7d", date_to: "-1dEnd" },
          trendsFilter: { display: "BoldNumber" },
        },
      },
    })
  ).results;
  await tile.filter({ hasText: new RegExp(`^Events${events.aggregated_value}(?!\\d)`) }).waitFor();
});

it("takes a first event of today for what it is", async () => {
  const project = await leapfrog.newProject("Begun");
  await page.goto(`/project/${project.id}/home`);
  await page.getByRole("heading", { name: "No events yet" }).waitFor();
  for (let sent = 0; sent < 3; ++sent) {
    const looked = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/ingestion/"));
    await leapfrog.capture(anEvent({ event: "paid", distinct_id: "p" }), { token: project.token });
    await leapfrog.flush(project);
    await looked;
    assert.equal(await page.getByText("events so far").count(), 0);
  }
  await page.getByText("The first day of Begun, so far.").waitFor();
});
