// What becomes of a flag over HTTP: changes at a chosen time, versions and going back, previews, whom it is about.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "flag-life" });
});
after(() => leapfrog?.stop());

const flags = (project, path = "") => `/api/projects/${project.id}/feature_flags/${path}`;
const create = (project, body) => leapfrog.must(flags(project), { method: "POST", body });
const change = (project, flag, body) => leapfrog.must(flags(project, `${flag.id}/`), { method: "PATCH", body });

async function enabled(project, key, body = {}) {
  const answer = await leapfrog.send({
    method: "POST",
    path: "/flags/?v=2",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: project.token, distinct_id: "somebody", ...body }),
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.flags[key]?.enabled;
}

describe("a scheduled change", () => {
  it("takes place at its time", async () => {
    const project = await leapfrog.newProject();
    const flag = await create(project, { key: "later", active: false });
    const path = `/api/projects/${project.id}/scheduled_changes/`;
    const scheduled = await leapfrog.must(path, {
      method: "POST",
      body: {
        model_name: "FeatureFlag",
        record_id: flag.id,
        payload: { operation: "update_status", value: true },
        scheduled_at: new Date(Date.now() + 4000).toISOString(),
      },
    });
    assert.equal(scheduled.executed_at, null);
    assert.equal(await enabled(project, "later"), undefined);
    await until(() => enabled(project, "later"), { what: "the scheduled change" });
    const after = await leapfrog.must(`${path}${scheduled.id}/`);
    assert.ok(Date.parse(after.executed_at) >= Date.parse(scheduled.scheduled_at), after.executed_at);
    assert.equal(after.failure_reason, null);
  });

  it("can be cancelled", async () => {
    const project = await leapfrog.newProject();
    const flag = await create(project, { key: "never" });
    const path = `/api/projects/${project.id}/scheduled_changes/`;
    const scheduled = await leapfrog.must(path, {
      method: "POST",
      body: {
        model_name: "FeatureFlag",
        record_id: String(flag.id),
        payload: { operation: "update_status", value: false },
        scheduled_at: new Date(Date.now() + 3_600_000).toISOString(),
      },
    });
    assert.equal((await leapfrog.api(`${path}${scheduled.id}/`, { method: "DELETE" })).status, 204);
    assert.equal((await leapfrog.must(path)).count, 0);
  });
});

describe("history", () => {
  it("keeps every version and goes back to one", async () => {
    const project = await leapfrog.newProject();
    const flag = await create(project, { key: "cart", name: "first" });
    await change(project, flag, { name: "second" });
    await change(project, flag, { filters: { groups: [{ properties: [], rollout_percentage: 0 }] } });
    assert.equal(await enabled(project, "cart"), false);
    const versions = await leapfrog.must(flags(project, `${flag.id}/versions/`));
    assert.deepEqual(
      versions.results.map((one) => [one.version, one.changes.map(({ field }) => field)]),
      [
        [3, ["filters"]],
        [2, ["name"]],
        [1, []],
      ],
    );
    const difference = await leapfrog.must(flags(project, `${flag.id}/versions/1/diff/`));
    assert.deepEqual([difference.from, difference.to, difference.changes.length], [1, 3, 2]);
    const back = await leapfrog.must(flags(project, `${flag.id}/versions/1/revert/`), { method: "POST" });
    assert.deepEqual([back.version, back.name], [4, "first"]);
    assert.equal(await enabled(project, "cart"), true);
    const activity = await leapfrog.must(flags(project, `${flag.id}/activity/`));
    assert.deepEqual(
      activity.results.map((entry) => entry.activity),
      ["updated", "updated", "updated", "created"],
    );
    assert.equal(activity.results[0].user.email, "owner@example.com");
  });

  it("tells whoever was slower", async () => {
    const project = await leapfrog.newProject();
    const flag = await create(project, { key: "busy" });
    await change(project, flag, { name: "mine", version: 1 });
    const late = await leapfrog.api(flags(project, `${flag.id}/`), {
      method: "PATCH",
      body: { name: "yours", version: 1 },
    });
    assert.equal(late.status, 409);
    assert.match(late.json.detail, /changed since you started editing/);
  });
});

describe("previews", () => {
  it("are listed for SDKs and follow who joined", async () => {
    const project = await leapfrog.newProject();
    const path = `/api/projects/${project.id}/early_access_feature/`;
    const feature = await leapfrog.must(path, { method: "POST", body: { name: "Night mode", stage: "beta" } });
    assert.equal(feature.feature_flag.key, "night-mode");
    const listed = async (query = "") => {
      const answer = await leapfrog.send({ path: `/api/early_access_features/?token=${project.token}${query}` });
      return answer.json.earlyAccessFeatures.map(({ flagKey, stage }) => [flagKey, stage]);
    };
    assert.deepEqual(await listed(), [["night-mode", "beta"]]);
    const joined = { person_properties: { "$feature_enrollment/night-mode": true } };
    assert.equal(await enabled(project, "night-mode"), false);
    assert.equal(await enabled(project, "night-mode", joined), true);
    await leapfrog.must(`${path}${feature.id}/`, { method: "PATCH", body: { stage: "concept" } });
    assert.deepEqual(await listed(), []);
    assert.deepEqual(await listed("&stage=concept"), [["night-mode", "concept"]]);
    assert.equal(await enabled(project, "night-mode", joined), false);
    assert.equal((await leapfrog.api(`${path}${feature.id}/`, { method: "DELETE" })).status, 204);
    assert.equal((await leapfrog.must(flags(project))).count, 1);
  });

  it("keep their flag and its key for as long as somebody can have joined", async () => {
    const project = await leapfrog.newProject();
    const path = `/api/projects/${project.id}/early_access_feature/`;
    const draft = await leapfrog.must(path, { method: "POST", body: { name: "Night mode", stage: "draft" } });
    const flag = flags(project, `${draft.feature_flag.id}/`);
    const alter = (body) => leapfrog.api(flag, { method: "PATCH", body });
    assert.equal((await alter({ key: "dark-mode" })).status, 200);
    await leapfrog.must(`${path}${draft.id}/`, { method: "PATCH", body: { stage: "alpha" } });
    const refused = async (body, attr, detail) => {
      const answer = await alter(body);
      assert.deepEqual([answer.status, answer.json], [400, { type: "validation_error", code: "in_use", detail, attr }]);
    };
    const renamed = "People join the preview 'Night mode' by this key; renamed, it would be off for them.";
    await refused({ key: "other" }, "key", renamed);
    await refused(
      { deleted: true },
      "deleted",
      "Cannot delete a feature flag that is in use with early access features. Please delete the early access feature before deleting the flag.",
    );
    assert.equal((await alter({ name: "For the night", active: false })).status, 200);
    await leapfrog.must(`${path}${draft.id}/`, { method: "DELETE" });
    assert.equal((await alter({ deleted: true })).status, 200);
  });
});

describe("the public page of previews", () => {
  it("has the project's words, colour and logo, and says what somebody joined", async () => {
    const project = await leapfrog.newProject("Shop");
    const base = `/api/projects/${project.id}/`;
    const feature = (body) => leapfrog.must(`${base}early_access_feature/`, { method: "POST", body });
    await feature({ name: "Night mode", stage: "beta", payload: { secret: 1 } });
    await feature({ name: "Only us", stage: "draft" });
    const shown = async (query = "") =>
      (await leapfrog.send({ path: `/api/previews/?token=${project.token}${query}` })).json;
    const before = await shown();
    assert.deepEqual(before.project, { headline: "", introduction: "", colour: "", logo: "", name: "Shop" });
    assert.deepEqual(
      before.features.map(({ name, enrolled, payload }) => [name, enrolled, payload]),
      [["Night mode", false, undefined]],
    );
    const look = {
      headline: "Soon in the shop",
      introduction: "Try it.",
      colour: "#1f7a3d",
      logo: "data:image/png;base64,iVBORw0KGgo=",
    };
    assert.deepEqual(await leapfrog.must(`${base}preview_page/`, { method: "PATCH", body: look }), look);
    await leapfrog.must(`${base}preview_page/`, { method: "PATCH", body: { introduction: "Try it now." } });
    assert.deepEqual((await shown()).project, { ...look, introduction: "Try it now.", name: "Shop" });
    const log = await leapfrog.must(`${base}activity_log/?scope=PreviewPage`);
    assert.equal(log.count ?? log.results.length, 2);
    assert.ok(!JSON.stringify(log).includes("iVBOR"));
    await leapfrog.capture(
      [
        {
          event: "$feature_enrollment_update",
          distinct_id: "ada",
          properties: { $set: { "$feature_enrollment/night-mode": true } },
        },
      ],
      { token: project.token },
    );
    await leapfrog.flush(project);
    assert.equal((await shown("&distinct_id=ada")).features[0].enrolled, true);
    assert.equal((await shown("&distinct_id=bob")).features[0].enrolled, false);
    assert.equal((await leapfrog.send({ path: "/api/previews/?token=phc_nobody" })).status, 404);
  });
});

describe("before a condition is saved", () => {
  it("says how many people it is about, and what it would do for one", async () => {
    const project = await leapfrog.newProject();
    const people = Array.from({ length: 8 }, (_, i) => ({
      event: "sign up",
      distinct_id: `person-${i}`,
      properties: { $set: { plan: i < 3 ? "team" : "free" } },
    }));
    await leapfrog.capture(people, { token: project.token });
    await leapfrog.flush(project);
    const properties = [{ key: "plan", value: "team", operator: "exact", type: "person" }];
    const radius = await leapfrog.must(flags(project, "user_blast_radius/"), {
      method: "POST",
      body: { condition: { properties, rollout_percentage: 50 } },
    });
    assert.deepEqual([radius.users_affected, radius.total_users, radius.is_estimate], [3, 8, false]);
    await create(project, { key: "teams", filters: { groups: [{ properties }] } });
    const reasons = await leapfrog.must(flags(project, "evaluation_reasons/?distinct_id=person-7"));
    assert.deepEqual(
      [reasons.teams.value, reasons.teams.evaluation.reason, reasons.teams.evaluation.condition_index],
      [false, "no_condition_match", 0],
    );
    const tried = await leapfrog.must(flags(project, "test/"), {
      method: "POST",
      body: { distinct_id: "person-7", person_properties: { plan: "team" } },
    });
    assert.equal(tried.teams.value, true);
  });

  it("refuses what could not be evaluated, with the place", async () => {
    const project = await leapfrog.newProject();
    const refused = async (filters, sentence) => {
      const answer = await leapfrog.api(flags(project), { method: "POST", body: { key: "bad", filters } });
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.json.attr, "filters");
      assert.match(answer.json.detail, sentence);
    };
    const filter = (property) => ({ groups: [{ properties: [{ type: "person", ...property }] }] });
    await refused(filter({ key: "a", operator: "regex", value: "(?<=x)y" }), /Look-around/);
    await refused(filter({ key: "a", operator: "resembles", value: "y" }), /resembles/);
    await refused(filter({ key: "gone", type: "flag", value: true }), /does not exist/);
    await refused({ groups: [{ rollout_percentage: 101 }] }, /condition 1/);
    await refused({ multivariate: { variants: [{ key: "a", rollout_percentage: 10 }] } }, /sum to 100/);
  });
});
