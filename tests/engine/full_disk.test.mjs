// A disk that fills up in the middle of an INSERT: the engine ends rather than publish a damaged part, starts again on the
// full disk, and what was not answered is stored when there is room.
import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Random } from "../harness/random.mjs";
import { SmallDisk } from "../harness/small_disk.mjs";
import { Engine } from "./engine_process.mjs";

let engine;
let disk;
afterEach(async () => {
  await engine?.remove();
  disk?.unmount();
});

test("no part is damaged by a disk that fills up", { timeout: 120_000 }, async (context) => {
  disk = SmallDisk.mount(64);
  if (!disk) return context.skip("this user may not mount a file system");
  const random = Random.fromEnvironment("full disk");
  engine = await Engine.start({ directory: join(disk.path, "engine") });
  await engine.sql(`CREATE TABLE kept (id UInt64, day Date, body JSON, text String,
      INDEX ids id TYPE bloom_filter(0.01) GRANULARITY 1)
    ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(day) ORDER BY id
    SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
      min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1, min_bytes_for_wide_part = 134217728`);
  let ended = 0;
  // Asks until there is an answer. The end of the disk is the only thing that may end the engine, also in a merge.
  const insist = async (ask) => {
    for (;;) {
      const answer = await ask().catch((error) => ({ error }));
      if (!answer.error) return answer;
      assert.ok(answer.error.code, answer.error.stack); // of the connection
      assert.deepEqual(await engine.exited, [74, null], engine.errors);
      assert.match(engine.errors, /failed: No space left on device/);
      ended += 1;
      await engine.launch(); // on a full disk, too
    }
  };
  let stored = 0;
  for (let round = 0; ended < 5; round += 1) {
    assert.ok(round < 200, `the engine met the end of the disk ${ended} times in ${round} rounds`);
    const rows = random.between(1, 3000);
    const { body } = await insist(() =>
      engine.request({
        body: `SELECT toUInt64(${stored} + number) AS id, toDate('2026-01-10') + number % 90 AS day,
          concat('{"n":', toString(number), ',"k', toString(number % 20), '":"x"}')::JSON AS body,
          randomString(50) AS text FROM numbers(${rows}) FORMAT Native`,
      }),
    );
    const insert = () =>
      engine.request({
        sql: "INSERT INTO kept FORMAT Native",
        body,
        parameters: { insert_deduplication_token: `round-${round}` },
      });
    disk.fill(8_000_000); // the engine refuses by itself to begin with less than it expects to need
    const filling = pause(random.between(0, 40)).then(() => disk.fill());
    const first = await insist(insert);
    await filling;
    assert.equal((await insist(() => engine.request({ body: "SELECT sum(ignore(*)) FROM kept" }))).text, "0\n");
    disk.empty();
    if (first.status !== 200) assert.equal((await insist(insert)).status, 200);
    stored += rows;
    const whole = () => engine.request({ body: "SELECT count(), uniqExact(id), sum(ignore(*)) FROM kept" });
    assert.equal((await insist(whole)).text, `${stored}\t${stored}\t0\n`);
    if (stored > 60_000) {
      await insist(() => engine.request({ body: "TRUNCATE TABLE kept" }));
      stored = 0;
    }
  }
});
