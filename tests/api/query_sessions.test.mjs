// Sessions over HTTP: what is known of one, in SQL, filters, breakdowns and sums.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { session, visits, week } from "../harness/visits.mjs";

let leapfrog;
async function ask(query, project = leapfrog.project) {
  const answer = await leapfrog.api(`/api/projects/${project.id}/query/`, { method: "POST", body: { query } });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
const sql = async (query, more, project) => (await ask({ kind: "HogQLQuery", query, ...more }, project)).results;

before(async () => {
  leapfrog = await startLeapfrog({ label: "sessions" });
  await leapfrog.capture(visits, { historical_migration: true });
  await leapfrog.capture(visits.slice(0, 6), { historical_migration: true }); // sent again
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

describe("the table sessions", () => {
  it("knows when a session was, what was done in it and where it began and ended", async () => {
    const [row] = await sql(
      `select $start_timestamp, $end_timestamp, $session_duration, $event_count, $pageview_count, $autocapture_count,
       $screen_count, $is_bounce, $entry_current_url, $entry_hostname, $entry_pathname, $end_pathname, $exit_pathname,
       $entry_referring_domain, $entry_utm_source, $entry_utm_medium, $entry_utm_campaign, $entry_utm_term,
       $entry_gclid, $channel_type, $last_external_click_url, distinct_id
       from sessions where session_id = '${session(1)}'`,
    );
    assert.deepEqual(row, [
      "2026-03-03T10:00:00.000000Z",
      "2026-03-03T10:02:30.000000Z",
      150,
      5,
      2,
      1,
      0,
      false,
      "https://a.example/?utm_source=google&utm_medium=cpc",
      "a.example",
      "/",
      "/pricing",
      "/pricing",
      "www.google.com",
      "google",
      "cpc",
      "spring",
      null,
      "x1",
      "Paid Search",
      "https://shop.example/buy?x=1",
      "ann",
    ]);
  });

  it("says what is a bounce: one view, nothing clicked, under ten seconds", async () => {
    const rows = await sql("select session_id, $is_bounce, $session_duration from sessions order by session_id");
    assert.deepEqual(
      rows.map(([id, ...facts]) => [Number(id.at(-1)), ...facts]),
      [
        [1, false, 150],
        [2, true, 0],
        [3, true, 9],
        [4, false, 40],
        [5, true, 0],
        [6, false, 120],
        [7, true, 0],
      ],
    );
  });

  it("takes {filters} for when sessions began and what is in them", async () => {
    const ids = async (filters) =>
      (await sql("select session_id from sessions where {filters} order by session_id", { filters })).map(([id]) =>
        Number(id.at(-1)),
      );
    assert.deepEqual(await ids({ dateRange: week }), [1, 2, 3, 4, 5]);
    const properties = [{ type: "event", key: "$browser", operator: "exact", value: "Firefox" }];
    assert.deepEqual(await ids({ dateRange: week, properties }), [2, 3]);
  });

  it("is there for each event, and in expressions", async () => {
    assert.deepEqual(
      await sql("select event, session.$entry_pathname, session.$channel_type from events where distinct_id = 'dan'"),
      [["$screen", null, "Unknown"]],
    );
    const trend = await ask({
      kind: "TrendsQuery",
      dateRange: week,
      series: [{ kind: "EventsNode", event: "$pageview" }],
      trendsFilter: { display: "BoldNumber" },
      properties: [{ type: "hogql", key: "session.$session_duration > 100" }],
    });
    assert.equal(trend.results[0].aggregated_value, 3);
    // Without a session there is nothing to know.
    assert.deepEqual(
      await sql("select session.$start_timestamp from events where $session_id = '' and event = '$pageview'"),
      [[null]],
    );
  });
});

describe("facts of sessions in insights", () => {
  const trend = async (series, more) =>
    (
      await ask({
        kind: "TrendsQuery",
        dateRange: week,
        series: [{ kind: "EventsNode", event: "$pageview", ...series }],
        trendsFilter: { display: "BoldNumber" },
        ...more,
      })
    ).results;

  it("filter", async () => {
    const count = async (key, operator, value) =>
      (await trend({}, { properties: [{ type: "session", key, operator, value }] }))[0].aggregated_value;
    assert.equal(await count("$entry_pathname", "exact", "/"), 6);
    assert.equal(await count("$is_bounce", "exact", ["true"]), 2);
    assert.equal(await count("$session_duration", "gt", 60), 3);
    assert.equal(await count("$entry_utm_source", "is_set", "is_set"), 2);
    assert.equal(await count("$entry_utm_source", "is_not_set", "is_not_set"), 6);
    assert.equal(await count("$start_timestamp", "is_date_before", "2026-03-03"), 1);
  });

  it("split", async () => {
    const rows = await trend({}, { breakdownFilter: { breakdown: "$channel_type", breakdown_type: "session" } });
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row.breakdown_value, row.aggregated_value])), {
      Direct: 4,
      "Paid Search": 2,
      "Organic Social": 1,
      $$_posthog_breakdown_null_$$: 1,
    });
  });

  it("are counted once for each session, however many events it has", async () => {
    const of = async (math, property = "$session_duration") =>
      (await trend({ math, math_property: property, math_property_type: "session_properties" }))[0].aggregated_value;
    assert.equal(await of("sum"), 150 + 0 + 9 + 40 + 120);
    assert.equal(await of("avg"), 319 / 5);
    assert.equal(await of("max", "$pageview_count"), 2);
  });

  it("stand in the other kinds, too", async () => {
    const funnel = await ask({
      kind: "FunnelsQuery",
      dateRange: week,
      series: [
        { kind: "EventsNode", event: "$pageview" },
        { kind: "EventsNode", event: "signed_up" },
      ],
      properties: [{ type: "session", key: "$channel_type", operator: "exact", value: "Paid Search" }],
    });
    assert.deepEqual(
      funnel.results.map(({ count }) => count),
      [1, 1],
    );
  });
});

describe("SessionsQuery", () => {
  const table = async (query) =>
    (await ask({ kind: "SessionsQuery", after: "2026-03-02", before: "2026-03-08T23:59:59Z", ...query })).results;
  const ids = async (query) => (await table({ select: ["session_id"], ...query })).map(([id]) => Number(id.at(-1)));

  it("gives sessions that began in the time, newest first", async () => {
    assert.deepEqual(await ids({}), [4, 5, 3, 2, 1]);
    assert.deepEqual(await ids({ orderBy: ["$session_duration DESC", "session_id"] }), [1, 4, 3, 2, 5]);
    const answer = await ask({ kind: "SessionsQuery", select: ["session_id"], after: "2026-03-02", limit: 2 });
    assert.deepEqual([answer.results.length, answer.hasMore], [2, true]);
  });

  it("gives all that is known as an object", async () => {
    const [[first]] = await table({ select: ["*"], orderBy: ["$start_timestamp"] });
    assert.equal(first.session_id, session(1));
    assert.equal(first.$channel_type, "Paid Search");
    assert.equal(first.$entry_gclid, "x1");
  });

  it("filters by what is known, by events in it, and by person", async () => {
    assert.deepEqual(await ids({ where: ["$session_duration > 30"] }), [4, 1]);
    assert.deepEqual(
      await ids({ properties: [{ type: "session", key: "$is_bounce", operator: "exact", value: "true" }] }),
      [5, 3, 2],
    );
    assert.deepEqual(await ids({ event: "signed_up" }), [1]);
    assert.deepEqual(
      await ids({ eventProperties: [{ type: "event", key: "$browser", operator: "exact", value: "Firefox" }] }),
      [3, 2],
    );
    const [[person]] = await sql("select person_id from events where distinct_id = 'bob' limit 1");
    assert.deepEqual(await ids({ personId: person }), [3, 2]);
  });
});

describe("SessionsTimelineQuery", () => {
  it("puts a person's events together by session, newest first", async () => {
    const [[person]] = await sql("select person_id from events where distinct_id = 'ann' limit 1");
    const { results, hasMore } = await ask({
      kind: "SessionsTimelineQuery",
      personId: person,
      after: "2026-03-01",
      before: "2026-03-09",
    });
    assert.equal(hasMore, false);
    assert.deepEqual(
      results.map(({ sessionId, events }) => [sessionId, events.map(({ event }) => event)]),
      [
        [null, ["$pageview"]],
        [session(1), ["signed_up", "$pageleave", "$pageview", "$autocapture", "$pageview"]],
      ],
    );
    assert.equal(results[1].events[0].timestamp, "2026-03-03T10:02:30.000000Z");
    assert.equal(results[1].events[0].properties.$pathname, "/pricing");
  });
});

describe("$channel_type", () => {
  let project;
  const cases = {
    "Cross Network": { utm_campaign: "my-cross-network-thing", utm_source: "google" },
    "Paid Search": { utm_source: "google", utm_medium: "cpc" },
    "Paid Search by gad_source": { gad_source: "1" },
    "Paid Social": { utm_source: "facebook.com", utm_medium: "paid_social" },
    "Paid Social by medium": { utm_source: "who", utm_medium: "social", gclid: "x" },
    "Paid Social by fbclid": { utm_medium: "ppc", fbclid: "x" },
    "Paid Video": { utm_source: "youtube", utm_medium: "paid" },
    "Paid Shopping": { utm_medium: "cpc", utm_campaign: "spring shopping" },
    "Paid Unknown": { utm_medium: "retargeting" },
    Direct: { $referring_domain: "$direct" },
    "Direct by source": { $referring_domain: "$direct", utm_source: "(direct)" },
    "Organic Search": { $referring_domain: "www.google.co.uk" },
    "Organic Search by source": { $referring_domain: "$direct", utm_source: "Bing" },
    "Organic Social": { $referring_domain: "t.co" },
    "Organic Social by fbclid": { $referring_domain: "$direct", fbclid: "x" },
    "Organic Video": { $referring_domain: "m.youtube.com" },
    "Organic Shopping": { $referring_domain: "www.amazon.de" },
    Email: { utm_medium: "email", $referring_domain: "$direct" },
    "Email by domain": { $referring_domain: "mail.google.com" },
    SMS: { utm_medium: "sms" },
    Push: { utm_medium: "webpush" },
    Affiliate: { utm_medium: "affiliate" },
    AI: { $referring_domain: "chatgpt.com" },
    Referral: { $referring_domain: "blog.example" },
    Unknown: {},
    "Unknown by null": { $referring_domain: "null" },
  };

  before(async () => {
    project = await leapfrog.newProject("Channels");
    const events = Object.entries(cases).map(([, properties], i) =>
      anEvent({
        event: "$pageview",
        distinct_id: "ann",
        timestamp: "2026-03-03T10:00:00Z",
        properties: { $session_id: `s${i}`, $current_url: "https://a.example/", ...properties },
      }),
    );
    await leapfrog.capture(events, { token: project.token, historical_migration: true });
    await leapfrog.flush(project);
  });

  it("follows the rules in their order", async () => {
    const rows = new Map(await sql("select session_id, $channel_type from sessions", {}, project));
    const found = Object.keys(cases).map((name, i) => [name, rows.get(`s${i}`)]);
    assert.deepEqual(
      found,
      Object.keys(cases).map((name) => [name, name.replace(/ by .*/, "")]),
    );
  });

  it("is decided by the first event that has an address, whatever others say", async () => {
    const one = await leapfrog.newProject("First");
    const at = (time, properties) =>
      anEvent({
        event: "$pageview",
        distinct_id: "ann",
        timestamp: `2026-03-03T${time}Z`,
        properties: { $session_id: "s", ...properties },
      });
    await leapfrog.capture(
      [
        at("10:00:00", { utm_source: "server" }),
        at("10:00:01", { $current_url: "https://a.example/a", $referring_domain: "$direct" }),
        at("10:00:02", { $current_url: "https://a.example/b", utm_source: "google", utm_medium: "cpc" }),
      ],
      { token: one.token, historical_migration: true },
    );
    await leapfrog.flush(one);
    assert.deepEqual(await sql("select $entry_utm_source, $channel_type, $end_pathname from sessions", {}, one), [
      [null, "Direct", "/b"],
    ]);
  });
});
