// The HTTP server itself: connections, pipelining, limits, malformed requests, compression, request ids, draining.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { RawConnection, send } from "../harness/http.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { until, within } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "http", args: ["--header-timeout", "3"] });
});
after(() => leapfrog?.stop());

const get = (path, headers = "") => `GET ${path} HTTP/1.1\r\nHost: leapfrog\r\n${headers}\r\n`;

describe("a connection", () => {
  it("stays open for the next request", async () => {
    const connection = await RawConnection.open(leapfrog.url);
    for (let i = 0; i < 5; ++i) {
      await connection.write(get("/healthz"));
      assert.equal((await connection.answer()).status, 200);
    }
    assert.ok(!connection.ended);
    connection.close();
  });

  it("is closed after Connection: close and after HTTP/1.0", async () => {
    for (const request of [get("/healthz", "Connection: close\r\n"), "GET /healthz HTTP/1.0\r\n\r\n"]) {
      const connection = await RawConnection.open(leapfrog.url);
      await connection.write(request);
      assert.equal((await connection.answer()).status, 200);
      await within(5000, connection.closed, "closing");
    }
  });

  it("answers pipelined requests in their order", async () => {
    const event = anEvent();
    const body = JSON.stringify({ api_key: leapfrog.project.token, ...event });
    const post = `POST /e/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const connection = await RawConnection.open(leapfrog.url);
    await connection.write(
      get("/healthz") + post + get("/nowhere/at/all.json", "Accept: application/json\r\n") + post + get("/healthz"),
    );
    const answers = [];
    for (let i = 0; i < 5; ++i) answers.push(await connection.answer());
    connection.close();
    assert.deepEqual(
      [answers[0].status, answers[1].status, answers[3].status, answers[4].status],
      [200, 200, 200, 200],
    );
    assert.equal(answers[1].body, '{"status":"Ok"}');
    assert.equal(answers[0].body, answers[4].body);
    await leapfrog.event({ distinct_id: event.distinct_id });
  });

  it("takes a chunked body, and one that comes byte by byte", async () => {
    const event = anEvent();
    const body = JSON.stringify({ api_key: leapfrog.project.token, ...event });
    const half = Math.floor(body.length / 2);
    const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
    const connection = await RawConnection.open(leapfrog.url);
    await connection.write(
      `POST /e/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(body.slice(0, half))}${chunk(body.slice(half))}0\r\n\r\n`,
    );
    assert.equal((await connection.answer()).status, 200);
    const slow = anEvent();
    const text = JSON.stringify({ api_key: leapfrog.project.token, ...slow });
    for (const byte of `POST /e/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
      await connection.write(byte);
    assert.equal((await connection.answer()).status, 200);
    connection.close();
    await leapfrog.event({ distinct_id: event.distinct_id });
    await leapfrog.event({ distinct_id: slow.distinct_id });
  });

  it("gets 100 Continue when it asks for it", async () => {
    const event = anEvent();
    const body = JSON.stringify({ api_key: leapfrog.project.token, ...event });
    const connection = await RawConnection.open(leapfrog.url);
    await connection.write(
      `POST /e/ HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await connection.readUntil((text) => text.startsWith("HTTP/1.1 100"));
    connection.received = Buffer.alloc(0);
    await connection.write(body);
    assert.equal((await connection.answer()).status, 200);
    connection.close();
  });
});

describe("a malformed request", () => {
  const cases = [
    ["no HTTP at all", "hello there\r\n\r\n", [400]],
    ["a header without a colon", "GET /healthz HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n", [400]],
    ["a negative length", "POST /e/ HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", [400]],
    [
      "two different lengths",
      "POST /e/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
      [400],
    ],
    [
      "length and chunks together",
      "POST /e/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      [400],
    ],
    ["a header of 100 kB", `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(100_000)}\r\n\r\n`, [431, 400]],
    ["a target of 100 kB", `GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, [414, 431, 400]],
    ["a chunk size that is none", "POST /e/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", [400]],
  ];
  const sentences = {
    malformed_request: /"detail":"(This is not a valid HTTP\/1\.1 request\.|The request body is malformed\.)"/,
    headers_too_large: /"detail":"The request's headers are too large\."/,
  };
  for (const [what, text, statuses] of cases) {
    it(`with ${what} is answered ${statuses[0]} and the connection closed`, async () => {
      const connection = await RawConnection.open(leapfrog.url);
      await connection.write(text);
      const answer = await connection.answer();
      assert.ok(statuses.includes(answer.status), `${answer.status}: ${answer.body}`);
      assert.match(answer.body.toString(), sentences[JSON.parse(answer.body).code]);
      await within(5000, connection.closed, "closing");
      assert.equal((await leapfrog.send({ path: "/healthz" })).status, 200);
    });
  }
});

describe("an answer", () => {
  it("is compressed for those who take it, and only when it is worth it", async () => {
    const path = "/api/openapi.json";
    const plain = await leapfrog.send({ path });
    assert.equal(plain.headers["content-encoding"], undefined);
    for (const encoding of ["gzip", "br"]) {
      const answer = await leapfrog.send({ path, headers: { "accept-encoding": encoding } });
      assert.equal(answer.headers["content-encoding"], encoding);
      assert.match(answer.headers.vary ?? "", /accept-encoding/i);
      assert.ok(answer.raw.length < plain.raw.length / 2);
      assert.deepEqual(answer.json, plain.json);
    }
    const small = await leapfrog.send({ path: "/healthz", headers: { "accept-encoding": "gzip, br" } });
    assert.equal(small.headers["content-encoding"], undefined);
  });

  it("has a request id: the caller's when it is sane, else a new one", async () => {
    const one = await leapfrog.send({ path: "/healthz" });
    const two = await leapfrog.send({ path: "/healthz" });
    assert.ok(one.headers["x-request-id"].length >= 8);
    assert.notEqual(one.headers["x-request-id"], two.headers["x-request-id"]);
  });

  it("has the headers that keep browsers from guessing", async () => {
    const answer = await leapfrog.send({ path: "/api/openapi.json" });
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.ok(
      answer.headers["x-frame-options"] || /frame-ancestors/.test(answer.headers["content-security-policy"] ?? ""),
    );
  });

  it("to HEAD has the length but no body", async () => {
    const answer = await leapfrog.send({ method: "HEAD", path: "/api/openapi.json" });
    assert.equal(answer.status, 200);
    assert.equal(answer.body.length, 0);
  });
});

describe("slow clients", () => {
  it("do not keep others waiting, however many they are", async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, () => RawConnection.open(leapfrog.url)));
    await Promise.all(slow.map((connection) => connection.write("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ")));
    const isWaiting = () => slow.every((connection) => !connection.ended);
    let answered = 0;
    while (answered < 20 && (await leapfrog.send({ path: "/healthz" })).status === 200 && isWaiting()) ++answered;
    assert.ok(answered > 0, "one was answered while all the slow ones waited");
    for (const connection of slow) connection.close();
  });

  it("are sent away when their header takes too long", { timeout: 60_000 }, async () => {
    const connection = await RawConnection.open(leapfrog.url);
    await connection.write("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    await within(15_000, connection.closed, "closing a connection whose header never ends");
    const text = connection.received.toString();
    assert.ok(text === "" || /^HTTP\/1.1 408/.test(text), text);
  });
});

describe("a live stream", () => {
  it("is let go as soon as its watcher leaves", async () => {
    const streams = async (count) =>
      (await leapfrog.api("/metrics")).text.includes(`\nleapfrog_http_open_streams ${count}\n`);
    const connection = await RawConnection.open(leapfrog.url);
    const path = `/api/projects/${leapfrog.project.id}/live_events/`;
    await connection.write(get(path, `Authorization: Bearer ${leapfrog.project.key}\r\n`));
    await connection.readUntil((text) => text.includes(": connected"));
    await until(() => streams(1), { what: "one open stream" });
    connection.close();
    await until(() => streams(0), { timeout: 5000, what: "no open stream" });
  });
});

describe("stopping", () => {
  it("finishes a request that is being sent, refuses new connections, and exits 0", async () => {
    const own = await startLeapfrog({ label: "drain" });
    const event = anEvent();
    const body = JSON.stringify({ api_key: own.project.token, ...event });
    const connection = await RawConnection.open(own.url);
    await connection.write(
      `POST /e/ HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
    );
    await until(async () => (await own.send({ path: "/healthz", keepAlive: false })).status === 200);
    const idle = await RawConnection.open(own.url);
    await idle.write(get("/healthz"));
    await idle.answer();
    const stopped = own.stop();
    await until(
      async () => {
        const refused = await send(own.url, { path: "/healthz", keepAlive: false, timeout: 2000 }).then(
          () => false,
          () => true,
        );
        return refused;
      },
      { what: "new connections being refused" },
    );
    await connection.write(body.slice(20));
    assert.equal((await connection.answer()).status, 200);
    await stopped;
    await within(5000, idle.closed, "closing the idle connection");
    await own.start();
    await own.event({ distinct_id: event.distinct_id });
    await own.stop();
  });
});
