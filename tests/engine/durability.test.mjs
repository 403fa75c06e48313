// What an answered INSERT promises, whatever is killed afterwards or in between.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { afterEach, test } from "node:test";
import { processorSeconds } from "../harness/processes.mjs";
import { Engine, until } from "./engine_process.mjs";

let engine;
afterEach(() => engine.remove());

const createTable = () =>
  engine.sql(`CREATE TABLE kept (id UInt64, day Date, body JSON) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(day)
    ORDER BY id SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1`);

// Rows [first, first + 10) over three months, as one Native body.
async function nativeBlock(first) {
  const { body } = await engine.request({
    body: `SELECT toUInt64(${first} + number) AS id, toDate('2026-01-10') + number * 9 AS day,
      concat('{"n":', toString(number), '}')::JSON AS body FROM numbers(10) FORMAT Native`,
  });
  return body;
}

const insert = (body, token) =>
  engine.request({ sql: "INSERT INTO kept FORMAT Native", body, parameters: { insert_deduplication_token: token } });

test("acknowledged inserts survive kill -9, again and again", async () => {
  engine = await Engine.start();
  await createTable();
  let acknowledged = 0;
  for (let round = 0; round < 4; round += 1) {
    for (let i = 0; i < 5; i += 1) {
      const { status, text } = await insert(await nativeBlock(acknowledged), `r${round}-${i}`);
      assert.equal(status, 200, text);
      acknowledged += 10;
    }
    await engine.stop("SIGKILL");
    await engine.launch();
    assert.equal(await engine.sql("SELECT count(), uniqExact(id) FROM kept"), `${acknowledged}\t${acknowledged}`);
  }
});

test("a repeated token is stored once, also after a restart", async () => {
  engine = await Engine.start();
  await createTable();
  const block = await nativeBlock(0);
  assert.equal((await insert(block, "a")).status, 200);
  assert.equal((await insert(block, "a")).status, 200);
  assert.equal(await engine.sql("SELECT count() FROM kept"), "10");
  await engine.stop("SIGKILL");
  await engine.launch();
  assert.equal((await insert(block, "a")).status, 200);
  assert.equal(await engine.sql("SELECT count() FROM kept"), "10");
  assert.equal((await insert(block, "b")).status, 200);
  assert.equal(await engine.sql("SELECT count() FROM kept"), "20");
  assert.equal(await engine.sql("SELECT count() FROM kept FINAL"), "10");
});

test("killed between the token's record and the part's rename, the retry is stored", async (context) => {
  if (spawnSync("strace", ["-V"]).status !== 0) return context.skip("needs strace");
  engine = await Engine.start();
  await createTable();
  const block = await nativeBlock(0);
  // Dies at the rename of the second of three parts.
  const tracer = spawn(
    "strace",
    [
      "-f",
      "-e",
      "trace=rename,renameat2",
      "-e",
      "inject=rename,renameat2:signal=SIGKILL:when=2",
      "-o",
      "/dev/null",
      "-p",
      String(engine.child.pid),
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  await Promise.race([once(tracer.stderr, "data"), once(tracer, "exit")]); // "attached" or a refusal
  if (tracer.exitCode !== null) return context.skip("strace may not attach");
  await assert.rejects(insert(block, "torn"));
  await engine.exited;
  await engine.launch();
  assert.match(engine.errors, /dropped deduplication tokens/);
  assert.equal((await insert(block, "torn")).status, 200);
  assert.equal(await engine.sql("SELECT count(), uniqExact(id) FROM kept"), "10\t10");
});

test("random kills under load: every acknowledged row once after retrying", async () => {
  const seed = Number(process.env.LEAPFROG_SEED ?? Date.now() % 100_000);
  console.log(`seed ${seed}`);
  let state = seed || 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  engine = await Engine.start();
  await createTable();
  const blocks = [];
  for (let i = 0; i < 40; i += 1) blocks.push(await nativeBlock(i * 10));
  let next = 0;
  for (let kill = 0; kill < 8; kill += 1) {
    const killing = (async () => {
      await new Promise((done) => setTimeout(done, random() * 60));
      await engine.stop("SIGKILL");
    })();
    try {
      while (next < blocks.length - 8 + kill) {
        const { status } = await insert(blocks[next], `block-${next}`);
        assert.equal(status, 200);
        next += 1;
      }
    } catch {
      // killed: `next` is retried with its token
    }
    await killing;
    await engine.launch();
  }
  for (; next < blocks.length; next += 1) assert.equal((await insert(blocks[next], `block-${next}`)).status, 200);
  assert.equal(await engine.sql("SELECT count(), uniqExact(id) FROM kept"), "400\t400");
});

test("SIGTERM lets running inserts finish and exits with 0", async () => {
  engine = await Engine.start();
  await createTable();
  const bodies = await Promise.all(Array.from({ length: 8 }, (_, i) => nativeBlock(i * 10)));
  const inserts = bodies.map((body, i) =>
    insert(body, `s${i}`).then(
      (r) => r.status,
      () => "refused",
    ),
  );
  await until("an insert arrived", async () => Number(await engine.sql("SELECT count() FROM kept")) > 0);
  const [code] = await engine.stop("SIGTERM");
  assert.equal(code, 0);
  const accepted = (await Promise.all(inserts)).filter((status) => status === 200).length;
  await engine.launch();
  assert.ok(Number(await engine.sql("SELECT count() FROM kept")) >= accepted * 10);
});

test("one engine per data directory", async () => {
  engine = await Engine.start();
  await assert.rejects(Engine.start({ directory: engine.directory }), /another engine uses/);
});

test("the engine ends with its parent", async () => {
  engine = await Engine.start();
  const parent = spawn("sleep", ["60"]);
  await engine.stop();
  engine.args = ["--parent-pid", String(parent.pid)]; // the later option counts
  await engine.launch();
  parent.kill("SIGKILL");
  const [code] = await engine.exited;
  assert.equal(code, 0);
});

test("idle, it uses next to no CPU", async () => {
  engine = await Engine.start();
  await createTable();
  await insert(await nativeBlock(0), "x");
  const seconds = () => ({ used: processorSeconds(engine.child.pid), at: performance.now() / 1000 });
  // What the insert left to do in the background is done at some time. Long enough for the clock of 10 ms to tell.
  let before = seconds();
  let share;
  await until(
    "half a second in a hundred of processor time",
    async () => {
      if (performance.now() / 1000 - before.at < 8) return false;
      const now = seconds();
      share = (now.used - before.used) / (now.at - before.at);
      before = now;
      return share <= 0.005;
    },
    60_000,
  );
  console.log(`idle: ${(share * 100).toFixed(2)} % of a core`);
});
