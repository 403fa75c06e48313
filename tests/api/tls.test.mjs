// HTTPS by the server itself, with a certificate made here.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { temporaryDirectory } from "../harness/directories.mjs";
import { anEvent } from "../harness/events.mjs";
import { answerOf } from "../harness/http.mjs";
import { binary, startLeapfrog } from "../harness/leapfrog.mjs";
import { runProcess, startProcess } from "../harness/processes.mjs";
import { until } from "../harness/until.mjs";

let leapfrog; // initialised; served by `server`
let server;
let port;
let ca;
let certificate;
let key;

async function makeCertificate(folder, name) {
  const paths = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const made = await runProcess("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
    ...["-keyout", paths.key, "-out", paths.certificate],
  ]);
  assert.equal(made.code, 0, made.stderr);
  return paths;
}

const serveWith = (...args) => ["serve", "--data", leapfrog.directory, "--listen", "127.0.0.1:0", ...args];

// The response as it begins; its body is still to be read.
function open(path, { method = "GET", headers = {}, body, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request({ host: "127.0.0.1", port, ca, agent: false, path, method, headers, ...options });
    request.on("error", reject);
    request.on("response", resolve);
    request.end(body);
  });
}

async function send(path, options) {
  const response = await open(path, options);
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return answerOf(response, Buffer.concat(chunks));
}

before(async () => {
  leapfrog = await startLeapfrog({ label: "tls", start: false });
  ({ certificate, key } = await makeCertificate(temporaryDirectory("certificate"), "server"));
  ca = readFileSync(certificate);
  server = startProcess(binary, serveWith("--tls-certificate", certificate, "--tls-key", key));
  const [, printed] = await until(() => /^Listening on https:\/\/127\.0\.0\.1:(\d+)$/m.exec(server.output.stdout));
  port = Number(printed);
  await until(async () => (await send("/readyz")).status === 200, { what: "/readyz answering 200" });
});
after(async () => {
  server?.kill("SIGTERM");
  if (server) assert.deepEqual(await server.exited, { code: 0, signal: null });
});

describe("a server with a certificate", () => {
  it("answers over TLS 1.2 and 1.3, on a connection that stays open", async () => {
    for (const version of ["TLSv1.2", "TLSv1.3"]) {
      const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
      const sockets = new Set();
      for (let i = 0; i < 3; ++i) {
        const response = await open("/healthz", { agent, minVersion: version, maxVersion: version });
        assert.equal(response.statusCode, 200);
        assert.equal(response.socket.getProtocol(), version);
        sockets.add(response.socket);
        await response.resume().toArray();
      }
      assert.equal(sockets.size, 1);
      agent.destroy();
    }
  });

  it("shows the certificate it was given, so that others are not taken for it", async () => {
    const other = await makeCertificate(temporaryDirectory("certificate"), "other");
    await assert.rejects(send("/healthz", { ca: readFileSync(other.certificate) }), { code: /CERT|SELF_SIGNED/ });
  });

  it("captures events and gives them back", async () => {
    const event = anEvent();
    const body = JSON.stringify({ api_key: leapfrog.project.token, ...event });
    const taken = await send("/e/", { method: "POST", body, headers: { "content-type": "application/json" } });
    assert.equal(taken.status, 200, taken.text);
    const headers = { authorization: `Bearer ${leapfrog.project.key}` };
    const project = `/api/projects/${leapfrog.project.id}`;
    assert.ok((await send(`${project}/ingestion/flush/`, { method: "POST", headers })).status < 300);
    const found = await send(`${project}/events/?distinct_id=${event.distinct_id}`, { headers });
    assert.equal(found.json.results.length, 1, found.text);
  });

  it("does not keep a live stream whose watcher has left", async () => {
    const headers = { authorization: `Bearer ${leapfrog.project.key}` };
    const streams = async (count) => {
      const text = (await send("/metrics", { headers })).text;
      return text.includes(`\nleapfrog_http_open_streams ${count}\n`);
    };
    const watching = await open(`/api/projects/${leapfrog.project.id}/live_events/`, { headers });
    assert.equal(watching.statusCode, 200);
    await until(() => streams(1), { what: "one open stream" });
    watching.on("error", () => {});
    watching.destroy();
    await until(() => streams(0), { timeout: 5000, what: "no open stream" });
  });

  it("survives what is no TLS", async () => {
    const plain = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      () => "answered",
      () => "refused",
    );
    assert.equal(plain, "refused");
    assert.equal((await send("/healthz")).status, 200);
  });
});

describe("a server whose certificate cannot be used", () => {
  it("does not start, and says so", async () => {
    const idle = await startLeapfrog({ label: "bad-tls", start: false });
    const folder = temporaryDirectory("certificate");
    const other = await makeCertificate(folder, "other");
    const rubbish = join(folder, "rubbish.pem");
    writeFileSync(rubbish, "not a certificate\n");
    const missing = join(folder, "missing.pem");
    for (const [first, second] of [
      [missing, key],
      [certificate, missing],
      [rubbish, key],
      [certificate, other.key],
      [certificate, ""],
    ]) {
      const args = ["serve", "--data", idle.directory, "--listen", "127.0.0.1:0", "--tls-certificate", first];
      const result = await runProcess(binary, [...args, "--tls-key", second], { timeout: 20_000 });
      assert.ok(result.code !== 0 && result.code !== null, `${first} ${second}: ${result.code} ${result.signal}`);
      assert.match(result.stderr, /TLS certificate/, `${first} ${second}`);
    }
  });
});
