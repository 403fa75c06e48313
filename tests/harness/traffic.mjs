// Clients that send events and insist: a batch is sent again, unchanged, until it is acknowledged with 200. What was
// acknowledged must then be stored, all of it, once.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { send } from "./http.mjs";

export class Traffic {
  // `people` is how many distinct ids the events belong to.
  constructor(leapfrog, random, { clients = 6, people = 40 } = {}) {
    this.leapfrog = leapfrog;
    this.random = random;
    this.clients = clients;
    this.people = Array.from({ length: people }, (_, n) => `person-${n}`);
    this.acknowledged = new Map(); // uuid → event
    this.refused = new Map(); // status or error code → how often
    this.propertiesOf = new Map(); // distinct id → names of properties set on its person
    this.sequence = 0;
    this.running = false;
  }

  start() {
    this.running = true;
    this.loops = Array.from({ length: this.clients }, () => this.#loop());
    return this;
  }

  // Stops when every batch that was begun has been acknowledged.
  async stop() {
    this.running = false;
    await Promise.all(this.loops);
  }

  async #loop() {
    while (this.running) {
      await this.#deliver(this.#batch());
      await pause(this.random.between(0, 60)); // a test of crashes, not of speed
    }
  }

  #batch() {
    return Array.from({ length: this.random.between(1, 8) }, () => {
      const n = this.sequence++;
      const person = this.random.pick(this.people);
      const anonymous = this.random.chance(0.3);
      const key = `p${n % 200}`;
      return {
        uuid: this.random.uuid(),
        event: anonymous ? "$identify" : "crash test",
        distinct_id: person,
        timestamp: new Date().toISOString(),
        properties: {
          n,
          text: "x".repeat(this.random.between(0, 2000)),
          $set: { [key]: n },
          ...(anonymous ? { $anon_distinct_id: `${person}-device-${n % 3}` } : {}),
        },
      };
    });
  }

  async #deliver(batch) {
    const body = JSON.stringify({ api_key: this.leapfrog.project.token, batch });
    for (;;) {
      const outcome = await this.#post(body);
      if (outcome === 200) break;
      this.refused.set(outcome, (this.refused.get(outcome) ?? 0) + 1);
      await pause(this.random.between(1, 30));
    }
    for (const event of batch) {
      this.acknowledged.set(event.uuid, event);
      const set = this.propertiesOf.get(event.distinct_id) ?? new Set();
      for (const key of Object.keys(event.properties.$set)) set.add(key);
      this.propertiesOf.set(event.distinct_id, set);
    }
  }

  async #post(body) {
    try {
      const answer = await send(this.leapfrog.url, {
        method: "POST",
        path: "/batch/",
        headers: { "content-type": "application/json" },
        body,
        timeout: 30_000,
        keepAlive: this.random.chance(0.7),
      });
      return answer.status;
    } catch (error) {
      return error.code ?? error.message;
    }
  }

  // Everything acknowledged is stored exactly once, nothing else is, and the books agree.
  async assertNothingLostOrDoubled() {
    const { leapfrog } = this;
    await leapfrog.flush();
    const rows = await leapfrog.sql("SELECT toString(uuid), count() FROM events GROUP BY uuid");
    const stored = new Map(rows.map(([uuid, count]) => [uuid, Number(count)]));
    const lost = [...this.acknowledged.keys()].filter((uuid) => !stored.has(uuid));
    const doubled = [...stored].filter(([, count]) => count !== 1);
    const unknown = [...stored.keys()].filter((uuid) => !this.acknowledged.has(uuid));
    assert.deepEqual({ lost, doubled, unknown }, { lost: [], doubled: [], unknown: [] });
    const ledger = await leapfrog.ledger();
    assert.equal(ledger.stored, this.acknowledged.size, JSON.stringify(ledger));
    assert.equal(ledger.waiting, 0);
    assert.equal(ledger.received, ledger.stored + ledger.deduplicated + ledger.rejected.total + ledger.waiting);
    assert.ok(ledger.balanced);
    return ledger;
  }

  // Every id that sent something belongs to one person, who has every property that was set on them.
  async assertPersonsAreWhole() {
    const { leapfrog } = this;
    const anonymousOf = new Map();
    for (const { distinct_id, properties } of this.acknowledged.values()) {
      if (!properties.$anon_distinct_id) continue;
      anonymousOf.set(distinct_id, (anonymousOf.get(distinct_id) ?? new Set()).add(properties.$anon_distinct_id));
    }
    const everyone = await leapfrog.persons();
    const idsOf = new Map();
    for (const person of everyone) {
      for (const id of person.distinct_ids) {
        assert.ok(!idsOf.has(id), `${id} belongs to two persons`);
        idsOf.set(id, person);
      }
    }
    for (const [id, keys] of this.propertiesOf) {
      const person = idsOf.get(id);
      assert.ok(person, `${id} has no person`);
      const missing = [...keys].filter((key) => !(key in person.properties));
      assert.deepEqual(missing, [], `${id} lost properties`);
      for (const anonymous of anonymousOf.get(id) ?? []) assert.equal(idsOf.get(anonymous)?.id, person.id, anonymous);
    }
  }
}
