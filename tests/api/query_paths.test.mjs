// PathsQuery: every option by name, with exact numbers on small histories.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "paths" });
});
after(() => leapfrog?.stop());

const start = Date.parse("2026-03-02T00:00:00Z");
const second = 1000;
const minute = 60 * second;

async function told(people) {
  const project = await leapfrog.newProject("Paths");
  const events = Object.entries(people).flatMap(([distinct_id, list]) =>
    list.map(([event, after, properties = {}]) =>
      anEvent({ event, distinct_id, timestamp: new Date(start + after).toISOString(), properties }),
    ),
  );
  await leapfrog.capture(events, { token: project.token, historical_migration: true });
  await leapfrog.flush(project);
  return project;
}

async function ask(project, pathsFilter, more = {}) {
  const query = {
    kind: "PathsQuery",
    dateRange: { date_from: "2026-03-01", date_to: "2026-03-31" },
    pathsFilter,
    ...more,
  };
  const path = `/api/projects/${project.id}/query/`;
  const answer = await leapfrog.api(path, { method: "POST", body: { query } });
  return { status: answer.status, ...answer.json };
}
// ["1_a → 2_b ×3", …]
async function edges(project, pathsFilter = {}, more = {}) {
  const answer = await ask(project, pathsFilter, more);
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer.results.map(({ source, target, value }) => `${source} → ${target} ×${value}`);
}
// Events one minute apart.
const way = (...names) => names.map((name, i) => [name, i * minute]);
const page = (url, after) => ["$pageview", after, { $current_url: url }];

describe("paths", () => {
  it("give PostHog's shape, with average times in milliseconds", async () => {
    const project = await told({
      p: [
        ["a", 0],
        ["b", 2 * second],
      ],
      q: [
        ["a", 0],
        ["b", 4 * second],
      ],
    });
    assert.deepEqual((await ask(project, {})).results, [
      { source: "1_a", target: "2_b", value: 2, average_conversion_time: 3000 },
    ]);
  });
  it("are ordered by value, then by name", async () => {
    const project = await told({ p: way("a", "b", "c"), q: way("a", "b", "d"), r: way("a", "b") });
    assert.deepEqual(await edges(project), ["1_a → 2_b ×3", "2_b → 3_c ×1", "2_b → 3_d ×1"]);
  });
  it("begin anew after a pause of thirty minutes", async () => {
    const project = await told({
      p: [
        ["a", 0],
        ["b", 30 * minute - 1],
        ["c", 60 * minute - 1],
      ],
    });
    assert.deepEqual(await edges(project), ["1_a → 2_b ×1"]);
  });
  it("take the same place several times in a row for one", async () => {
    const project = await told({
      p: [
        ["a", 0],
        ["a", minute],
        ["b", 2 * minute],
        ["a", 3 * minute],
      ],
    });
    const { results } = await ask(project, {});
    assert.deepEqual(
      results.map(({ source, target, average_conversion_time }) => [source, target, average_conversion_time]),
      [
        ["1_a", "2_b", 2 * minute],
        ["2_b", "3_a", minute],
      ],
    );
  });
  it("count every session of a person", async () => {
    const project = await told({ p: [...way("a", "b"), ["a", 120 * minute], ["b", 121 * minute]] });
    assert.deepEqual(await edges(project), ["1_a → 2_b ×2"]);
  });
  it("take places of the same moment by name", async () => {
    assert.deepEqual(
      await edges(
        await told({
          p: [
            ["b", 0],
            ["a", 0],
          ],
        }),
      ),
      ["1_a → 2_b ×1"],
    );
  });
  it("heed filters, dates and groups", async () => {
    const company = (name) => ({ k: 1, $groups: { company: name } });
    const project = await told({
      p: [
        ["a", 0, company("x")],
        ["z", 1, { k: 2 }],
      ],
      q: [["b", minute, company("x")]],
    });
    assert.deepEqual(await edges(project, {}, { aggregation_group_type_index: 0 }), ["1_a → 2_b ×1"]);
    assert.deepEqual(
      await edges(project, {}, { properties: [{ type: "event", key: "k", operator: "exact", value: "1" }] }),
      [],
    );
    assert.deepEqual(await edges(project, {}, { dateRange: { date_from: "2026-03-03", date_to: "2026-03-04" } }), []);
  });
});

describe("includeEventTypes", () => {
  const people = {
    p: [
      page("https://x.example/a/", 0),
      ["bought", minute],
      ["$screen", 2 * minute, { $screen_name: "Home" }],
      ["$other", 3 * minute],
      page("https://x.example/", 4 * minute),
    ],
  };
  const expected = {
    all: [
      [],
      [
        "1_https://x.example/a → 2_bought ×1",
        "2_bought → 3_Home ×1",
        "3_Home → 4_$other ×1",
        "4_$other → 5_https://x.example ×1",
      ],
    ],
    "$pageview, without closing slashes": [["$pageview"], ["1_https://x.example/a → 2_https://x.example ×1"]],
    "$screen and custom_event": [["$screen", "custom_event"], ["1_bought → 2_Home ×1"]],
  };
  for (const [name, [includeEventTypes, list]] of Object.entries(expected)) {
    it(name, async () => assert.deepEqual(await edges(await told(people), { includeEventTypes }), list));
  }
});

describe("options", () => {
  it("startPoint: the part from its first time on, of sessions that have it", async () => {
    const project = await told({ p: way("x", "a", "b"), q: way("x", "y") });
    assert.deepEqual(await edges(project, { startPoint: "a" }), ["1_a → 2_b ×1"]);
  });
  it("endPoint: the last steps up to its first time", async () => {
    const project = await told({ p: way("x", "a", "b", "e", "z"), q: way("x", "y") });
    assert.deepEqual(await edges(project, { endPoint: "e", stepLimit: 3 }), ["1_a → 2_b ×1", "2_b → 3_e ×1"]);
  });
  it("both: too much in between becomes one place", async () => {
    const project = await told({ p: way("x", "s", "b", "c", "d", "e", "f", "z") });
    assert.deepEqual(await edges(project, { startPoint: "s", endPoint: "f", stepLimit: 5 }), [
      "1_s → 2_b ×1",
      "2_b → 3_... ×1",
      "3_... → 4_e ×1",
      "4_e → 5_f ×1",
    ]);
    assert.equal((await edges(project, { startPoint: "s", endPoint: "f", stepLimit: 6 })).length, 5);
  });
  it("stepLimit: five unless asked otherwise", async () => {
    const project = await told({ p: way("a", "b", "c", "d", "e", "f") });
    assert.equal((await edges(project)).length, 4);
    assert.deepEqual(await edges(project, { stepLimit: 2 }), ["1_a → 2_b ×1"]);
  });
  it("edgeLimit: the edges with most, without those that nothing leads to", async () => {
    const project = await told({ p: way("a", "b", "c"), q: way("a", "b", "c"), r: way("x", "b", "c") });
    assert.deepEqual(await edges(project, { edgeLimit: 1 }), []);
    assert.deepEqual(await edges(project, { edgeLimit: 2 }), ["2_b → 3_c ×3", "1_a → 2_b ×2"]);
  });
  it("minEdgeWeight and maxEdgeWeight", async () => {
    const project = await told({ p: way("a", "b"), q: way("a", "b"), r: way("a", "c") });
    assert.deepEqual(await edges(project, { minEdgeWeight: 2 }), ["1_a → 2_b ×2"]);
    assert.deepEqual(await edges(project, { maxEdgeWeight: 1 }), ["1_a → 2_c ×1"]);
  });
  it("excludeEvents", async () => {
    assert.deepEqual(await edges(await told({ p: way("a", "x", "b") }), { excludeEvents: ["x"] }), ["1_a → 2_b ×1"]);
  });
  it("pathGroupings: the first wildcard that fits stands for the place", async () => {
    const project = await told({ p: [page("/docs/one", 0), page("/docs/two", minute), page("/price", 2 * minute)] });
    assert.deepEqual(await edges(project, { pathGroupings: ["/docs/*", "*"], includeEventTypes: ["$pageview"] }), [
      "1_/docs/* → 2_* ×1",
    ]);
  });
  it("localPathCleaningFilters, in their order", async () => {
    const project = await told({ p: [page("/user/17", 0), page("/done", minute)] });
    const localPathCleaningFilters = [
      { regex: "/u/", alias: "/v/", order: 2 },
      { regex: "/user/\\d+", alias: "/u/:id", order: 1 },
    ];
    assert.deepEqual(await edges(project, { localPathCleaningFilters }), ["1_/v/:id → 2_/done ×1"]);
  });
  it("pathReplacements: the project's own rules", async () => {
    const project = await told({ p: [page("/user/17", 0), page("/done", minute)] });
    await leapfrog.must(`/api/projects/${project.id}/`, {
      method: "PATCH",
      body: { path_cleaning_filters: [{ regex: "\\d+", alias: ":id" }] },
    });
    assert.deepEqual(await edges(project, { pathReplacements: true }), ["1_/user/:id → 2_/done ×1"]);
    assert.deepEqual(await edges(project, {}), ["1_/user/17 → 2_/done ×1"]);
  });
});

describe("funnelPathsFilter", () => {
  const people = { p: way("x", "a", "b", "c", "d", "y"), q: way("x", "a", "y") };
  const funnelSource = {
    kind: "FunnelsQuery",
    series: ["a", "c"].map((event) => ({ kind: "EventsNode", event })),
    dateRange: { date_from: "2026-03-01", date_to: "2026-03-31" },
  };
  const on = async (funnelPathType, funnelStep) =>
    edges(await told(people), { stepLimit: 10 }, { funnelPathsFilter: { funnelPathType, funnelStep, funnelSource } });
  it("funnel_path_before_step", async () =>
    assert.deepEqual(await on("funnel_path_before_step", 2), ["1_x → 2_a ×1", "2_a → 3_b ×1", "3_b → 4_c ×1"]));
  it("funnel_path_between_steps", async () =>
    assert.deepEqual(await on("funnel_path_between_steps", 2), ["1_a → 2_b ×1", "2_b → 3_c ×1"]));
  it("funnel_path_after_step", async () =>
    assert.deepEqual(await on("funnel_path_after_step", 2), ["1_c → 2_d ×1", "2_d → 3_y ×1"]));
  it("after a drop-off, with a negative step", async () =>
    assert.deepEqual(await on("funnel_path_after_step", -2), ["1_a → 2_y ×1"]));
});

describe("the people behind", () => {
  const people = { p: way("a", "b", "c"), q: way("a", "b"), r: way("a", "x") };
  async function behind(pathsFilter) {
    const project = await told(people);
    const source = { kind: "PathsQuery", dateRange: { date_from: "2026-03-01", date_to: "2026-03-31" }, pathsFilter };
    const query = {
      kind: "ActorsQuery",
      source: { kind: "InsightActorsQuery", source },
      select: ["distinct_ids"],
      limit: 100,
    };
    const answer = await leapfrog.must(`/api/projects/${project.id}/query/`, { method: "POST", body: { query } });
    return answer.results.flat(2).sort();
  }
  it("an edge", async () => assert.deepEqual(await behind({ pathStartKey: "1_a", pathEndKey: "2_b" }), ["p", "q"]));
  it("a node", async () => assert.deepEqual(await behind({ pathEndKey: "3_c" }), ["p"]));
  it("an end", async () => assert.deepEqual(await behind({ pathDropoffKey: "2_b" }), ["q"]));
});

describe("what is refused, with the place", () => {
  const refusals = {
    "query.pathsFilter.stepLimit": [{ stepLimit: 0 }],
    "query.pathsFilter.edgeLimit": [{ edgeLimit: "many" }],
    "query.pathsFilter.pathsHogQLExpression": [{ includeEventTypes: ["hogql"] }],
    "query.funnelPathsFilter.funnelStep": [
      {},
      {
        funnelPathsFilter: {
          funnelPathType: "funnel_path_between_steps",
          funnelStep: 1,
          funnelSource: { kind: "FunnelsQuery", series: [{ event: "a" }, { event: "b" }] },
        },
      },
    ],
  };
  for (const [attr, [filter, more]] of Object.entries(refusals)) {
    it(attr, async () => {
      const answer = await ask(leapfrog.project, filter, more);
      assert.deepEqual([answer.status, answer.attr], [400, attr]);
    });
  }
});
