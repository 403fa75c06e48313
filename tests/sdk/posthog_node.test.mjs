// posthog-node as npm delivers it, only the host changed: what it sends is stored as its users expect.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { PostHog } from "posthog-node";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "node-sdk" });
});
after(() => leapfrog?.stop());

function client(options = {}) {
  const posthog = new PostHog(leapfrog.project.token, { host: leapfrog.url, flushInterval: 60_000, ...options });
  posthog.problems = [];
  posthog.on("error", (error) => posthog.problems.push(String(error)));
  return posthog;
}

// Uses a client and shuts it down, which sends what it still holds.
async function using(options, use) {
  const posthog = client(options);
  await use(posthog);
  await posthog.shutdown();
  assert.deepEqual(posthog.problems, []);
}

describe("capture", () => {
  for (const disableCompression of [false, true]) {
    it(`stores the event and makes its person, ${disableCompression ? "plain" : "gzip"}`, async () => {
      const distinctId = randomUUID();
      const timestamp = new Date(Date.now() - 3600_000);
      await using({ disableCompression }, (posthog) => {
        posthog.capture({
          distinctId,
          event: "order placed",
          properties: { amount: 12.5, items: ["a", "b"], nested: { deep: true }, $set: { plan: "team" } },
          timestamp,
        });
      });
      const event = await leapfrog.event({ distinct_id: distinctId });
      assert.equal(event.event, "order placed");
      assert.equal(event.properties.amount, 12.5);
      assert.deepEqual(event.properties.items, ["a", "b"]);
      assert.deepEqual(event.properties.nested, { deep: true });
      assert.equal(event.properties.$lib, "posthog-node");
      assert.ok(Math.abs(Date.parse(event.timestamp) - timestamp.getTime()) < 2000, event.timestamp);
      assert.equal((await leapfrog.person(distinctId)).properties.plan, "team");
    });
  }

  it("sends more events than one batch holds, each once", async () => {
    const event = `many ${randomUUID()}`;
    await using({ flushAt: 20, maxBatchSize: 50 }, (posthog) => {
      for (let n = 0; n < 230; ++n) posthog.capture({ distinctId: `many-${n % 10}`, event, properties: { n } });
    });
    const stored = await leapfrog.events({ event });
    assert.equal(stored.length, 230);
    assert.equal(new Set(stored.map((one) => one.properties.n)).size, 230);
  });

  it("sends at once with captureImmediate", async () => {
    const posthog = client();
    const distinctId = randomUUID();
    await posthog.captureImmediate({ distinctId, event: "now" });
    assert.equal((await leapfrog.event({ distinct_id: distinctId })).event, "now");
    await posthog.shutdown();
  });

  it("stores a personless event without making a person", async () => {
    const distinctId = randomUUID();
    await using({}, (posthog) => {
      posthog.capture({ distinctId, event: "anonymous", properties: { $process_person_profile: false } });
    });
    await leapfrog.event({ distinct_id: distinctId });
    assert.deepEqual(await leapfrog.persons({ distinct_id: distinctId }), []);
  });

  it("takes a historical migration with old timestamps", async () => {
    const distinctId = randomUUID();
    const timestamp = new Date("2024-02-29T12:34:56.789Z");
    await using({ historicalMigration: true }, (posthog) => {
      posthog.capture({ distinctId, event: "long ago", timestamp });
    });
    const event = await leapfrog.event({ distinct_id: distinctId, after: "2024-01-01", before: "2024-12-31" });
    assert.ok(Math.abs(Date.parse(event.timestamp) - timestamp.getTime()) < 2000, event.timestamp);
  });
});

describe("identity", () => {
  it("identify sets person properties, $set_once only once", async () => {
    const distinctId = randomUUID();
    await using({}, (posthog) => {
      posthog.identify({ distinctId, properties: { name: "Ada", $set_once: { first_seen: "monday" } } });
      posthog.identify({ distinctId, properties: { name: "Ada L.", $set_once: { first_seen: "tuesday" } } });
    });
    const person = await leapfrog.person(distinctId);
    assert.equal(person.properties.name, "Ada L.");
    assert.equal(person.properties.first_seen, "monday");
  });

  it("alias makes two ids one person, also for what came before", async () => {
    const before = randomUUID();
    const known = randomUUID();
    await using({}, (posthog) =>
      posthog.capture({ distinctId: before, event: "visit", properties: { $set: { a: 1 } } }),
    );
    await using({}, (posthog) => {
      posthog.capture({ distinctId: known, event: "sign up", properties: { $set: { b: 2 } } });
      posthog.alias({ distinctId: known, alias: before });
    });
    const person = await leapfrog.person(known);
    assert.deepEqual([...person.distinct_ids].sort(), [before, known].sort());
    assert.equal((await leapfrog.person(before)).id, person.id);
    assert.equal(person.properties.a, 1);
    assert.equal(person.properties.b, 2);
    const events = await leapfrog.events({ person_id: String(person.uuid ?? person.id) });
    assert.deepEqual(events.map((event) => event.event).sort(), ["$create_alias", "sign up", "visit"]);
  });

  it("groupIdentify stores the group's properties, and events know their groups", async () => {
    const distinctId = randomUUID();
    const groupKey = `acme-${randomUUID()}`;
    await using({}, (posthog) => {
      posthog.groupIdentify({ groupType: "company", groupKey, properties: { name: "Acme", seats: 12 } });
      posthog.capture({ distinctId, event: "used", groups: { company: groupKey } });
    });
    const event = await leapfrog.event({ distinct_id: distinctId });
    assert.deepEqual(event.properties.$groups, { company: groupKey });
    const types = await leapfrog.must(`/api/projects/${leapfrog.project.id}/groups_types/`);
    const index = types.find((type) => type.group_type === "company").group_type_index;
    const query = new URLSearchParams({ group_type_index: String(index), group_key: groupKey });
    const group = await leapfrog.must(`/api/projects/${leapfrog.project.id}/groups/find?${query}`);
    assert.equal(group.group_properties.name, "Acme");
    assert.equal(group.group_properties.seats, 12);
  });
});

describe("flags", () => {
  it("are answered with none, so that code behind flags runs its default", async () => {
    const posthog = client();
    assert.equal(await posthog.getFeatureFlag("missing", randomUUID()), undefined);
    assert.deepEqual(await posthog.getAllFlags(randomUUID()), {});
    await posthog.shutdown();
  });
});

describe("trouble", () => {
  it("a server that restarts meanwhile gets every event once", { timeout: 90_000 }, async () => {
    const event = `retried ${randomUUID()}`;
    const posthog = client({ flushAt: 5, fetchRetryDelay: 300, fetchRetryCount: 20 });
    for (let n = 0; n < 10; ++n) posthog.capture({ distinctId: "retry", event, properties: { n } });
    await leapfrog.kill();
    for (let n = 10; n < 20; ++n) posthog.capture({ distinctId: "retry", event, properties: { n } });
    await leapfrog.start();
    for (let n = 20; n < 30; ++n) posthog.capture({ distinctId: "retry", event, properties: { n } });
    await posthog.shutdown(30_000);
    const stored = await leapfrog.events({ event });
    const numbers = stored.map((one) => one.properties.n).sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from({ length: 30 }, (_, n) => n),
    );
  });

  it("a wrong token is told to the client as an error it does not retry", async () => {
    const posthog = new PostHog("phc_wrong", { host: leapfrog.url, fetchRetryDelay: 100 });
    const problems = [];
    posthog.on("error", (error) => problems.push(error));
    posthog.capture({ distinctId: "a", event: "b" });
    await posthog.flush().catch((error) => problems.push(error));
    assert.ok(
      problems.some((problem) => /401/.test(`${problem} ${problem?.status}`)),
      String(problems),
    );
    await posthog.shutdown();
  });
});

describe("capture mode v1", () => {
  it("stores the same event", async () => {
    process.env.POSTHOG_CAPTURE_MODE = "v1";
    try {
      const distinctId = randomUUID();
      await using({}, (posthog) => posthog.capture({ distinctId, event: "by v1", properties: { x: 1 } }));
      const event = await leapfrog.event({ distinct_id: distinctId });
      assert.equal(event.event, "by v1");
      assert.equal(event.properties.x, 1);
      assert.equal(event.properties.$lib, "posthog-node");
    } finally {
      delete process.env.POSTHOG_CAPTURE_MODE;
    }
  });
});
