// Everything a client can get wrong on the v0 paths: status and sentence, and that others are not affected.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { alongsideGoodTraffic } from "../harness/bystander.mjs";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "errors" });
});
after(() => leapfrog?.stop());

const json = { "content-type": "application/json" };
const nested = (depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

// [what, body (a function of the token, text or bytes), status, sentence, headers, path]
const cases = [
  ["an empty body", () => "", 400, "request missing data payload"],
  ["a body that is not JSON", () => "not json", 400, /^failed to parse request/],
  ["cut JSON", (t) => `{"api_key":"${t}","event":"x"`, 400, /^failed to parse request/],
  ["a string without end", (t) => `{"api_key":"${t}","event":"x`, 400, /a string is not closed$/],
  ["a number as the body", () => "42", 400, /^failed to parse request/],
  [
    "bytes that are not UTF-8",
    (t) =>
      Buffer.concat([
        Buffer.from(`{"api_key":"${t}","event":"`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('","distinct_id":"a"}'),
      ]),
    400,
    /^failed to parse request/,
  ],
  [
    "a lone surrogate",
    (t) => `{"api_key":"${t}","event":"\\ud800","distinct_id":"a"}`,
    400,
    /^failed to parse request/,
  ],
  [
    "JSON nested 200 deep",
    (t) => `{"api_key":"${t}","event":"x","distinct_id":"a","properties":${nested(200)}}`,
    400,
    "failed to parse request: values are nested too deep",
  ],
  ["a hundred thousand open brackets", () => "[".repeat(100_000), 400, /^failed to parse request/],
  [
    "text after the JSON",
    (t) => `{"api_key":"${t}","event":"x","distinct_id":"a"} trailing`,
    400,
    /^failed to parse request/,
  ],
  ["gzip that is cut", (t) => gzipSync(`{"api_key":"${t}"}`).subarray(0, 12), 400, /^failed to decode request/],
  [
    "gzip with a broken checksum",
    (t) => {
      const b = gzipSync(JSON.stringify({ api_key: t, ...anEvent() }));
      b[b.length - 6] ^= 1;
      return b;
    },
    400,
    /^failed to decode request/,
  ],
  [
    "a form without data",
    () => "nothing=1",
    400,
    /^failed to decode request/,
    { "content-type": "application/x-www-form-urlencoded" },
  ],
  ["lz64 that is none", () => "!!!!", 400, /^failed to/, json, "/e/?compression=lz64"],
  ["an empty batch", (t) => ({ api_key: t, batch: [] }), 400, "request holds no event"],
  ["an empty array", () => [], 400, "request holds no event"],
  ["no event name", (t) => ({ api_key: t, distinct_id: "a" }), 400, "event submitted with an empty event name"],
  [
    "an empty event name",
    (t) => ({ api_key: t, event: "", distinct_id: "a" }),
    400,
    "event submitted with an empty event name",
  ],
  [
    "an event name that is a number",
    (t) => ({ api_key: t, event: 5, distinct_id: "a" }),
    400,
    /^failed to parse request/,
  ],
  ["no distinct_id", (t) => ({ api_key: t, event: "x" }), 400, "event submitted without a distinct_id"],
  [
    "an empty distinct_id",
    (t) => ({ api_key: t, event: "x", distinct_id: "" }),
    400,
    "event submitted without a distinct_id",
  ],
  [
    "a null distinct_id",
    (t) => ({ api_key: t, event: "x", distinct_id: null }),
    400,
    "event submitted without a distinct_id",
  ],
  [
    "one bad event among good ones",
    (t) => ({ api_key: t, batch: [anEvent(), { event: "x" }] }),
    400,
    "event submitted without a distinct_id",
  ],
  [
    "an invalid uuid",
    (t) => ({ api_key: t, ...anEvent({ uuid: "not-a-uuid" }) }),
    400,
    "event submitted with an invalid uuid",
  ],
  [
    "properties that are a list",
    (t) => ({ api_key: t, ...anEvent({ properties: [] }) }),
    400,
    /^failed to parse request: properties/,
  ],
  [
    "a $cookieless_mode that is text",
    (t) => ({ api_key: t, ...anEvent({ properties: { $cookieless_mode: "yes" } }) }),
    400,
    /\$cookieless_mode/,
  ],
  [
    "only $performance_event",
    (t) => ({ api_key: t, ...anEvent({ event: "$performance_event" }) }),
    400,
    "payload empty after filtering invalid event types",
  ],
  ["no token", () => ({ ...anEvent() }), 401, "event submitted without an api_key"],
  [
    "different tokens in one array",
    (t) => [
      { token: t, ...anEvent() },
      { token: "phc_other", ...anEvent() },
    ],
    401,
    "batch submitted with inconsistent api_key values",
  ],
  ["a personal key", () => ({ api_key: "phx_abcdefgh", ...anEvent() }), 401, /^API key is not valid/],
  ["an empty token", () => ({ api_key: "", ...anEvent() }), 401, /^API key is not valid|without an api_key/],
  ["a token that is too long", () => ({ api_key: "p".repeat(300), ...anEvent() }), 401, /^API key is not valid/],
  ["a token beyond ASCII", () => ({ api_key: "phc_ü", ...anEvent() }), 401, /^API key is not valid/],
  [
    "a token that no project has",
    () => ({ api_key: "phc_unknown", ...anEvent() }),
    401,
    /^API key is not valid: no project has it/,
  ],
  [
    "a snapshot without data",
    (t) => [{ token: t, ...anEvent({ event: "$snapshot", properties: { $session_id: randomUUID() } }) }],
    400,
    /^replay event/,
    json,
    "/s/",
  ],
  [
    "a snapshot without a session",
    (t) => [{ token: t, ...anEvent({ event: "$snapshot", properties: { $snapshot_data: [] } }) }],
    400,
    /^replay event/,
    json,
    "/s/",
  ],
];

describe("capture refuses", () => {
  for (const [what, make, status, sentence, headers = json, path = "/e/"] of cases) {
    it(`${what} with ${status}`, async () => {
      const made = make(leapfrog.project.token);
      const body = typeof made === "string" || Buffer.isBuffer(made) ? made : JSON.stringify(made);
      const before = await leapfrog.ledger();
      const answer = await alongsideGoodTraffic(leapfrog, leapfrog.project, () =>
        leapfrog.send({ method: "POST", path, headers, body }),
      );
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.headers["content-type"], /^text\/plain/);
      if (typeof sentence === "string") assert.equal(answer.text, sentence);
      else assert.match(answer.text, sentence);
      assert.ok(answer.headers["x-request-id"]);
      const now = await leapfrog.ledger();
      assert.ok(now.balanced, JSON.stringify(now));
      assert.ok(now.rejected.total >= before.rejected.total, "the ledger forgot rejections");
    });
  }

  it("a method it does not know with 405", async () => {
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      const answer = await leapfrog.send({ method, path: "/e/", headers: json, body: "{}" });
      assert.equal(answer.status, 405, method);
      assert.match(answer.headers.allow, /POST/);
    }
  });

  it("nothing of a batch in part: none of its events is stored", async () => {
    const good = anEvent();
    const body = JSON.stringify({ api_key: leapfrog.project.token, batch: [good, { event: "no id" }] });
    assert.equal((await leapfrog.send({ method: "POST", path: "/batch/", headers: json, body })).status, 400);
    assert.deepEqual(await leapfrog.events({ distinct_id: good.distinct_id }), []);
  });

  it("and counts what it refused of a known project by reason", async () => {
    const project = await leapfrog.newProject();
    await leapfrog.capture(anEvent(), { token: project.token });
    const bad = { api_key: project.token, batch: [{ event: "x" }, { event: "y" }] };
    await leapfrog.send({ method: "POST", path: "/batch/", headers: json, body: JSON.stringify(bad) });
    await leapfrog.capture(anEvent(), { token: project.token });
    await leapfrog.flush(project);
    const ledger = await leapfrog.ledger(project);
    assert.equal(ledger.stored, 2);
    assert.equal(ledger.rejected.by_reason.missing_distinct_id, 2);
    assert.equal(ledger.rejected.total, 2);
    assert.equal(ledger.received, 4);
    assert.equal(ledger.waiting, 0);
    assert.ok(ledger.balanced);
  });
});
