// Questions: built, answered with the numbers of the API, saved, found again, changed.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, hasCount, openSignedIn, picture, settled, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
const day = 86_400_000;
const browsers = ["Firefox", "Chrome", "Safari"];
before(async () => {
  app = await startApp("insights");
  leapfrog = app.leapfrog;
  const events = [];
  for (let back = 0; back < 20; back++) {
    for (let person = 0; person <= back % 7; person++) {
      const timestamp = new Date(Date.now() - back * day - 60_000).toISOString();
      const properties = { $browser: browsers[person % 3], price: person * 10 };
      events.push(anEvent({ event: "$pageview", distinct_id: `person-${person}`, timestamp, properties }));
      if (person % 2 === 0)
        events.push(anEvent({ event: "bought", distinct_id: `person-${person}`, timestamp, properties }));
    }
  }
  await leapfrog.capture(events);
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const query = (source) =>
  leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, { method: "POST", body: { query: source } });
const total = async (name) => {
  const row = page.getByRole("row", { name: new RegExp(`^${name}`) });
  await row.waitFor();
  return Number((await row.getByRole("cell").first().textContent()).replaceAll(",", ""));
};
const asked = () => JSON.parse(new URL(page.url()).searchParams.get("q"));

it("answers the first question with the numbers of the API", async () => {
  await page.goto(`/project/${leapfrog.project.id}/insights`);
  await page.getByRole("link", { name: "New insight" }).click();
  const answer = await query({
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: "$pageview" }],
    dateRange: { date_from: "-30d" },
  });
  await shows(() => total("Page view"), answer.results[0].count);
  await assertFits(page);
});

it("shows exact values under the pointer and by keyboard", async () => {
  const chart = page.getByRole("img", { name: /Page view: .* in all/ });
  await chart.focus();
  await page.keyboard.press("ArrowLeft");
  await page.getByText("so far").waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.getByText("so far").waitFor({ state: "detached" });
  await picture(page, "insight-hover");
  await page.keyboard.press("Escape");
});

it("zooms in by dragging over days, and by Shift with the arrow keys", async () => {
  await settled(page);
  const chart = page.getByRole("img", { name: /Page view: .* in all/ });
  await chart.hover();
  const { x, y, width, height } = await chart.boundingBox();
  await page.mouse.move(x + width * 0.3, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.6, y + height / 2, { steps: 5 });
  await picture(page, "insight-zoom");
  await page.mouse.up();
  await until(() => new URL(page.url()).searchParams.has("q"), { what: "the range in the address" });
  const { date_from: from, date_to: to } = asked().dateRange;
  assert.match(`${from} ${to}`, /^\d{4}-\d\d-\d\d \d{4}-\d\d-\d\d$/);
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  assert.ok(days >= 7 && days <= 12, `${days} of 30 days, of which three tenths were chosen`);
  await settled(page);
  await shows(() => total("Page view"), (await query(asked())).results[0].count);
  // The last three days of those.
  await chart.press("ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await until(() => asked().dateRange.date_from !== from, { what: "the shorter range" });
  assert.equal(asked().dateRange.date_to, to);
  assert.equal((Date.parse(to) - Date.parse(asked().dateRange.date_from)) / 86_400_000, 2);
  await page.goBack();
  await page.goBack();
  await until(() => !new URL(page.url()).searchParams.has("q"), { what: "the whole range again" });
  await settled(page);
});

it("counts people instead, over other dates, and keeps all of it in the address", async () => {
  await page.getByRole("button", { name: "Count: Total count" }).click();
  await page.getByRole("option", { name: "Unique people" }).click();
  await page.getByRole("button", { name: /^Dates:/ }).click();
  await page.getByLabel("Type a range").fill("10d");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Dates: Last 10 days" }).waitFor();
  await page.getByLabel("Compare").selectOption("With the period before");
  await page.getByRole("row", { name: /^Page view, before/ }).waitFor();
  assert.equal(asked().series[0].math, "dau");
  assert.deepEqual(asked().dateRange, { date_from: "-10d" });
  const { results } = await query(asked());
  const cells = page.getByRole("row", { name: /^Page view(?!,)/ }).getByRole("cell");
  await shows(async () => (await cells.allTextContents()).slice(1).map(Number), results[0].data);
  await picture(page, "insight-compared");
  await page.goBack();
  await until(() => asked().compareFilter === undefined, { what: "the comparison gone" });
  await page.goForward();
});

it("draws every display", async () => {
  for (const display of [
    "Areas",
    "Stacked bars",
    "Grouped bars",
    "Running total",
    "Number",
    "Bars of totals",
    "Ring",
    "Table",
    "Calendar",
  ]) {
    await page.getByLabel("Shown as").selectOption(display);
    await settled(page);
    await hasCount(page.getByText("This could not be computed"), 0, display);
  }
  await page.getByLabel("Shown as").selectOption("Lines");
  await settled(page);
  await assertAccessible(page);
});

it("saves under a name, and is found again", async () => {
  const name = page.getByLabel("Name of the new insight");
  await name.fill("People on the site");
  await name.press("Enter");
  await page.getByRole("button", { name: "Save insight" }).click();
  await page.waitForURL(/\/insights\/\w{8}$/);
  const saved = async () => {
    const [first] = (await leapfrog.must(`/api/projects/${leapfrog.project.id}/insights/?saved=true`)).results;
    return [first?.name, first?.query.source.series[0].math];
  };
  await shows(saved, ["People on the site", "dau"]);
  await page.getByRole("link", { name: "Insights" }).first().click();
  await page.getByRole("row", { name: /People on the site/ }).click();
  await page.getByRole("heading", { name: "People on the site" }).waitFor();
  await shows(() => page.getByRole("button", { name: "Save changes" }).isDisabled(), true);
});

it("tells a changed one from the saved one, and takes changes back", async () => {
  await page.getByLabel("Interval").selectOption("by week");
  await page.getByText("Changed", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.getByText("Changed", { exact: true }).waitFor({ state: "detached" });
  await page.getByLabel("Interval").selectOption("by week");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText("Changes saved").waitFor();
  const interval = async () =>
    (await leapfrog.must(`/api/projects/${leapfrog.project.id}/insights/?saved=true`)).results[0].query.source.interval;
  await shows(interval, "week");
});

it("deletes, and takes it back", async () => {
  await page.getByRole("button", { name: "More about this insight" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.waitForURL(/\/insights$/);
  const count = async () => (await leapfrog.must(`/api/projects/${leapfrog.project.id}/insights/`)).count;
  await shows(count, 0);
  const notice = page.getByLabel("Notices").locator("div", { hasText: "deleted" });
  await notice.getByRole("button", { name: "Undo" }).first().click();
  await shows(count, 1);
});

it("survives an address that says nonsense", async () => {
  for (const q of [
    "%7B%7D",
    "7",
    encodeURIComponent('{"kind":"TrendsQuery","series":"x","properties":{"values":3}}'),
  ]) {
    await page.goto(`/project/${leapfrog.project.id}/insights/new?q=${q}`);
    await until(async () => (await total("Page view")) > 0, { what: `a chart for ${q}` });
  }
  assert.deepEqual(page.problems, []);
});
