// Feature flags over HTTP: what SDKs and scripts of any language see. The rules in depth are tested beside the code.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { definitionPushes } from "../harness/flags.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "flags" });
});
after(() => leapfrog?.stop());

const json = { "content-type": "application/json" };
const flags = (project, path = "") => `/api/projects/${project.id}/feature_flags/${path}`;

function create(project, body) {
  return leapfrog.must(flags(project), { method: "POST", body });
}
function send(body, { path = "/flags/?v=2", method = "POST", headers = json } = {}) {
  return leapfrog.send({ method, path, headers, body: typeof body === "string" ? body : JSON.stringify(body) });
}
async function ask(project, body = {}, options = {}) {
  const answer = await send({ token: project.token, distinct_id: "somebody", ...body }, options);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

describe("/flags", () => {
  it("shows a change at once", async () => {
    const project = await leapfrog.newProject();
    const flag = await create(project, { key: "switch" });
    for (const active of [false, true, false, true]) {
      await leapfrog.must(flags(project, `${flag.id}/`), { method: "PATCH", body: { active } });
      const { flags: all } = await ask(project);
      assert.equal(all.switch?.enabled, active ? true : undefined);
    }
  });

  it("answers what every shape promises", async () => {
    const project = await leapfrog.newProject();
    await create(project, { key: "on", filters: { groups: [{ properties: [] }], payloads: { true: { a: 1 } } } });
    const two = await ask(project);
    assert.deepEqual(Object.keys(two.flags.on).sort(), ["enabled", "key", "metadata", "reason", "variant"]);
    assert.equal(two.flags.on.metadata.payload, '{"a":1}');
    assert.match(two.requestId, /^[0-9a-f-]{36}$/);
    assert.ok(Math.abs(two.evaluatedAt - Date.now()) < 60_000);
    assert.equal(two.errorsWhileComputingFlags, false);
    const one = await ask(project, {}, { path: "/flags/" });
    assert.deepEqual(one.featureFlags, { on: true });
    assert.deepEqual(one.featureFlagPayloads, { on: '{"a":1}' });
    assert.deepEqual((await ask(project, {}, { path: "/decide/?v=1" })).featureFlags, ["on"]);
    assert.deepEqual((await ask(project, {}, { path: "/decide/?v=3" })).supportedCompression, ["gzip", "gzip-js"]);
    assert.equal((await ask(project, {}, { path: "/flags/?v=2&config=true" })).token, project.token);
  });

  it("takes the wrappings and methods of SDKs", async () => {
    const project = await leapfrog.newProject();
    await create(project, { key: "on" });
    const body = JSON.stringify({ token: project.token, distinct_id: "u" });
    const form = await leapfrog.send({
      method: "POST",
      path: "/flags/?v=2&compression=base64",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://shop.example" },
      body: `data=${encodeURIComponent(Buffer.from(body).toString("base64"))}`,
    });
    assert.equal(form.json.flags.on.enabled, true);
    assert.equal(form.headers["access-control-allow-origin"], "https://shop.example");
    const methods = { GET: 200, HEAD: 200, OPTIONS: 204, PUT: 405, PATCH: 405, DELETE: 405 };
    for (const [method, status] of Object.entries(methods)) {
      const answer = await leapfrog.send({ method, path: "/flags/?v=2" });
      assert.ok(
        answer.status === status || (method === "OPTIONS" && answer.status === 200),
        `${method} ${answer.status}`,
      );
    }
  });

  it("refuses in plain text", async () => {
    const cases = [
      ["{", 400],
      ["[]", 400],
      [{ distinct_id: "u" }, 401],
      [{ distinct_id: "u", token: "phc_nobody" }, 401],
      [{ token: leapfrog.project.token }, 400],
    ];
    for (const [body, status] of cases) {
      const answer = await send(body);
      assert.equal(answer.status, status, JSON.stringify(body));
      assert.match(answer.headers["content-type"], /^text\/plain/);
    }
  });

  it("knows stored people, groups and the place of an address", async () => {
    const project = await leapfrog.newProject();
    const condition = (property) => ({ filters: { groups: [{ properties: [{ operator: "exact", ...property }] }] } });
    await create(project, { key: "team", ...condition({ key: "plan", value: "team", type: "person" }) });
    const group = condition({ key: "size", value: 50, operator: "gte", type: "group", group_type_index: 0 });
    group.filters.aggregation_group_type_index = 0;
    await create(project, { key: "large", ...group });
    await leapfrog.capture(
      [
        { event: "sign up", distinct_id: "ada", properties: { $set: { plan: "team" } } },
        {
          event: "$groupidentify",
          distinct_id: "ada",
          properties: { $group_type: "company", $group_key: "acme", $group_set: { size: 80 } },
        },
      ],
      { token: project.token },
    );
    await leapfrog.flush(project);
    assert.equal((await ask(project, { distinct_id: "ada" })).flags.team.enabled, true);
    assert.equal((await ask(project, { distinct_id: "bob" })).flags.team.enabled, false);
    await until(async () => (await ask(project, { groups: { company: "acme" } })).flags.large.enabled, {
      what: "the flag of a large company",
    });
    const without = await ask(project);
    assert.equal(without.flags.large.reason.code, "no_group_type");
  });

  it("answers while the engine is away", async () => {
    const project = await leapfrog.newProject();
    await create(project, { key: "steady" });
    process.kill(leapfrog.enginePid, "SIGKILL");
    assert.equal((await ask(project)).flags.steady.enabled, true);
    await leapfrog.untilReady();
  });
});

describe("while capture is saturated", () => {
  it("/flags answers every request", async () => {
    // The log takes two batches; then capture refuses what comes.
    const full = await startLeapfrog({
      label: "flags-full",
      args: ["--log-max-bytes", "1048576", "--log-segment-bytes", "524288"],
    });
    try {
      const { token } = full.project;
      await full.must(`/api/projects/${full.project.id}/feature_flags/`, { method: "POST", body: { key: "steady" } });
      process.kill(full.enginePid, "SIGSTOP"); // nothing leaves the log
      const batch = JSON.stringify({
        api_key: token,
        batch: Array.from({ length: 50 }, (_, index) => ({
          event: "e",
          distinct_id: `u${index}`,
          properties: { text: "x".repeat(4_000) },
        })),
      });
      const capture = () => full.send({ method: "POST", path: "/batch/", headers: json, body: batch });
      await until(async () => (await capture()).status === 503, { timeout: 60_000, what: "capture that refuses" });
      let going = true;
      let refused = 0;
      const pushing = Array.from({ length: 8 }, async () => {
        while (going) refused += (await capture()).status === 503 ? 1 : 0;
      });
      for (let i = 0; i < 300; ++i) {
        const answer = await full.send({
          method: "POST",
          path: "/flags/?v=2",
          headers: json,
          body: JSON.stringify({ token, distinct_id: `u${i}` }),
        });
        assert.deepEqual([answer.status, answer.json.flags.steady.enabled], [200, true]);
      }
      going = false;
      await Promise.all(pushing);
      assert.ok(refused > 0);
    } finally {
      process.kill(full.enginePid, "SIGCONT");
      await full.stop();
    }
  });
});

describe("definitions", () => {
  it("come with an ETag, for a key, a project secret and nobody else", async () => {
    const project = await leapfrog.newProject();
    await create(project, { key: "on" });
    const path = `/flags/definitions?token=${project.token}&send_cohorts`;
    const first = await leapfrog.api(path);
    assert.equal(first.status, 200);
    assert.deepEqual(
      first.json.flags.map((flag) => flag.key),
      ["on"],
    );
    const again = await leapfrog.api(path, { headers: { "if-none-match": first.headers.etag } });
    assert.equal(again.status, 304);
    assert.equal(again.text, "");
    assert.equal((await leapfrog.send({ path })).status, 401);
    assert.equal((await leapfrog.send({ path })).json.type, "authentication_error");
    for (const older of [
      `/api/feature_flag/local_evaluation/?token=${project.token}`,
      flags(project, "local_evaluation/"),
    ])
      assert.equal((await leapfrog.api(older)).status, 200, older);
    assert.equal((await leapfrog.api(path, { method: "POST" })).status, 405);
  });

  it("are announced as they change", async () => {
    const project = await leapfrog.newProject();
    const stop = new AbortController();
    const stream = await fetch(`${leapfrog.url}/flags/definitions/changes?token=${project.token}`, {
      headers: { authorization: `Bearer ${leapfrog.project.key}` },
      signal: stop.signal,
    });
    const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const events = async (count) => {
      while (text.split("event: definitions").length - 1 < count) text += (await reader.read()).value;
    };
    await events(1);
    await create(project, { key: "fresh" });
    await events(2);
    const etags = [...text.matchAll(/"etag":"(\\"[^"]+\\")"/g)].map((match) => JSON.parse(`"${match[1]}"`));
    const current = await leapfrog.api(`/flags/definitions?token=${project.token}&send_cohorts`);
    assert.equal(etags.at(-1), current.headers.etag);
    stop.abort();
  });
});

describe("a change", () => {
  // How long that takes is measured by bench/flags.mjs.
  it("is seen by whoever asks once it is answered, and pushed to those who listen", async () => {
    const project = await leapfrog.newProject();
    const flag = await create(project, { key: "quick" });
    const stop = new AbortController();
    const pushes = definitionPushes(leapfrog, project, stop.signal);
    await until(() => pushes.length === 1, { what: "the definitions as they are" });
    for (let i = 0; i < 15; ++i) {
      const active = i % 2 === 1;
      await leapfrog.must(flags(project, `${flag.id}/`), { method: "PATCH", body: { active } });
      assert.equal(Boolean((await ask(project)).flags.quick?.enabled), active);
      await until(() => pushes.length === i + 2, { what: "the push" });
    }
    stop.abort();
    assert.equal(pushes.length, 16);
  });
});

describe("the API", () => {
  it("makes, lists, changes and deletes flags", async () => {
    const project = await leapfrog.newProject();
    const made = await create(project, { key: "cart", name: "The new cart", tags: ["shop"] });
    assert.equal(made.version, 1);
    assert.equal(made.created_by.email, "owner@example.com");
    const list = await leapfrog.must(flags(project, "?search=cart"));
    assert.deepEqual([list.count, list.results[0].id], [1, made.id]);
    const shown = await leapfrog.must(flags(project, `${made.id}/`));
    assert.deepEqual([shown.key, shown.created_by.email], ["cart", "owner@example.com"]);
    assert.equal((await leapfrog.must(flags(project, `${made.id}/versions/`))).count, 1);
    const taken = await leapfrog.api(flags(project), { method: "POST", body: { key: "cart" } });
    assert.equal(taken.status, 400);
    assert.deepEqual(taken.json, {
      type: "validation_error",
      code: "unique",
      detail: "There is already a feature flag with this key.",
      attr: "key",
    });
    assert.equal((await leapfrog.api(flags(project, `${made.id}/`), { method: "DELETE" })).status, 405);
    await leapfrog.must(flags(project, `${made.id}/`), { method: "PATCH", body: { deleted: true } });
    assert.equal((await leapfrog.must(flags(project))).count, 0);
    const log = await leapfrog.must(`/api/projects/${project.id}/activity_log/?scope=FeatureFlag`);
    assert.deepEqual(
      log.results.map((entry) => entry.activity),
      ["deleted", "created"],
    );
  });

  it("keeps flags over a restart", async () => {
    const project = await leapfrog.newProject();
    await create(project, { key: "lasting" });
    await leapfrog.restart();
    assert.equal((await ask(project)).flags.lasting.enabled, true);
  });
});

describe("OFREP", () => {
  it("evaluates one and all, with an ETag", async () => {
    const project = await leapfrog.newProject();
    await create(project, { key: "on" });
    const headers = { ...json, authorization: `Bearer ${project.token}` };
    const context = { context: { targetingKey: "u" } };
    const one = await send(context, { path: "/ofrep/v1/evaluate/flags/on", headers });
    assert.equal(one.status, 200, one.text);
    assert.deepEqual([one.json.key, one.json.value, one.json.reason], ["on", true, "STATIC"]);
    const all = await send(context, { path: "/ofrep/v1/evaluate/flags", headers });
    assert.equal(all.json.flags.length, 1);
    const same = await send(context, {
      path: "/ofrep/v1/evaluate/flags",
      headers: { ...headers, "if-none-match": all.headers.etag },
    });
    assert.equal(same.status, 304);
    const gone = await send(context, { path: "/ofrep/v1/evaluate/flags/gone", headers });
    assert.deepEqual([gone.status, gone.json.errorCode], [404, "FLAG_NOT_FOUND"]);
    const bad = await send({ context: {} }, { path: "/ofrep/v1/evaluate/flags/on", headers });
    assert.deepEqual([bad.status, bad.json.errorCode], [400, "TARGETING_KEY_MISSING"]);
    assert.equal((await send(context, { path: "/ofrep/v1/evaluate/flags", headers: json })).status, 401);
  });
});
