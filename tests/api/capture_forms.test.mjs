// Every path and every body form of capture: one event in, the same event stored.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { anEvent, encodings } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "forms" });
});
after(() => leapfrog?.stop());

const paths = ["/e/", "/e", "/i/v0/e/", "/i/v0/e", "/batch/", "/batch", "/capture/", "/capture", "/track/", "/engage/"];

// Text that shows a wrong decoding: beyond Latin-1, an emoji, quotes, a plus, a percent sign, a NUL and a slash.
const awkward = 'Grüße 日本 🐸 "quoted" a+b 100% \\ / \u0000 end';

async function post(path, { headers, body, query }) {
  return leapfrog.send({ method: "POST", path: query ? `${path}?${query}` : path, headers, body });
}

function assertOk(answer) {
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(answer.json, { status: "Ok" });
}

describe("one event", () => {
  for (const [name, encode] of Object.entries(encodings)) {
    it(`as ${name} is stored as it was sent`, async () => {
      const event = anEvent({ properties: { text: awkward, number: 1.5, nested: { list: [1, "two", null, true] } } });
      assertOk(await post("/e/", encode(JSON.stringify({ api_key: leapfrog.project.token, ...event }))));
      const stored = await leapfrog.event({ distinct_id: event.distinct_id });
      assert.equal(stored.uuid ?? stored.id, event.uuid);
      assert.equal(stored.event, event.event);
      assert.equal(stored.properties.text, awkward);
      assert.equal(stored.properties.number, 1.5);
      assert.deepEqual(stored.properties.nested, { list: [1, "two", null, true] });
    });
  }

  for (const path of paths) {
    for (const name of ["JSON", "gzip by its first bytes alone", "base64 form", "lz64 form"]) {
      it(`to ${path} as ${name}`, async () => {
        const event = anEvent();
        assertOk(await post(path, encodings[name](JSON.stringify({ token: leapfrog.project.token, ...event }))));
        assert.equal((await leapfrog.event({ distinct_id: event.distinct_id })).event, event.event);
      });
    }
  }

  it("in the query of a GET, as the pixel sends it", async () => {
    for (const encode of [(json) => json, (json) => Buffer.from(json).toString("base64")]) {
      const event = anEvent();
      const data = encodeURIComponent(encode(JSON.stringify({ api_key: leapfrog.project.token, ...event })));
      assertOk(await leapfrog.send({ path: `/e/?data=${data}&_=${Date.now()}&ip=1&ver=1.0.0` }));
      await leapfrog.event({ distinct_id: event.distinct_id });
    }
  });

  it("answers a beacon with 204 and nothing else", async () => {
    const event = anEvent();
    const answer = await leapfrog.send({
      method: "POST",
      path: "/e/?beacon=1",
      headers: { "content-type": "text/plain" },
      body: JSON.stringify({ api_key: leapfrog.project.token, ...event }),
    });
    assert.equal(answer.status, 204);
    assert.equal(answer.body.length, 0);
    await leapfrog.event({ distinct_id: event.distinct_id });
  });
});

describe("the JSON", () => {
  const forms = {
    "an array of events": (events, token) => events.map((event) => ({ token, ...event })),
    "an array with the token in the properties": (events, token) =>
      events.map((event) => ({ ...event, properties: { ...event.properties, token } })),
    "a batch with api_key": (events, token) => ({ api_key: token, batch: events }),
    "a batch with token": (events, token) => ({ token, batch: events, sent_at: new Date().toISOString() }),
    "a historical batch": (events, token) => ({ api_key: token, batch: events, historical_migration: true }),
  };
  for (const [name, make] of Object.entries(forms)) {
    it(`as ${name}`, async () => {
      const event = `form ${randomUUID()}`;
      const events = [1, 2, 3].map((n) => anEvent({ event, properties: { n } }));
      const body = JSON.stringify(make(events, leapfrog.project.token));
      assertOk(await post("/batch/", { headers: { "content-type": "application/json" }, body }));
      const stored = await leapfrog.events({ event });
      assert.deepEqual(stored.map((one) => one.properties.n).sort(), [1, 2, 3]);
    });
  }

  const aliases = {
    "distinct_id in the properties": (id) => ({ properties: { distinct_id: id } }),
    $distinct_id: (id) => ({ $distinct_id: id }),
  };
  for (const [name, fields] of Object.entries(aliases)) {
    it(`takes ${name}`, async () => {
      const id = randomUUID();
      const { distinct_id: _, ...event } = anEvent(fields(id));
      await leapfrog.capture(event);
      await leapfrog.event({ distinct_id: id });
    });
  }

  const ids = [
    [12345, "12345"],
    [true, "true"],
    [{ b: 1, a: [2] }, '{"b":1,"a":[2]}'],
    ["x".repeat(300), "x".repeat(200)],
    ["é".repeat(201), "é".repeat(200)],
    ["nul\u0000here", "nul\ufffdhere"],
  ];
  for (const [given, kept] of ids) {
    it(`keeps the distinct_id ${JSON.stringify(given).slice(0, 30)} as text`, async () => {
      const name = `ids ${randomUUID()}`;
      await leapfrog.capture(anEvent({ event: name, distinct_id: given }));
      assert.equal((await leapfrog.event({ event: name })).distinct_id, kept);
    });
  }

  it("takes an event without a name on /engage/ alone, as $identify", async () => {
    const id = randomUUID();
    const body = JSON.stringify({ api_key: leapfrog.project.token, distinct_id: id, $set: { plan: "team" } });
    assertOk(await post("/engage/", { headers: { "content-type": "application/json" }, body }));
    assert.equal((await leapfrog.event({ distinct_id: id })).event, "$identify");
    assert.equal((await leapfrog.person(id)).properties.plan, "team");
  });

  it("cuts an event's name at 200 characters", async () => {
    const id = randomUUID();
    await leapfrog.capture(anEvent({ event: "n".repeat(250), distinct_id: id }));
    assert.equal((await leapfrog.event({ distinct_id: id })).event, "n".repeat(200));
  });

  it("makes a uuid when there is none, and keeps a uuid sent twice as one event", async () => {
    const id = randomUUID();
    const { uuid: _, ...without } = anEvent({ distinct_id: id });
    await leapfrog.capture([without, { ...without, uuid: "" }]);
    assert.equal((await leapfrog.events({ distinct_id: id })).length, 2);
    const twice = anEvent();
    await leapfrog.capture([twice, twice]);
    await leapfrog.capture(twice);
    assert.equal((await leapfrog.event({ distinct_id: twice.distinct_id })).uuid, twice.uuid);
  });

  const values = {
    "large whole numbers": 9007199254740993n,
    "beyond 64 bits": 123456789012345678901234567890n,
  };
  for (const [name, value] of Object.entries(values)) {
    it(`keeps ${name} readable`, async () => {
      const event = anEvent();
      const text = JSON.stringify({ api_key: leapfrog.project.token, ...event, properties: { value: "@" } });
      assertOk(await post("/e/", { headers: {}, body: text.replace('"@"', String(value)) }));
      const stored = await leapfrog.event({ distinct_id: event.distinct_id });
      assert.ok(Math.abs(Number(stored.properties.value) / Number(value) - 1) < 1e-9);
    });
  }

  it("gives properties back with the types they came with", async () => {
    const properties = {
      integer: 3,
      float: 3.25,
      negative: -7,
      text: "3",
      yes: true,
      nothing: null,
      empty: "",
      object: {},
      list: [],
      mixed: [1, "a", null, { deep: [true] }],
      "dot.ted": 1,
      "with space": 2,
      date: "2026-05-01",
      ключ: "значение",
    };
    const event = anEvent({ properties });
    await leapfrog.capture(event);
    const stored = await leapfrog.event({ distinct_id: event.distinct_id });
    for (const [key, value] of Object.entries(properties)) assert.deepEqual(stored.properties[key], value, key);
  });

  it("keeps a property whose type differs from event to event", async () => {
    const name = `types ${randomUUID()}`;
    const all = [1, 1.5, "one", true, null, [1], { a: 1 }];
    await leapfrog.capture(all.map((value, n) => anEvent({ event: name, properties: { n, value } })));
    const stored = await leapfrog.events({ event: name });
    assert.equal(stored.length, all.length);
    for (const { properties } of stored) assert.deepEqual(properties.value, all[properties.n]);
  });
});

describe("the list of events", () => {
  it("gives every event once, page by page, also when all have one timestamp", async () => {
    const project = await leapfrog.newProject();
    const timestamp = new Date().toISOString();
    const events = Array.from({ length: 250 }, (_, n) => anEvent({ timestamp, properties: { n } }));
    await leapfrog.capture(events, { token: project.token });
    const listed = await leapfrog.events({ limit: "60" }, project);
    assert.deepEqual(listed.map((event) => event.uuid).sort(), events.map((event) => event.uuid).sort());
  });
});
