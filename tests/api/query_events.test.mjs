// EventsQuery: single events, or a table computed from them.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
async function ask(query) {
  const answer = await leapfrog.api(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query: { kind: "EventsQuery", after: "2026-03-01", before: "2026-03-10", ...query } },
  });
  return { status: answer.status, ...answer.json };
}
async function must(query) {
  const answer = await ask(query);
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer;
}

before(async () => {
  leapfrog = await startLeapfrog({ label: "events" });
  await leapfrog.capture([
    anEvent({
      event: "paid",
      distinct_id: "ann",
      timestamp: "2026-03-02T10:00:00.000Z",
      properties: { amount: 5, $set: { email: "ann@example.com" } },
    }),
    anEvent({ event: "paid", distinct_id: "ann", timestamp: "2026-03-03T10:00:00.000Z", properties: { amount: 7 } }),
    anEvent({ event: "seen", distinct_id: "bob", timestamp: "2026-03-04T10:00:00.000Z", properties: { page: "/a" } }),
  ]);
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

describe("EventsQuery", () => {
  it("gives whole events, newest first", async () => {
    const { results, columns } = await must({ select: ["*", "person", "timestamp"] });
    assert.deepEqual(columns, ["*", "person", "timestamp"]);
    assert.deepEqual(
      results.map((row) => row[0].event),
      ["seen", "paid", "paid"],
    );
    assert.equal(results[1][0].properties.amount, 7);
    assert.equal(results[1][1].properties.email, "ann@example.com");
    assert.equal(results[1][1].distinct_id, "ann");
    assert.equal(results[0][2], "2026-03-04T10:00:00.000000Z");
  });

  it("shows whom somebody was merged with, not who they were stored as", async () => {
    const at = (minute) => `2026-05-01T10:0${minute}:00.000Z`;
    const send = async (event, distinct_id, minute, properties = {}) => {
      await leapfrog.capture([anEvent({ event, distinct_id, timestamp: at(minute), properties })]);
      await leapfrog.flush();
    };
    await send("looked", "tab", 1, { $set: { seen: "first" } });
    await send("looked", "kim", 2, { $set: { email: "kim@example.com" } });
    await send("$identify", "kim", 3, { $anon_distinct_id: "tab" });
    await send("looked", "tab", 4);
    assert.deepEqual(await leapfrog.sql("SELECT count() FROM person_overrides FINAL"), [[1]]);
    const dates = { after: "2026-05-01", before: "2026-05-02", select: ["*", "person"], event: "looked" };
    const { results } = await must(dates);
    assert.deepEqual(
      results.map(([event, person]) => [event.distinct_id, person.distinct_id, person.properties.email]),
      [
        ["tab", "tab", "kim@example.com"],
        ["kim", "kim", "kim@example.com"],
        ["tab", "tab", "kim@example.com"],
      ],
    );
    assert.equal(new Set(results.map(([, person]) => person.id)).size, 1);
    assert.deepEqual(results[0][1].distinct_ids, ["kim", "tab"]);
    const listed = await must({ ...dates, personId: results[0][1].id });
    assert.deepEqual(listed.results, results);
  });

  it("gives properties and expressions, with labels", async () => {
    const { results, columns } = await must({
      select: ["properties.amount", "person.properties.email", "properties.amount * 2 -- Twice"],
      event: "paid",
      orderBy: ["properties.amount ASC"],
    });
    assert.equal(columns[2], "properties.amount * 2 -- Twice");
    assert.deepEqual(
      results.map((row) => [row[0], row[2]]),
      [
        [5, 10],
        [7, 14],
      ],
    );
  });

  it("adds up, by what is not added up", async () => {
    const { results } = await must({ select: ["event", "count() -- Events"], orderBy: ["count() DESC"] });
    assert.deepEqual(results, [
      ["paid", 2],
      ["seen", 1],
    ]);
  });

  it("filters by condition, property, person and time", async () => {
    const count = async (query) => (await must({ select: ["uuid"], ...query })).results.length;
    assert.equal(await count({ where: ["properties.amount > 5", "event = 'paid' or event = 'seen'"] }), 1);
    assert.equal(await count({ properties: [{ type: "event", key: "page", operator: "exact", value: "/a" }] }), 1);
    const [[id]] = (await must({ select: ["person_id"], event: "seen" })).results;
    assert.equal(await count({ personId: id }), 1);
    assert.equal(await count({ before: "2026-03-03" }), 1);
    assert.equal(await count({ after: "all" }), 3);
  });

  it("cuts into pages", async () => {
    const first = await must({ select: ["event"], limit: 2 });
    assert.deepEqual([first.results.length, first.hasMore], [2, true]);
    const second = await must({ select: ["event"], limit: 2, offset: 2 });
    assert.deepEqual([second.results.length, second.hasMore], [1, false]);
  });

  it("refuses an order of two directions", async () => {
    const { status, code } = await ask({ select: ["event"], orderBy: ["timestamp ASC DESC"] });
    assert.deepEqual([status, code], [400, "invalid_sql"]);
  });

  it("cuts lists by time into pages, in both directions and under every condition", async () => {
    const conditions = [{}, { where: ["properties.amount > 0 or event = 'seen'"] }, { filterTestAccounts: true }];
    for (const condition of conditions) {
      for (const order of ["timestamp DESC", "timestamp ASC", "timestamp"]) {
        const names = ["paid", "paid", "seen"];
        if (order === "timestamp DESC") names.reverse();
        for (let offset = 0; offset <= 3; ++offset) {
          const page = await must({ select: ["*"], orderBy: [order], limit: 1, offset, ...condition });
          const found = page.results.map(([event]) => event.event);
          assert.deepEqual([found, page.hasMore], [names.slice(offset, offset + 1), offset < 2], `${order} ${offset}`);
        }
      }
    }
    const [[id]] = (await must({ select: ["person_id"], event: "seen" })).results;
    const his = await must({ select: ["*"], personId: id, limit: 1 });
    assert.deepEqual([his.results[0][0].event, his.hasMore], ["seen", false]);
    const paid = await must({ select: ["*"], event: "paid", limit: 1, properties: [{ key: "amount", value: 5 }] });
    assert.deepEqual([paid.results[0][0].properties.amount, paid.hasMore], [5, false]);
  });

  it("refuses what SQL may not do", async () => {
    for (const select of ["file('/etc/passwd')", "(SELECT count() FROM system.tables)", "1 FROM system.tables --"])
      assert.ok([400, 403].includes((await ask({ select: [select] })).status), select);
    assert.equal((await ask({ personId: "'" })).attr, "query.personId");
    assert.equal((await ask({ limit: 0 })).attr, "query.limit");
  });
});
