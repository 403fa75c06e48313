// A Leapfrog of the test's own: a data directory made by `leapfrog init`, served on a free loopback port.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { outputDirectory, repository, temporaryDirectory } from "./directories.mjs";
import { send } from "./http.mjs";
import { descendants, isAlive, nameOf, runProcess, startProcess, untilGone } from "./processes.mjs";
import { until, within } from "./until.mjs";

export const binary = process.env.LEAPFROG_BIN ?? join(repository, "build/release/leapfrog");
export const owner = { email: "owner@example.com", password: "correct horse battery staple" };

// Tests ask faster than people do; the limits have tests of their own.
const unlimited = { LEAPFROG_API_REQUESTS_PER_MINUTE: "0", LEAPFROG_API_QUERIES_PER_MINUTE: "0" };

const orphans = new Set();
process.on("exit", () => {
  for (const pid of orphans) {
    try {
      if (nameOf(pid)?.startsWith("leapfrog")) process.kill(pid, "SIGKILL");
    } catch {}
  }
});

// `leapfrog init`: {project_id, project_token, personal_api_key}.
export async function initialise(directory, { project = "Test project" } = {}) {
  const args = ["init", "--data", directory, "--email", owner.email, "--password", owner.password];
  const result = await runProcess(binary, [...args, "--project", project, "--json"]);
  assert.equal(result.code, 0, `leapfrog init failed: ${result.stderr}${result.stdout}`);
  return JSON.parse(result.stdout);
}

// A free port below those that the kernel gives to outgoing connections: a client that keeps trying to connect while the
// server is down may otherwise be given the server's own port, and connect to itself.
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise((resolve) => {
      const probe = net.createServer();
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

// Initialises and serves. Options: `args` and `environment` for serve, `directory` to serve an existing one with
// the `project` init printed for it, `start: false` to only initialise.
export async function startLeapfrog({ directory, project, args = [], environment = {}, label, start = true } = {}) {
  const data = directory ?? join(temporaryDirectory(label), "data");
  const made = project ?? (await initialise(data));
  const leapfrog = new Leapfrog(data, made, args, environment);
  if (start) await leapfrog.start();
  return leapfrog;
}

export class Leapfrog {
  constructor(directory, project, args, environment) {
    this.directory = directory;
    this.project = { id: project.project_id, token: project.project_token, key: project.personal_api_key };
    this.args = args;
    this.environment = environment;
    this.port = 0;
    this.binary = binary;
  }

  // Starts serving and waits until events can be accepted and queried. The port stays the same over restarts.
  async start({ ready = true, timeout = 30_000 } = {}) {
    assert.ok(!this.process, "already serving");
    if (this.port === 0) this.port = await freePort();
    const args = ["serve", "--data", this.directory, "--listen", `127.0.0.1:${this.port}`, ...this.args];
    const child = startProcess(this.binary, args, { env: { ...unlimited, ...process.env, ...this.environment } });
    this.process = child;
    const address = /Listening on (http:\/\/\S+)/;
    await until(
      () => {
        if (child.exitCode !== null || child.signalCode !== null) return "ended";
        return address.exec(child.output.stdout);
      },
      { timeout, interval: 5, what: 'the line "Listening on …"' },
    ).catch((error) => this.#fail(error.message));
    const match = address.exec(child.output.stdout);
    if (!match) await this.#fail(`serve ended at once (${child.exitCode ?? child.signalCode})`);
    this.url = match[1];
    this.port = Number(new URL(this.url).port);
    if (ready) await this.untilReady(timeout);
    return this;
  }

  async untilReady(timeout = 30_000) {
    let said = "nothing";
    const isReady = async () => {
      const answer = await this.send({ path: "/readyz", keepAlive: false });
      said = answer.text;
      return answer.status === 200;
    };
    await until(isReady, { timeout, what: "/readyz answering 200" }).catch((error) =>
      this.#fail(`${error.message}; it said ${said}`),
    );
    for (const pid of descendants(this.pid)) orphans.add(pid);
  }

  async #fail(message) {
    const trace = this.keepTrace();
    await this.kill();
    throw new Error(`${message}\nserve said (${trace}):\n${this.lastOutput.slice(-3000)}`);
  }

  get pid() {
    return this.process?.pid;
  }

  // The analytics engine's process, while it lives.
  get enginePid() {
    return this.pid && descendants(this.pid).find((pid) => nameOf(pid)?.startsWith("leapfrog-engine") && isAlive(pid));
  }

  // SIGTERM: open requests finish, the log is drained as far as it is, exit code 0.
  async stop({ timeout = 30_000 } = {}) {
    if (!this.process) return;
    const child = this.process;
    const engine = this.enginePid;
    child.kill("SIGTERM");
    const ended = await within(timeout, child.exited, "stopping after SIGTERM").catch((error) =>
      this.#fail(error.message),
    );
    this.#ended(child);
    if (engine) await untilGone(engine);
    if (ended.code !== 0) this.keepTrace();
    assert.deepEqual(ended, { code: 0, signal: null }, `serve did not stop cleanly: ${this.lastOutput.slice(-3000)}`);
  }

  // SIGKILL, as a crash would end it.
  async kill() {
    if (!this.process) return;
    const child = this.process;
    for (const pid of descendants(child.pid)) orphans.add(pid);
    child.kill("SIGKILL");
    await child.exited.catch(() => {});
    this.#ended(child);
  }

  async restart() {
    await this.stop();
    return this.start();
  }

  #ended(child) {
    this.lastOutput = `${child.output.stderr}\n${child.output.stdout}`;
    this.process = undefined;
  }

  get output() {
    return this.process ? `${this.process.output.stderr}\n${this.process.output.stdout}` : this.lastOutput;
  }

  // Writes what serve printed to tests/output/ and gives the file's name.
  keepTrace(label = "serve") {
    const path = join(outputDirectory(), `${label}-${process.pid}-${this.port}.log`);
    writeFileSync(path, this.output ?? "");
    return path;
  }

  // Any request, no key.
  send(request) {
    return send(this.url, request);
  }

  // A request to the API with the personal key; objects are sent as JSON.
  api(path, { method = "GET", body, headers = {}, key = this.project.key, ...rest } = {}) {
    return this.send({
      method,
      path,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...rest,
    });
  }

  // A request to the API that must succeed; gives the parsed answer.
  async must(path, options) {
    const answer = await this.api(path, options);
    assert.ok(
      answer.status >= 200 && answer.status < 300,
      `${options?.method ?? "GET"} ${path}: ${answer.status} ${answer.text}`,
    );
    return answer.body.length ? answer.json : undefined;
  }

  // Sends events the way server SDKs do and expects them to be accepted.
  async capture(events, { token = this.project.token, ...body } = {}) {
    const batch = Array.isArray(events) ? events : [events];
    const answer = await this.send({
      method: "POST",
      path: "/batch/",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ api_key: token, batch, ...body }),
    });
    assert.equal(answer.status, 200, answer.text);
    return answer;
  }

  // Returns when everything accepted so far can be queried. The server waits for a while itself and then says 503; as
  // long as it moves it is given time, `timeout` is how long it may stand still.
  async flush(project = this.project, timeout = 120_000) {
    const path = `/api/projects/${project.id}/ingestion/flush/`;
    const key = project.key ?? this.project.key;
    for (let watermark; ; ) {
      const flushed = async () => {
        const answer = await this.api(path, { method: "POST", key, timeout: 60_000 });
        assert.ok([200, 204, 503].includes(answer.status), `${answer.status} ${answer.text}`);
        if (answer.status !== 503) return "flushed";
        const ledger = await this.ledger(project);
        const moved = watermark !== undefined && ledger.watermark > watermark;
        watermark = ledger.watermark;
        return moved && "moved";
      };
      if ((await until(flushed, { timeout, what: "the flush" })) === "flushed") return;
    }
  }

  ledger(project = this.project) {
    return this.must(`/api/projects/${project.id}/ingestion/`);
  }

  // Stored events that match the filter, newest first, after a flush. All pages of them.
  async events(filter = {}, project = this.project) {
    await this.flush(project);
    return this.#pages(`/api/projects/${project.id}/events/?${new URLSearchParams({ limit: "100", ...filter })}`);
  }

  // The one stored event that matches.
  async event(filter, project = this.project) {
    const found = await this.events(filter, project);
    assert.equal(found.length, 1, `expected one event for ${JSON.stringify(filter)}, found ${found.length}`);
    return found[0];
  }

  async persons(filter = {}, project = this.project) {
    await this.flush(project);
    return this.#pages(`/api/projects/${project.id}/persons/?${new URLSearchParams({ limit: "100", ...filter })}`);
  }

  async person(distinctId, project = this.project) {
    const found = await this.persons({ distinct_id: distinctId }, project);
    assert.equal(found.length, 1, `expected one person with ${distinctId}, found ${found.length}`);
    return found[0];
  }

  async #pages(path) {
    const all = [];
    for (let next = path; next; ) {
      const page = await this.must(next);
      all.push(...page.results);
      next = page.next?.replace(/^https?:\/\/[^/]+/, "");
    }
    return all;
  }

  // Another project, so that a test sees only its own events.
  async newProject(name = `Project ${Math.random().toString(36).slice(2, 8)}`) {
    const made = await this.must("/api/projects/", { method: "POST", body: { name } });
    return { id: made.id, token: made.api_token, key: this.project.key };
  }

  // What the engine itself answers, over its own socket.
  async rawSql(query) {
    const socketPath = join(this.directory, "engine.sock");
    assert.ok(existsSync(socketPath), `no engine socket in ${this.directory}`);
    const answer = await send(
      { socketPath },
      { method: "POST", path: "/?default_format=JSONCompact", body: query, keepAlive: false, timeout: 120_000 },
    );
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  }

  // Rows of a query, as lists of values.
  async sql(query) {
    return JSON.parse(await this.rawSql(query)).data;
  }
}
