// Flags among several people, projects and repositories: approval by a second person, encrypted payloads, copies, changes
// of many at once, code references, and why a flag was what it was.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { temporaryDirectory } from "../harness/directories.mjs";
import { anEvent } from "../harness/events.mjs";
import { binary, startLeapfrog } from "../harness/leapfrog.mjs";
import { runProcess } from "../harness/processes.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "flag-governance" });
});
after(() => leapfrog?.stop());

const flags = (project, path = "") => `/api/projects/${project.id}/feature_flags/${path}`;
const create = (project, body) => leapfrog.must(flags(project), { method: "POST", body });
const post = (path, body = {}, options = {}) => leapfrog.api(path, { method: "POST", body, ...options });

// A moment after all so far and before all that follows, though moments here are whole milliseconds.
async function betweenThem() {
  const at = Date.now() + 1;
  await until(() => Date.now() > at, { interval: 1, what: "the next millisecond" });
  return new Date(at).toISOString();
}

describe("a flag that requires approval", () => {
  it("is changed by two people only, but switched off by one", async () => {
    const project = await leapfrog.newProject();
    const flag = await create(project, { key: "payments", requires_approval: true });
    const half = { filters: { groups: [{ properties: [], rollout_percentage: 50 }] } };
    const refused = await leapfrog.api(flags(project, `${flag.id}/`), { method: "PATCH", body: half });
    assert.deepEqual([refused.status, refused.json.code, refused.json.attr], [409, "approval_required", "filters"]);
    const named = await leapfrog.must(flags(project, `${flag.id}/`), { method: "PATCH", body: { name: "Pay" } });
    assert.equal(named.name, "Pay");
    const asked = await post(flags(project, `${flag.id}/change_requests/`), { changes: half, note: "slowly" });
    assert.equal(asked.status, 201, asked.text);
    assert.deepEqual(Object.keys(asked.json.changes), ["filters"]);
    const one = flags(project, `${flag.id}/change_requests/${asked.json.id}/`);
    const own = await post(`${one}approve/`);
    assert.deepEqual([own.status, own.json.code], [403, "second_person_required"]);
    const scheduled = await post(`/api/projects/${project.id}/scheduled_changes/`, {
      model_name: "FeatureFlag",
      record_id: flag.id,
      payload: { operation: "update_status", value: true },
      scheduled_at: new Date(Date.now() + 60_000).toISOString(),
    });
    assert.equal(scheduled.status, 409);
    const rollout = await post(`/api/projects/${project.id}/rollouts/`, {
      flag: flag.id,
      steps: [{ percentage: 100, min_seconds: 60 }],
    });
    assert.deepEqual([rollout.status, rollout.json.code], [409, "approval_required"], rollout.text);
    const off = await leapfrog.must(flags(project, `${flag.id}/`), { method: "PATCH", body: { active: false } });
    assert.equal(off.active, false);
    assert.equal((await post(`${one}withdraw/`)).json.status, "withdrawn");
    assert.equal((await post(`${one}reject/`)).status, 409);
  });
});

describe("encrypted payloads", () => {
  it("are in no file of the data directory, and open to keys", async () => {
    const project = await leapfrog.newProject();
    const secret = "correct-horse-41798";
    const flag = await create(project, {
      key: "limits",
      is_remote_configuration: true,
      has_encrypted_payloads: true,
      filters: { groups: [{ properties: [] }], payloads: { true: JSON.stringify({ secret }) } },
    });
    assert.ok(!JSON.stringify(flag).includes(secret));
    const config = await leapfrog.must(flags(project, "limits/remote_config/"));
    assert.deepEqual(config, { secret });
    const shown = await leapfrog.must(flags(project, `${flag.id}/`), { method: "PATCH", body: { name: "Limits" } });
    await leapfrog.must(flags(project, `${flag.id}/`), {
      method: "PATCH",
      body: { filters: shown.filters, name: "x" },
    });
    await leapfrog.must(flags(project, `${flag.id}/versions/1/revert/`), { method: "POST", body: {} });
    assert.deepEqual(await leapfrog.must(flags(project, "limits/remote_config/")), { secret });
    for (const name of readdirSync(leapfrog.directory).filter((each) => each.startsWith("accounts.sqlite")))
      assert.ok(!readFileSync(join(leapfrog.directory, name)).includes(secret), name);
    const open = await leapfrog.api(flags(project, `${flag.id}/`), {
      method: "PATCH",
      body: { has_encrypted_payloads: false },
    });
    assert.equal(open.status, 400, open.text);
  });
});

describe("many flags at once", () => {
  it("are changed, tagged and copied to other projects", async () => {
    const from = await leapfrog.newProject();
    const to = await leapfrog.newProject();
    const a = await create(from, {
      key: "a",
      tags: ["x"],
      filters: { groups: [{ properties: [] }], payloads: { true: "1" } },
    });
    const b = await create(from, { key: "b" });
    const tagged = await post(flags(from, "bulk_update_tags/"), { ids: [a.id, b.id], action: "add", tags: ["y"] });
    assert.deepEqual(
      tagged.json.updated.map(({ tags }) => tags),
      [["x", "y"], ["y"]],
    );
    const off = await post(flags(from, "bulk_update/"), { ids: [a.id, 999], changes: { active: false } });
    assert.deepEqual([off.json.updated.length, off.json.errors.length], [1, 1]);
    const copied = await post("/api/organizations/@current/feature_flags/copy_flags/", {
      feature_flag_key: "a",
      from_project: from.id,
      target_project_ids: [to.id, 999_999],
    });
    assert.equal(copied.status, 200, copied.text);
    assert.deepEqual([copied.json.success.length, copied.json.failed.length], [1, 1]);
    const there = await leapfrog.must(flags(to, "a/"));
    assert.deepEqual([there.active, there.filters.payloads.true, there.tags], [false, "1", ["x", "y"]]);
    assert.equal((await leapfrog.must(flags(from, `${b.id}/status/`))).status, "active");
  });
});

describe("leapfrog flags scan", () => {
  it("finds keys in code, tells the server, and fails for those that do not exist", async () => {
    const project = await leapfrog.newProject();
    await create(project, { key: "known" });
    const code = join(temporaryDirectory("code"), "shop");
    mkdirSync(join(code, "node_modules"), { recursive: true });
    writeFileSync(join(code, "a.ts"), "if (posthog.isFeatureEnabled('known')) {}\n// getFeatureFlag('comment')\n");
    writeFileSync(join(code, "node_modules", "b.ts"), "isFeatureEnabled('not-ours')");
    const scan = () =>
      runProcess(binary, ["flags", "scan", code, "--url", leapfrog.url, "--project", String(project.id)], {
        env: { ...process.env, LEAPFROG_API_KEY: leapfrog.project.key },
      });
    const good = await scan();
    assert.equal(good.code, 0, good.stderr + good.stdout);
    assert.match(good.stdout, /1 places ask for flags/);
    writeFileSync(join(code, "c.py"), "\nif posthog.feature_enabled('gone', user):\n");
    const bad = await scan();
    assert.equal(bad.code, 1, bad.stdout);
    assert.match(bad.stdout, /c\.py:2: gone: no flag has this key/);
    const stored = await leapfrog.must(flags(project, "code_references/?key=known"));
    assert.deepEqual(
      stored.results.map(({ repository, file, line, call }) => [repository, file, line, call]),
      [["shop", "a.ts", 1, "isFeatureEnabled"]],
    );
    const keyless = await runProcess(binary, ["flags", "scan", code, "--url", leapfrog.url], {
      env: { ...process.env, LEAPFROG_API_KEY: "" },
    });
    assert.equal(keyless.code, 1);
    assert.match(keyless.stderr, /personal API key/);
  });
});

describe("why", () => {
  it("knows the flag and the person as they were", async () => {
    const project = await leapfrog.newProject();
    const plan = (value) => ({ groups: [{ properties: [{ key: "plan", value, type: "person", operator: "exact" }] }] });
    const flag = await create(project, { key: "cart", filters: plan("free") });
    const identify = (value) =>
      leapfrog.capture(anEvent({ event: "$identify", distinct_id: "ada", properties: { $set: { plan: value } } }), {
        token: project.token,
      });
    const nobody = await betweenThem();
    await identify("free");
    await leapfrog.flush(project);
    const first = await betweenThem();
    await leapfrog.must(flags(project, `${flag.id}/`), { method: "PATCH", body: { filters: plan("team") } });
    const second = await betweenThem();
    await identify("team");
    await leapfrog.flush(project);
    const then = async (at) =>
      leapfrog.must(flags(project, `evaluation_at/?distinct_id=ada&flag=cart&at=${encodeURIComponent(at)}`));
    const unknown = await then(nobody);
    assert.deepEqual([unknown.flags.cart.value, unknown.properties_as_of], [false, null]);
    const was = await then(first);
    assert.deepEqual(
      [was.flags.cart.value, was.flags.cart.version, was.flags.cart.reason, was.person_properties.plan],
      [true, 1, "condition_match", "free"],
    );
    const changed = await then(second);
    assert.deepEqual([changed.flags.cart.value, changed.flags.cart.version], [false, 2]);
    const now = await then(new Date().toISOString());
    assert.deepEqual([now.flags.cart.value, now.person_properties.plan], [true, "team"]);
    const early = await leapfrog.api(
      flags(project, "evaluation_at/?distinct_id=ada&flag=cart&at=2001-01-01T00:00:00Z"),
    );
    assert.equal(early.status, 404);
  });

  it("knows cohorts as they were", async () => {
    const project = await leapfrog.newProject();
    const cohorts = (rest = "") => `/api/projects/${project.id}/cohorts/${rest}`;
    const inCohort = (id) => ({ groups: [{ properties: [{ key: "id", type: "cohort", value: id }] }] });
    await leapfrog.capture(
      ["ada", "bob"].map((distinct_id) =>
        anEvent({ event: "$identify", distinct_id, properties: { $set: { plan: distinct_id === "ada" ? "a" : "b" } } }),
      ),
      { token: project.token },
    );
    await leapfrog.flush(project);
    const counted = (id) =>
      until(
        async () => {
          const cohort = await leapfrog.must(cohorts(`${id}/`));
          return !cohort.is_calculating && cohort;
        },
        { timeout: 120_000, what: "the counting of a cohort" },
      );
    const plan = (value) => ({ properties: { type: "AND", values: [{ type: "person", key: "plan", value }] } });
    const [ada, bob] = await Promise.all(["ada", "bob"].map((id) => leapfrog.person(id, project)));
    const list = await leapfrog.must(cohorts(), {
      method: "POST",
      body: { name: "Testers", is_static: true, _create_static_person_ids: [ada.id] },
    });
    const defined = await leapfrog.must(cohorts(), { method: "POST", body: { name: "Plan", filters: plan("a") } });
    await counted(list.id);
    await counted(defined.id);
    await create(project, { key: "by-list", filters: inCohort(list.id) });
    await create(project, { key: "by-plan", filters: inCohort(defined.id) });
    const first = await betweenThem();
    await leapfrog.must(cohorts(`${list.id}/remove_person_from_static_cohort/`), {
      method: "PATCH",
      body: { person_id: ada.id },
    });
    await leapfrog.must(cohorts(`${list.id}/add_persons_to_static_cohort/`), {
      method: "PATCH",
      body: { person_ids: [bob.id] },
    });
    await leapfrog.must(cohorts(`${defined.id}/`), { method: "PATCH", body: { filters: plan("b") } });
    await counted(list.id);
    await counted(defined.id);
    const second = await betweenThem();
    const then = async (distinct_id, at) => {
      const { flags: all } = await leapfrog.must(
        flags(project, `evaluation_at/?distinct_id=${distinct_id}&at=${encodeURIComponent(at)}`),
      );
      return ["by-list", "by-plan"].map((key) => [all[key].value, all[key].failed]);
    };
    const [on, off] = [
      [true, false],
      [false, false],
    ];
    assert.deepEqual(await then("ada", first), [on, on]);
    assert.deepEqual(await then("bob", first), [off, off]);
    assert.deepEqual(await then("ada", second), [off, off]);
    assert.deepEqual(await then("bob", second), [on, on]);
  });

  it("says whom a change would move, and who was told what", async () => {
    const project = await leapfrog.newProject();
    const flag = await create(project, { key: "cart" });
    await leapfrog.capture(
      Array.from({ length: 40 }, (_, index) =>
        anEvent({
          event: "$feature_flag_called",
          distinct_id: `p${index}`,
          properties: {
            $feature_flag: "cart",
            $feature_flag_response: index % 4 === 0,
            $set: { plan: index % 4 === 0 ? "team" : "free" },
          },
        }),
      ),
      { token: project.token },
    );
    await leapfrog.flush(project);
    const moved = await post(flags(project, "what_if/"), {
      flag: flag.id,
      filters: { groups: [{ properties: [{ key: "plan", value: "team", type: "person", operator: "exact" }] }] },
    });
    assert.equal(moved.status, 200, moved.text);
    const { people, on_before, on_after, switched_on, switched_off, is_estimate } = moved.json;
    assert.deepEqual([people, on_before, on_after, switched_on, switched_off, is_estimate], [40, 40, 10, 0, 30, false]);
    const usage = await leapfrog.must(flags(project, `${flag.id}/usage/`));
    const of = (value) =>
      usage.results.filter((each) => each.value === value).reduce((sum, each) => sum + each.people, 0);
    assert.deepEqual([of("true"), of("false")], [10, 30]);
  });
});
