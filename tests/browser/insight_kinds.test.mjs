// Every kind of question: built by hand with its options, showing the numbers that the API gives, saved, and followed
// to the people behind a number and to what they did.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
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
  settled as unchanging,
} from "./app.mjs";

let app;
let leapfrog;
let page;
const hour = 3_600_000;
const day = 24 * hour;
const site = "https://hedgerow.example";
const browsers = ["Firefox", "Chrome", "Safari"];

// Thirty people: all look around, two thirds sign up, some of them buy; each second one comes back on later days.
function history() {
  const events = [];
  const start = Date.now() - 12 * day;
  for (let person = 0; person < 30; person++) {
    const distinct_id = `person-${person}`;
    const base = { $browser: browsers[person % 3], plan: person % 2 ? "team" : "free", $session_id: `s-${person}` };
    let at = start + (person % 5) * day + person * 60_000;
    const did = (event, more = {}) => {
      at += 90_000;
      const properties = {
        ...base,
        ...more,
        $set: { email: `${distinct_id}@example.com`, role: person % 8 < 4 ? "lead" : "dev" },
      };
      events.push(anEvent({ event, distinct_id, timestamp: new Date(at).toISOString(), properties }));
    };
    did("$pageview", { $current_url: `${site}/` });
    did("$pageview", { $current_url: `${site}/pricing` });
    if (person % 4 === 0) did("compared_plans");
    if (person % 3 !== 0) {
      did("$pageview", { $current_url: `${site}/signup` });
      did("signed_up");
    }
    if (person % 4 === 1 && person % 3 !== 0) did("bought", { price: 10 + person });
    if (person % 10 === 7) did("$exception");
    if (person % 2 === 0) {
      at += day;
      did("$pageview", { $current_url: `${site}/app` });
      at += 2 * day;
      did("$pageview", { $current_url: `${site}/app` });
    }
  }
  return events;
}

before(async () => {
  app = await startApp("insight_kinds");
  leapfrog = app.leapfrog;
  await leapfrog.capture(history());
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const api = (path, options) => leapfrog.must(`/api/projects/${leapfrog.project.id}/${path}`, options);
const query = (source) => api("query/", { method: "POST", body: { query: source } });
const asked = () => JSON.parse(new URL(page.url()).searchParams.get("q"));
const settled = async () => {
  await page.getByRole("button", { name: "Receipt" }).waitFor();
  await unchanging(page);
};

async function begin(kind) {
  await page.goto(`/project/${leapfrog.project.id}/insights/new`);
  await page.getByRole("tab", { name: kind, exact: true }).click();
  await page.getByRole("tab", { name: kind, exact: true, selected: true }).waitFor();
}

async function pick(button, event, title = event) {
  await button.click();
  await page.getByPlaceholder("Search events and actions").fill(event);
  await page
    .getByRole("option", { name: new RegExp(`^${title}`) })
    .first()
    .click();
}

async function splitBy(name) {
  await page.getByRole("button", { name: /^(Property|And by)$/ }).click();
  await page.getByPlaceholder("Search properties").fill(name);
  await page
    .getByRole("option", { name: new RegExp(`^${name}`) })
    .first()
    .click();
}

// Of the series in the table below a chart.
const tableRow = async (name) =>
  (
    await page
      .getByRole("row", { name: new RegExp(`^${name}`) })
      .getByRole("cell")
      .allTextContents()
  ).map((text) => Number(text.replaceAll(/[,⌀ ]/g, "")));

async function save(name) {
  const question = asked();
  const field = page.getByLabel("Name of the new insight");
  await field.fill(name);
  await field.press("Enter");
  await page.getByRole("button", { name: "Save insight" }).click();
  await page.waitForURL(/\/insights\/\w{8}$/);
  const kept = async () => (await api(`insights/?search=${encodeURIComponent(name)}`)).results[0]?.query.source;
  await shows(kept, question);
  await settled();
  return question;
}

// The open list of people: as many as the number says, and one of them with what they did.
async function followToPerson(count, did) {
  const panel = page.getByRole("dialog", { name: "People" });
  await panel.getByText(`${count} ${count === 1 ? "person" : "people"}`, { exact: true }).waitFor();
  await hasCount(panel.getByRole("listitem"), count);
  await panel.getByRole("link").first().click();
  await page.waitForURL(/\/persons\//);
  await page.getByRole("heading", { level: 1, name: /person-\d+@example.com/ }).waitFor();
  await page.getByRole("listitem").filter({ hasText: did }).first().waitFor();
  await page.goBack();
  await panel.waitFor();
  await closeByEscape(page, panel);
}

describe("trends", () => {
  it("adds up a property, split by two others", async () => {
    await begin("Trends");
    await pick(page.getByRole("button", { name: "Event: Page view" }), "bought");
    await page.getByRole("button", { name: "Count: Total count" }).click();
    await page.getByRole("option", { name: "Sum", exact: true }).click();
    await page.getByRole("button", { name: "choose a property" }).click();
    await page.getByPlaceholder("Search properties").fill("price");
    await page.getByText("For example").waitFor();
    await page.getByRole("option", { name: /^price/ }).click();
    await splitBy("Browser");
    await splitBy("role");
    await until(() => asked().breakdownFilter?.breakdowns?.length === 2, { what: "two breakdowns" });
    await settled();
    const { results } = await query(asked());
    assert.ok(results.length >= 3);
    for (const { breakdown_value, count, data } of results)
      await shows(() => tableRow(breakdown_value.join(" · ")), [count, ...data]);
    await page.getByLabel("Shown as").selectOption("Table");
    await until(() => asked().trendsFilter.display === "ActionsTable", { what: "the table in the address" });
    await settled();
    const table = page.getByRole("region", { name: "Totals" });
    await table.getByRole("columnheader", { name: "Browser" }).waitFor();
    const totals = (await query(asked())).results;
    const shown = async () => (await table.getByRole("row").nth(1).getByRole("cell").allTextContents()).slice(0, 3);
    const top = totals.toSorted((a, b) => b.aggregated_value - a.aggregated_value)[0];
    await shows(shown, [...top.breakdown_value, String(top.aggregated_value)]);
    await assertFits(page);
    await assertAccessible(page);
    await picture(page, "insight-trends-table");
    const question = await save("Sales by browser and role");
    const source = { kind: "InsightActorsQuery", source: question, series: 0, breakdown: top.breakdown_value };
    const people = await query({ kind: "ActorsQuery", source });
    await table.getByRole("row").nth(1).getByRole("button").click();
    await followToPerson(people.results.length, "bought");
  });

  it("draws two formulas with names against a goal, and keeps them all", async () => {
    await begin("Trends");
    await pick(page.getByRole("button", { name: "Add series" }), "signed_up");
    await page.getByLabel("Formula", { exact: true }).fill("b / a * 100");
    await page.keyboard.press("Enter");
    await page.getByLabel("Name of the formula").fill("Signed up, % of views");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Another formula" }).click();
    await page.getByRole("button", { name: "Options of the drawing" }).click();
    await page.getByRole("button", { name: "Goal line" }).click();
    await page.getByLabel("Value of Goal").fill("150");
    await page.keyboard.press("Enter");
    await page.getByLabel("Values on the points").check();
    await page.keyboard.press("Escape");
    await until(() => asked().trendsFilter.showValuesOnSeries === true, { what: "the values in the address" });
    await settled();
    const { results } = await query(asked());
    assert.deepEqual(
      results.map((result) => result.label),
      ["Signed up, % of views", "Formula (A)"],
    );
    await shows(async () => (await tableRow("Formula \\(A\\)")).slice(1), results[1].data);
    await page.getByText("Goal: 150").waitFor();
    await picture(page, "insight-trends-formulas");
    await save("Sign-up rate");
  });

  it("goes back and forward through what was changed", async () => {
    await begin("Trends");
    await page.getByRole("button", { name: "Count: Total count" }).click();
    await page.getByRole("option", { name: "Unique people" }).click();
    await until(() => asked().series[0].math === "dau", { what: "the count of people" });
    await page.getByLabel("Interval").selectOption("by week");
    await page.getByRole("button", { name: /^Undo the last change/ }).click();
    await until(() => asked().interval === "day", { what: "days again" });
    await page.keyboard.press("Control+z");
    await until(() => asked().series[0].math === "total", { what: "the first question" });
    await page.keyboard.press("Control+Shift+z");
    await until(() => asked().series[0].math === "dau", { what: "the people again" });
  });

  it("opens as SQL that gives the same numbers", async () => {
    await settled();
    const { results } = await query(asked());
    await page.getByRole("button", { name: "More about this insight" }).click();
    await page.getByRole("menuitem", { name: "Open as SQL" }).click();
    await page.waitForURL(/\/sql\?/);
    const sql = new URL(page.url()).searchParams.get("q");
    const table = await query({
      kind: "HogQLQuery",
      query: JSON.parse(sql.startsWith('"') ? sql : JSON.stringify(sql)),
    });
    const byDay = new Map(table.results.map(([period, total]) => [period.slice(0, 10), total]));
    assert.deepEqual(
      results[0].days.map((each) => byDay.get(each) ?? 0),
      results[0].data,
    );
  });
});

describe("a funnel", () => {
  let question;
  const reached = (step) => page.getByRole("button", { name: new RegExp(`^\\d+ reached step ${step}$`) });

  it("has steps that may be left out and events that rule people out", async () => {
    await begin("Funnel");
    for (const event of ["compared_plans", "signed_up", "bought"])
      await pick(page.getByRole("button", { name: "Add step" }), event);
    await page.getByRole("button", { name: "More about compared_plans" }).click();
    await page.getByRole("menuitem", { name: "People may leave it out" }).click();
    await page.getByText("optional", { exact: true }).waitFor();
    const free = (await query(asked())).results;
    await pick(page.getByRole("button", { name: "Event between steps" }), "$exception", "Exception");
    await until(() => asked().funnelsFilter.exclusions?.length === 1, { what: "the exclusion" });
    await settled();
    const { results } = await query(asked());
    assert.ok(results[2].count < free[2].count, "some are ruled out");
    assert.ok(results[2].count > results[1].count, "a step was left out");
    for (const [index, { count }] of results.entries())
      await page.getByRole("button", { name: `${count} reached step ${index + 1}`, exact: true }).waitFor();
    await assertFits(page);
    await assertAccessible(page);
    await picture(page, "insight-funnel");
    question = await save("From a look to a purchase");
  });

  it("leads to those who got through and to those who did not", async () => {
    const { results } = await query(question);
    await reached(4).click();
    await followToPerson(results[3].count, "bought");
    await page.getByRole("button", { name: "Step 4, bought: more" }).click();
    await page.getByRole("menuitem", { name: "People who dropped off before it" }).click();
    await followToPerson(results[2].count - results[3].count, "signed_up");
  });

  it("finds what goes with getting through", async () => {
    await page.getByRole("button", { name: "Find out" }).click();
    const card = page.getByRole("region", { name: "Correlation" });
    await card.getByLabel("What is compared").selectOption("Properties of people");
    await card.getByText("times the odds").first().waitFor();
    const { results } = await query({
      kind: "FunnelCorrelationQuery",
      source: { kind: "FunnelsActorsQuery", source: question, funnelStep: 1 },
      funnelCorrelationType: "properties",
      funnelCorrelationNames: ["$all"],
    });
    const shown = async () =>
      (await card.getByRole("row").nth(1).getByRole("cell").allTextContents()).slice(1).map(Number);
    await shows(shown, [results.events[0].success_count, results.events[0].failure_count]);
    await picture(page, "insight-funnel-correlation");
  });

  it("shows how long it takes, and conversion over time", async () => {
    await page.getByLabel("Shown as").selectOption("Time to convert");
    await settled();
    await until(() => asked().funnelsFilter.funnelVizType === "time_to_convert", { what: "the view" });
    const bins = (await query(asked())).results.bins;
    const converted = bins.reduce((sum, [, count]) => sum + count, 0);
    await page.getByText(`${converted} converted`).waitFor();
    await picture(page, "insight-funnel-times");
    await page.getByLabel("Shown as").selectOption("Conversion over time");
    await until(() => asked().funnelsFilter.funnelVizType === "trends", { what: "the other view" });
    await settled();
    const trend = page.getByRole("img", { name: /Conversion: / });
    const { results } = await query(asked());
    const place = results[0].reached_to_step_count.findLastIndex((count) => count > 0);
    await trend.focus();
    for (let step = results[0].data.length; step > place; step--) await page.keyboard.press("ArrowLeft");
    await page.getByText(`${Number(results[0].data[place].toFixed(1))}%`, { exact: true }).waitFor();
    await picture(page, "insight-funnel-trend");
    await page.keyboard.press("Enter");
    await followToPerson(results[0].reached_to_step_count[place], "bought");
  });

  it("leads to the ways around a step", async () => {
    await page.getByRole("button", { name: "Discard changes" }).click();
    await page.getByRole("button", { name: "Step 3, signed_up: more" }).click();
    await page.getByRole("menuitem", { name: "Paths that lead to it" }).click();
    await page.getByText("Around a step of a funnel").waitFor();
    await settled();
    const { results } = await query(asked());
    assert.equal(asked().funnelPathsFilter.funnelStep, 3);
    await page
      .getByRole("button", { name: /\/pricing/ })
      .first()
      .waitFor();
    assert.ok(results.some((edge) => edge.target.endsWith("/pricing")));
  });
});

describe("retention", () => {
  it("shows who came back on which day, as a table and as curves", async () => {
    await begin("Retention");
    await page.getByLabel("Length").selectOption("days");
    await page.getByLabel("How many").selectOption("14");
    await splitBy("plan");
    await until(() => asked().breakdownFilter?.breakdown === "plan", { what: "the breakdown" });
    await settled();
    const { results } = await query(asked());
    const free = results.filter((row) => row.breakdown_value === "free");
    const table = page.getByRole("region", { name: "Retention by cohort: free" });
    for (const [index, row] of free.entries()) {
      const cells = table
        .getByRole("row")
        .nth(index + 2)
        .getByRole("cell");
      await shows(() => cells.first().textContent(), String(row.values[0].count));
      if (row.values[0].count === 0) continue;
      const shares = async () => (await cells.allTextContents()).slice(1, 1 + row.values.length);
      const expected = row.values.map(({ count }) => `${((count / row.values[0].count) * 100).toFixed(1)}%`);
      await shows(shares, expected);
    }
    await assertFits(page);
    await assertAccessible(page);
    await picture(page, "insight-retention");
    await save("Who comes back, by plan");
    const line = free.findIndex((row) => row.values[0].count > 0 && row.values[1]?.count > 0);
    const back = free[line].values[1].count;
    await table
      .getByRole("row")
      .nth(line + 2)
      .getByRole("button")
      .nth(1)
      .click();
    await followToPerson(back, "/pricing");
    await page.getByLabel("Shown as").selectOption("A curve for each cohort");
    await page.getByRole("img", { name: /free: / }).waitFor();
    await picture(page, "insight-retention-curves");
  });
});

describe("paths", () => {
  let question;
  it("begin at a page, leave one out, take others as one", async () => {
    await begin("Paths");
    await page.getByLabel("Your events").check();
    await page.getByRole("button", { name: /^Start at/ }).click();
    await page.getByPlaceholder("Start at: search").fill("pricing");
    await page.getByRole("option", { name: `${site}/pricing`, exact: true }).click();
    await page.getByRole("button", { name: "Leave out a step" }).click();
    await page.getByPlaceholder("Leave out: search").fill("compared");
    await page.getByRole("option", { name: "compared_plans", exact: true }).click();
    await page.getByLabel("Addresses that fit, with * for anything").fill("*/app*");
    await page.keyboard.press("Enter");
    await until(() => asked().pathsFilter.pathGroupings?.length === 1, { what: "the wildcard" });
    await settled();
    const { results } = await query(asked());
    assert.ok(results.every((edge) => !edge.target.includes("compared")));
    const [strongest] = results;
    assert.equal(strongest.source, `1_${site}/pricing`);
    const signup = results
      .filter((edge) => edge.target === `2_${site}/signup`)
      .reduce((sum, edge) => sum + edge.value, 0);
    const node = page.getByTitle(`${site}/signup: ${signup}`, { exact: true });
    await node.waitFor();
    // The answer before the wildcard had the page at two steps.
    const every = page.getByRole("button", { name: /\/signup/ });
    await hasCount(every, 1, "the answer with the wildcard");
    await node.hover();
    await assertFits(page);
    await assertAccessible(page);
    await picture(page, "insight-paths");
    question = await save("From pricing");
    await node.click();
    await page.getByRole("menuitem", { name: "See the people" }).click();
    await followToPerson(signup, "/pricing");
  });

  it("lead from a way to those who took it, from an end to those who stopped, and begin or end there", async () => {
    const { results } = await query(question);
    const way = results.find((edge) => edge.target === `2_${site}/signup`);
    const drawn = page.locator(`[data-way="${way.source} → ${way.target}"]`);
    // In the diagram by pointer, in the table below it by keyboard.
    await settled();
    const box = await drawn.boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByRole("menuitem", { name: "See the people who took it" }).click();
    await followToPerson(way.value, "/pricing");
    const row = page.getByRole("row", { name: /\/pricing.*\/signup/ }).first();
    await row.getByRole("button", { name: `${way.value} times: see the people` }).press("Enter");
    await followToPerson(way.value, "/pricing");

    const pathsFilter = { ...question.pathsFilter, pathDropoffKey: "3_signed_up" };
    const source = { ...question, pathsFilter };
    const actors = { kind: "ActorsQuery", source: { kind: "InsightActorsQuery", source }, limit: 100 };
    const stopped = (await query(actors)).results.length;
    assert.ok(stopped > 0);
    await page.locator('[data-step="3_signed_up"]').click();
    await page.getByRole("menuitem", { name: "See who went no further" }).click();
    await page.getByRole("dialog", { name: "People" }).getByText("Went no further than signed_up").waitFor();
    await followToPerson(stopped, "/signup");

    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByRole("menuitem", { name: "Show ways to /signup" }).click();
    await until(() => asked()?.pathsFilter.endPoint === `${site}/signup`, { what: "the end" });
    await settled();
    const ends = (await query(asked())).results.map(({ target }) => target);
    assert.ok(ends.some((target) => target.endsWith("/signup")));
    await page.getByRole("button", { name: /^Undo the last change/ }).click();
    await until(() => asked() === null, { what: "the end taken back" });
  });
});

describe("stickiness", () => {
  it("counts days per person, and leads to those of one bar", async () => {
    await begin("Stickiness");
    await settled();
    await page.getByLabel("That many days or more").check();
    await until(() => asked().stickinessFilter.computedAs === "cumulative", { what: "the way of counting" });
    await settled();
    const { results } = await query(asked());
    await shows(async () => (await tableRow("Page view")).slice(1), results[0].data);
    await assertAccessible(page);
    await picture(page, "insight-stickiness");
    await save("Days with a visit");
    const chart = page.getByRole("img", { name: /Page view: / });
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await followToPerson(results[0].data[1], "/pricing");
  });
});

describe("lifecycle", () => {
  it("tells new, returning, back and lost people apart", async () => {
    await begin("Lifecycle");
    await page.getByLabel("Interval").selectOption("by day");
    await page.getByLabel(/^Dormant/).uncheck();
    await until(() => asked().lifecycleFilter.toggledLifecycles?.length === 3, { what: "three states" });
    await settled();
    const { results } = await query(asked());
    for (const status of ["new", "returning", "resurrecting"]) {
      const days = async () => (await tableRow(status[0].toUpperCase() + status.slice(1))).slice(1);
      await shows(days, results.find((result) => result.status === status).data, status);
    }
    await assertAccessible(page);
    await picture(page, "insight-lifecycle");
    await save("New and back");
    const fresh = results.find((result) => result.status === "new");
    const place = fresh.data.findIndex((count) => count > 0);
    const chart = page.getByRole("img", { name: /New: / });
    await chart.focus();
    for (let step = 0; step <= place; step++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await followToPerson(fresh.data[place], "/pricing");
  });
});

describe("a saved insight", () => {
  it("is renamed, described and tagged in its place, and marked on a day", async () => {
    const heading = page.getByLabel("Name of the insight");
    await heading.fill("New and returning");
    await heading.press("Enter");
    await page.getByText("Renamed").waitFor();
    await page.getByLabel("Description").fill("Looked at on Mondays");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Tag", exact: true }).click();
    await page.getByLabel("New tag").fill("Weekly");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove the tag weekly" }).waitFor();
    const stored = async () => (await api("insights/?search=New%20and")).results[0];
    await until(async () => (await stored()).tags[0] === "weekly", { what: "the tag stored" });
    await shows(
      async () => [(await stored()).name, (await stored()).description],
      ["New and returning", "Looked at on Mondays"],
    );
    await page.getByRole("button", { name: "More about this insight" }).click();
    await page.getByRole("menuitem", { name: "Mark a day…" }).click();
    await page.getByLabel("What happened").fill("4.2 shipped");
    await page.getByRole("button", { name: "Mark it" }).click();
    await page.locator("svg title", { hasText: "4.2 shipped" }).waitFor({ state: "attached" });
    await assertAccessible(page);
    await picture(page, "insight-saved");
  });

  it("is put on a dashboard, and taken out as numbers and as a picture", async () => {
    await page.getByRole("button", { name: "More about this insight" }).click();
    await page.getByRole("menuitem", { name: "Put on a dashboard…" }).click();
    await page.getByRole("button", { name: "New dashboard" }).click();
    await page.getByRole("button", { name: "Take off New dashboard" }).waitFor();
    await page.keyboard.press("Escape");
    const { results } = await api("dashboards/");
    await shows(async () => (await api(`dashboards/${results[0].id}/`)).tiles.length, 1);
    for (const [item, begins] of [
      ["Export CSV", "Series,"],
      ["Export JSON", "{"],
      ["Export PNG", "\x89PNG"],
    ]) {
      await page.getByRole("button", { name: "More about this insight" }).click();
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name: item }).click(),
      ]);
      const chunks = [];
      for await (const chunk of await file.createReadStream()) chunks.push(chunk);
      const content = Buffer.concat(chunks);
      assert.equal(content.subarray(0, begins.length).toString("latin1"), begins, item);
      assert.ok(content.length > 100, item);
    }
  });

  it("fits on a phone, in the dark", async () => {
    const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
    for (const name of ["From a look to a purchase", "Who comes back, by plan", "From pricing"]) {
      const { results } = await api(`insights/?search=${encodeURIComponent(name)}`);
      await small.goto(`/project/${leapfrog.project.id}/insights/${results[0].short_id}`);
      await small.getByRole("button", { name: "Receipt" }).waitFor();
      await unchanging(small);
      await assertFits(small);
      await assertAccessible(small);
      await picture(small, `insight-phone-${results[0].query.source.kind.toLowerCase()}`);
    }
    assert.deepEqual([...small.problems, ...page.problems], []);
  });
});
