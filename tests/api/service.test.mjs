// What operators rely on: the command line contracts, health, metrics, the OpenAPI document, remote config.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { temporaryDirectory } from "../harness/directories.mjs";
import { anEvent } from "../harness/events.mjs";
import { send } from "../harness/http.mjs";
import { binary, owner, startLeapfrog } from "../harness/leapfrog.mjs";
import { runProcess, startProcess } from "../harness/processes.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "service" });
});
after(() => leapfrog?.stop());

const init = (directory, ...more) =>
  runProcess(binary, [
    "init",
    "--data",
    directory,
    "--email",
    owner.email,
    "--password",
    owner.password,
    "--project",
    "P",
    ...more,
  ]);

describe("leapfrog init", () => {
  it("prints what a script needs, as JSON", () => {
    assert.match(leapfrog.project.token, /^phc_[A-Za-z0-9]{32,}$/);
    assert.match(leapfrog.project.key, /^phx_[A-Za-z0-9]{32,}$/);
    assert.equal(leapfrog.project.id, 1);
  });

  it("refuses a data directory that is in use", async () => {
    const again = await init(leapfrog.directory, "--json");
    assert.notEqual(again.code, 0);
    assert.match(again.stderr, /exist|already/i);
    assert.doesNotMatch(again.stdout, /phc_/);
  });

  it("leaves a directory with other files in it alone", async () => {
    const directory = join(temporaryDirectory("init"), "mine");
    mkdirSync(directory);
    writeFileSync(join(directory, "thesis.txt"), "important");
    const result = await init(directory, "--json");
    assert.notEqual(result.code, 0);
    assert.deepEqual(readdirSync(directory), ["thesis.txt"]);
  });

  it("refuses a password that is too short and an address that is none", async () => {
    for (const [email, password] of [
      [owner.email, "short"],
      ["nobody", owner.password],
    ]) {
      const directory = join(temporaryDirectory("init"), "data");
      const result = await runProcess(binary, [
        "init",
        "--data",
        directory,
        "--email",
        email,
        "--password",
        password,
        "--project",
        "P",
        "--json",
      ]);
      assert.notEqual(result.code, 0);
      assert.ok(result.stderr.trim().length > 10, "it says why");
    }
  });

  it("keeps the data directory to its owner", () => {
    assert.equal(statSync(leapfrog.directory).mode & 0o077, 0);
  });
});

describe("leapfrog serve", () => {
  it("refuses a second server on the same data directory", async () => {
    const second = await runProcess(binary, ["serve", "--data", leapfrog.directory, "--listen", "127.0.0.1:0"], {
      timeout: 20_000,
    });
    assert.ok(second.code !== 0 && second.code !== null, `exit ${second.code} ${second.signal}`);
    assert.match(second.stderr, /Another Leapfrog is using \S+\./);
    assert.equal((await leapfrog.send({ path: "/readyz" })).status, 200);
  });

  it("takes any free port when asked for port 0, and prints it", async () => {
    const own = await startLeapfrog({ label: "any-port", start: false });
    const child = startProcess(binary, ["serve", "--data", own.directory, "--listen", "127.0.0.1:0"]);
    const [, port] = await until(() => /^Listening on http:\/\/127\.0\.0\.1:(\d+)$/m.exec(child.output.stdout));
    assert.notEqual(port, "0");
    assert.equal((await send(`http://127.0.0.1:${port}`, { path: "/healthz", keepAlive: false })).status, 200);
    child.kill("SIGTERM");
    assert.deepEqual(await child.exited, { code: 0, signal: null });
  });

  it("refuses a port that is taken, and says so", async () => {
    const own = await startLeapfrog({ label: "port", start: false });
    const result = await runProcess(
      binary,
      ["serve", "--data", own.directory, "--listen", `127.0.0.1:${leapfrog.port}`],
      { timeout: 20_000 },
    );
    assert.ok(result.code !== 0 && result.code !== null);
    assert.match(result.stderr + result.stdout, /in use|bind|listen/i);
  });

  it("refuses a directory that init did not make", async () => {
    const result = await runProcess(
      binary,
      ["serve", "--data", join(temporaryDirectory("none"), "nothing"), "--listen", "127.0.0.1:0"],
      { timeout: 20_000 },
    );
    assert.ok(result.code !== 0 && result.code !== null);
    assert.match(result.stderr + result.stdout, /init/);
  });

  it("listens on loopback when nothing is said", async () => {
    const help = await runProcess(binary, ["serve", "--help"]);
    assert.match(help.stdout + help.stderr, /127\.0\.0\.1:8000/);
  });

  it("keeps everything over a restart", async () => {
    const event = anEvent();
    await leapfrog.capture(event);
    await leapfrog.restart();
    await leapfrog.event({ distinct_id: event.distinct_id });
    const ledger = await leapfrog.ledger();
    assert.equal(ledger.stored, 1);
    assert.ok(ledger.balanced);
  });
});

describe("health", () => {
  it("is told by /healthz and /readyz", async () => {
    assert.equal((await leapfrog.send({ path: "/healthz" })).status, 200);
    assert.equal((await leapfrog.send({ path: "/readyz" })).status, 200);
  });

  it("says what is not ready while the engine is away, captures on, and comes back by itself", async () => {
    const pid = leapfrog.enginePid;
    assert.ok(pid, "there is an engine process");
    process.kill(pid, "SIGSTOP");
    process.kill(pid, "SIGKILL");
    const event = anEvent();
    await leapfrog.capture(event);
    await leapfrog.untilReady();
    await leapfrog.event({ distinct_id: event.distinct_id });
    assert.notEqual(leapfrog.enginePid, pid);
  });
});

describe("metrics", () => {
  it("are in Prometheus' form and count events", async () => {
    const value = async () => {
      const { text } = await leapfrog.send({ path: "/metrics" });
      return Number(/^leapfrog_capture_events_total (\d+)/m.exec(text)?.[1] ?? 0);
    };
    const before = await value();
    await leapfrog.capture([anEvent(), anEvent()]);
    await until(async () => (await value()) === before + 2, { what: "the counter" });
    const { text, headers } = await leapfrog.send({ path: "/metrics" });
    assert.match(headers["content-type"], /^text\/plain/);
    for (const line of text.split("\n").filter(Boolean)) {
      assert.match(line, /^(# (HELP|TYPE) \S+ .*|[a-z_]+(_bucket|_sum|_count)?(\{[^}]*\})? [-+0-9.eEinfNa]+)$/, line);
    }
  });
});

describe("the OpenAPI document", () => {
  it("lists the routes that there are", async () => {
    const document = (await leapfrog.send({ path: "/api/openapi.json" })).json;
    assert.match(document.openapi, /^3\./);
    for (const path of ["/e/", "/batch/", "/api/projects/", "/api/projects/{project_id}/events/"]) {
      assert.ok(document.paths[path], `${path} is missing`);
    }
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        assert.ok(operation.summary, `${method} ${path} has no summary`);
        assert.ok(operation.responses, `${method} ${path} has no responses`);
      }
    }
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      assert.ok(document.components.schemas[name], `there is no schema ${name}`);
    }
    assert.equal(document.components.schemas.Project.properties.anonymize_ips.type, "boolean");
    assert.deepEqual(document.components.schemas.Action.properties.pinned_at.type, ["string", "null"]);
  });
});

describe("remote config", () => {
  it("turns autocapture on and names the encodings", async () => {
    const config = (await leapfrog.send({ path: `/array/${leapfrog.project.token}/config` })).json;
    assert.equal(config.token, leapfrog.project.token);
    assert.equal(config.autocapture_opt_out, false);
    assert.equal(config.elementsChainAsString, true);
    assert.ok(config.supportedCompression.includes("gzip-js"));
  });

  it("comes as a script that sets the variable posthog-js reads", async () => {
    const answer = await leapfrog.send({ path: `/array/${leapfrog.project.token}/config.js` });
    assert.match(answer.headers["content-type"], /javascript/);
    const window = {};
    new Function("window", answer.text)(window);
    const entry = window._POSTHOG_REMOTE_CONFIG[leapfrog.project.token];
    assert.equal(entry.config.autocapture_opt_out, false);
    assert.deepEqual(entry.siteApps, []);
  });

  it("is not given for a token that no project has", async () => {
    assert.ok([401, 404].includes((await leapfrog.send({ path: "/array/phc_unknown/config" })).status));
  });

  it("serves the SDK's scripts, by plain and versioned paths", async () => {
    for (const path of [
      "/static/array.js",
      "/static/array.full.js",
      "/static/surveys.js?v=1.449.2",
      "/static/1.449.2/recorder.js",
      `/array/${leapfrog.project.token}/array.js`,
    ]) {
      const answer = await leapfrog.send({ path });
      assert.equal(answer.status, 200, path);
      assert.match(answer.headers["content-type"], /javascript/);
      assert.ok(answer.body.length > 1000);
    }
    for (const path of ["/static/nothing.js", "/static/../leapfrog.db", "/static/%2e%2e/leapfrog.db"]) {
      assert.notEqual((await leapfrog.send({ path })).status, 200, path);
    }
  });

  it("answers flags with none, in every version's shape", async () => {
    const ask = async (path) => {
      const body = JSON.stringify({ token: leapfrog.project.token, distinct_id: "a" });
      const answer = await leapfrog.send({
        method: "POST",
        path,
        headers: { "content-type": "application/json" },
        body,
      });
      assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      return answer.json;
    };
    const two = await ask("/flags/?v=2");
    assert.deepEqual(two.flags, {});
    assert.equal(two.errorsWhileComputingFlags, false);
    assert.match(two.requestId, /^[0-9a-f-]{36}$/);
    const one = await ask("/flags/");
    assert.deepEqual(one.featureFlags, {});
    const three = await ask("/decide/?v=3");
    assert.deepEqual(three.featureFlags, {});
    assert.deepEqual((await ask("/decide/?v=1")).featureFlags, []);
    const four = await ask("/decide/?v=4");
    assert.deepEqual(four.flags, {});
    assert.ok(Array.isArray(four.supportedCompression));
  });
});
