// Things around the server fail for a while: the engine is away, the disk is full. Capture answers as promised and
// everything recovers by itself.
import assert from "node:assert/strict";
import { chmodSync, copyFileSync, existsSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { temporaryDirectory } from "../harness/directories.mjs";
import { anEvent } from "../harness/events.mjs";
import { binary, initialise, Leapfrog, startLeapfrog } from "../harness/leapfrog.mjs";
import { processGroup, untilGone } from "../harness/processes.mjs";
import { Random } from "../harness/random.mjs";
import { SmallDisk } from "../harness/small_disk.mjs";
import { Traffic } from "../harness/traffic.mjs";
import { until, within } from "../harness/until.mjs";

const random = Random.fromEnvironment("outages");

const post = (leapfrog, events) =>
  leapfrog.send({
    method: "POST",
    path: "/batch/",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ api_key: leapfrog.project.token, batch: events }),
  });

describe("while the engine cannot start", () => {
  it("capture goes on, /readyz says what is missing, and all arrives when it is back", {
    timeout: 120_000,
  }, async () => {
    // A copy of the programs whose engine refuses to start as long as a file is there.
    const programs = temporaryDirectory("programs");
    const down = join(programs, "engine-is-down");
    copyFileSync(binary, join(programs, "leapfrog"));
    symlinkSync(join(dirname(binary), "share"), join(programs, "share"));
    const engine = join(programs, "leapfrog-engine");
    writeFileSync(
      engine,
      `#!/bin/sh\n[ -e '${down}' ] && exit 1\nexec '${join(dirname(binary), "leapfrog-engine")}' "$@"\n`,
    );
    chmodSync(engine, 0o755);
    const directory = join(temporaryDirectory("outage"), "data");
    const leapfrog = new Leapfrog(directory, await initialise(directory), [], {});
    leapfrog.binary = join(programs, "leapfrog");
    await leapfrog.start();

    writeFileSync(down, "");
    process.kill(leapfrog.enginePid, "SIGKILL");
    const notReady = await until(
      async () => {
        const answer = await leapfrog.send({ path: "/readyz" });
        return answer.status === 503 && answer;
      },
      { what: "/readyz answering 503" },
    );
    assert.match(notReady.text, /engine/i);
    assert.equal((await leapfrog.send({ path: "/healthz" })).status, 200);

    const traffic = new Traffic(leapfrog, random).start();
    await until(() => traffic.acknowledged.size > 3000, { timeout: 60_000, what: "3,000 acknowledged events" });
    const ledger = await leapfrog.ledger();
    assert.ok(ledger.waiting > 0, JSON.stringify(ledger));
    assert.ok(ledger.balanced, JSON.stringify(ledger));
    const query = await leapfrog.api(`/api/projects/${leapfrog.project.id}/events/`);
    assert.equal(query.status, 503, query.text);
    assert.ok(query.json.detail.length > 10);

    rmSync(down);
    await leapfrog.untilReady();
    await traffic.stop();
    assert.deepEqual(Object.fromEntries(traffic.refused), {});
    await traffic.assertNothingLostOrDoubled();
    await traffic.assertPersonsAreWhole();
    await leapfrog.stop();
  });

  it("an engine that hangs is noticed and replaced, and all arrives", { timeout: 180_000 }, async () => {
    const leapfrog = await startLeapfrog({ label: "hang" });
    const engine = leapfrog.enginePid;
    process.kill(engine, "SIGSTOP");
    const event = anEvent();
    await leapfrog.capture(event);
    const notReady = await until(
      async () => {
        const answer = await leapfrog.send({ path: "/readyz" });
        return answer.status === 503 && answer;
      },
      { timeout: 20_000, what: "/readyz answering 503" },
    );
    assert.match(notReady.text, /The analytics engine does not answer/);
    await untilGone(engine, 60_000);
    await leapfrog.untilReady(60_000);
    assert.notEqual(leapfrog.enginePid, engine);
    await leapfrog.event({ distinct_id: event.distinct_id });
    await leapfrog.stop();
  });

  it("an engine that was stopped for a moment is not replaced", { timeout: 120_000 }, async () => {
    const leapfrog = await startLeapfrog({ label: "pause" });
    const engine = leapfrog.enginePid;
    process.kill(engine, "SIGSTOP");
    await until(async () => (await leapfrog.send({ path: "/readyz" })).status === 503, {
      timeout: 20_000,
      what: "/readyz answering 503",
    });
    process.kill(engine, "SIGCONT");
    await leapfrog.untilReady(30_000);
    assert.equal(leapfrog.enginePid, engine);
    await leapfrog.stop();
  });

  it("serve stops while the engine hangs, and the event is there at the next start", { timeout: 180_000 }, async () => {
    const leapfrog = await startLeapfrog({ label: "stop-hang" });
    process.kill(leapfrog.enginePid, "SIGSTOP");
    const event = anEvent();
    await leapfrog.capture(event);
    await leapfrog.stop({ timeout: 90_000 });
    await leapfrog.start();
    await leapfrog.event({ distinct_id: event.distinct_id });
    await leapfrog.stop();
  });

  it("Ctrl-C reaches the engine through serve only", { timeout: 60_000 }, async () => {
    const leapfrog = await startLeapfrog({ label: "ctrl-c" });
    const engine = leapfrog.enginePid;
    assert.notEqual(processGroup(engine), processGroup(leapfrog.pid));
    process.kill(leapfrog.pid, "SIGINT");
    await leapfrog.stop();
    await untilGone(engine);
  });
});

describe("when the ingest log may not grow", () => {
  it("capture answers 503 with Retry-After, and goes on when the engine has caught up", {
    timeout: 120_000,
  }, async () => {
    const leapfrog = await startLeapfrog({
      label: "log-limit",
      args: ["--log-max-bytes", "2000000", "--log-segment-bytes", "200000"],
    });
    const engine = leapfrog.enginePid;
    const flag = { method: "POST", body: { key: "steady" } };
    await leapfrog.must(`/api/projects/${leapfrog.project.id}/feature_flags/`, flag);
    process.kill(engine, "SIGSTOP");
    const accepted = [];
    const answer = await until(
      async () => {
        const events = Array.from({ length: 20 }, () =>
          anEvent({ event: "filler", properties: { text: random.uuid().repeat(100) } }),
        );
        const answer = await post(leapfrog, events);
        if (answer.status === 200) accepted.push(...events);
        return answer.status !== 200 && answer;
      },
      { interval: 0, timeout: 60_000, what: "a refusal" },
    );
    assert.equal(answer.status, 503, answer.text);
    assert.ok(Number(answer.headers["retry-after"]) >= 1, JSON.stringify(answer.headers));
    assert.match(answer.headers["content-type"], /^text\/plain/);
    assert.match(
      answer.text,
      /The ingest log has reached its size limit and waits for the analytics engine\. Try again\./,
    );
    const evaluated = await leapfrog.send({
      method: "POST",
      path: "/flags/?v=2",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: leapfrog.project.token, distinct_id: "somebody" }),
    });
    assert.equal(evaluated.json.flags.steady.enabled, true, "flags are answered meanwhile");
    try {
      process.kill(engine, "SIGCONT");
    } catch {}
    // As much again as was refused: there is room for it only when the log has been worked off and cut.
    const last = Array.from({ length: 20 }, () =>
      anEvent({ event: "filler", properties: { text: random.uuid().repeat(100) } }),
    );
    await until(async () => (await post(leapfrog, last)).status === 200, {
      timeout: 60_000,
      what: "capture accepting again",
    });
    await leapfrog.flush();
    const stored = (await leapfrog.sql("SELECT toString(uuid) FROM events")).map(([uuid]) => uuid);
    assert.deepEqual(stored.sort(), [...accepted, ...last].map((event) => event.uuid).sort());
    await leapfrog.stop();
  });
});

describe("when the disk is full", () => {
  const mounted = [];
  after(() => {
    for (const disk of mounted) disk.unmount();
  });

  const cases = [
    { name: "down to the reserve", args: ["--log-min-free-bytes", "16000000"] },
    { name: "to the last byte", args: ["--log-min-free-bytes", "0", "--engine-min-free-bytes", "0"] },
  ];
  for (const { name, args } of cases) {
    it(`${name}, capture answers 503 with Retry-After and recovers by itself`, { timeout: 180_000 }, async (t) => {
      const disk = SmallDisk.mount(192);
      if (!disk) return t.skip("this user may not mount a file system");
      mounted.push(disk);
      const directory = join(disk.path, "data");
      const leapfrog = new Leapfrog(
        directory,
        await initialise(directory),
        [...args, "--log-segment-bytes", "1000000"],
        {},
      );
      await leapfrog.start();
      const traffic = new Traffic(leapfrog, random).start();
      await until(() => traffic.acknowledged.size > 200, { what: "some acknowledged events" });

      disk.fill();
      const answer = await until(
        async () => {
          const answer = await post(
            leapfrog,
            Array.from({ length: 10 }, () => anEvent({ properties: { text: random.uuid().repeat(500) } })).map(
              (event) => ({ ...event, event: "on a full disk" }),
            ),
          );
          return answer.status !== 200 && answer;
        },
        { timeout: 60_000, interval: 5, what: "a refusal" },
      );
      assert.equal(answer.status, 503, answer.text);
      assert.ok(Number(answer.headers["retry-after"]) >= 1, JSON.stringify(answer.headers));
      assert.match(
        answer.text,
        /(The disk is almost full\. Try again when there is room\.|Events cannot be stored at the moment\. Try again\.)/,
      );
      assert.equal((await leapfrog.send({ path: "/healthz" })).status, 200);

      disk.empty();
      const before = traffic.acknowledged.size;
      await until(() => traffic.acknowledged.size > before + 200, { timeout: 60_000, what: "capture accepting again" });
      await traffic.stop();
      await leapfrog.untilReady(60_000);
      await within(60_000, leapfrog.flush(), "the flush");
      const uuids = new Map(
        (await leapfrog.sql("SELECT toString(uuid), count() FROM events GROUP BY uuid")).map(([uuid, n]) => [
          uuid,
          Number(n),
        ]),
      );
      const lost = [...traffic.acknowledged.keys()].filter((uuid) => !uuids.has(uuid));
      assert.deepEqual({ lost, doubled: [...uuids].filter(([, n]) => n > 1) }, { lost: [], doubled: [] });
      assert.ok((await leapfrog.ledger()).balanced);
      await traffic.assertPersonsAreWhole();
      await leapfrog.stop();
      assert.ok(existsSync(directory));
    });
  }
});
