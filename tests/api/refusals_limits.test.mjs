// How many of each a project may have: one more is refused with the number and what to do, and all that is there stays.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let insight;
before(async () => {
  leapfrog = await startLeapfrog({ label: "refused-limits" });
  const query = { kind: "InsightVizNode", source: { kind: "TrendsQuery", series: [{ kind: "EventsNode" }] } };
  insight = await leapfrog.must(`/api/projects/${leapfrog.project.id}/insights/`, { method: "POST", body: { query } });
});
after(() => leapfrog?.stop());

const alert = (i) => ({
  insight: insight.id,
  name: `Alert ${i}`,
  condition: { type: "absolute_value" },
  config: { type: "TrendsAlertConfig", series_index: 0 },
  threshold: { configuration: { type: "absolute", bounds: { upper: 10 } } },
});

const limits = [
  ["alerts", "alerts/", 500, alert, "A project can have 500 alerts. Delete some first."],
  [
    "cohorts",
    "cohorts/",
    2000,
    (i) => ({ name: `C${i}`, is_static: true }),
    "A project can have 2000 cohorts. Delete some first.",
  ],
  [
    "variables of SQL",
    "insight_variables/",
    500,
    (i) => ({ name: `V${i}`, type: "String" }),
    "A project can have 500 variables. Delete some first.",
  ],
  ["actions", "actions/", 5000, (i) => ({ name: `A${i}` }), "A project can have 5000 actions. Delete some first."],
];

describe("more than a project can have", () => {
  for (const [what, path, most, one, sentence] of limits) {
    it(`of ${what}, ${most}: 400`, async () => {
      const project = what === "alerts" ? leapfrog.project : await leapfrog.newProject();
      const list = `/api/projects/${project.id}/${path}`;
      const numbers = Array.from({ length: most }, (_, i) => i);
      const maker = async () => {
        for (let i = numbers.pop(); i !== undefined; i = numbers.pop())
          await leapfrog.must(list, { method: "POST", body: one(i) });
      };
      await Promise.all(Array.from({ length: 8 }, maker));
      const refused = await leapfrog.api(list, { method: "POST", body: one(most) });
      assert.deepEqual([refused.status, refused.json.code, refused.json.detail], [400, "invalid_input", sentence]);
      assert.equal((await leapfrog.must(`${list}?limit=1`)).count, most);
    });
  }

  it("of changes that wait for one flag, 50: 400", async () => {
    const flags = `/api/projects/${leapfrog.project.id}/feature_flags/`;
    const body = { key: "busy", requires_approval: true };
    const flag = await leapfrog.must(flags, { method: "POST", body });
    const ask = (percentage) =>
      leapfrog.api(`${flags}${flag.id}/change_requests/`, {
        method: "POST",
        body: { changes: { filters: { groups: [{ properties: [], rollout_percentage: percentage }] } } },
      });
    for (let i = 0; i < 50; ++i) assert.equal((await ask(i)).status, 201);
    const refused = await ask(50);
    const sentence = "Too many changes of this flag wait already. Decide on some first.";
    assert.deepEqual([refused.status, refused.json.detail, refused.json.attr], [400, sentence, "changes"]);
  });
});
