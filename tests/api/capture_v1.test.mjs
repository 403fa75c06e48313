// Capture V1: an answer per event, and an error code for everything that is wrong with a request.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "v1" });
});
after(() => leapfrog?.stop());

const now = () => new Date().toISOString();

function v1Event(fields = {}) {
  return {
    event: "v1 event",
    uuid: randomUUID(),
    distinct_id: randomUUID(),
    timestamp: now(),
    properties: {},
    ...fields,
  };
}

function headersFor(token, extra = {}) {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "user-agent": "posthog-node/5.70.0",
    "posthog-sdk-info": "posthog-node/5.70.0",
    "posthog-attempt": "1",
    "posthog-request-id": randomUUID(),
    "posthog-request-timestamp": now(),
    ...extra,
  };
  for (const [name, value] of Object.entries(headers)) if (value === undefined) delete headers[name];
  return headers;
}

function send(batch, { headers = {}, body, token = leapfrog.project.token, path = "/i/v1/analytics/events" } = {}) {
  return leapfrog.send({
    method: "POST",
    path,
    headers: headersFor(token, headers),
    body: body ?? JSON.stringify({ created_at: now(), batch }),
  });
}

// A zstd frame that holds the bytes as they are: one raw block, its size in four bytes.
function zstdFrame(bytes) {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(bytes.length, 5);
  header.writeUIntLE((bytes.length << 3) | 1, 9, 3);
  return Buffer.concat([header, bytes]);
}

describe("a V1 batch", () => {
  const encodings = {
    none: (body) => body,
    gzip: gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
    zstd: (body) => zstdFrame(Buffer.from(body)),
  };
  for (const [name, encode] of Object.entries(encodings)) {
    it(`is stored when its encoding is ${name}`, async () => {
      const event = v1Event({ properties: { plan: "team" }, session_id: "s1", window_id: "w1" });
      const body = encode(JSON.stringify({ created_at: now(), batch: [event] }));
      const requestId = randomUUID();
      const encoding = name === "none" ? undefined : name;
      const answer = await send([], {
        body,
        headers: { "content-encoding": encoding, "posthog-request-id": requestId },
      });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(answer.json, { results: { [event.uuid]: { result: "ok" } } });
      assert.equal(answer.headers["posthog-request-id"], requestId);
      assert.equal(answer.headers["retry-after"], undefined);
      const stored = await leapfrog.event({ distinct_id: event.distinct_id });
      assert.equal(stored.properties.plan, "team");
      assert.equal(stored.properties.$session_id, "s1");
      assert.equal(stored.properties.$window_id, "w1");
      assert.equal(stored.properties.$lib, "posthog-node");
      assert.equal(stored.properties.$lib_version, "5.70.0");
    });
  }

  it("is taken once when it is sent again with the next attempt number", async () => {
    const event = v1Event();
    for (const attempt of ["1", "2", "3"]) {
      assert.equal((await send([event], { headers: { "posthog-attempt": attempt } })).status, 200);
    }
    await leapfrog.event({ distinct_id: event.distinct_id });
  });

  it("moves timestamps by the difference between the clocks, unless told not to", async () => {
    const wrong = new Date(Date.now() - 3 * 3600_000).toISOString();
    const skewed = v1Event({ timestamp: wrong });
    const kept = v1Event({ timestamp: wrong, options: { disable_skew_correction: true } });
    await send([skewed, kept], { headers: { "posthog-request-timestamp": wrong } });
    const at = async (event) => Date.parse((await leapfrog.event({ distinct_id: event.distinct_id })).timestamp);
    assert.ok(Math.abs((await at(skewed)) - Date.now()) < 60_000);
    assert.ok(Math.abs((await at(kept)) - Date.parse(wrong)) < 1000);
  });

  it("turns options into properties", async () => {
    const event = v1Event({ options: { process_person_profile: "f", product_tour_id: "tour" } });
    assert.equal((await send([event])).status, 200);
    const stored = await leapfrog.event({ distinct_id: event.distinct_id });
    assert.equal(stored.properties.$process_person_profile, false);
    assert.equal(stored.properties.$product_tour_id, "tour");
    assert.deepEqual(await leapfrog.persons({ distinct_id: event.distinct_id }), []);
  });

  it("gets a verdict for each of its events", async () => {
    const cases = [
      [v1Event(), "ok", undefined],
      [v1Event({ event: "" }), "drop", "missing_event_name"],
      [v1Event({ event: "e".repeat(201) }), "drop", "event_name_too_long"],
      [v1Event({ event: "$performance_event" }), "drop", "dropped_performance_event"],
      [v1Event({ distinct_id: "  " }), "drop", "missing_distinct_id"],
      [v1Event({ distinct_id: "d".repeat(201) }), "drop", "distinct_id_too_large"],
      [v1Event({ distinct_id: "Anonymous" }), "warning", "invalid_distinct_id"],
      [v1Event({ distinct_id: "$posthog_cookieless" }), "drop", "invalid_distinct_id"],
      [v1Event({ timestamp: "yesterday" }), "drop", "invalid_event_timestamp"],
      [v1Event({ properties: [1] }), "drop", "malformed_event_properties"],
      [v1Event({ options: { process_person_profile: [] } }), "drop", "invalid_options"],
    ];
    const answer = await send(cases.map(([event]) => event));
    assert.equal(answer.status, 200, answer.text);
    const { results } = answer.json;
    for (const [event, result, details] of cases) {
      assert.deepEqual(
        results[event.uuid],
        details ? { result, details } : { result },
        JSON.stringify(event).slice(0, 200),
      );
    }
    const ledger = await leapfrog.ledger();
    assert.ok(ledger.balanced, JSON.stringify(ledger));
    await leapfrog.event({ distinct_id: cases[0][0].distinct_id });
    const uuids = (await leapfrog.events({ event: "v1 event" })).map((event) => event.uuid);
    for (const [event, result] of cases) assert.equal(uuids.includes(event.uuid), result !== "drop");
  });
});

describe("a V1 request is refused", () => {
  const uuid = randomUUID();
  // How the sentence begins that goes with the error.
  const sentences = {
    missing_required_headers: /^required headers are missing: (User-Agent|PostHog-[\w-]+)$/,
    invalid_header_value:
      /^a header has an invalid value: (PostHog-Attempt must be a whole number from 1 on|PostHog-Request-Id must be a UUID|PostHog-Request-Timestamp must be in RFC 3339 form|Authorization must be "Bearer <project API key>")$/,
    unsupported_content_type: "the Content-Type must be application/json",
    unsupported_content_encoding: "the Content-Encoding must be absent or one of gzip, deflate, br, zstd",
    invalid_batch: "the body must be an object with created_at and a batch of events",
    missing_event_uuid: "the event has no valid uuid",
    duplicate_event_uuid: /^the uuid occurs more than once in the batch: [0-9a-f-]{36}$/,
    empty_batch: "request holds no event",
    empty_body: "request missing data payload",
    request_parsing_error: /^failed to parse request/,
    request_decoding_error: /^failed to decode request/,
    invalid_api_token: /^(event submitted without an api_key|API key is not valid)/,
  };
  // [what, {headers, body, batch, token}, status, error]
  const cases = [
    ["without a token", { headers: { authorization: undefined } }, 401, "invalid_api_token"],
    ["with a personal key", { token: "phx_abc" }, 401, "invalid_api_token"],
    ["with a token that no project has", { token: "phc_unknown" }, 401, "invalid_api_token"],
    ["without sdk info", { headers: { "posthog-sdk-info": undefined } }, 400, "missing_required_headers"],
    ["without a user agent", { headers: { "user-agent": undefined } }, 400, "missing_required_headers"],
    ["without an attempt", { headers: { "posthog-attempt": undefined } }, 400, "missing_required_headers"],
    ["without a request id", { headers: { "posthog-request-id": undefined } }, 400, "missing_required_headers"],
    [
      "without a request time",
      { headers: { "posthog-request-timestamp": undefined } },
      400,
      "missing_required_headers",
    ],
    ["with attempt 0", { headers: { "posthog-attempt": "0" } }, 400, "invalid_header_value"],
    ["with attempt x", { headers: { "posthog-attempt": "x" } }, 400, "invalid_header_value"],
    ["with a request id that is no uuid", { headers: { "posthog-request-id": "7" } }, 400, "invalid_header_value"],
    [
      "with a request time that is none",
      { headers: { "posthog-request-timestamp": "now" } },
      400,
      "invalid_header_value",
    ],
    ["with basic authorization", { headers: { authorization: "Basic abc" } }, 400, "invalid_header_value"],
    ["as plain text", { headers: { "content-type": "text/plain" } }, 415, "unsupported_content_type"],
    ["in an unknown encoding", { headers: { "content-encoding": "compress" } }, 415, "unsupported_content_encoding"],
    ["with broken gzip", { headers: { "content-encoding": "gzip" }, body: "plain" }, 400, "request_decoding_error"],
    [
      "with broken brotli",
      { headers: { "content-encoding": "br" }, body: "plain text" },
      400,
      "request_decoding_error",
    ],
    [
      "with broken zstd",
      { headers: { "content-encoding": "zstd" }, body: "plain text" },
      400,
      "request_decoding_error",
    ],
    ["without a body", { body: "" }, 400, "empty_body"],
    ["with broken JSON", { body: "{" }, 400, "request_parsing_error"],
    ["without created_at", { body: JSON.stringify({ batch: [v1Event()] }) }, 400, "invalid_batch"],
    [
      "with a batch that is no list",
      { body: JSON.stringify({ created_at: now(), batch: {} }) },
      400,
      /invalid_batch|request_parsing_error|empty_batch/,
    ],
    ["with an empty batch", { batch: [] }, 400, "empty_batch"],
    ["with an event without uuid", { batch: [v1Event({ uuid: undefined })] }, 400, "missing_event_uuid"],
    ["with an event with a bad uuid", { batch: [v1Event({ uuid: "1" })] }, 400, "missing_event_uuid"],
    ["with a uuid twice", { batch: [v1Event({ uuid }), v1Event({ uuid })] }, 400, "duplicate_event_uuid"],
  ];
  for (const [what, { batch = [v1Event()], ...options }, status, error] of cases) {
    it(`${what}: ${status} ${error}`, async () => {
      const answer = await send(batch, options);
      assert.equal(answer.status, status, answer.text);
      if (error instanceof RegExp) assert.match(answer.json.error, error);
      else assert.equal(answer.json.error, error);
      const sentence = sentences[answer.json.error];
      if (sentence instanceof RegExp) assert.match(answer.json.error_description, sentence);
      else assert.equal(answer.json.error_description, sentence);
      assert.ok("error_uri" in answer.json);
    });
  }

  it("when it is larger than 10 MB: 413 payload_too_large", async () => {
    const answer = await send([], { body: Buffer.alloc((10 << 20) + 1, 0x20) });
    assert.equal(answer.status, 413);
    assert.equal(answer.json.error, "payload_too_large");
  });

  it("and its request id comes back with the error", async () => {
    const requestId = randomUUID();
    const answer = await send([], { headers: { "posthog-request-id": requestId } });
    assert.equal(answer.headers["posthog-request-id"], requestId);
  });
});
