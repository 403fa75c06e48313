// Filters over HTTP: every operator, every type of property, groups of them. Each case says which events remain; it is
// asked as a trend and as a list of events, which must agree.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CohortApi } from "../harness/cohorts.mjs";
import { anEvent } from "../harness/events.mjs";
import { ask, results } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let cohort;
const dateRange = { date_from: "2026-03-02", date_to: "2026-03-02" };
const session = (n) => `019caaaa-0000-7000-8000-00000000010${n}`;
const chain =
  'svg.icon:nth-child="1"nth-of-type="1";button.btn.primary:attr_id="buy"href="/cart"nth-child="2"nth-of-type="1"text="Buy now"';

const properties = {
  1: { n: 1, s: "Alpha", v: "1.2.3", d: "2026-03-01", url: "https://a.example/p/?q=1#x", "$feature/new": "test" },
  2: { n: 2.5, s: "beta", v: "1.2.10-rc.1", d: "2026-03-02T10:00:00Z", url: "https://a.example/p" },
  3: { n: "10", s: "ALPHABET", v: "v1.3.0", d: "2026-03-02T23:59:59Z", $session_id: session(3) },
  4: { n: true, s: "", v: "2.0.0", d: "2026-03-03", "a.b": 1, a: { b: 2 } },
  5: { s: null, v: "0.2.4", list: ["x", "y"] },
  6: {},
};
const people = { 1: { plan: "pro", seats: 3 }, 2: { plan: "free", seats: 12 } };

before(async () => {
  leapfrog = await startLeapfrog({ label: "filters" });
  const at = (n) => `2026-03-02T0${n}:00:00.000Z`;
  await leapfrog.capture(
    [
      anEvent({
        event: "$groupidentify",
        distinct_id: "1",
        timestamp: at(0),
        properties: { $group_type: "company", $group_key: "acme", $group_set: { size: 50 } },
      }),
      ...Object.entries(properties).map(([n, values]) =>
        anEvent({
          event: n === "6" ? "$autocapture" : "e",
          distinct_id: n,
          timestamp: at(n),
          properties: {
            ...values,
            ...(people[n] ? { $set: people[n] } : {}),
            ...(n === "2" ? { $groups: { company: "acme" } } : {}),
            ...(n === "6" ? { $elements_chain: chain, $event_type: "click" } : {}),
          },
        }),
      ),
      anEvent({ event: "$pageview", distinct_id: "3", timestamp: at(3), properties: { $session_id: session(3) } }),
    ],
    { historical_migration: true },
  );
  await leapfrog.flush();
  const api = new CohortApi(leapfrog);
  cohort = await api.create({
    filters: { properties: { type: "OR", values: [{ key: "plan", type: "person", value: "pro", operator: "exact" }] } },
  });
});
after(() => leapfrog?.stop());

// The events that remain, by the distinct ids that only they have.
const only = { type: "event_metadata", key: "event", operator: "exact", value: ["e", "$autocapture"] };
async function remaining(filters) {
  const list = Array.isArray(filters) ? filters : [filters];
  const trend = await results(leapfrog, leapfrog.project, {
    kind: "TrendsQuery",
    dateRange,
    series: [{ kind: "EventsNode", event: null }],
    properties: [only, ...list],
    trendsFilter: { display: "ActionsPie" },
    breakdownFilter: { breakdowns: [{ property: "distinct_id", type: "event_metadata" }] },
  });
  const events = await results(leapfrog, leapfrog.project, {
    kind: "EventsQuery",
    select: ["distinct_id"],
    after: "2026-03-01",
    before: "2026-03-04",
    properties: [only, ...list],
  });
  const counted = trend.filter(({ aggregated_value }) => aggregated_value > 0).map((item) => item.breakdown_value);
  assert.deepEqual(events.flat().sort(), counted.sort());
  return counted.map(Number);
}

function cases(type, list) {
  for (const [name, filter, expected] of list)
    it(name, async () => assert.deepEqual(await remaining({ type, ...filter }), expected));
}

describe("operators", () => {
  const is = (operator, key, value) => ({ operator, key, value });
  cases("event", [
    ["exact", is("exact", "s", "Alpha"), [1]],
    ["exact, any of several", is("exact", "s", ["Alpha", "beta"]), [1, 2]],
    ["exact, of a number as text and of a text that is one", is("exact", "n", ["10", 2.5]), [2, 3]],
    ["exact, of a boolean", is("exact", "n", true), [4]],
    ["exact, of the empty text", is("exact", "s", [""]), [4]],
    ["is_not, which what is absent meets", is("is_not", "s", "Alpha"), [2, 3, 4, 5, 6]],
    ["is_not, none of several", is("is_not", "s", ["Alpha", "beta"]), [3, 4, 5, 6]],
    ["icontains", is("icontains", "s", "alpha"), [1, 3]],
    ["not_icontains", is("not_icontains", "s", "ALPHA"), [2, 4, 5, 6]],
    ["icontains_multi", is("icontains_multi", "s", ["alpha", "bet"]), [1, 2, 3]],
    ["not_icontains_multi", is("not_icontains_multi", "s", ["alpha", "eta"]), [4, 5, 6]],
    ["regex", is("regex", "s", "^[A-Z]+$"), [3]],
    ["not_regex", is("not_regex", "s", "^[A-Z]"), [2, 4, 5, 6]],
    ["starts_with", is("starts_with", "s", "Al"), [1]],
    ["ends_with", is("ends_with", "s", "ta"), [2]],
    ["gt", is("gt", "n", 2.5), [3]],
    ["gte", is("gte", "n", "2.5"), [2, 3]],
    ["lt", is("lt", "n", 2.5), [1]],
    ["lte", is("lte", "n", 2.5), [1, 2]],
    ["gt of texts", is("gt", "s", "a"), [2]],
    ["min", is("min", "n", 2.5), [2, 3]],
    ["max", is("max", "n", 2.5), [1, 2]],
    ["between, both ends included", is("between", "n", [1, 2.5]), [1, 2]],
    ["not_between, which what is no number meets", is("not_between", "n", [1, 2.5]), [3, 4, 5, 6]],
    ["is_set, the empty text included", is("is_set", "s"), [1, 2, 3, 4]],
    ["is_not_set, null included", is("is_not_set", "s"), [5, 6]],
    ["in", is("in", "s", ["Alpha", "beta"]), [1, 2]],
    ["not_in", is("not_in", "s", ["Alpha", "beta"]), [3, 4, 5, 6]],
    ["is_date_exact, a day", is("is_date_exact", "d", "2026-03-02"), [2, 3]],
    ["is_date_exact, a moment", is("is_date_exact", "d", "2026-03-02T10:00:00Z"), [2]],
    ["is_date_before a day begins", is("is_date_before", "d", "2026-03-02"), [1]],
    ["is_date_before a moment", is("is_date_before", "d", "2026-03-02T23:59:59Z"), [1, 2]],
    ["is_date_after a day ends", is("is_date_after", "d", "2026-03-02"), [4]],
    ["is_date_before a time relative to now", is("is_date_before", "d", "-1d"), [1, 2, 3, 4]],
    ["is_date_after a time relative to now", is("is_date_after", "d", "-1d"), []],
    ["is_cleaned_path_exact", is("is_cleaned_path_exact", "url", "https://a.example/p"), [1, 2]],
    ["semver_eq", is("semver_eq", "v", "1.2.3"), [1]],
    ["semver_eq, without what follows a dash", is("semver_eq", "v", "1.2.10"), [2]],
    ["semver_neq, of those that are versions", is("semver_neq", "v", "1.2.3"), [2, 3, 4, 5]],
    ["semver_gt, by numbers", is("semver_gt", "v", "1.2.3"), [2, 3, 4]],
    ["semver_gte", is("semver_gte", "v", "1.2.10"), [2, 3, 4]],
    ["semver_lt", is("semver_lt", "v", "1.2.10"), [1, 5]],
    ["semver_lte", is("semver_lte", "v", "1.2.10"), [1, 2, 5]],
    ["semver_tilde, of the same minor version", is("semver_tilde", "v", "1.2.3"), [1, 2]],
    ["semver_caret, of the same major version", is("semver_caret", "v", "1.2.3"), [1, 2, 3]],
    ["semver_caret, of the same minor version below 1", is("semver_caret", "v", "0.2.3"), [5]],
    ["semver_wildcard", is("semver_wildcard", "v", "1.2.*"), [1, 2]],
    ["a dot in the name", is("exact", "a.b", 1), [4]],
    ["a list, as its text", is("icontains", "list", "x"), [5]],
  ]);
  it("without a value to compare with they restrict nothing", async () => {
    assert.deepEqual(await remaining({ type: "event", key: "s", operator: "exact", value: [] }), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await remaining({ type: "empty" }), [1, 2, 3, 4, 5, 6]);
  });
});

describe("types of properties", () => {
  cases("person", [
    ["person", { key: "plan", operator: "exact", value: "pro" }, [1]],
    ["person, a number", { key: "seats", operator: "gt", value: 3 }, [2]],
  ]);
  cases("group", [["group", { key: "size", group_type_index: 0, operator: "exact", value: 50 }, [2]]]);
  cases("session", [
    ["session", { key: "$pageview_count", operator: "exact", value: 1 }, [3]],
    ["session, its length", { key: "$session_duration", operator: "lt", value: 10 }, [3]],
  ]);
  cases("element", [
    ["element: tag_name", { key: "tag_name", operator: "exact", value: "button" }, [6]],
    ["element: tag_name, of none", { key: "tag_name", operator: "exact", value: "a" }, []],
    ["element: text", { key: "text", operator: "exact", value: ["Buy now"] }, [6]],
    ["element: text, part of it", { key: "text", operator: "icontains", value: "BUY" }, [6]],
    ["element: text, of none", { key: "text", operator: "is_not", value: "Buy now" }, [1, 2, 3, 4, 5]],
    ["element: href", { key: "href", operator: "exact", value: "/cart" }, [6]],
    ["element: href, a pattern", { key: "href", operator: "regex", value: "^/c" }, [6]],
    ["element: href, not a pattern", { key: "href", operator: "not_regex", value: "^/c" }, [1, 2, 3, 4, 5]],
    ["element: selector", { key: "selector", operator: "exact", value: "button.primary#buy > svg" }, [6]],
    ["element: selector, one of several", { key: "selector", operator: "exact", value: ["a", "#buy"] }, [6]],
    ["element: selector, none", { key: "selector", operator: "is_not", value: ".btn" }, [1, 2, 3, 4, 5]],
    ["element: is_set", { key: "tag_name", operator: "is_set" }, [6]],
  ]);
  cases("event_metadata", [
    ["event_metadata: event", { key: "event", operator: "exact", value: "$autocapture" }, [6]],
    ["event_metadata: distinct_id", { key: "distinct_id", operator: "exact", value: ["2", "3"] }, [2, 3]],
    [
      "event_metadata: timestamp",
      { key: "timestamp", operator: "is_date_after", value: "2026-03-02T04:30:00Z" },
      [5, 6],
    ],
    ["event_metadata: the key of a group", { key: "$group_0", operator: "exact", value: "acme" }, [2]],
    ["event_metadata: session", { key: "$session_id", operator: "exact", value: session(3) }, [3]],
  ]);
  cases("feature", [
    ["feature", { key: "$feature/new", operator: "exact", value: "test" }, [1]],
    ["feature, without its prefix", { key: "new", operator: "is_set" }, [1]],
  ]);
  cases("hogql", [
    ["hogql", { key: "toFloat(properties.n) > 1 and event = 'e'" }, [2, 3]],
    ["hogql, with the person", { key: "person.properties.plan = 'free'" }, [2]],
  ]);
  it("cohort", async () => {
    const of = (operator) => remaining({ type: "cohort", key: "id", value: cohort.id, operator });
    assert.deepEqual(await of("in"), [1]);
    assert.deepEqual(await of("not_in"), [2, 3, 4, 5, 6]);
    assert.deepEqual(await of("exact"), [1]);
  });
  it("what an event has none of is refused, with its place", async () => {
    for (const type of ["recording", "flag"]) {
      const answer = await ask(leapfrog, leapfrog.project, {
        kind: "TrendsQuery",
        series: [{ event: "e" }],
        properties: [{ type, key: "k", operator: "exact", value: "x" }],
      });
      assert.deepEqual([answer.status, answer.attr], [400, "query.properties[0].type"], answer.detail);
      assert.equal(answer.detail, `Properties of type '${type}' cannot be used here.`);
    }
  });
});

describe("groups of conditions", () => {
  const s = (value) => ({ type: "event", key: "s", operator: "exact", value });
  const n = (value) => ({ type: "event", key: "n", operator: "gte", value });
  const group = (type, ...values) => ({ type, values });
  const count = async (properties) =>
    (
      await results(leapfrog, leapfrog.project, {
        kind: "TrendsQuery",
        dateRange,
        series: [{ event: "e" }],
        properties,
        trendsFilter: { display: "BoldNumber" },
      })
    )[0].aggregated_value;
  it("a flat list: all", async () => assert.equal(await count([s(["Alpha", "beta"]), n(2)]), 1));
  it("AND", async () => assert.equal(await count(group("AND", group("AND", s(["Alpha", "beta"]), n(2)))), 1));
  it("OR", async () => assert.equal(await count(group("OR", group("AND", s("Alpha")), group("AND", n(10)))), 2));
  it("nested, three deep", async () => {
    const inner = group("OR", s("Alpha"), group("AND", s("beta"), n(2)));
    assert.equal(await count(group("AND", group("OR", inner, s("nobody")))), 2);
  });
  it("in series, and fixed ones beside them", async () => {
    const [item] = await results(leapfrog, leapfrog.project, {
      kind: "TrendsQuery",
      dateRange,
      series: [{ event: "e", properties: [s(["Alpha", "beta"])], fixedProperties: [n(2)] }],
      trendsFilter: { display: "BoldNumber" },
    });
    assert.equal(item.aggregated_value, 1);
  });
});
