// What is refused because of somebody or something else: a second person, another project, a change in between, a list or a
// key that was lost, too little memory. The status, the code and the sentence of each.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { all, CohortApi, startWithPeople, view, within } from "../harness/cohorts.mjs";
import { binary, startLeapfrog } from "../harness/leapfrog.mjs";
import { runProcess } from "../harness/processes.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
let api;
before(async () => {
  leapfrog = await startWithPeople("refused-together");
  api = new CohortApi(leapfrog);
});
after(() => leapfrog?.stop());

const path = (rest, project = leapfrog.project) => `/api/projects/${project.id}/${rest}`;
const make = (rest, body, project) => leapfrog.must(path(rest, project), { method: "POST", body });
const post = (rest, body, options) => leapfrog.api(path(rest), { method: "POST", body, ...options });
const refused = (answer, status, code, detail) =>
  assert.deepEqual([answer.status, answer.json.code, answer.json.detail], [status, code, detail], answer.text);
const json = { "content-type": "application/json" };

// Somebody else of the organisation: changes something of the project.
async function secondPerson() {
  const invite = await leapfrog.must("/api/organizations/@current/invites/", { method: "POST", body: {} });
  const joined = await leapfrog.send({
    method: "POST",
    path: `/api/signup/${invite.link.split("/").at(-1)}/`,
    headers: json,
    body: JSON.stringify({ email: "bob@example.com", password: "correct horse battery", first_name: "Bob" }),
  });
  assert.equal(joined.status, 201, joined.text);
  const pairs = joined.headers["set-cookie"].map((line) => line.split(";")[0]);
  const csrf = pairs.find((pair) => /csrf/i.test(pair)).split("=")[1];
  const headers = { ...json, cookie: pairs.join("; "), "x-csrftoken": csrf };
  return (rest) => leapfrog.send({ method: "POST", path: path(rest), headers, body: "{}" });
}

describe("a change that waits for approval", () => {
  it("is withdrawn by whoever asked, approved by people, and not after the flag was changed", async () => {
    const flag = await make("feature_flags/", { key: "payments", requires_approval: true });
    const changes = { filters: { groups: [{ properties: [], rollout_percentage: 50 }] } };
    const asked = await make(`feature_flags/${flag.id}/change_requests/`, { changes });
    const one = `feature_flags/${flag.id}/change_requests/${asked.id}/`;
    const bob = await secondPerson();
    refused(await bob(`${one}withdraw/`), 403, "permission_denied", "Only whoever asked can withdraw a change.");
    await leapfrog.must(path(`feature_flags/${flag.id}/`), { method: "PATCH", body: { name: "Pay" } });
    const sentence = "The flag was changed since. Withdraw the change and ask for it again.";
    refused(await bob(`${one}approve/`), 409, "conflict", sentence);
  });
});

describe("a flag", () => {
  it("that is deleted takes its rollout with it", async () => {
    const flag = await make("feature_flags/", { key: "short-lived", active: false });
    const rollout = await make("rollouts/", { flag: flag.id, steps: [{ percentage: 10, min_seconds: 3600 }] });
    await leapfrog.must(path(`feature_flags/${flag.id}/`), { method: "PATCH", body: { deleted: true } });
    const paused = await until(
      async () => {
        const now = await leapfrog.must(path(`rollouts/${rollout.id}/`));
        return now.status !== "running" && now;
      },
      { timeout: 30_000, what: "the rollout to notice" },
    );
    assert.equal(paused.reason, "The flag or its condition is gone.");
    const resumed = await post(`rollouts/${rollout.id}/resume/`, {});
    refused(resumed, 404, "not_found", "The flag or its condition is gone.");
  });

  it("is changed on time only once", async () => {
    const flag = await make("feature_flags/", { key: "timed" });
    const change = await make("scheduled_changes/", {
      model_name: "FeatureFlag",
      record_id: flag.id,
      payload: { operation: "update_status", value: false },
      scheduled_at: new Date(Date.now() + 300).toISOString(),
    });
    const one = path(`scheduled_changes/${change.id}/`);
    await until(async () => (await leapfrog.must(one)).executed_at, { timeout: 30_000, what: "the change" });
    const late = await leapfrog.api(one, { method: "PATCH", body: { scheduled_at: "2099-01-01T00:00:00Z" } });
    refused(late, 400, "invalid_input", "This change has been carried out already.");
  });

  it("of another project is nobody's", async () => {
    const other = await leapfrog.newProject();
    const { secret_api_token } = await leapfrog.must(path("rotate_secret_token/"), { method: "PATCH", body: {} });
    const answer = await leapfrog.api(`/flags/definitions?token=${other.token}`, { key: secret_api_token });
    refused(answer, 403, "permission_denied", "The key does not belong to this project.");
  });
});

describe("people of a cohort that was not asked for", () => {
  const of = { breakdown_type: "cohort", breakdown: [] };
  const asked = (source) => post("query/", { query: { kind: "ActorsQuery", source, select: ["id"] } });
  before(async () => {
    const filters = all({ ...view, value: "performed_event", ...within(7) });
    of.breakdown = [(await api.create({ name: "Viewers", filters })).id];
  });

  it("are refused for a trend", async () => {
    const source = { kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "view" }], breakdownFilter: of };
    const answer = await asked({ kind: "InsightActorsQuery", source, breakdown: "999" });
    refused(answer, 400, "invalid_input", "source.breakdown must be one of the cohorts asked for.");
  });

  it("are refused for a funnel", async () => {
    const series = ["view", "buy"].map((event) => ({ kind: "EventsNode", event }));
    const source = { kind: "FunnelsQuery", series, breakdownFilter: of };
    const answer = await asked({ kind: "FunnelsActorsQuery", source, funnelStep: 1, funnelStepBreakdown: ["999"] });
    refused(answer, 400, "invalid_input", "source.funnelStepBreakdown must be one of the cohorts asked for.");
  });
});

describe("after files were lost", () => {
  it("says so of the flags that need them, and answers the others", async () => {
    const filters = all({ ...view, value: "performed_event", ...within(7) });
    const cohort = await api.create({ name: "Viewers", filters });
    const condition = { properties: [{ key: "id", type: "cohort", value: cohort.id }] };
    await make("feature_flags/", { key: "for-viewers", filters: { groups: [condition] } });
    await make("feature_flags/", {
      key: "sealed",
      is_remote_configuration: true,
      has_encrypted_payloads: true,
      filters: { groups: [{ properties: [] }], payloads: { true: '"hidden"' } },
    });
    await leapfrog.stop();
    rmSync(join(leapfrog.directory, "cohorts"), { recursive: true });
    rmSync(join(leapfrog.directory, "secret.key"));
    await leapfrog.start();
    const evaluate = (key) =>
      leapfrog.send({
        method: "POST",
        path: `/ofrep/v1/evaluate/flags/${key}`,
        headers: { ...json, authorization: `Bearer ${leapfrog.project.token}` },
        body: JSON.stringify({ context: { targetingKey: "ann" } }),
      });
    const lost = await evaluate("for-viewers");
    assert.deepEqual(
      [lost.status, lost.json.errorCode, lost.json.errorDetails],
      [500, "GENERAL", "The flag could not be evaluated."],
    );
    assert.equal((await evaluate("timed")).status, 200);
    const sealed = await leapfrog.api(path("feature_flags/sealed/remote_config/"));
    refused(sealed, 400, "invalid_input", "The secret cannot be opened: it was sealed with another key.");
  });
});

describe("leapfrog flags scan", () => {
  it("says which directory it cannot read", async () => {
    const options = { env: { ...process.env, LEAPFROG_API_KEY: leapfrog.project.key } };
    const args = ["flags", "scan", "/nowhere/at/all", "--url", leapfrog.url];
    const scanned = await runProcess(binary, args, options);
    assert.notEqual(scanned.code, 0);
    assert.match(scanned.stderr, /Cannot read \/nowhere\/at\/all: No such file or directory\./);
  });
});

describe("an engine with little memory", () => {
  it("refuses a question that does not fit beside the others: 503", async () => {
    const args = ["--engine-memory-bytes", "700000000", "--query-memory-bytes", "4000000000"];
    const small = await startLeapfrog({ label: "little-memory", args });
    const query = { kind: "HogQLQuery", query: "SELECT length(groupArray(toString(number))) FROM numbers(60000000)" };
    const answer = await small.api(path("query/", small.project), { method: "POST", body: { query } });
    const sentence = "Other queries and events being stored take the engine's memory at the moment. Try again.";
    refused(answer, 503, "engine_memory", sentence);
    assert.equal(answer.headers["retry-after"], "5");
    await small.stop();
  });
});
