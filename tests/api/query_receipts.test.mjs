// Receipts: what they say, and what comes of making an answer again after events came late, people were merged or
// deleted, and definitions changed.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "receipts" });
});
after(() => leapfrog?.stop());

const dateRange = { date_from: "2026-03-02", date_to: "2026-03-04" };
const people = { kind: "TrendsQuery", dateRange, series: [{ kind: "EventsNode", event: "paid", math: "dau" }] };
const path = (project, rest = "") => `/api/projects/${project.id}/query/${rest}`;
const ask = (project, query, more = {}) =>
  leapfrog.must(path(project), { method: "POST", body: { query, refresh: "force_blocking", ...more } });
const replay = (project, body) => leapfrog.must(path(project, "replay/"), { method: "POST", body });
const codes = (reasons) => reasons.map((reason) => reason.code);

function paid(distinct_id, day = "03", more = {}) {
  return anEvent({ event: "paid", distinct_id, timestamp: `2026-03-${day}T12:00:00.000Z`, ...more });
}
async function stored(project, events) {
  await leapfrog.capture(events, { token: project.token, historical_migration: true });
  await leapfrog.flush(project);
}
// A project where ann and bob paid.
async function shop() {
  const project = await leapfrog.newProject();
  await stored(project, [paid("ann"), paid("bob")]);
  return project;
}

describe("a receipt", () => {
  it("says what the answer was made from", async () => {
    const project = await shop();
    await leapfrog.must(`/api/projects/${project.id}/`, { method: "PATCH", body: { timezone: "Europe/Vienna" } });
    const started = Date.now();
    const { receipt } = await ask(project, people);
    assert.deepEqual(Object.keys(receipt), [
      "query_hash",
      "timezone",
      "date_from",
      "date_to",
      "watermark",
      "engine_version",
      "rows_read",
      "bytes_read",
      "result_hash",
      "milliseconds",
      "computed_at",
    ]);
    assert.equal(receipt.timezone, "Europe/Vienna");
    assert.equal(receipt.date_from, "2026-03-02T00:00:00+01:00");
    assert.equal(receipt.date_to, "2026-03-04T23:59:59.999999+01:00");
    assert.match(receipt.engine_version, /^\d+\.\d+/);
    assert.ok(receipt.rows_read >= 2 && receipt.bytes_read > 0 && receipt.milliseconds > 0);
    assert.ok(Date.parse(receipt.computed_at) >= started - 1 && Date.parse(receipt.computed_at) <= Date.now());
    assert.equal(receipt.watermark, (await leapfrog.ledger(project)).watermark);
  });
  it("comes with every kind of answer", async () => {
    const project = await shop();
    const series = people.series;
    const kinds = [
      people,
      {
        kind: "FunnelsQuery",
        dateRange,
        series: [series[0], { kind: "EventsNode", event: "left" }].map(({ math, ...one }) => one),
      },
      { kind: "RetentionQuery", dateRange },
      { kind: "PathsQuery", dateRange },
      { kind: "StickinessQuery", dateRange, series },
      { kind: "LifecycleQuery", dateRange, series },
      { kind: "EventsQuery", select: ["event"], after: "2026-03-01", before: "2026-03-05" },
      { kind: "HogQLQuery", query: "SELECT count() FROM events" },
      { kind: "ActorsQuery", select: ["id"] },
    ];
    for (const query of kinds) {
      const { receipt } = await ask(project, query);
      assert.match(receipt?.result_hash ?? "", /^[0-9a-f]{32}$/, query.kind);
      const again = await replay(project, { receipt });
      assert.equal(again.identical, true, `${query.kind}: ${JSON.stringify(again)}`);
      assert.equal(again.now.identical, true, query.kind);
    }
  });
  it("has the same hashes for the same question and the same result", async () => {
    const project = await shop();
    const first = (await ask(project, people)).receipt;
    const second = (await ask(project, { series: people.series, interval: "day", dateRange, kind: "TrendsQuery" }))
      .receipt;
    assert.equal(second.query_hash, first.query_hash);
    assert.equal(second.result_hash, first.result_hash);
    const total = { ...people, series: [{ kind: "EventsNode", event: "paid" }] };
    assert.notEqual((await ask(project, total)).receipt.query_hash, first.query_hash);
  });
});

describe("making an answer again", () => {
  it("leaves out events that came later, and counts them", async () => {
    const project = await shop();
    const { receipt, results } = await ask(project, people);
    await stored(project, [paid("cat"), paid("dan", "04"), paid("eve", "20")]);
    const again = await replay(project, { receipt });
    assert.equal(again.identical, true, JSON.stringify(again));
    assert.deepEqual(again.changes, []);
    assert.deepEqual(again.reasons, []);
    assert.equal(again.recomputed.watermark, receipt.watermark);
    assert.equal(again.recomputed.result_hash, receipt.result_hash);
    assert.equal(again.now.identical, false);
    assert.equal(again.now.late_events, 2, "the third is outside of the dates");
    assert.deepEqual(codes(again.now.reasons), ["late_events"]);
    const day = again.now.changes.find((change) => change.path === "[0].data[1]");
    assert.deepEqual(day, { path: "[0].data[1]", before: results[0].data[1], after: results[0].data[1] + 1 });
  });
  it("means the same days as then", async () => {
    const project = await leapfrog.newProject();
    const now = new Date();
    await stored(project, [paid("ann", "03", { timestamp: now.toISOString() })]);
    const query = { ...people, dateRange: { date_from: "-24h" }, interval: "hour" };
    const { receipt } = await ask(project, query);
    const again = await replay(project, { receipt });
    assert.equal(again.identical, true);
    assert.equal(again.recomputed.computed_at, receipt.computed_at);
    assert.equal(again.recomputed.date_from, receipt.date_from);
    assert.equal(again.recomputed.date_to, receipt.date_to);
  });
  it("says that people were merged", async () => {
    const project = await shop();
    const { receipt, results } = await ask(project, people);
    await stored(
      project,
      anEvent({ event: "$create_alias", distinct_id: "ann", properties: { distinct_id: "ann", alias: "bob" } }),
    );
    const again = await replay(project, { receipt });
    assert.equal(again.identical, false, JSON.stringify(again));
    assert.deepEqual(codes(again.reasons), ["merges"]);
    assert.equal(again.reasons[0].count, 1);
    const day = again.changes.find((change) => change.path === "[0].data[1]");
    assert.deepEqual(day, { path: "[0].data[1]", before: 2, after: 1 });
    assert.equal(results[0].data[1], 2);
  });
  it("says that people were deleted with their events", async () => {
    const project = await shop();
    const { receipt } = await ask(project, people);
    const person = await leapfrog.person("bob", project);
    const deleted = await leapfrog.api(`/api/projects/${project.id}/persons/${person.uuid}/?delete_events=true`, {
      method: "DELETE",
    });
    assert.ok(deleted.status < 300, deleted.text);
    const again = await until(
      async () => {
        const made = await replay(project, { receipt });
        return !made.identical && made;
      },
      { timeout: 30_000, what: "the events to be erased" },
    );
    assert.deepEqual(codes(again.reasons), ["deletions"]);
    assert.deepEqual(
      again.changes.find((change) => change.path === "[0].data[1]"),
      { path: "[0].data[1]", before: 2, after: 1 },
    );
  });
  it("says that actions count as they are defined today", async () => {
    const project = await shop();
    const actions = `/api/projects/${project.id}/actions/`;
    const action = await leapfrog.must(actions, { method: "POST", body: { name: "Paid", steps: [{ event: "paid" }] } });
    const { receipt } = await ask(project, {
      ...people,
      series: [{ kind: "ActionsNode", id: action.id, math: "dau" }],
    });
    await leapfrog.must(`${actions}${action.id}/`, { method: "PATCH", body: { steps: [{ event: "other" }] } });
    const again = await replay(project, { receipt });
    assert.equal(again.identical, false);
    assert.deepEqual(codes(again.reasons), ["definitions"]);
  });
  it("works after a restart, and compares with results that are sent along", async () => {
    const project = await shop();
    const { receipt, results } = await ask(project, people);
    await stored(project, [paid("cat")]);
    await leapfrog.restart();
    const alone = await replay(project, { receipt });
    assert.equal(alone.identical, true);
    assert.equal(alone.now.identical, false);
    assert.equal(alone.now.changes, null, "nobody knows the results any more");
    const along = await replay(project, { receipt, results });
    assert.ok(along.now.changes.some((change) => change.path === "[0].data[1]" && change.after === 3));
  });
  it("takes the question along where it is not known", async () => {
    const project = await shop();
    const other = await shop();
    const { receipt } = await ask(project, people);
    const refused = await leapfrog.api(path(other, "replay/"), { method: "POST", body: { receipt } });
    assert.equal(refused.status, 404, refused.text);
    assert.match(refused.json.detail, /Send it along as query/);
    const again = await replay(other, { receipt, query: people });
    assert.equal(again.receipt.query_hash, receipt.query_hash);
  });
  it("refuses what does not belong together", async () => {
    const project = await shop();
    const { receipt } = await ask(project, people);
    const refused = async (body) => {
      const answer = await leapfrog.api(path(project, "replay/"), { method: "POST", body });
      assert.equal(answer.status, 400, answer.text);
      return [answer.json.attr, answer.json.detail];
    };
    const rows = [
      [{}, "receipt", "receipt is required: the one of an answer."],
      [
        { receipt: { ...receipt, watermark: "x" } },
        "receipt.watermark",
        "receipt.watermark must be a whole number, zero or more.",
      ],
      [{ receipt: { ...receipt, timezone: 3 } }, "receipt.timezone", "receipt.timezone: Expected a string."],
      [
        { receipt: { ...receipt, computed_at: "noon" } },
        "receipt.computed_at",
        "receipt.computed_at must be a time as receipts give it.",
      ],
      [
        { receipt: { ...receipt, date_from: "noon" } },
        "receipt.date_from",
        "The receipt's dates must be as receipts give them.",
      ],
      [
        { receipt, query: { ...people, interval: "hour" } },
        "receipt.query_hash",
        "The receipt is of another question than query.",
      ],
      [{ receipt, results: [] }, "results", "The receipt is of other results than these."],
    ];
    for (const [body, ...expected] of rows) assert.deepEqual(await refused(body), expected);
  });
});

describe("the watermark", () => {
  it("is exact while events keep coming", async () => {
    const project = await leapfrog.newProject();
    let sending = true;
    const stream = (async () => {
      for (let i = 0; sending; ++i)
        await leapfrog.capture(
          Array.from({ length: 50 }, (_, n) => paid(`visitor-${i}-${n}`)),
          {
            token: project.token,
            historical_migration: true,
          },
        );
    })();
    const counted = { kind: "HogQLQuery", query: "SELECT count(), count(DISTINCT distinct_id) FROM events" };
    const seen = [];
    try {
      await until(async () => (await ask(project, counted)).results[0][0] > 0, { what: "the first events" });
      for (let i = 0; i < 15; ++i) seen.push(await ask(project, i % 2 ? counted : people));
    } finally {
      sending = false;
      await stream;
    }
    await leapfrog.flush(project);
    for (const { receipt } of seen) {
      const again = await replay(project, { receipt });
      assert.equal(again.identical, true, JSON.stringify(again));
    }
    const watermarks = seen.map(({ receipt }) => receipt.watermark);
    assert.deepEqual(
      watermarks,
      watermarks.toSorted((a, b) => a - b),
    );
  });
});
