// Web analytics over HTTP: each kind and option by name, with numbers that can be counted by hand.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";
import { session, visits, week } from "../harness/visits.mjs";

let leapfrog;
async function ask(query) {
  const answer = await leapfrog.api(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query: { dateRange: week, properties: [], ...query } },
  });
  return { status: answer.status, ...answer.json };
}
async function must(query) {
  const answer = await ask(query);
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer;
}
const overview = async (query) => (await must({ kind: "WebOverviewQuery", ...query })).results;
const numbers = async (query) => Object.fromEntries((await overview(query)).map(({ key, value }) => [key, value]));
const stats = async (breakdownBy, query) => (await must({ kind: "WebStatsTableQuery", breakdownBy, ...query })).results;
// Only the present numbers of each row.
const now = async (breakdownBy, query) =>
  (await stats(breakdownBy, query)).map(([key, ...cells]) => [key, ...cells.map((cell) => cell[0])]);
const compare = { compareFilter: { compare: true } };

const patch = (body) => leapfrog.must(`/api/projects/${leapfrog.project.id}/`, { method: "PATCH", body });

before(async () => {
  leapfrog = await startLeapfrog({ label: "web" });
  await leapfrog.capture(visits, { historical_migration: true });
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

describe("WebOverviewQuery", () => {
  it("counts visits that began in the dates, beside the week before", async () => {
    assert.deepEqual(await overview(compare), [
      {
        key: "visitors",
        kind: "unit",
        value: 4,
        previous: 2,
        changeFromPreviousPct: 100,
        isIncreaseBad: false,
      },
      { key: "views", kind: "unit", value: 7, previous: 2, changeFromPreviousPct: 250, isIncreaseBad: false },
      { key: "sessions", kind: "unit", value: 5, previous: 2, changeFromPreviousPct: 150, isIncreaseBad: false },
      {
        key: "session duration",
        kind: "duration_s",
        value: 39.8,
        previous: 60,
        changeFromPreviousPct: -34,
        isIncreaseBad: false,
      },
      {
        key: "bounce rate",
        kind: "percentage",
        value: 60,
        previous: 50,
        changeFromPreviousPct: 20,
        isIncreaseBad: true,
      },
    ]);
  });

  it("has no change without a period to compare with, and no averages of nothing", async () => {
    const [visitors] = await overview({});
    assert.deepEqual([visitors.value, visitors.previous, visitors.changeFromPreviousPct], [4, null, null]);
    const empty = await overview({ dateRange: { date_from: "2025-01-01", date_to: "2025-01-02" } });
    assert.deepEqual(
      empty.map(({ value }) => value),
      [0, 0, 0, null, null],
    );
  });

  it("compares with a time that is asked for", async () => {
    const [visitors] = await overview({
      dateRange: { date_from: "2026-03-04", date_to: "2026-03-04" },
      compareFilter: { compare: true, compare_to: "-1w" },
    });
    assert.deepEqual([visitors.value, visitors.previous], [1, 1]);
  });

  it("looks at the views that filters leave, of events, sessions and people", async () => {
    const filtered = (type, key, value, operator = "exact") =>
      numbers({ properties: [{ type, key, value, operator }] });
    // The facts of a session stay those of all its events.
    assert.deepEqual(await filtered("event", "$pathname", "/pricing"), {
      visitors: 2,
      views: 2,
      sessions: 2,
      "session duration": 95,
      "bounce rate": 0,
    });
    assert.equal((await filtered("session", "$channel_type", "Direct")).sessions, 2);
    assert.equal((await filtered("session", "$entry_utm_source", "google")).views, 2);
    assert.equal((await filtered("session", "$session_duration", 40, "gte")).sessions, 2);
    assert.equal((await filtered("session", "$is_bounce", "true")).sessions, 3);
    assert.equal((await filtered("person", "plan", "pro")).sessions, 0);
  });

  it("counts conversions: of people who looked or converted", async () => {
    const goal = await overview({ conversionGoal: { customEventName: "signed_up" }, ...compare });
    assert.deepEqual(
      goal.map(({ key, value, previous }) => [key, value, previous]),
      [
        ["visitors", 4, 2],
        ["total conversions", 1, 0],
        ["unique conversions", 1, 0],
        ["conversion rate", 25, 0],
      ],
    );
  });

  it("leaves test accounts out when asked", async () => {
    await patch({ test_account_filters: [{ type: "event", key: "$screen_name", operator: "is_not_set" }] });
    assert.equal((await numbers({ filterTestAccounts: true })).visitors, 3);
    assert.equal((await numbers({ filterTestAccounts: false })).visitors, 4);
  });

  it("takes the project's length of a bounce", async () => {
    await patch({ modifiers: { bounceRateDurationSeconds: 5 } });
    assert.equal((await numbers({}))["bounce rate"], 40);
    await patch({ modifiers: null });
  });

  it("names the field that is wrong", async () => {
    const attr = async (query) => (await ask({ kind: "WebOverviewQuery", ...query })).attr;
    assert.equal(await attr({ conversionGoal: { actionId: "x" } }), "query.conversionGoal.actionId");
    assert.equal(await attr({ conversionGoal: { actionId: 999 } }), "query.conversionGoal.actionId.id");
    assert.equal(
      await attr({ properties: [{ type: "session", key: "$nothing", value: "x" }] }),
      "query.properties[0].key",
    );
    assert.equal(await attr({ compareFilter: { compare: 1 } }), "query.compareFilter.compare");
  });
});

describe("WebStatsTableQuery", () => {
  it("splits by page, with the bounce rate of those who entered there and how far it was read", async () => {
    const answer = await must({
      kind: "WebStatsTableQuery",
      breakdownBy: "Page",
      includeBounceRate: true,
      includeScrollDepth: true,
      ...compare,
    });
    assert.deepEqual(answer.columns, [
      "context.columns.breakdown_value",
      "context.columns.visitors",
      "context.columns.views",
      "context.columns.bounce_rate",
      "context.columns.average_scroll_percentage",
      "context.columns.scroll_gt80_percentage",
    ]);
    assert.deepEqual(answer.results, [
      ["/", [3, 2], [3, 2], [1 / 3, 0.5], [0.5, null], [0, null]],
      ["/pricing", [2, 0], [2, 0], [null, null], [0.9, null], [1, null]],
      ["/blog/1", [1, 0], [1, 0], [1, null], [null, null], [null, null]],
    ]);
  });

  const expected = {
    InitialPage: [
      ["/", 3, 5],
      ["/blog/1", 1, 1],
    ],
    ExitPage: [
      ["/pricing", 2, 4],
      ["/", 1, 1],
      ["/blog/1", 1, 1],
    ],
    ExitClick: [["https://shop.example/buy?x=1", 1, 2]],
    PreviousPage: [
      ["$direct", 2, 2],
      ["/", 2, 2],
      ["https://news.ycombinator.com/item?id=1", 1, 1],
      ["https://www.google.com/", 1, 1],
    ],
    ScreenName: [["Home", 1, 1]],
    InitialChannelType: [
      ["Direct", 2, 3],
      ["Paid Search", 1, 2],
      ["Organic Social", 1, 1],
      ["Unknown", 1, 1],
    ],
    InitialReferringDomain: [
      ["$direct", 2, 3],
      ["www.google.com", 1, 2],
      ["news.ycombinator.com", 1, 1],
    ],
    InitialUTMSource: [
      [null, 3, 5],
      ["google", 1, 2],
    ],
    InitialUTMMedium: [
      [null, 3, 5],
      ["cpc", 1, 2],
    ],
    InitialUTMCampaign: [
      [null, 3, 5],
      ["spring", 1, 2],
    ],
    InitialUTMTerm: [[null, 4, 7]],
    InitialUTMContent: [[null, 4, 7]],
    InitialUTMSourceMediumCampaign: [
      ["$direct / (none) / (none)", 2, 3],
      ["google / cpc / spring", 1, 2],
      ["(none) / (none) / (none)", 1, 1],
      ["news.ycombinator.com / (none) / (none)", 1, 1],
    ],
    Browser: [
      ["Chrome", 1, 2],
      ["Firefox", 1, 2],
    ],
    OS: [["Linux", 1, 2]],
    Viewport: [[[1440, 900], 1, 2]],
    DeviceType: [["Desktop", 1, 2]],
    Country: [["AT", 1, 2]],
    Region: [[["AT", "9", "Vienna"], 1, 2]],
    City: [[["AT", "Vienna"], 1, 2]],
    Timezone: [[1, 1, 2]],
    Language: [["de-AT", 1, 2]],
  };
  for (const [breakdown, rows] of Object.entries(expected)) {
    it(`splits by ${breakdown}`, async () => {
      const byKey = (a, b) => b[1] - a[1] || b[2] - a[2];
      assert.deepEqual((await now(breakdown)).sort(byKey), rows.sort(byKey));
    });
  }

  it("gives the bounce rate of any breakdown", async () => {
    assert.deepEqual(await now("Browser", { includeBounceRate: true }), [
      ["Chrome", 1, 2, 0],
      ["Firefox", 1, 2, 1],
    ]);
    assert.deepEqual(await now("InitialPage", { includeBounceRate: true }), [
      ["/", 3, 5, 1 / 3],
      ["/blog/1", 1, 1, 1],
    ]);
  });

  it("counts what annoys", async () => {
    assert.deepEqual(await now("FrustrationMetrics"), [["/pricing", 1, 0, 0]]);
  });

  it("counts conversions in each value", async () => {
    const answer = await must({
      kind: "WebStatsTableQuery",
      breakdownBy: "InitialChannelType",
      conversionGoal: { customEventName: "signed_up" },
    });
    assert.deepEqual(answer.columns.slice(1), [
      "context.columns.visitors",
      "context.columns.total_conversions",
      "context.columns.unique_conversions",
      "context.columns.conversion_rate",
    ]);
    assert.deepEqual(
      answer.results.find(([key]) => key === "Paid Search"),
      ["Paid Search", [1, null], [1, null], [1, null], [1, null]],
    );
  });

  it("cleans paths by the project's rules", async () => {
    await patch({ path_cleaning_filters: [{ regex: "/blog/\\d+", alias: "/blog/:id" }] });
    assert.ok((await now("Page", { doPathCleaning: true })).some(([key]) => key === "/blog/:id"));
    assert.ok((await now("InitialPage", { doPathCleaning: true })).some(([key]) => key === "/blog/:id"));
    assert.ok((await now("Page")).some(([key]) => key === "/blog/1"));
  });

  it("orders and cuts into pages", async () => {
    const keys = async (query) => (await stats("Page", query)).map(([key]) => key);
    assert.deepEqual(await keys({ orderBy: ["Visitors", "ASC"] }), ["/blog/1", "/pricing", "/"]);
    assert.deepEqual(await keys({ orderBy: ["BounceRate", "DESC"], includeBounceRate: true }), [
      "/blog/1",
      "/",
      "/pricing",
    ]);
    const first = await must({ kind: "WebStatsTableQuery", breakdownBy: "Page", limit: 2 });
    assert.deepEqual([first.results.length, first.hasMore], [2, true]);
    assert.deepEqual(await keys({ limit: 2, offset: 2 }), ["/blog/1"]);
  });

  it("names the field that is wrong", async () => {
    assert.equal((await ask({ kind: "WebStatsTableQuery" })).attr, "query.breakdownBy");
    assert.equal((await ask({ kind: "WebStatsTableQuery", breakdownBy: "Mood" })).attr, "query.breakdownBy");
    assert.equal((await ask({ kind: "WebStatsTableQuery", breakdownBy: "Page", limit: 0 })).attr, "query.limit");
  });
});

describe("WebTrendsQuery", () => {
  it("gives the numbers of each day, of sessions that began in it", async () => {
    const { results } = await must({
      kind: "WebTrendsQuery",
      interval: "day",
      metrics: ["UniqueUsers", "PageViews", "Sessions", "Bounces", "SessionDuration"],
      ...compare,
    });
    assert.deepEqual(
      results.map(({ bucket }) => bucket),
      [2, 3, 4, 5, 6, 7, 8].map((day) => `2026-03-0${day}`),
    );
    const zero = { UniqueUsers: 0, PageViews: 0, Sessions: 0, Bounces: 0, SessionDuration: 0 };
    assert.deepEqual(results[1].metrics, {
      UniqueUsers: 2,
      PageViews: 3,
      Sessions: 2,
      Bounces: 1,
      SessionDuration: 75,
    });
    assert.deepEqual(results[3].metrics, {
      UniqueUsers: 2,
      PageViews: 3,
      Sessions: 2,
      Bounces: 1,
      SessionDuration: 20,
    });
    assert.deepEqual(results[4].metrics, zero);
    assert.equal(results[2].previous.Sessions, 1);
    assert.equal(results[6].previous.Sessions, 1);
  });
});

describe("WebGoalsQuery", () => {
  it("counts each action", async () => {
    const action = (name, event) =>
      leapfrog.must(`/api/projects/${leapfrog.project.id}/actions/`, {
        method: "POST",
        body: { name, steps: [{ event }] },
      });
    assert.deepEqual((await must({ kind: "WebGoalsQuery" })).results, []);
    await action("Signed up", "signed_up");
    await action("Looked", "$pageview");
    const { results, columns } = await must({ kind: "WebGoalsQuery", ...compare });
    assert.deepEqual(columns, [
      "context.columns.action_name",
      "context.columns.converting_users",
      "context.columns.total_conversions",
      "context.columns.conversion_rate",
    ]);
    assert.deepEqual(results, [
      ["Looked", [3, 2], [6, 2], [0.75, 1]],
      ["Signed up", [1, 0], [1, 0], [0.25, 0]],
    ]);
  });
});

describe("WebExternalClicksTableQuery", () => {
  it("counts links to other sites", async () => {
    const { results, columns } = await must({ kind: "WebExternalClicksTableQuery" });
    assert.deepEqual(columns, ["context.columns.url", "context.columns.visitors", "context.columns.clicks"]);
    assert.deepEqual(results, [["https://shop.example/buy?x=1", [1, null], [1, null]]]);
    const stripped = await must({ kind: "WebExternalClicksTableQuery", stripQueryParams: true });
    assert.equal(stripped.results[0][0], "https://shop.example/buy");
  });
});

describe("web vitals", () => {
  const lcp = (path, value) =>
    anEvent({
      event: "$web_vitals",
      distinct_id: "ann",
      timestamp: "2026-03-03T10:00:01Z",
      properties: { $session_id: session(1), $pathname: path, $web_vitals_LCP_value: value },
    });
  before(async () => {
    await leapfrog.capture([lcp("/", 1000), lcp("/", 2000), lcp("/slow", 3000), lcp("/slower", 5000)], {
      historical_migration: true,
    });
    await leapfrog.flush();
  });

  it("answers WebVitalsQuery with the trend that it holds", async () => {
    const source = {
      kind: "TrendsQuery",
      dateRange: week,
      series: [{ kind: "EventsNode", event: "$web_vitals", math: "p75", math_property: "$web_vitals_LCP_value" }],
    };
    const { results } = await must({ kind: "WebVitalsQuery", source });
    assert.equal(results[0].data[1], 3500);
    assert.equal((await ask({ kind: "WebVitalsQuery", source: { kind: "TrendsQuery" } })).attr, "query.source.series");
  });

  it("puts paths into bands", async () => {
    const { results } = await must({
      kind: "WebVitalsPathBreakdownQuery",
      percentile: "p75",
      metric: "LCP",
      thresholds: [2500, 4000],
    });
    assert.deepEqual(results, [
      {
        good: [{ path: "/", value: 1750 }],
        needs_improvements: [{ path: "/slow", value: 3000 }],
        poor: [{ path: "/slower", value: 5000 }],
      },
    ]);
    assert.equal((await ask({ kind: "WebVitalsPathBreakdownQuery", metric: "LCP" })).attr, "query.percentile");
  });
});

describe("of web analytics, refused is", () => {
  const rows = [
    [
      "a table of nothing",
      { kind: "WebStatsTableQuery" },
      "required",
      "breakdownBy is required, such as Page or Country.",
      "query.breakdownBy",
    ],
    [
      "an unknown metric",
      { kind: "WebTrendsQuery", metrics: ["Luck"] },
      "invalid_input",
      /^metrics must be of UniqueUsers, .*, not 'Luck'\.$/,
      "query.metrics",
    ],
    ["vitals of nothing", { kind: "WebVitalsQuery" }, "required", "source is required: a TrendsQuery.", "query.source"],
    [
      "an unknown fact of sessions",
      { kind: "WebOverviewQuery", properties: [{ type: "session", key: "$mood", value: "x" }] },
      "invalid_input",
      "There is no session property '$mood'.",
      "query.properties[0].key",
    ],
  ];
  refuses(
    () => leapfrog,
    rows.map(([what, query, code, sentence, attr]) => [what, ["POST query/", { query }], 400, code, sentence, attr]),
  );
});
