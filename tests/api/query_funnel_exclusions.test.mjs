// Steps of a funnel that end an attempt, and steps that it does not need: exact numbers on small histories.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { counts, countsOf, funnel, hour, results, second, step, told } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "funnel-exclusions" });
});
after(() => leapfrog?.stop());

describe("exclusions", () => {
  const between = (funnelFromStep, funnelToStep, event = "x") => ({
    exclusions: [{ ...step(event), funnelFromStep, funnelToStep }],
  });
  it("between two steps disqualify the attempt as a whole", async () => {
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["a", 0],
            ["x", 1],
            ["b", 2],
            ["c", 3],
          ],
          q: [
            ["a", 0],
            ["b", 1],
            ["c", 2],
          ],
        },
        between(0, 1),
      ),
      [1, 1, 1],
    );
  });
  it("before the first of their steps or after the last do nothing", async () => {
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["x", 0],
            ["a", 1],
            ["x", 2],
            ["b", 3],
            ["c", 4],
          ],
        },
        between(1, 2),
      ),
      [1, 1, 1],
    );
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["a", 0],
            ["b", 1],
            ["x", 2],
            ["c", 3],
          ],
        },
        between(0, 1),
      ),
      [1, 1, 1],
    );
  });
  it("that are a step as well end what stands there and serve an attempt from further back", async () => {
    const people = {
      p: [
        ["a", 0],
        ["b", 1],
        ["a", 2],
        ["c", 3],
      ],
    };
    const steps = ["a", step("b", { optionalInFunnel: true }), "c"];
    assert.deepEqual(await countsOf(leapfrog, people, between(1, 2, "c"), steps), [1, 0, 1]);
  });
  it("leave another attempt as it is", async () => {
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["a", 0],
            ["x", 1],
            ["b", 2],
            ["a", 3],
            ["b", 4],
          ],
        },
        between(0, 1),
      ),
      [1, 1, 0],
    );
  });
  it("do nothing after the window", async () => {
    const filter = { ...between(0, 1), funnelWindowInterval: 1, funnelWindowIntervalUnit: "hour" };
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["a", 0],
            ["x", hour + 1],
          ],
          q: [
            ["a", 0],
            ["x", hour],
          ],
        },
        filter,
      ),
      [1, 0, 0],
    );
  });
  it("of the moment of a step come after it", async () => {
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["x", 0],
            ["a", 0],
            ["b", 1],
          ],
          q: [
            ["a", 0],
            ["b", 1],
            ["x", 1],
          ],
        },
        between(0, 1),
      ),
      [1, 1, 0],
    );
  });
  it("may be actions", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0],
        ["x", 1],
        ["b", 2],
      ],
    });
    const made = await leapfrog.must(`/api/projects/${project.id}/actions/`, {
      method: "POST",
      body: { name: "Did x", steps: [{ event: "x" }] },
    });
    const exclusions = [{ kind: "ActionsNode", id: made.id, funnelFromStep: 0, funnelToStep: 1 }];
    assert.deepEqual(counts(await results(leapfrog, project, funnel(["a", "b"], { exclusions }))), [0, 0]);
  });
});

describe("optional steps", () => {
  const series = ["a", step("b", { optionalInFunnel: true }), "c"];
  it("can be left out, and count who did them on the way", async () => {
    const project = await told(leapfrog, {
      with: [
        ["a", 0],
        ["b", 10 * second],
        ["c", 20 * second],
      ],
      without: [
        ["a", 0],
        ["c", 40 * second],
      ],
      stopped: [
        ["a", 0],
        ["b", 1],
      ],
    });
    const [a, b, c] = await results(leapfrog, project, funnel(series));
    assert.deepEqual([a.count, b.count, c.count], [3, 2, 2]);
    // Times are between required steps.
    assert.deepEqual([b.average_conversion_time, c.average_conversion_time], [null, 30]);
  });
  it("may follow each other", async () => {
    const optional = (event) => step(event, { optionalInFunnel: true });
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["a", 0],
            ["c", 1],
            ["d", 2],
          ],
        },
        {},
        ["a", optional("b"), optional("c"), "d"],
      ),
      [1, 0, 1, 1],
    );
  });
  it("reached late stay with a disqualified attempt, before those that stand further back", async () => {
    const four = [...series, "d"];
    const exclusions = [{ ...step("x"), funnelFromStep: 2, funnelToStep: 3 }];
    const late = [
      ["a", 0],
      ["c", 1],
      ["b", 2],
      ["a", 3],
      ["x", 4],
      ["c", 5],
      ["d", 6],
    ];
    assert.deepEqual(await countsOf(leapfrog, { late }, { exclusions }, four), [1, 0, 0, 0]);
    const never = late.filter(([event]) => event !== "b");
    assert.deepEqual(await countsOf(leapfrog, { never }, { exclusions }, four), [1, 0, 1, 1]);
  });
  it("work in strict order", async () => {
    const people = {
      p: [
        ["a", 0],
        ["c", 1],
      ],
      q: [
        ["a", 0],
        ["x", 1],
        ["c", 2],
      ],
    };
    assert.deepEqual(await countsOf(leapfrog, people, { funnelOrderType: "strict" }, series), [2, 0, 1]);
  });
});
