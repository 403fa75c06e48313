// Web analytics leads from its numbers to the people behind them: as many as the number says, by pointer and by keyboard.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import {
  assertAccessible,
  assertFits,
  closeByEscape,
  hasCount,
  openSignedIn,
  phone,
  picture,
  settled,
  startApp,
} from "./app.mjs";

let app;
let leapfrog;
let page;
const minute = 60_000;
const day = 24 * 60 * minute;
const site = "https://hedgerow.example";
const cities = [
  ["AT", "Vienna"],
  ["DE", "Berlin"],
];

// Ten people with a session each, every second one with a further one; one who began before the dates.
function history() {
  const events = [];
  const see = (distinct_id, $session_id, at, $pathname, more = {}) =>
    events.push(
      anEvent({
        event: "$pageview",
        distinct_id,
        timestamp: new Date(at).toISOString(),
        properties: { $session_id, $current_url: `${site}${$pathname}`, $pathname, $geoip_disable: true, ...more },
      }),
    );
  for (let person = 0; person < 10; person++) {
    const id = `visitor-${person}`;
    const [$geoip_country_code, $geoip_city_name] = cities[person % 2];
    const facts = {
      $browser: person % 3 ? "Firefox" : "Safari",
      $geoip_country_code,
      $geoip_city_name,
      $viewport_width: person % 2 ? 1440 : 390,
      $viewport_height: 900,
      $referring_domain: person % 4 ? "$direct" : "news.example",
    };
    const at = Date.now() - (1 + (person % 4)) * day;
    see(id, `first-${person}`, at, person % 2 ? "/pricing" : "/", facts);
    see(id, `first-${person}`, at + minute, "/about", facts);
    if (person % 2) see(id, `second-${person}`, at + 2 * 60 * minute, "/", facts);
    if (person < 3)
      events.push(
        anEvent({
          event: "$autocapture",
          distinct_id: id,
          timestamp: new Date(at + 2 * minute).toISOString(),
          properties: {
            $session_id: `first-${person}`,
            $event_type: "click",
            $external_click_url: `https://else.example/a.b?from=${person}`,
          },
        }),
      );
    if (person < 4)
      events.push(
        anEvent({
          event: "signed up",
          distinct_id: id,
          timestamp: new Date(at + 3 * minute).toISOString(),
          properties: { $session_id: `first-${person}` },
        }),
      );
  }
  const midnight = Date.parse(`${new Date(Date.now() - 7 * day).toISOString().slice(0, 10)}T00:00:00Z`);
  see("night-owl", "over-midnight", midnight - 5 * minute, "/about", { $browser: "Firefox" });
  see("night-owl", "over-midnight", midnight + 5 * minute, "/about", { $browser: "Firefox" });
  return events;
}

before(async () => {
  app = await startApp("web_analytics");
  leapfrog = app.leapfrog;
  await leapfrog.capture(history());
  await leapfrog.must(`/api/projects/${leapfrog.project.id}/actions/`, {
    method: "POST",
    body: { name: "Joined", steps: [{ event: "signed up" }] },
  });
  await leapfrog.flush();
  page = await openSignedIn(app);
  await page.goto(`/project/${leapfrog.project.id}/web`);
});
after(() => app?.close());

const ask = async (query) => {
  const path = `/api/projects/${leapfrog.project.id}/query/`;
  const asked = { dateRange: { date_from: "-7d" }, filterTestAccounts: true, ...query };
  return (await leapfrog.must(path, { method: "POST", body: { query: asked } })).results;
};
const panel = () => page.getByRole("dialog", { name: "People" });

async function hasPeople(count) {
  await panel()
    .getByText(`${count} ${count === 1 ? "person" : "people"}`, { exact: true })
    .waitFor();
  await hasCount(panel().getByRole("listitem"), count);
}
const closePanel = () => closeByEscape(page, panel());

it("from the visitors of the dates, by keyboard", async () => {
  const [visitors] = await ask({ kind: "WebOverviewQuery" });
  assert.equal(visitors.value, 10, "without the one who began before");
  await settled(page);
  await page.getByRole("button", { name: "See the people behind Visitors" }).press("Enter");
  await hasPeople(visitors.value);
  await hasCount(panel().getByRole("link", { name: /night-owl/ }), 0);
  await assertAccessible(page);
  await picture(page, "web-people");
  // The panel has an address.
  await page.reload();
  await hasPeople(visitors.value);
  await closePanel();
  await page.getByRole("button", { name: "See the people behind Visitors" }).waitFor();
});

for (const [title, breakdownBy, nameOf] of [
  ["Paths", "Page", (value) => value],
  ["Entry", "InitialPage", (value) => value],
  ["Referrers", "InitialReferringDomain", (value) => (value === "$direct" ? "Direct" : value)],
  ["Cities", "City", ([, city]) => `${city}, ${city === "Vienna" ? "Austria" : "Germany"}`],
  ["Browsers", "Browser", (value) => value],
  ["Sizes", "Viewport", (value) => value.join(" × ")],
]) {
  it(`from a row of ${title}`, async () => {
    await page.getByRole("button", { name: title, exact: true }).click();
    const rows = await ask({ kind: "WebStatsTableQuery", breakdownBy });
    assert.ok(rows.length >= 2);
    for (const [value, [count]] of rows.slice(0, 2)) {
      const words = `${count} ${count === 1 ? "visitor" : "visitors"} of ${nameOf(value)}: see the people`;
      await page.getByRole("button", { name: words, exact: true }).click();
      await hasPeople(count);
      await closePanel();
    }
  });
}

it("from a link to another site, and from a goal", async () => {
  await page.getByRole("button", { name: "Links out", exact: true }).click();
  const [[url, [clicked]]] = await ask({ kind: "WebExternalClicksTableQuery", stripQueryParams: true });
  assert.equal(clicked, 3);
  await page.getByRole("button", { name: `${clicked} visitors of ${url}: see the people`, exact: true }).click();
  await hasPeople(clicked);
  await closePanel();
  const [[name, [joined]]] = await ask({ kind: "WebGoalsQuery", limit: 10 });
  assert.equal(joined, 4);
  await page.getByRole("button", { name: `${joined} visitors of ${name}: see the people`, exact: true }).click();
  await hasPeople(joined);
  await closePanel();
});

it("from a day of the chart, and under filters", async () => {
  await page.getByRole("button", { name: "Browsers", exact: true }).click();
  await page.getByRole("button", { name: "Firefox", exact: true }).click();
  await page.getByRole("button", { name: /Firefox.*remove this filter/ }).waitFor();
  const properties = [{ type: "event", key: "$browser", operator: "exact", value: ["Firefox"] }];
  const [visitors] = await ask({ kind: "WebOverviewQuery", properties });
  assert.ok(visitors.value < 10);
  await page.getByRole("button", { name: new RegExp(`^Visitors ?${visitors.value}`) }).waitFor();
  await settled(page);
  await page.getByRole("button", { name: "See the people behind Visitors" }).click();
  await hasPeople(visitors.value);
  await closePanel();
  const days = await ask({ kind: "WebTrendsQuery", interval: "day", properties });
  const place = days.findLastIndex(({ metrics }) => metrics.UniqueUsers > 0);
  const chart = page.getByRole("img", { name: /Visitors: / });
  for (let step = days.length; step > place; step--) await chart.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await hasPeople(days[place].metrics.UniqueUsers);
  await closePanel();
  assert.deepEqual(page.problems, []);
});

it("fits on a phone, in the dark", async () => {
  const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
  await small.goto(`/project/${leapfrog.project.id}/web`);
  await small.getByRole("button", { name: "See the people behind Visitors" }).waitFor();
  await settled(small);
  await assertFits(small);
  await assertAccessible(small);
  await picture(small, "web-people-phone-dark");
  await small.getByRole("button", { name: "See the people behind Visitors" }).click();
  await small.getByRole("dialog", { name: "People" }).getByText("10 people", { exact: true }).waitFor();
  await assertFits(small);
});
