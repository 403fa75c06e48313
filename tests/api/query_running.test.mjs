// How questions are run: the cache and who may use it, questions in the background, cancelling, turns and limits.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
const paidPerDay = (project) => ({
  kind: "TrendsQuery",
  dateRange: { date_from: "2026-03-02", date_to: "2026-03-04" },
  series: [{ kind: "EventsNode", event: project?.event ?? "paid" }],
});
const sql = (query) => ({ kind: "HogQLQuery", query });
// Goes on until somebody stops it, and needs no memory.
const endless = (n = 0) => sql(`SELECT sum(sipHash64(number, ${n})) FROM numbers(1000000000000)`);

const post = (body, project = leapfrog.project) =>
  leapfrog.api(`/api/projects/${project.id}/query/`, { method: "POST", body });
async function ask(body, project) {
  const answer = await post(body, project);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
const status = (id, project = leapfrog.project) => leapfrog.api(`/api/projects/${project.id}/query/${id}/`);
const cancel = (id, project = leapfrog.project) =>
  leapfrog.api(`/api/projects/${project.id}/query/${id}/`, { method: "DELETE" });
async function finished(id, project) {
  return until(
    async () => {
      const answer = await status(id, project);
      return answer.json.query_status?.complete && answer;
    },
    { timeout: 30_000, what: `question ${id} to end` },
  );
}
async function capturePaid(count = 1, project = leapfrog.project) {
  const events = Array.from({ length: count }, () =>
    anEvent({ event: "paid", timestamp: "2026-03-03T12:00:00.000Z", properties: { amount: 3 } }),
  );
  await leapfrog.capture(events, { token: project.token, historical_migration: true });
  await leapfrog.flush(project);
}
// Of the engine, while it works on something of ours.
const statementsRunning = async () =>
  Number(
    (
      await leapfrog.sql(
        "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number%' AND query NOT LIKE '%system.processes%'",
      )
    )[0][0],
  );

before(async () => {
  leapfrog = await startLeapfrog({ label: "running", environment: { LEAPFROG_QUERY_RESULT_ROWS: "5000" } });
  await capturePaid(2);
});
after(() => leapfrog?.stop());

describe("the cache", () => {
  it("answers the same question again until events come in", async () => {
    const first = await ask({ query: paidPerDay() });
    assert.equal(first.is_cached, false);
    const again = await ask({ query: paidPerDay() });
    assert.equal(again.is_cached, true);
    assert.deepEqual(again.results, first.results);
    assert.deepEqual(again.receipt, first.receipt);
    assert.equal(again.last_refresh, first.last_refresh);
    await capturePaid();
    const later = await ask({ query: paidPerDay() });
    assert.equal(later.is_cached, false);
    assert.equal(later.results[0].count, first.results[0].count + 1);
  });
  it("knows a question however it is written", async () => {
    await ask({ query: paidPerDay() });
    const other = {
      interval: "day",
      filterTestAccounts: false,
      series: [{ event: "paid", kind: "EventsNode" }],
      dateRange: { date_to: "2026-03-04", explicitDate: false, date_from: "2026-03-02" },
      kind: "TrendsQuery",
    };
    assert.equal((await ask({ query: { kind: "InsightVizNode", source: other } })).is_cached, true);
    assert.equal((await ask({ query: { ...other, interval: "week" } })).is_cached, false);
  });
  it("belongs to one project", async () => {
    await ask({ query: paidPerDay() });
    const project = await leapfrog.newProject();
    const answer = await ask({ query: paidPerDay() }, project);
    assert.equal(answer.is_cached, false);
    assert.equal(answer.results[0].count, 0);
  });
  it("is of no use after an action or the project's test accounts changed", async () => {
    const project = await leapfrog.newProject();
    await capturePaid(2, project);
    const path = `/api/projects/${project.id}/`;
    const action = await leapfrog.must(`${path}actions/`, {
      method: "POST",
      body: { name: "Bought", steps: [{ event: "paid" }] },
    });
    const bought = { ...paidPerDay(), series: [{ kind: "ActionsNode", id: action.id }], filterTestAccounts: true };
    assert.equal((await ask({ query: bought }, project)).results[0].count, 2);
    assert.equal((await ask({ query: bought }, project)).is_cached, true);
    await leapfrog.must(`${path}actions/${action.id}/`, { method: "PATCH", body: { steps: [{ event: "other" }] } });
    assert.equal((await ask({ query: bought }, project)).results[0].count, 0);
    await leapfrog.must(`${path}actions/${action.id}/`, { method: "PATCH", body: { steps: [{ event: "paid" }] } });
    assert.equal((await ask({ query: bought }, project)).results[0].count, 2);
    const rich = [{ key: "amount", type: "event", operator: "gt", value: 5 }];
    await leapfrog.must(path, { method: "PATCH", body: { test_account_filters: rich } });
    assert.equal((await ask({ query: bought }, project)).results[0].count, 0);
  });
  it("gives its part of the answer", async () => {
    const answer = await ask({ query: paidPerDay() });
    assert.match(answer.cache_key, new RegExp(`^cache_${leapfrog.project.id}_[0-9a-f]{32}$`));
    assert.equal(answer.timezone, "UTC");
    assert.ok(Date.parse(answer.last_refresh) <= Date.now());
    assert.equal(answer.next_allowed_client_refresh, answer.last_refresh);
    assert.equal(answer.cache_target_age, null);
  });
});

describe("refresh", () => {
  // A question of its own for each test, cached and then out of date.
  let n = 0;
  const question = () => ({ ...paidPerDay(), series: [{ kind: "EventsNode", event: "paid", custom_name: `q${++n}` }] });
  async function outOfDate() {
    const query = question();
    const old = await ask({ query });
    await capturePaid();
    return { query, old };
  }
  it("blocking computes what is out of date", async () => {
    const { query, old } = await outOfDate();
    const answer = await ask({ query, refresh: "blocking" });
    assert.equal(answer.results[0].count, old.results[0].count + 1);
  });
  it("force_blocking and true compute always", async () => {
    const query = question();
    await ask({ query });
    assert.equal((await ask({ query })).is_cached, true);
    assert.equal((await ask({ query, refresh: "force_blocking" })).is_cached, false);
    assert.equal((await ask({ query, refresh: true })).is_cached, false);
  });
  it("force_cache and false never compute", async () => {
    const { query, old } = await outOfDate();
    for (const refresh of ["force_cache", false]) {
      const answer = await ask({ query, refresh });
      assert.equal(answer.is_cached, true);
      assert.deepEqual(answer.results, old.results);
    }
    const missed = await ask({ query: question(), refresh: "force_cache" });
    assert.equal(missed.results, undefined);
    assert.match(missed.cache_key, /^cache_/);
    assert.equal(missed.query_status, null);
  });
  it("async gives what is fresh, else the state of the computation and what is there", async () => {
    const { query, old } = await outOfDate();
    const answer = await post({ query, refresh: "async" });
    assert.equal(answer.status, 202, answer.text);
    assert.deepEqual(answer.json.results, old.results);
    const { id } = answer.json.query_status;
    const ended = await finished(id);
    assert.equal(ended.json.query_status.results.results[0].count, old.results[0].count + 1);
    assert.equal((await post({ query, refresh: "async" })).status, 200);
    assert.equal((await post({ query, async: true })).json.is_cached, true);
  });
  it("lazy_async is content with what is not very old", async () => {
    const { query, old } = await outOfDate();
    const answer = await post({ query, refresh: "lazy_async" });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json.results, old.results);
    assert.equal((await post({ query: question(), refresh: "lazy_async" })).status, 202);
  });
  it("force_async computes always", async () => {
    const query = question();
    await ask({ query });
    const answer = await post({ query, refresh: "force_async" });
    assert.equal(answer.status, 202, answer.text);
    assert.equal(answer.json.results, undefined);
    await finished(answer.json.query_status.id);
  });
  it("async_except_on_cache_miss waits only where there is nothing", async () => {
    const { query, old } = await outOfDate();
    const answer = await post({ query, refresh: "async_except_on_cache_miss" });
    assert.equal(answer.status, 202, answer.text);
    assert.deepEqual(answer.json.results, old.results);
    const missed = await post({ query: question(), refresh: "async_except_on_cache_miss" });
    assert.equal(missed.status, 200, missed.text);
    assert.equal(missed.json.is_cached, false);
  });
  it("refuses other words", async () => {
    const answer = await post({ query: paidPerDay(), refresh: "sometimes" });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.attr, "refresh");
    assert.match(answer.json.detail, /^refresh must be true, false or one of blocking, async/);
  });
});

describe("a question in the background", () => {
  it("has a state in PostHog's words, and its answer at the end", async () => {
    const client_query_id = "00000000-0000-4000-8000-000000000001";
    const asked = await post({ query: paidPerDay(), refresh: "force_async", client_query_id });
    assert.equal(asked.status, 202, asked.text);
    assert.equal(asked.json.query_status.id, client_query_id);
    const { query_status: state } = (await finished(client_query_id)).json;
    assert.equal(state.team_id, leapfrog.project.id);
    assert.equal(state.query_async, true);
    assert.equal(state.error, false);
    assert.equal(state.error_message, null);
    assert.equal(state.results.results[0].label, "paid");
    assert.ok(state.results.receipt.query_hash);
    for (const time of ["start_time", "pickup_time", "end_time", "expiration_time"])
      assert.ok(Date.parse(state[time]), time);
    assert.ok(state.query_progress.rows_read > 0);
  });
  it("tells how far it is", async () => {
    const asked = await post({ query: endless(1), refresh: "force_async" });
    const { id } = asked.json.query_status;
    const state = await until(
      async () => {
        const answer = await status(id);
        assert.equal(answer.status, 202);
        const { query_progress: progress } = answer.json.query_status;
        return progress.rows_read > 0 && progress.bytes_read > 0 && answer.json.query_status;
      },
      { timeout: 20_000, what: "rows to be read" },
    );
    assert.equal(state.complete, false);
    assert.ok(state.query_progress.estimated_rows_total >= state.query_progress.rows_read);
    assert.ok(state.query_progress.time_elapsed > 0);
    assert.equal((await cancel(id)).status, 204);
  });
  it("is stopped in the engine when it is cancelled", async () => {
    const asked = await post({ query: endless(2), refresh: "force_async" });
    const { id } = asked.json.query_status;
    await until(async () => (await statementsRunning()) > 0, { timeout: 20_000, what: "the statement to run" });
    assert.equal((await cancel(id)).status, 204);
    await until(async () => (await statementsRunning()) === 0, { timeout: 20_000, what: "the engine to stop" });
    const state = await status(id);
    assert.equal(state.status, 409);
    assert.equal(state.json.query_status.error_code, "query_cancelled");
    assert.equal(state.json.query_status.error_message, "The query was cancelled.");
    assert.equal((await cancel(id)).status, 204, "a second time");
  });
  it("that fails says so", async () => {
    const asked = await post({ query: sql("SELECT nothing FROM events"), refresh: "force_async" });
    const ended = await finished(asked.json.query_status.id);
    assert.equal(ended.status, 400);
    assert.equal(ended.json.query_status.error, true);
    assert.match(ended.json.query_status.error_message, /nothing/);
    assert.equal(ended.json.query_status.results, null);
  });
  it("is the project's own", async () => {
    const asked = await post({ query: paidPerDay(), refresh: "force_async" });
    const { id } = asked.json.query_status;
    const other = await leapfrog.newProject();
    assert.equal((await status(id, other)).status, 404);
    assert.equal((await cancel(id, other)).status, 404);
    assert.equal((await status("no-such-question")).status, 404);
    await finished(id);
  });
});

describe("a question that somebody waits for", () => {
  it("is cancelled by its id", async () => {
    const client_query_id = "waiting-1";
    const waiting = post({ query: endless(3), client_query_id });
    await until(async () => (await statementsRunning()) > 0, { timeout: 20_000, what: "the statement to run" });
    assert.equal((await status(client_query_id)).status, 202);
    assert.equal((await cancel(client_query_id)).status, 204);
    const answer = await waiting;
    assert.equal(answer.status, 409, answer.text);
    assert.equal(answer.json.code, "query_cancelled");
    await until(async () => (await statementsRunning()) === 0, { timeout: 20_000, what: "the engine to stop" });
  });
  it("is cancelled when the browser leaves", async () => {
    const leaving = new AbortController();
    const gone = fetch(`${leapfrog.url}/api/projects/${leapfrog.project.id}/query/`, {
      method: "POST",
      headers: { authorization: `Bearer ${leapfrog.project.key}`, "content-type": "application/json" },
      body: JSON.stringify({ query: endless(4) }),
      signal: leaving.signal,
    }).catch((error) => error.name);
    await until(async () => (await statementsRunning()) > 0, { timeout: 20_000, what: "the statement to run" });
    leaving.abort();
    assert.equal(await gone, "AbortError");
    await until(async () => (await statementsRunning()) === 0, { timeout: 20_000, what: "the engine to stop" });
  });
  it("is computed once for all who ask at the same time, until the last of them leaves", async () => {
    const ids = ["shared-1", "shared-2", "shared-3"];
    const waiting = ids.map((client_query_id) => post({ query: endless(5), client_query_id }));
    for (const id of ids)
      await until(async () => (await status(id)).status === 202, { timeout: 20_000, what: `${id} to be taken` });
    await until(async () => (await statementsRunning()) > 0, { timeout: 20_000, what: "the statement to run" });
    for (const id of ids.slice(0, 2)) {
      await cancel(id);
      assert.equal(await statementsRunning(), 1, "for those who still wait");
    }
    await cancel(ids[2]);
    for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 409);
    await until(async () => (await statementsRunning()) === 0, { timeout: 20_000, what: "the engine to stop" });
  });
});

describe("a heavy question", () => {
  it("keeps neither capture nor flags nor other projects waiting", async () => {
    const heavy = ["heavy-1", "heavy-2", "heavy-3", "heavy-4", "heavy-5"];
    const waiting = heavy.map((client_query_id, i) => post({ query: endless(10 + i), client_query_id }));
    await until(async () => (await statementsRunning()) >= 3, { timeout: 20_000, what: "the statements to run" });
    for (let i = 0; i < 20; ++i) {
      await leapfrog.capture(anEvent({ event: "meanwhile" }));
      const flags = await leapfrog.send({
        method: "POST",
        path: "/flags/?v=2",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: leapfrog.project.token, distinct_id: `someone-${i}` }),
      });
      assert.equal(flags.status, 200, flags.text);
    }
    await leapfrog.flush();
    const other = await leapfrog.newProject();
    assert.equal((await ask({ query: paidPerDay() }, other)).results[0].count, 0);
    for (const id of heavy) assert.equal((await status(id)).status, 202, `${id} ended while the others were asked`);
    for (const id of heavy) await cancel(id);
    for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 409);
    await until(async () => (await statementsRunning()) === 0, { timeout: 20_000, what: "the engine to stop" });
  });
});

describe("limits", () => {
  it("of rows are named", async () => {
    const answer = await post({ query: sql("SELECT number FROM numbers(9000) LIMIT 9000") });
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.json.code, "query_rows");
    assert.match(answer.json.detail, /limit of 5000.*LIMIT/);
  });
  it("of time and memory are named", async () => {
    const strict = await startLeapfrog({
      label: "strict",
      environment: { LEAPFROG_QUERY_SECONDS: "1", LEAPFROG_QUERY_MEMORY_BYTES: "100000000" },
    });
    try {
      const path = `/api/projects/${strict.project.id}/query/`;
      const slow = await strict.api(path, { method: "POST", body: { query: endless() } });
      assert.equal(slow.status, 504, slow.text);
      assert.equal(slow.json.code, "query_timeout");
      assert.match(slow.json.detail, /limit of 1 seconds.*shorter date range/);
      const large = sql("SELECT length(groupArray(toString(number))) FROM numbers(100000000)");
      const hungry = await strict.api(path, { method: "POST", body: { query: large } });
      assert.equal(hungry.status, 400, hungry.text);
      assert.equal(hungry.json.code, "query_memory");
      assert.match(hungry.json.detail, /limit of 95 MiB.*shorter date range/);
    } finally {
      await strict.stop();
    }
  });
  it("of how much a project may ask at once are answered with 429", async () => {
    const narrow = await startLeapfrog({
      label: "narrow",
      environment: { LEAPFROG_QUERIES_PER_PROJECT: "1", LEAPFROG_QUERIES_WAITING: "1" },
    });
    try {
      const path = `/api/projects/${narrow.project.id}/query/`;
      const asked = (n) => narrow.api(path, { method: "POST", body: { query: endless(n), refresh: "force_async" } });
      const first = await asked(1);
      await until(
        async () => {
          const state = await narrow.api(`${path}${first.json.query_status.id}/`);
          return state.json.query_status.pickup_time;
        },
        { timeout: 20_000, what: "the first question to be picked up" },
      );
      const second = await asked(2);
      assert.equal(second.status, 202, second.text);
      const third = await narrow.api(path, { method: "POST", body: { query: endless(3) } });
      assert.equal(third.status, 429, third.text);
      assert.equal(third.json.code, "throttled");
      assert.ok(Number(third.headers["retry-after"]) > 0);
      // Another project has its turn.
      const other = await narrow.newProject();
      const answer = await narrow.api(`/api/projects/${other.id}/query/`, {
        method: "POST",
        body: { query: sql("SELECT 1") },
      });
      assert.deepEqual(answer.json.results, [[1]], answer.text);
      for (const one of [first, second]) await narrow.api(`${path}${one.json.query_status.id}/`, { method: "DELETE" });
    } finally {
      await narrow.stop();
    }
  });
});
