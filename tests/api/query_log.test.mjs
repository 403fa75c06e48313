// The log of questions: who asked what, how long it took and what was read; PostHog's query/{id}/log/ and the list of it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let base;
before(async () => {
  leapfrog = await startLeapfrog({ label: "query-log" });
  base = `/api/projects/${leapfrog.project.id}`;
  await leapfrog.capture(Array.from({ length: 10 }, () => anEvent({ event: "paid" })));
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

const ask = (query, more = {}) =>
  leapfrog.api(`${base}/query/`, { method: "POST", body: { query, refresh: "force_blocking", ...more } });
const list = async (parameters = "") => (await leapfrog.must(`${base}/query_log/${parameters}`)).results;
async function lineOf(id) {
  const { columns, results, types } = await leapfrog.must(`${base}/query/${id}/log/`);
  assert.equal(types.length, columns.length);
  assert.equal(results.length, 1, JSON.stringify(results));
  return Object.fromEntries(columns.map((column, i) => [column, results[0][i]]));
}
const trend = { kind: "TrendsQuery", series: [{ event: "paid" }] };

describe("the log of a question", () => {
  it("says who asked what, when, and what was read", async () => {
    const client_query_id = randomUUID();
    const begun = Date.now();
    const answer = await ask(trend, { client_query_id, name: "my report" });
    const line = await lineOf(client_query_id);
    const me = await leapfrog.must("/api/users/@me/");
    assert.equal(line.query_id, client_query_id);
    assert.equal(line.kind, "TrendsQuery");
    assert.equal(line.hogql_name, "my report");
    assert.equal(line.created_by, me.id);
    assert.equal(line.is_personal_api_key_request, true);
    assert.equal(line.read_rows, answer.json.receipt.rows_read);
    assert.equal(line.read_bytes, answer.json.receipt.bytes_read);
    assert.ok(line.read_rows >= 10 && line.result_bytes > 100);
    assert.deepEqual([line.status, line.exception_code, line.exception], ["QueryFinish", "", ""]);
    assert.deepEqual(JSON.parse(line.query), trend);
    const started = Date.parse(line.query_start_time);
    assert.ok(started >= begun - 1 && started <= Date.now());
    assert.ok(
      line.query_duration_ms >= 0 && line.query_duration_ms < 60_000 && line.waited_ms <= line.query_duration_ms,
    );
    assert.equal(line.event_date, line.query_start_time.slice(0, 10));
  });
  it("of SQL that fails has its error", async () => {
    const client_query_id = randomUUID();
    const answer = await ask({ kind: "HogQLQuery", query: "select nothing_like_it from events" }, { client_query_id });
    assert.equal(answer.status, 400);
    const line = await lineOf(client_query_id);
    assert.equal(line.status, "ExceptionWhileProcessing");
    assert.equal(line.exception_code, answer.json.code);
    assert.match(line.exception, /nothing_like_it/);
    assert.equal(line.result_bytes, 0);
  });
  it("of one in the background is there too", async () => {
    const client_query_id = randomUUID();
    await ask({ ...trend, interval: "week" }, { client_query_id, refresh: "force_async" });
    for (;;) {
      const { query_status } = await leapfrog.must(`${base}/query/${client_query_id}/`);
      if (query_status.complete) break;
    }
    assert.equal((await lineOf(client_query_id)).kind, "TrendsQuery");
  });
  it("of one that was cancelled says so", async () => {
    const client_query_id = randomUUID();
    const query = "select count() from numbers(100000000000) where not ignore(sipHash64(number))";
    const asked = ask({ kind: "HogQLQuery", query }, { client_query_id });
    for (;;) {
      const answer = await leapfrog.api(`${base}/query/${client_query_id}/`, { method: "DELETE" });
      if (answer.status === 204) break;
    }
    assert.equal((await asked).status, 409);
    assert.equal((await lineOf(client_query_id)).exception_code, "query_cancelled");
  });
  it("is empty of what was never asked, and of answers from the cache", async () => {
    const empty = await leapfrog.must(`${base}/query/${randomUUID()}/log/`);
    assert.deepEqual([empty.results, empty.hasMore], [[], false]);
    const client_query_id = randomUUID();
    await ask({ ...trend, interval: "month" });
    const cached = await ask({ ...trend, interval: "month" }, { client_query_id, refresh: "blocking" });
    assert.equal(cached.json.is_cached, true);
    assert.deepEqual((await leapfrog.must(`${base}/query/${client_query_id}/log/`)).results, []);
  });
});

describe("what the project asked lately", () => {
  it("comes newest first, in pages", async () => {
    await ask({ kind: "LifecycleQuery", series: [{ event: "paid" }] });
    await ask({ kind: "StickinessQuery", series: [{ event: "paid" }] });
    const first = await leapfrog.must(`${base}/query_log/?limit=1`);
    assert.deepEqual(
      first.results.map(({ kind }) => kind),
      ["StickinessQuery"],
    );
    const { pathname, search } = new URL(first.next);
    assert.equal((await leapfrog.must(pathname + search)).results[0].kind, "LifecycleQuery");
  });
  it("can be narrowed", async () => {
    const client_query_id = randomUUID();
    await ask({ kind: "PathsQuery" }, { client_query_id });
    const kinds = await list("?kind=PathsQuery");
    assert.ok(kinds.length > 0 && kinds.every(({ kind }) => kind === "PathsQuery"));
    assert.equal((await list(`?query_id=${client_query_id}`)).length, 1);
    const failed = await list("?failed=true");
    assert.ok(failed.length > 0 && failed.every(({ status }) => status === "ExceptionWhileProcessing"));
    assert.ok((await list("?failed=false")).every(({ exception_code }) => exception_code === ""));
    const me = await leapfrog.must("/api/users/@me/");
    assert.ok((await list(`?created_by=${me.id}`)).length > 0);
    assert.deepEqual(await list(`?created_by=${me.id + 1000}`), []);
  });
  it("is the project's own", async () => {
    const other = await leapfrog.newProject("Other");
    assert.deepEqual((await leapfrog.must(`/api/projects/${other.id}/query_log/`)).results, []);
  });
  it("is still there after a restart", async () => {
    const client_query_id = randomUUID();
    await ask(trend, { client_query_id });
    await leapfrog.restart();
    assert.equal((await lineOf(client_query_id)).kind, "TrendsQuery");
  });
  it("refuses parameters that say nothing", async () => {
    const refused = async (parameters) => {
      const { status, json } = await leapfrog.api(`${base}/query_log/${parameters}`);
      return [status, json.attr, json.detail];
    };
    assert.deepEqual(await refused("?failed=perhaps"), [400, "failed", "failed must be true or false."]);
    assert.deepEqual((await refused("?created_by=me")).slice(0, 2), [400, "created_by"]);
  });
});

describe("beside it", () => {
  it("query/upgrade/ gives a query back as it is, and refuses what is none", async () => {
    const upgrade = (body) => leapfrog.api(`${base}/query/upgrade/`, { method: "POST", body });
    assert.deepEqual((await upgrade({ query: trend })).json, { query: trend });
    const refused = await upgrade({ query: { kind: "Nonsense" } });
    assert.deepEqual([refused.status, refused.json.attr], [400, "query.kind"]);
  });
  it("query/check_auth_for_async/ answers who may ask", async () => {
    const check = (key) => leapfrog.api(`${base}/query/check_auth_for_async/`, { method: "POST", body: {}, key });
    assert.deepEqual((await check()).json, { user: "ok" });
    assert.equal((await check("phx_nobody")).status, 401);
  });
});
