// leapfrog demo: the history, and with a key what people would have made of it, once.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { binary, startLeapfrog } from "../harness/leapfrog.mjs";
import { runProcess } from "../harness/processes.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "demo" });
});
after(() => leapfrog?.stop());

const path = (rest) => `/api/projects/${leapfrog.project.id}/${rest}`;
const list = async (rest) => (await leapfrog.must(path(`${rest}?limit=200`))).results;
const until = new Date().toISOString();
const demo = (key = leapfrog.project.key) =>
  runProcess(
    binary,
    [
      "demo",
      "--url",
      leapfrog.url,
      "--token",
      leapfrog.project.token,
      "--events",
      "12000",
      "--days",
      "60",
      "--until",
      until,
    ],
    { env: { ...process.env, LEAPFROG_API_KEY: key } },
  );

describe("leapfrog demo with a key", () => {
  it("makes dashboards, flags, cohorts, actions and notes, and each saved question has an answer", async () => {
    const made = await demo();
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /^Sent \d+ events of \d+ people/m);
    await leapfrog.flush();
    const boards = await list("dashboards/");
    assert.deepEqual(
      boards.map(({ name }) => name),
      ["Product overview", "Growth", "Website"],
    );
    let answered = 0;
    for (const { id } of boards) {
      const board = await leapfrog.must(path(`dashboards/${id}/?refresh=blocking`));
      for (const { insight, layouts } of board.tiles) {
        assert.ok(layouts.sm.w >= 4, insight.name);
        assert.ok(
          insight.result?.length > 0 || insight.result?.value !== undefined,
          `${insight.name}: ${JSON.stringify(insight).slice(0, 900)}`,
        );
        ++answered;
      }
    }
    assert.equal(answered, 17);
    assert.deepEqual((await list("feature_flags/")).map(({ key }) => key).sort(), [
      "ai-summaries",
      "client-portal",
      "new-editor",
      "weekly-digest",
    ]);
    assert.deepEqual((await list("cohorts/")).map(({ name }) => name).sort(), ["Busy people", "Paying customers"]);
    assert.equal((await list("actions/")).length, 2);
    assert.ok((await list("annotations/")).length >= 5);
  });

  it("leaves a project alone that has dashboards, and stores the same events once", async () => {
    const stored = (await leapfrog.ledger()).stored;
    assert.ok(stored > 10_000, String(stored));
    assert.equal((await demo()).code, 0);
    await leapfrog.flush();
    assert.equal((await list("dashboards/")).length, 3);
    assert.equal((await leapfrog.ledger()).stored, stored);
  });

  it("says what is wrong with a key", async () => {
    const refused = await demo("phx_wrong");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /status 401/);
  });
});
