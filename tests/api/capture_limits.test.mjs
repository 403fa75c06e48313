// Bodies meant to hurt: oversized, bombs, slow, never ending. Each gets a clear answer, costs bounded memory, and
// nobody else notices.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import LZString from "lz-string";
import { alongsideGoodTraffic } from "../harness/bystander.mjs";
import { anEvent } from "../harness/events.mjs";
import { RawConnection } from "../harness/http.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { memoryOf } from "../harness/processes.mjs";
import { until } from "../harness/until.mjs";

const MiB = 1 << 20;
let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "limits" });
});
after(() => leapfrog?.stop());

// The most memory serve held so far must stay below this, whatever was sent.
function assertMemoryBelow(bytes) {
  const most = memoryOf(leapfrog.pid, "VmHWM");
  assert.ok(most < bytes, `serve used up to ${Math.round(most / MiB)} MiB`);
}

const post = (body, headers = {}, path = "/e/") =>
  leapfrog.send({ method: "POST", path, headers: { "content-type": "text/plain", ...headers }, body });

// Compresses a long run of one byte without holding it: gzip members can be put one after another.
function gzipBomb(mebibytes) {
  const member = gzipSync(Buffer.alloc(MiB, 0x20), { level: 9 });
  return Buffer.concat(Array.from({ length: mebibytes }, () => member));
}

// What LZString.compressToBase64 makes of a run of blanks, for runs that it would take minutes over: the phrases are one
// blank, then two, three, … `codes` of them.
function lzStringRun(codes) {
  const bits = [];
  let width = 2;
  let room = 2;
  const put = (value, count) => {
    for (let i = 0; i < count; ++i) bits.push((value >> i) & 1);
  };
  const used = () => {
    room -= 1;
    if (room === 0) room = 2 ** width++;
  };
  put(0, width); // a new character of eight bits
  put(0x20, 8);
  used();
  used();
  for (let code = 4; code < 4 + codes - 1; ++code) {
    put(code, width);
    used();
  }
  put(2, width); // the end
  while (bits.length % 6 !== 0 || bits.length === 0) bits.push(0);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let text = "";
  for (let i = 0; i < bits.length; i += 6) {
    text += alphabet[bits.slice(i, i + 6).reduce((value, bit) => value * 2 + bit, 0)];
  }
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

describe("capture", () => {
  it("is tried with lz-string that says what it should", () => {
    for (const codes of [2, 5, 20, 100]) {
      assert.equal(LZString.decompressFromBase64(lzStringRun(codes)), " ".repeat((codes * (codes + 1)) / 2));
    }
  });

  it("refuses a body beyond 20 MB with 413 and reads on so that the client sees it", async () => {
    const answer = await alongsideGoodTraffic(leapfrog, leapfrog.project, () =>
      post(Buffer.alloc(20 * MiB + 10, 0x41)),
    );
    assert.equal(answer.status, 413);
    assert.match(answer.text, /^maximum event size exceeded/);
  });

  it("takes a body just below the limit", async () => {
    const event = anEvent({ properties: { size: "large" } });
    const json = JSON.stringify({ api_key: leapfrog.project.token, ...event });
    const answer = await post(json + " ".repeat(20 * MiB - json.length - 10));
    assert.equal(answer.status, 200, answer.text);
    await leapfrog.event({ distinct_id: event.distinct_id });
  });

  it("refuses a declared length beyond the limit before the body is sent, when it is asked first", async () => {
    const connection = await RawConnection.open(leapfrog.url);
    await connection.write(
      "POST /e/ HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n",
    );
    const answer = await connection.answer();
    assert.equal(answer.status, 413);
    connection.close();
  });

  const bombs = {
    "one gzip stream of 1 GiB": () => gzipBomb(1024),
    "one brotli body of 300 MiB on V1": () =>
      brotliCompressSync(Buffer.alloc(300 * MiB, 0x20), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    "lz-string of 24 MiB": () => lzStringRun(7100),
  };
  for (const [name, make] of Object.entries(bombs)) {
    it(`is not hurt by ${name}`, async () => {
      const body = make();
      const isV1 = name.includes("V1");
      const headers = isV1
        ? {
            authorization: `Bearer ${leapfrog.project.token}`,
            "content-type": "application/json",
            "content-encoding": "br",
            "user-agent": "test/1",
            "posthog-sdk-info": "test/1",
            "posthog-attempt": "1",
            "posthog-request-id": "4e6fdb4c-20c4-4b3b-9f43-3f3ac6f4a9aa",
            "posthog-request-timestamp": new Date().toISOString(),
          }
        : {};
      const path = isV1 ? "/i/v1/analytics/events" : name.includes("lz") ? "/e/?compression=lz64" : "/e/";
      const answers = await alongsideGoodTraffic(leapfrog, leapfrog.project, () =>
        Promise.all([1, 2, 3].map(() => post(body, headers, path))),
      );
      for (const answer of answers) assert.ok([400, 413].includes(answer.status), `${answer.status} ${answer.text}`);
      assertMemoryBelow(900 * MiB);
    });
  }

  it("refuses more events than one request may hold", async () => {
    const batch = Array.from({ length: 10_001 }, () => ({ event: "e", distinct_id: "d" }));
    const answer = await post(JSON.stringify({ api_key: leapfrog.project.token, batch }));
    assert.equal(answer.status, 413, answer.text);
    assert.match(answer.text, /too many events/);
  });

  it("takes the most events one request may hold", async () => {
    const project = await leapfrog.newProject();
    const batch = Array.from({ length: 10_000 }, () => ({ event: "e", distinct_id: "d" }));
    assert.equal((await post(JSON.stringify({ api_key: project.token, batch }))).status, 200);
    await leapfrog.flush(project);
    assert.equal((await leapfrog.ledger(project)).stored, 10_000);
  });

  it("refuses an event with too many properties", async () => {
    const properties = Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`p${n}`, n]));
    const answer = await post(JSON.stringify({ api_key: leapfrog.project.token, ...anEvent({ properties }) }));
    assert.equal(answer.status, 400);
    assert.match(answer.text, /too many properties/);
  });

  it("drops one event that is too large and keeps the rest of its batch, and says so in the ledger", async () => {
    const project = await leapfrog.newProject();
    const good = anEvent();
    const large = anEvent({ properties: { text: "x".repeat(1_200_000) } });
    const answer = await post(JSON.stringify({ api_key: project.token, batch: [good, large] }), {}, "/batch/");
    assert.equal(answer.status, 200, answer.text);
    const stored = await leapfrog.events({}, project);
    assert.deepEqual(
      stored.map((event) => event.uuid),
      [good.uuid],
    );
    const ledger = await until(
      async () => {
        const now = await leapfrog.ledger(project);
        return now.rejected.by_reason.event_too_large === 1 && now;
      },
      { what: "the rejection in the ledger" },
    );
    assert.ok(ledger.balanced, JSON.stringify(ledger));
  });

  it("survives a hundred clients that stop in the middle of their bodies", async () => {
    const connections = await Promise.all(Array.from({ length: 100 }, () => RawConnection.open(leapfrog.url)));
    await Promise.all(
      connections.map((one) => one.write('POST /e/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{"api_key":')),
    );
    await alongsideGoodTraffic(leapfrog, leapfrog.project, () => leapfrog.send({ path: "/healthz" }));
    for (const connection of connections) connection.close();
  });

  it("never held more memory than it may", () => assertMemoryBelow(900 * MiB));
});
