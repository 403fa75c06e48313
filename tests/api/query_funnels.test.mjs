// FunnelsQuery: what an attempt is, by name, with exact numbers on small histories. Each sentence of
// docs/internals/query-semantics.md on funnels has a test here, in query_funnel_exclusions or in query_funnel_views.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { counts, countsOf, day, funnel, hour, minute, results, second, step, told } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "funnels" });
});
after(() => leapfrog?.stop());

describe("ordered steps", () => {
  it("count who reached at least so far, with other events in between", async () => {
    const people = {
      all: [
        ["a", 0],
        ["other", minute],
        ["b", 2 * minute],
        ["c", 3 * minute],
      ],
      two: [
        ["a", 0],
        ["b", minute],
      ],
      wrong: [
        ["b", 0],
        ["a", minute],
        ["c", 2 * minute],
      ],
      none: [
        ["b", 0],
        ["c", minute],
      ],
    };
    assert.deepEqual(await countsOf(leapfrog, people), [3, 2, 1]);
  });

  it("give PostHog's shape", async () => {
    const project = await told(leapfrog, {
      one: [
        ["a", 0],
        ["b", 30 * second],
      ],
      two: [
        ["a", 0],
        ["b", 90 * second],
      ],
    });
    const query = funnel(["a", step("b", { custom_name: "Bought", name: "b" })]);
    assert.deepEqual(await results(leapfrog, project, query), [
      {
        action_id: "a",
        name: "a",
        custom_name: null,
        order: 0,
        people: [],
        count: 2,
        type: "events",
        average_conversion_time: null,
        median_conversion_time: null,
      },
      {
        action_id: "b",
        name: "b",
        custom_name: "Bought",
        order: 1,
        people: [],
        count: 2,
        type: "events",
        average_conversion_time: 60,
        median_conversion_time: 60,
      },
    ]);
  });

  it("take average and median times since the step before, zero included", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0],
        ["b", 0],
      ],
      q: [
        ["a", 0],
        ["b", 10 * second],
        ["c", 11 * second],
      ],
      r: [
        ["a", 0],
        ["b", 20 * second],
        ["c", 25 * second],
      ],
      s: [
        ["a", 0],
        ["b", 90 * second],
      ],
    });
    const [, b, c] = await results(leapfrog, project, funnel(["a", "b", "c"]));
    assert.deepEqual([b.average_conversion_time, b.median_conversion_time], [30, 15]);
    assert.deepEqual([c.average_conversion_time, c.median_conversion_time], [3, 3]);
  });

  it("need an event of their own each", async () => {
    assert.deepEqual(await countsOf(leapfrog, { p: [["a", 0]] }, {}, ["a", "a"]), [1, 0]);
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["a", 0],
            ["a", minute],
          ],
        },
        {},
        ["a", "a"],
      ),
      [1, 1],
    );
  });

  it("of the same moment count in the order of the steps", async () => {
    assert.deepEqual(
      await countsOf(leapfrog, {
        p: [
          ["c", 0],
          ["b", 0],
          ["a", 0],
        ],
      }),
      [1, 1, 1],
    );
  });

  it("start anew with a later first step, whose attempt goes on in place of the earlier", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0],
        ["a", 60 * second],
        ["b", 90 * second],
      ],
    });
    const [, b] = await results(leapfrog, project, funnel(["a", "b"]));
    assert.equal(b.average_conversion_time, 30);
  });

  it("count the furthest attempt, and of those the first to get there", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0],
        ["b", 10 * second],
        ["a", day],
        ["b", day + minute],
        ["c", day + 2 * minute],
        ["a", 2 * day],
        ["b", 2 * day + second],
        ["c", 2 * day + 2 * second],
      ],
    });
    const [a, b, c] = await results(
      leapfrog,
      project,
      funnel(["a", "b", "c"], { funnelWindowInterval: 1, funnelWindowIntervalUnit: "hour" }),
    );
    assert.deepEqual([a.count, b.count, c.count], [1, 1, 1]);
    assert.deepEqual([b.average_conversion_time, c.average_conversion_time], [60, 60]);
  });

  it("may be actions and filtered events", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0, { plan: "pro" }],
        ["b", minute],
      ],
      q: [
        ["a", 0, { plan: "free" }],
        ["b", minute],
      ],
    });
    const made = await leapfrog.must(`/api/projects/${project.id}/actions/`, {
      method: "POST",
      body: { name: "Did b", steps: [{ event: "b" }] },
    });
    const series = [
      step("a", { properties: [{ type: "event", key: "plan", operator: "exact", value: "pro" }] }),
      { kind: "ActionsNode", id: made.id, name: "Did b" },
    ];
    const list = await results(leapfrog, project, { ...funnel([]), series });
    assert.deepEqual(counts(list), [1, 1]);
    assert.deepEqual([list[1].type, list[1].action_id], ["actions", made.id]);
  });

  it("count people once who were merged", async () => {
    const project = await told(leapfrog, {
      anon: [["a", 0]],
      user: [
        ["$identify", minute, { $anon_distinct_id: "anon" }],
        ["b", 2 * minute],
      ],
    });
    assert.deepEqual(counts(await results(leapfrog, project, funnel(["a", "b"]))), [1, 1]);
  });

  it("answer zeros where there is nothing", async () => {
    assert.deepEqual(await countsOf(leapfrog, { p: [["x", 0]] }), [0, 0, 0]);
  });
});

describe("the window", () => {
  const lengths = { second, minute, hour, day, week: 7 * day, month: 30 * day };
  for (const [funnelWindowIntervalUnit, length] of Object.entries(lengths)) {
    it(`of a ${funnelWindowIntervalUnit} includes its last moment, from the first step on`, async () => {
      const filter = { funnelWindowInterval: 1, funnelWindowIntervalUnit };
      const people = {
        in: [
          ["a", 0],
          ["b", 0],
          ["c", length],
        ],
        out: [
          ["a", 0],
          ["b", 1],
          ["c", length + 1],
        ],
      };
      assert.deepEqual(await countsOf(leapfrog, people, filter), [2, 2, 1]);
    });
  }

  it("is fourteen days unless asked otherwise", async () => {
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          in: [
            ["a", 0],
            ["b", 14 * day],
          ],
          out: [
            ["a", 0],
            ["b", 14 * day + 1],
          ],
        },
        {},
        ["a", "b"],
      ),
      [2, 1],
    );
  });

  it("does not reach beyond the dates", async () => {
    const more = { dateRange: { date_from: "2026-03-01", date_to: "2026-03-02" } };
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["a", 0],
            ["b", day],
          ],
        },
        {},
        ["a", "b"],
        more,
      ),
      [1, 0],
    );
  });
});

describe("strict order", () => {
  const filter = { funnelOrderType: "strict" };
  it("allows no other event in between", async () => {
    const people = {
      good: [
        ["a", 0],
        ["b", 1],
        ["c", 2],
      ],
      other: [
        ["a", 0],
        ["x", 1],
        ["b", 2],
        ["c", 3],
      ],
      late: [
        ["a", 0],
        ["b", 1],
        ["x", 2],
        ["c", 3],
      ],
      again: [
        ["a", 0],
        ["x", 1],
        ["a", 2],
        ["b", 3],
        ["c", 4],
      ],
    };
    assert.deepEqual(await countsOf(leapfrog, people, filter), [4, 3, 2]);
  });
  it("takes other events of the same moment as later", async () => {
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          p: [
            ["a", 0],
            ["x", minute],
            ["b", minute],
          ],
        },
        filter,
        ["a", "b"],
      ),
      [1, 1],
    );
  });
  it("ignores events that the query's filters leave out", async () => {
    const people = {
      p: [
        ["a", 0, { k: 1 }],
        ["x", 1, { k: 2 }],
        ["b", 2, { k: 1 }],
      ],
    };
    const more = { properties: [{ type: "event", key: "k", operator: "exact", value: "1" }] };
    assert.deepEqual(await countsOf(leapfrog, people, filter, ["a", "b"], more), [1, 1]);
  });
});

describe("no order", () => {
  const filter = { funnelOrderType: "unordered", funnelWindowInterval: 1, funnelWindowIntervalUnit: "hour" };
  it("counts how many steps were done, whichever, within the window from the first of them", async () => {
    const project = await told(leapfrog, {
      three: [
        ["c", 0],
        ["a", 10 * second],
        ["b", 30 * second],
      ],
      two: [
        ["b", 0],
        ["c", hour],
      ],
      one: [
        ["b", 0],
        ["c", hour + 1],
      ],
    });
    const list = await results(leapfrog, project, funnel(["a", "b", "c"], filter));
    assert.deepEqual(counts(list), [3, 2, 1]);
    assert.deepEqual(
      list.map(({ name, action_id }) => [name, action_id]),
      [
        ["Completed 1 step", null],
        ["Completed 2 steps", null],
        ["Completed 3 steps", null],
      ],
    );
    assert.equal(list[2].average_conversion_time, 20);
  });
  it("needs two events for a step that is listed twice", async () => {
    assert.deepEqual(
      await countsOf(
        leapfrog,
        {
          one: [["a", 0]],
          two: [
            ["a", 0],
            ["a", 1],
          ],
        },
        filter,
        ["a", "a"],
      ),
      [2, 1],
    );
  });
  it("lets an event count for every step it matches", async () => {
    const pro = step("a", { properties: [{ type: "event", key: "plan", operator: "exact", value: "pro" }] });
    assert.deepEqual(await countsOf(leapfrog, { p: [["a", 0, { plan: "pro" }]] }, filter, ["a", pro]), [1, 1]);
  });
  it("disqualifies attempts with an exclusion before their last step", async () => {
    const exclusions = [{ ...step("x"), funnelFromStep: 0, funnelToStep: 1 }];
    const people = {
      between: [
        ["b", 0],
        ["x", 1],
        ["a", 2],
      ],
      after: [
        ["b", 0],
        ["a", 1],
        ["x", 2],
      ],
      unfinished: [
        ["a", 0],
        ["x", 1],
      ],
      elsewhere: [
        ["a", 0],
        ["x", hour + 1],
      ],
    };
    // `between` still has the attempt that begins with its last event.
    assert.deepEqual(await countsOf(leapfrog, people, { ...filter, exclusions }, ["a", "b"]), [3, 1]);
  });
});
