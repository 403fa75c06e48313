// What is taken out of an insight of each kind: its numbers as CSV and JSON, a picture, and its finding as a sentence, each with
// the numbers that the API gives.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { hasCount, openSignedIn, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
const day = 86_400_000;
const site = "https://hedgerow.example";

before(async () => {
  app = await startApp("insight_exports");
  leapfrog = app.leapfrog;
  const events = [];
  for (let person = 0; person < 20; person++) {
    const start = Date.now() - (3 + (person % 4)) * day;
    const did = (event, after, properties = {}) =>
      events.push(
        anEvent({
          event,
          distinct_id: `p${person}`,
          timestamp: new Date(start + after).toISOString(),
          properties: { $browser: person % 2 ? "Chrome" : "Firefox", $session_id: `s${person}`, ...properties },
        }),
      );
    did("$pageview", 0, { $current_url: `${site}/` });
    if (person % 4) did("$pageview", 60_000, { $current_url: `${site}/pricing` });
    if (person % 3 === 0) did("signed_up", 120_000);
    if (person % 2) did("$pageview", day, { $current_url: `${site}/` });
  }
  await leapfrog.capture(events);
  await leapfrog.flush();
  page = await openSignedIn(app);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: leapfrog.url });
});
after(() => app?.close());

const api = (path, options) => leapfrog.must(`/api/projects/${leapfrog.project.id}/${path}`, options);
const view = { kind: "EventsNode", event: "$pageview", name: "$pageview" };
const signup = { kind: "EventsNode", event: "signed_up", name: "signed_up" };
const dateRange = { date_from: "-10d" };
const entity = { id: "$pageview", name: "$pageview", type: "events" };
const trend = (more = {}) => ({ kind: "TrendsQuery", series: [view], dateRange, interval: "day", ...more });
const byBrowser = { breakdown: "$browser", breakdown_type: "event" };
const sum = (values) => values.reduce((all, value) => all + value, 0);

// Each with the rows that its CSV must have, and a word of its finding, from the answer of the API.
const kinds = {
  "a trend": [
    trend(),
    ({ results: [one] }) => [
      ["Series", ...one.days],
      ["Page view", ...one.data],
    ],
    ({ results: [one] }) => `Page view: ${one.count} in all`,
  ],
  "a trend as bars of totals": [
    trend({ breakdownFilter: byBrowser, trendsFilter: { display: "ActionsBarValue" } }),
    ({ results }) => [
      ["Series", "Total"],
      ...results.map(({ breakdown_value, aggregated_value }) => [breakdown_value, aggregated_value]),
    ],
    ({ results }) => String(Math.max(...results.map(({ aggregated_value }) => aggregated_value))),
  ],
  "a funnel": [
    { kind: "FunnelsQuery", series: [view, signup], dateRange },
    ({ results: [first, last] }) => {
      const share = Math.round((last.count / first.count) * 10_000) / 100;
      return [
        ["step", "name", "people", "% of the first", "% of the step before", "median seconds"],
        [1, "Page view", first.count, 100, "", ""],
        [2, "signed_up", last.count, share, share, last.median_conversion_time],
      ];
    },
    ({ results: [first, last] }) => `of ${first.count} people got from Page view to signed_up (${last.count})`,
  ],
  "time to convert": [
    { kind: "FunnelsQuery", series: [view, signup], dateRange, funnelsFilter: { funnelVizType: "time_to_convert" } },
    ({ results }) => [["from seconds", "people"], ...results.bins],
    ({ results }) => `${sum(results.bins.map(([, count]) => count))} people converted`,
  ],
  "a retention": [
    {
      kind: "RetentionQuery",
      retentionFilter: { period: "Day", totalIntervals: 7, targetEntity: entity, returningEntity: entity },
    },
    ({ results }) => [
      ["cohort", ...results.map((_, column) => `Day ${column}`)],
      ...results.map(({ date, values }) => [date.slice(0, 10), ...values.map(({ count }) => count)]),
    ],
    ({ results }) => `Of ${sum(results.map(({ values }) => values[0].count))} people in 7 cohorts`,
  ],
  paths: [
    { kind: "PathsQuery", dateRange, pathsFilter: { includeEventTypes: ["$pageview"], stepLimit: 4, edgeLimit: 20 } },
    ({ results }) => [
      ["from", "to", "times", "seconds on average"],
      ...results.map((edge) => [edge.source, edge.target, edge.value, Math.round(edge.average_conversion_time) / 1000]),
    ],
    ({ results }) => `(${Math.max(...results.map(({ value }) => value))} times)`,
  ],
  stickiness: [
    { kind: "StickinessQuery", series: [view], dateRange, interval: "day" },
    ({ results: [one] }) => [
      ["Series", ...one.labels],
      ["Page view", ...one.data],
    ],
    ({ results: [one] }) => `Page view: ${sum(one.data)} in all`,
  ],
  "a lifecycle": [
    { kind: "LifecycleQuery", series: [view], dateRange, interval: "day" },
    ({ results }) => [["Series", ...results[0].days], ...results.map(({ status, data }) => [status, ...data])],
    ({ results }) => `New: ${sum(results.find(({ status }) => status === "new").data)} in all`,
  ],
  SQL: [
    { kind: "HogQLQuery", query: "SELECT event, count() AS events FROM events GROUP BY event ORDER BY event" },
    ({ columns, results }) => [columns, ...results],
    ({ results }) => `${results.length} rows of event, events.`,
  ],
};

async function takenOut(item) {
  await page.getByRole("button", { name: "More about this insight" }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: item }).click()]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("is taken out", () => {
  for (const [name, [source, rowsOf, findingOf]] of Object.entries(kinds)) {
    it(name, async () => {
      await page.goto(`/project/${leapfrog.project.id}/insights/new?q=${encodeURIComponent(JSON.stringify(source))}`);
      await page.getByRole("button", { name: "Receipt" }).waitFor();
      const answer = await api("query/", { method: "POST", body: { query: source } });
      const csv = (await takenOut("Export CSV")).toString().trim().split("\r\n");
      assert.deepEqual(
        csv.map((line) => line.split(",")),
        rowsOf(answer).map((row) => row.map(String)),
      );
      const json = JSON.parse((await takenOut("Export JSON")).toString());
      assert.deepEqual(json.results, answer.results);
      const png = await takenOut("Export PNG");
      assert.equal(png.subarray(1, 4).toString(), "PNG");
      // Twice the size on the screen: wide enough to hold something.
      assert.ok(png.readUInt32BE(16) > 1000 && png.length > 5000, `${png.length} bytes`);
      await page.getByRole("button", { name: "More about this insight" }).click();
      await page.getByRole("menuitem", { name: "Copy the finding in words" }).click();
      await page.getByText("Finding copied").first().waitFor();
      const finding = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(finding.includes(findingOf(answer)), `${finding} should say ${findingOf(answer)}`);
      // What is read aloud is the same.
      await hasCount(page.getByRole("figure", { name: finding }), 1);
      assert.deepEqual(page.problems, []);
    });
  }
});
