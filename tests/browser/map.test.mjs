// The world map: the numbers are those of the API, a click leads to the people or filters, and there is always a table.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import {
  assertAccessible,
  assertFits,
  closeByEscape,
  hasCount,
  openSignedIn,
  phone,
  picture,
  shows,
  startApp,
} from "./app.mjs";

// Singapore has no outline at this scale, and nobody knows ZZ.
const visits = { US: 41, DE: 12, FR: 7, IN: 3, SG: 2, ZZ: 1 };

let app;
let leapfrog;
let page;
let query;

before(async () => {
  app = await startApp("map");
  leapfrog = app.leapfrog;
  const events = Object.entries(visits).flatMap(([code, count]) =>
    Array.from({ length: count }, (_, index) =>
      anEvent({
        event: "$pageview",
        distinct_id: `${code}-${index % 5}`,
        properties: {
          $geoip_country_code: code,
          $geoip_disable: true,
          $session_id: `0190a000-0000-7000-8000-0000000${code.charCodeAt(0)}${code.charCodeAt(1)}${index % 5}`.slice(
            0,
            36,
          ),
          $current_url: "https://example.com/",
          $pathname: "/",
        },
      }),
    ),
  );
  await leapfrog.capture(events);
  await leapfrog.flush();
  page = await openSignedIn(app);
  query = {
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: "$pageview", name: "$pageview", math: "total" }],
    dateRange: { date_from: "-7d" },
    trendsFilter: { display: "WorldMap" },
    breakdownFilter: { breakdown: "$geoip_country_code", breakdown_type: "event", breakdown_limit: 300 },
  };
});
after(() => app?.close());

const country = (code) => page.locator(`[data-country=${code}]`).first();

it("is chosen in the builder, which then counts by country", async () => {
  await page.goto(`/project/${leapfrog.project.id}/insights/new`);
  await page.getByLabel("Shown as").selectOption("WorldMap");
  await country("US").waitFor();
  const asked = () => {
    const { breakdownFilter, trendsFilter } = JSON.parse(new URL(page.url()).searchParams.get("q"));
    return [breakdownFilter.breakdown, trendsFilter.display];
  };
  await shows(asked, ["$geoip_country_code", "WorldMap"]);
});

it("shows the API's numbers: on hover, by keyboard, in the table and in words", async () => {
  const answer = await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query },
  });
  const numbers = Object.fromEntries(answer.results.map((each) => [each.breakdown_value, each.aggregated_value]));
  assert.deepEqual(numbers, visits);
  await page.goto(`/project/${leapfrog.project.id}/insights/new?q=${encodeURIComponent(JSON.stringify(query))}`);
  await country("US").waitFor();
  const rows = () =>
    page
      .getByRole("region", { name: "Countries" })
      .locator("tbody tr")
      .evaluateAll((all) => all.map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent)));
  await shows(rows, [
    ["United States", "41"],
    ["Germany", "12"],
    ["France", "7"],
    ["India", "3"],
    ["Singapore", "2"],
    ["Unknown Region", "1"],
  ]);
  const map = page.locator("svg[data-chart]");
  assert.match(
    await map.getAttribute("aria-label"),
    /from 6 countries, most from United States \(41\), Germany \(12\)/,
  );
  // More is darker, nothing is the faintest.
  const shade = async (code) => Number((await country(code).getAttribute("fill")).match(/ramp-(\d)/)[1]);
  const shades = await Promise.all(["US", "DE", "IN", "BR"].map(shade));
  assert.equal(shades[0], 5);
  assert.equal(shades.at(-1), 0);
  assert.deepEqual(
    shades,
    [...shades].sort((a, b) => b - a),
  );
  await page.getByText("Not on the map: Unknown Region.").waitFor();

  await country("IN").hover();
  await page.getByText("4.5%").first().waitFor();
  await assertAccessible(page);
  await picture(page, "map");
  await page.mouse.move(0, 0);
  await map.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.getByText("Click to see the people").waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("DE-0").first().waitFor();
  await closeByEscape(page, page.getByRole("dialog"));
});

it("leads to the people of a country", async () => {
  await country("IN").click();
  const panel = page.getByRole("dialog");
  await panel.getByText("IN-0").first().waitFor();
  await hasCount(panel.getByText(/^US-/), 0);
  await picture(page, "map-people");
  await closeByEscape(page, panel);
});

it("filters web analytics by a click, and clears by another", async () => {
  await page.goto(`/project/${leapfrog.project.id}/web`);
  await country("DE").waitFor();
  await country("DE").scrollIntoViewIfNeeded();
  await assertAccessible(page);
  await picture(page, "map-web");
  await country("DE").click();
  const filter = page.getByRole("button", { name: /Germany.*remove this filter/ });
  await filter.waitFor();
  const shown = () =>
    page
      .getByRole("button", { name: /^Visitors/ })
      .first()
      .textContent();
  await until(async () => /^Visitors5(?!\d)/.test(await shown()), { what: "the visitors of one country" });
  await country("DE").click();
  await filter.waitFor({ state: "detached" });
  assert.deepEqual(page.problems, []);
});

it("fits a phone in both themes, and the dark", async () => {
  for (const theme of ["light", "dark"]) {
    const small = await openSignedIn(app, { viewport: phone, theme, isMobile: true, hasTouch: true });
    await small.goto(`/project/${leapfrog.project.id}/insights/new?q=${encodeURIComponent(JSON.stringify(query))}`);
    await small.locator("[data-country=US]").first().waitFor();
    await assertFits(small);
    await assertAccessible(small);
    await picture(small, `map-phone-${theme}`);
    assert.deepEqual(small.problems, []);
    await small.context().close();
  }
  const dark = await openSignedIn(app, { theme: "dark" });
  await dark.goto(`/project/${leapfrog.project.id}/insights/new?q=${encodeURIComponent(JSON.stringify(query))}`);
  await dark.locator("[data-country=US]").first().waitFor();
  await picture(dark, "map-dark");
  await dark.context().close();
});
