// modifiers of a project and of a question: channels of the project's own, and how long a visit may be to count as a bounce.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { ask, results } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let project;
const visits = {
  newsletter: { utm_source: "Weekly", utm_medium: "email" },
  partner: { $referring_domain: "partner.example" },
  ad: { utm_source: "google", utm_medium: "cpc", utm_campaign: "spring-2026" },
  docs: { $current_url: "https://docs.example/start", $host: "docs.example", $pathname: "/start" },
  plain: { $referring_domain: "$direct" },
};

before(async () => {
  leapfrog = await startLeapfrog({ label: "channels" });
  project = await leapfrog.newProject("Channels");
  const events = Object.entries(visits).map(([name, properties]) =>
    anEvent({
      event: "$pageview",
      distinct_id: name,
      timestamp: "2026-03-03T10:00:00Z",
      properties: {
        $session_id: name,
        $current_url: "https://a.example/home",
        $host: "a.example",
        $pathname: "/home",
        ...properties,
      },
    }),
  );
  await leapfrog.capture(events, { token: project.token, historical_migration: true });
  await leapfrog.flush(project);
});
after(() => leapfrog?.stop());

const condition = (key, op, value) => ({ id: "c", key, op, ...(value === undefined ? {} : { value }) });
const rule = (channel_type, items, combiner = "AND") => ({ id: "r", channel_type, combiner, items });
const settings = (modifiers) => leapfrog.must(`/api/projects/${project.id}/`, { method: "PATCH", body: { modifiers } });
const sessions = async (modifiers) =>
  Object.fromEntries(
    await results(leapfrog, project, {
      kind: "HogQLQuery",
      query: "select session_id, $channel_type from sessions",
      ...(modifiers ? { modifiers } : {}),
    }),
  );
const general = { newsletter: "Email", partner: "Referral", ad: "Paid Search", docs: "Unknown", plain: "Direct" };
// The visits whose channel is "Own" by the rule.
async function own(...items) {
  const combiner = items.at(-1) === "OR" ? items.pop() : "AND";
  const found = await sessions({ customChannelTypeRules: [rule("Own", items, combiner)] });
  return Object.keys(found)
    .filter((name) => found[name] === "Own")
    .sort();
}

describe("customChannelTypeRules", () => {
  const cases = {
    "utm_source exact, as it is written": [condition("utm_source", "exact", "Weekly"), ["newsletter"]],
    "utm_source exact, not as it is written": [condition("utm_source", "exact", "weekly"), []],
    "utm_medium exact, any of several": [condition("utm_medium", "exact", ["email", "cpc"]), ["ad", "newsletter"]],
    "utm_campaign icontains": [condition("utm_campaign", "icontains", "SPRING"), ["ad"]],
    "utm_campaign not_icontains, which what is absent meets": [
      condition("utm_campaign", "not_icontains", "spring"),
      ["docs", "newsletter", "partner", "plain"],
    ],
    "referring_domain exact": [condition("referring_domain", "exact", "partner.example"), ["partner"]],
    "referring_domain is_set": [condition("referring_domain", "is_set"), ["partner", "plain"]],
    "utm_source is_not_set": [condition("utm_source", "is_not_set"), ["docs", "partner", "plain"]],
    "utm_source is_not, none of several": [
      condition("utm_source", "is_not", ["google", "Weekly"]),
      ["docs", "partner", "plain"],
    ],
    "url regex": [condition("url", "regex", "^https://docs\\."), ["docs"]],
    "url not_regex": [condition("url", "not_regex", "^https://a\\."), ["docs"]],
    "hostname exact": [condition("hostname", "exact", "docs.example"), ["docs"]],
    "pathname exact": [condition("pathname", "exact", "/start"), ["docs"]],
    "a value that looks like SQL": [condition("utm_source", "exact", "' OR 1 = 1 --"), []],
    "values that look like places for values": [
      condition("utm_source", "exact", ["{p1:String}", "{p0:String}", "Weekly"]),
      ["newsletter"],
    ],
  };
  for (const [name, [item, expected]] of Object.entries(cases))
    it(name, async () => assert.deepEqual(await own(item), expected));

  it("AND: all of the conditions", async () => {
    assert.deepEqual(await own(condition("utm_source", "is_set"), condition("utm_medium", "exact", "cpc")), ["ad"]);
  });
  it("OR: any of them", async () => {
    const items = [condition("hostname", "exact", "docs.example"), condition("utm_medium", "exact", "cpc"), "OR"];
    assert.deepEqual(await own(...items), ["ad", "docs"]);
  });
  it("the first rule that fits decides, then the general ones", async () => {
    const customChannelTypeRules = [
      rule("Partners", [condition("referring_domain", "icontains", "partner")]),
      rule("Everything with a source", [condition("utm_source", "is_set")]),
      rule("Never", [condition("utm_source", "exact", "Weekly")]),
    ];
    assert.deepEqual(await sessions({ customChannelTypeRules }), {
      ...general,
      partner: "Partners",
      newsletter: "Everything with a source",
      ad: "Everything with a source",
    });
  });
  it("of the project hold for every question, unless that has others", async () => {
    assert.deepEqual(await sessions(), general);
    await settings({ customChannelTypeRules: [rule("Documentation", [condition("hostname", "icontains", "docs")])] });
    try {
      assert.deepEqual(await sessions(), { ...general, docs: "Documentation" });
      assert.deepEqual(await sessions({ customChannelTypeRules: [] }), general);
      const dateRange = { date_from: "2026-03-03", date_to: "2026-03-03" };
      const table = await results(leapfrog, project, {
        kind: "WebStatsTableQuery",
        breakdownBy: "InitialChannelType",
        dateRange,
        properties: [],
      });
      assert.deepEqual(table.map(([value, [visitors]]) => [value, visitors]).sort(), [
        ["Direct", 1],
        ["Documentation", 1],
        ["Email", 1],
        ["Paid Search", 1],
        ["Referral", 1],
      ]);
      const trend = {
        kind: "TrendsQuery",
        dateRange,
        series: [{ event: "$pageview" }],
        properties: [{ type: "session", key: "$channel_type", operator: "exact", value: "Documentation" }],
        trendsFilter: { display: "BoldNumber" },
      };
      assert.equal((await results(leapfrog, project, trend))[0].aggregated_value, 1);
      const byExpression = {
        ...trend,
        properties: [{ type: "hogql", key: "session.$channel_type = 'Documentation'" }],
      };
      assert.equal((await results(leapfrog, project, byExpression))[0].aggregated_value, 1);
      const source = {
        ...trend,
        properties: [],
        breakdownFilter: { breakdown: "$channel_type", breakdown_type: "session" },
      };
      const behind = await results(leapfrog, project, {
        kind: "ActorsQuery",
        select: ["id"],
        source: { kind: "InsightActorsQuery", source, breakdown: "Documentation" },
      });
      assert.equal(behind.length, 1);
    } finally {
      await settings({});
    }
  });
  it("of the project that cannot be read mean nothing", async () => {
    await settings({ customChannelTypeRules: [{ channel_type: 7 }], bounceRateDurationSeconds: "long" });
    assert.deepEqual(await sessions(), general);
    await settings({});
  });
});

describe("bounceRateDurationSeconds", () => {
  it("of a question goes before the project's", async () => {
    const bounces = async (modifiers) =>
      (
        await results(leapfrog, project, {
          kind: "HogQLQuery",
          query: "select countIf($is_bounce) from sessions",
          modifiers,
        })
      )[0][0];
    assert.equal(await bounces(), 5);
    assert.equal(await bounces({ bounceRateDurationSeconds: 0 }), 0);
  });
});

describe("modifiers that are wrong are refused with their place", () => {
  const of = "query.modifiers.customChannelTypeRules";
  for (const [name, modifiers, attr, sentence] of [
    ["no object", "fast", "query.modifiers"],
    ["a length that is none", { bounceRateDurationSeconds: "x" }, "query.modifiers.bounceRateDurationSeconds"],
    [
      "a length below nothing",
      { bounceRateDurationSeconds: -1 },
      "query.modifiers.bounceRateDurationSeconds",
      "modifiers.bounceRateDurationSeconds must be between 0 and 86400.",
    ],
    ["rules that are no list", { customChannelTypeRules: {} }, of],
    ["a rule without a channel", { customChannelTypeRules: [rule("", [])] }, `${of}[0].channel_type`],
    [
      "an unknown key",
      { customChannelTypeRules: [rule("A", [condition("utm_term", "is_set")])] },
      `${of}[0].items[0].key`,
    ],
    [
      "an unknown operator",
      { customChannelTypeRules: [rule("A", [condition("url", "like")])] },
      `${of}[0].items[0].op`,
    ],
    [
      "a value of a wrong type",
      { customChannelTypeRules: [rule("A", [condition("url", "exact", 7)])] },
      `${of}[0].items[0].value`,
      "modifiers.customChannelTypeRules[0].items[0].value must be a text or a list of texts, not a number.",
    ],
    [
      "a list of values of a wrong type",
      { customChannelTypeRules: [rule("A", [condition("url", "exact", ["a", 7])])] },
      `${of}[0].items[0].value`,
      "modifiers.customChannelTypeRules[0].items[0].value must be a list of texts, not a number.",
    ],
    ["an unknown combiner", { customChannelTypeRules: [rule("A", [], "XOR")] }, `${of}[0].combiner`],
    ["too many rules", { customChannelTypeRules: Array(101).fill(rule("A", [])) }, of],
    [
      "too many conditions",
      { customChannelTypeRules: [rule("A", Array(51).fill(condition("url", "is_set")))] },
      `${of}[0].items`,
    ],
    [
      "too many values",
      { customChannelTypeRules: [rule("A", [condition("url", "exact", Array(201).fill("x"))])] },
      `${of}[0].items[0].value`,
    ],
  ])
    it(name, async () => {
      const answer = await ask(leapfrog, project, { kind: "HogQLQuery", query: "select 1", modifiers });
      assert.deepEqual([answer.status, answer.attr], [400, attr], answer.detail);
      if (sentence) assert.equal(answer.detail, sentence);
    });
});
