// The server and the engine are killed at random moments under traffic, more than a hundred times in all. Whatever was
// acknowledged is stored exactly once afterwards. The same under two configurations: as delivered, and with everything so
// small that batches, segments and uuid runs turn over all the time.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { isAlive, untilGone } from "../harness/processes.mjs";
import { Random } from "../harness/random.mjs";
import { Traffic } from "../harness/traffic.mjs";
import { until } from "../harness/until.mjs";

const scale = Number(process.env.LEAPFROG_KILLS_FACTOR ?? 1);
const configurations = [
  { name: "as delivered", args: [], serveKills: 40, engineKills: 10 },
  {
    name: "everything tiny",
    args: ["--batch-events", "150", "--batch-linger", "1", "--log-segment-bytes", "65536", "--cached-persons", "5"],
    serveKills: 45,
    engineKills: 15,
  },
];

// Waits for a random moment: so many more acknowledged events, or so many milliseconds, whichever comes first.
async function randomMoment(random, traffic) {
  const target = traffic.acknowledged.size + random.between(0, 150);
  const deadline = Date.now() + random.between(1, 900);
  while (Date.now() < deadline && traffic.acknowledged.size < target) await pause(1);
}

for (const { name, args, serveKills, engineKills } of configurations) {
  describe(`killed at random moments, ${name}`, { timeout: 600_000 }, () => {
    const random = Random.fromEnvironment(`kills, ${name}`);
    let leapfrog;
    after(async () => {
      await leapfrog?.stop();
    });

    it(`serve, ${Math.ceil(serveKills * scale)} times`, async () => {
      leapfrog = await startLeapfrog({ label: "kills", args });
      const traffic = new Traffic(leapfrog, random).start();
      const recoveries = [];
      for (let kill = 0; kill < serveKills * scale; ++kill) {
        await randomMoment(random, traffic);
        const engine = leapfrog.enginePid;
        await leapfrog.kill();
        if (engine) await untilGone(engine); // an engine without its server must not stay
        const from = Date.now();
        // Half of the time the next kill may come before it is ready, in the middle of its recovery.
        await leapfrog.start({ ready: random.chance(0.5) });
        recoveries.push(Date.now() - from);
      }
      await leapfrog.untilReady();
      await traffic.stop();
      recoveries.sort((a, b) => a - b);
      console.log(
        `${recoveries.length} kills of serve, ${traffic.acknowledged.size} events acknowledged, median start ${recoveries[recoveries.length >> 1]} ms`,
        Object.fromEntries(traffic.refused),
      );
      const ledger = await traffic.assertNothingLostOrDoubled();
      console.log(`stored ${ledger.stored}, sent again and recognised ${ledger.deduplicated}`);
      await traffic.assertPersonsAreWhole();
      assert.ok(traffic.acknowledged.size > recoveries.length, "there was traffic between the kills");
    });

    it(`the engine, ${Math.ceil(engineKills * scale)} times, while capture goes on without a single refusal`, async () => {
      const own = await startLeapfrog({ label: "engine-kills", args });
      const traffic = new Traffic(own, random).start();
      for (let kill = 0; kill < engineKills * scale; ++kill) {
        const engine = await until(() => own.enginePid, { what: "an engine process" });
        await randomMoment(random, traffic);
        process.kill(engine, "SIGKILL");
        await until(() => !isAlive(engine));
        if (random.chance(0.5)) await own.untilReady();
      }
      await own.untilReady();
      await traffic.stop();
      assert.deepEqual(Object.fromEntries(traffic.refused), {});
      console.log(`engine kills: ${traffic.acknowledged.size} events acknowledged`);
      await traffic.assertNothingLostOrDoubled();
      await traffic.assertPersonsAreWhole();
      await own.stop();
    });
  });
}
