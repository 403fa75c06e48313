// FunnelsQuery's views, breakdowns and actors, the people behind it, and FunnelCorrelationQuery: every option by name, with
// exact numbers on small histories.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, byValue, counts, countsOf, day, funnel, hour, results, second, step, told } from "../harness/funnels.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "funnels" });
});
after(() => leapfrog?.stop());

describe("twenty steps, over numbers too wide for 64 bits with ten exclusions", () => {
  const names = Array.from({ length: 20 }, (_, i) => `step ${i}`);
  const exclusions = names.slice(0, 10).map((_, i) => ({ ...step(`x${i}`), funnelFromStep: i, funnelToStep: i + 1 }));
  const walk = (count) => names.slice(0, count).map((name, i) => [name, i * 1000]);
  for (const funnelOrderType of ["ordered", "strict"]) {
    it(funnelOrderType, async () => {
      const people = { all: walk(20), half: walk(10), excluded: [...walk(5), ["x4", 4001]] };
      const expected = names.map((_, i) => (i < 10 ? 2 : 1));
      assert.deepEqual(await countsOf(leapfrog, people, { funnelOrderType, exclusions }, names), expected);
    });
  }
});

describe("who goes through", () => {
  const $groups = (company) => ({ $groups: { company } });
  const people = {
    p: [
      ["a", 0, { ...$groups("one"), $session_id: "s1" }],
      ["b", 1, { ...$groups("two"), $session_id: "s2" }],
    ],
    q: [
      ["b", 2, { ...$groups("one"), $session_id: "s3" }],
      ["a", 3],
      ["a", 4, { $session_id: "s3" }],
    ],
  };
  it("people", async () => assert.deepEqual(await countsOf(leapfrog, people, {}, ["a", "b"]), [2, 1]));
  it("groups, where an event has one", async () => {
    assert.deepEqual(await countsOf(leapfrog, people, {}, ["a", "b"], { aggregation_group_type_index: 0 }), [1, 1]);
  });
  it("sessions", async () => {
    assert.deepEqual(
      await countsOf(leapfrog, people, { funnelAggregateByHogQL: "properties.$session_id" }, ["a", "b"]),
      [2, 0],
    );
  });
});

describe("breakdowns", () => {
  const people = {
    p: [
      ["a", 0, { os: "Mac" }],
      ["b", 1, { os: "Linux" }],
    ],
    q: [
      ["a", 0],
      ["b", 1, { os: "Linux" }],
    ],
    r: [["a", 0, { os: "Mac" }]],
    s: [["a", 0]],
  };
  const breakdownFilter = { breakdown: "os", breakdown_type: "event" };
  const expected = {
    first_touch: { Mac: [2, 1], Linux: [1, 1], "": [1, 0] },
    last_touch: { Linux: [2, 2], Mac: [1, 0], "": [1, 0] },
    all_events: { Mac: [2, 0], "": [2, 0] },
  };
  for (const [breakdownAttributionType, values] of Object.entries(expected)) {
    it(breakdownAttributionType, async () => {
      const project = await told(leapfrog, people);
      assert.deepEqual(
        byValue(
          await results(leapfrog, project, funnel(["a", "b"], { breakdownAttributionType }, { breakdownFilter })),
        ),
        values,
      );
    });
  }
  it("step: the value at that step; who was not there has none", async () => {
    const project = await told(leapfrog, people);
    const at = async (breakdownAttributionValue) =>
      byValue(
        await results(
          leapfrog,
          project,
          funnel(["a", "b"], { breakdownAttributionType: "step", breakdownAttributionValue }, { breakdownFilter }),
        ),
      );
    assert.deepEqual(await at(0), { Mac: [2, 1], "": [2, 1] });
    assert.deepEqual(await at(1), { Linux: [2, 2], "": [2, 0] });
  });
  it("step: in no order one listed twice has both events, whichever of the two is limited to the value", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0, { os: "x" }],
        ["a", 10 * second, { os: "y" }],
        ["a", 30 * second, { os: "y" }],
      ],
      q: [
        ["a", 0, { os: "x" }],
        ["a", hour + 1, { os: "y" }],
      ],
    });
    const unordered = { funnelOrderType: "unordered", funnelWindowInterval: 1, funnelWindowIntervalUnit: "hour" };
    const times = async (series, breakdownAttributionValue) => {
      const attribution = { breakdownAttributionType: "step", breakdownAttributionValue };
      const breakdownFilter = { breakdown: "os", breakdown_type: "event" };
      const list = await results(
        leapfrog,
        project,
        funnel(series, { ...unordered, ...attribution }, { breakdownFilter }),
      );
      return Object.fromEntries(
        list.map((one) => [
          one[0].breakdown_value[0],
          one.map(({ count, average_conversion_time }) => [count, average_conversion_time]),
        ]),
      );
    };
    const two = {
      x: [
        [2, null],
        [1, 10],
      ],
      y: [
        [2, null],
        [1, 10],
      ],
    };
    assert.deepEqual(await times(["a", "a"], 0), two);
    assert.deepEqual(await times(["a", "a"], 1), two);
    const three = {
      x: [
        [2, null],
        [1, 10],
        [1, 20],
      ],
      y: [
        [2, null],
        [1, 10],
        [1, 20],
      ],
    };
    for (const step of [0, 1, 2]) assert.deepEqual(await times(["a", "a", "a"], step), three);
  });
  it("keep the values with the most at the first step, the rest is Other", async () => {
    const project = await told(leapfrog, {
      p: [["a", 0, { os: "x" }]],
      q: [["a", 0, { os: "x" }]],
      r: [
        ["a", 0, { os: "y" }],
        ["b", 1],
      ],
      s: [
        ["a", 0, { os: "z" }],
        ["b", 1],
      ],
    });
    const list = await results(
      leapfrog,
      project,
      funnel(["a", "b"], {}, { breakdownFilter: { ...breakdownFilter, breakdown_limit: 1 } }),
    );
    assert.deepEqual(
      list.map((one) => [one[0].breakdown_value, counts(one)]),
      [
        [["x"], [2, 0]],
        [["Other"], [2, 2]],
      ],
    );
    const hidden = await results(
      leapfrog,
      project,
      funnel(
        ["a", "b"],
        {},
        { breakdownFilter: { ...breakdownFilter, breakdown_limit: 1, breakdown_hide_other_aggregation: true } },
      ),
    );
    assert.equal(hidden.length, 1);
  });
  it("by up to three properties", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0, { os: "x", n: 1, $set: { plan: "pro" } }],
        ["b", 1],
      ],
    });
    const breakdowns = [{ property: "os" }, { property: "n" }, { property: "plan", type: "person" }];
    assert.deepEqual(
      byValue(await results(leapfrog, project, funnel(["a", "b"], {}, { breakdownFilter: { breakdowns } }))),
      {
        "x/1/pro": [1, 1],
      },
    );
  });
});

describe("time to convert", () => {
  const people = Object.fromEntries(
    [10, 12, 30, 70].map((time, i) => [
      `p${i}`,
      [
        ["a", 0],
        ["b", time * second],
        ["c", (time + 100) * second],
      ],
    ]),
  );
  const view = (more) => ({ funnelVizType: "time_to_convert", ...more });
  it("cuts the times into as many bins as asked for, and one for the longest", async () => {
    const answer = await results(leapfrog, await told(leapfrog, people), funnel(["a", "b"], view({ binCount: 3 })));
    assert.deepEqual(answer, {
      bins: [
        [10, 2],
        [30, 1],
        [50, 0],
        [70, 1],
      ],
      average_conversion_time: 30.5,
    });
  });
  it("chooses the number of bins by the number of actors", async () => {
    const { bins } = await results(leapfrog, await told(leapfrog, people), funnel(["a", "b"], view()));
    assert.deepEqual(bins, [
      [10, 3],
      [40, 0],
      [70, 1],
    ]);
  });
  it("cuts the times of 27 actors into three bins", async () => {
    const waits = Array.from({ length: 27 }, (_, i) => [
      `p${i}`,
      [
        ["a", 0],
        ["b", (10 + 3 * i) * second],
      ],
    ]);
    const { bins } = await results(
      leapfrog,
      await told(leapfrog, Object.fromEntries(waits)),
      funnel(["a", "b"], view()),
    );
    assert.deepEqual(bins, [
      [10, 9],
      [36, 9],
      [62, 8],
      [88, 1],
    ]);
  });
  it("between the steps asked for", async () => {
    const answer = await results(
      leapfrog,
      await told(leapfrog, people),
      funnel(["a", "b", "c"], view({ funnelFromStep: 1, funnelToStep: 2 })),
    );
    assert.equal(answer.average_conversion_time, 100);
    assert.deepEqual(answer.bins, [
      [100, 4],
      [160, 0],
      [220, 0],
    ]);
  });
  it("of nobody has no bins", async () => {
    assert.deepEqual(await results(leapfrog, await told(leapfrog, { p: [["a", 0]] }), funnel(["a", "b"], view())), {
      bins: [],
      average_conversion_time: null,
    });
  });
});

describe("trends", () => {
  const dateRange = { date_from: "2026-03-02", date_to: "2026-03-04" };
  const view = (more = {}) => ({ funnelVizType: "trends", ...more });
  const people = {
    p: [
      ["a", 0],
      ["a", day],
      ["b", day + hour],
    ],
    q: [["a", hour]],
    r: [
      ["a", 2 * day],
      ["b", 2 * day + 1],
    ],
  };
  it("give the share of those who entered in an interval and got through, each interval for itself", async () => {
    const project = await told(leapfrog, people);
    const [line] = await results(leapfrog, project, funnel(["a", "b"], view(), { dateRange, interval: "day" }));
    assert.deepEqual(line.data, [50, 100, 100]);
    assert.deepEqual(line.days, ["2026-03-02", "2026-03-03", "2026-03-04"]);
    assert.deepEqual(line.labels, ["2-Mar-2026", "3-Mar-2026", "4-Mar-2026"]);
    assert.deepEqual(line.reached_from_step_count, [2, 1, 1]);
    assert.deepEqual(line.reached_to_step_count, [1, 1, 1]);
  });
  it("from one step to another", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0],
        ["b", 1],
      ],
      q: [["a", 0]],
      r: [
        ["a", 0],
        ["b", 1],
        ["c", 2],
      ],
    });
    const [line] = await results(
      leapfrog,
      project,
      funnel(["a", "b", "c"], view({ funnelFromStep: 1, funnelToStep: 2 }), { dateRange, interval: "day" }),
    );
    assert.deepEqual(line.data, [50, 0, 0]);
  });
  it("take events of one moment in the same order after the interval as within it", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0],
        ["b", day],
        ["a", day], // matches the first step, so it comes before b and is not the third
      ],
    });
    // Walked by person, computed in the engine by an expression.
    for (const funnelAggregateByHogQL of ["", "distinct_id"]) {
      const asked = funnel(["a", "b", "a"], view({ funnelAggregateByHogQL }), { dateRange, interval: "day" });
      const [line] = await results(leapfrog, project, asked);
      assert.deepEqual(line.reached_from_step_count, [1, 1, 0]);
      assert.deepEqual(line.reached_to_step_count, [0, 0, 0]);
    }
  });
  it("by week, month and hour", async () => {
    const project = await told(leapfrog, people, { patch: { week_start_day: 1 } });
    const days = async (interval) =>
      (await results(leapfrog, project, funnel(["a", "b"], view(), { dateRange, interval })))[0].days;
    assert.deepEqual(await days("week"), ["2026-03-02"]);
    assert.deepEqual(await days("month"), ["2026-03-01"]);
    assert.equal((await days("hour")).length, 72);
  });
  it("with a breakdown", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0, { os: "x" }],
        ["b", 1],
      ],
      q: [["a", 0, { os: "y" }]],
    });
    const list = await results(
      leapfrog,
      project,
      funnel(["a", "b"], view(), { dateRange, interval: "day", breakdownFilter: { breakdown: "os" } }),
    );
    assert.deepEqual(
      list.map(({ breakdown_value, data }) => [breakdown_value, data[0]]),
      [
        [["x"], 100],
        [["y"], 0],
      ],
    );
  });
  it("with a breakdown by a step after their last, which is nobody's value", async () => {
    const project = await told(leapfrog, {
      p: [
        ["a", 0, { os: "x" }],
        ["b", 1, { os: "y" }],
        ["c", 2, { os: "z" }],
      ],
      q: [["a", 0, { os: "y" }]],
    });
    const attribution = { breakdownAttributionType: "step", breakdownAttributionValue: 2 };
    const filter = view({ ...attribution, funnelFromStep: 0, funnelToStep: 1 });
    const more = { dateRange, interval: "day", breakdownFilter: { breakdown: "os" } };
    const list = await results(leapfrog, project, funnel(["a", "b", "c"], filter, more));
    assert.deepEqual(
      list.map(({ breakdown_value, data }) => [breakdown_value, data[0]]),
      [[[""], 50]],
    );
  });
});

describe("the people behind", () => {
  const people = {
    all: [
      ["a", 0],
      ["b", 1],
      ["c", 2],
    ],
    two: [
      ["a", 0, { os: "x" }],
      ["b", 1],
    ],
    one: [["a", 0, { os: "x" }]],
  };
  async function behind(project, source, point) {
    const answer = await ask(leapfrog, project, {
      kind: "ActorsQuery",
      source: { kind: "FunnelsActorsQuery", source, ...point },
      select: ["distinct_ids"],
      limit: 100,
    });
    assert.equal(answer.status, 200, JSON.stringify(answer));
    return answer.results.flat(2).sort();
  }
  it("a step, and a drop-off with a negative one", async () => {
    const project = await told(leapfrog, people);
    const source = funnel(["a", "b", "c"]);
    assert.deepEqual(await behind(project, source, { funnelStep: 1 }), ["all", "one", "two"]);
    assert.deepEqual(await behind(project, source, { funnelStep: 2 }), ["all", "two"]);
    assert.deepEqual(await behind(project, source, { funnelStep: 3 }), ["all"]);
    assert.deepEqual(await behind(project, source, { funnelStep: -2 }), ["one"]);
    assert.deepEqual(await behind(project, source, { funnelStep: -3 }), ["two"]);
  });
  it("a value of the breakdown, and Other", async () => {
    const project = await told(leapfrog, people);
    const source = funnel(["a", "b"], {}, { breakdownFilter: { breakdown: "os", breakdown_limit: 1 } });
    assert.deepEqual(await behind(project, source, { funnelStep: 1, funnelStepBreakdown: ["x"] }), ["one", "two"]);
    assert.deepEqual(await behind(project, source, { funnelStep: 1, funnelStepBreakdown: "Other" }), ["all"]);
  });
  it("a period of trends, through or dropped", async () => {
    const project = await told(leapfrog, people);
    const source = funnel(["a", "b"], { funnelVizType: "trends" }, { interval: "day" });
    const funnelTrendsEntrancePeriodStart = "2026-03-02";
    assert.deepEqual(await behind(project, source, { funnelTrendsEntrancePeriodStart, funnelTrendsDropOff: false }), [
      "all",
      "two",
    ]);
    assert.deepEqual(await behind(project, source, { funnelTrendsEntrancePeriodStart, funnelTrendsDropOff: true }), [
      "one",
    ]);
  });
});

describe("correlation", () => {
  const people = {};
  for (let i = 0; i < 6; ++i)
    people[`won${i}`] = [
      ["a", 0, { $set: { plan: "pro" } }],
      ["help", 1, { topic: "buy" }],
      ["b", 2],
    ];
  for (let i = 0; i < 4; ++i)
    people[`lost${i}`] = [
      ["a", 0, { $set: { plan: i === 0 ? "pro" : "free" } }],
      ["error", 1],
      ...(i === 0 ? [["help", 2, { topic: "leave" }]] : []),
    ];
  const source = { kind: "FunnelsActorsQuery", source: funnel(["a", "b"]) };
  const figures = ({ events }) =>
    events.map(({ event, success_count, failure_count, odds_ratio, correlation_type }) => [
      event.event,
      success_count,
      failure_count,
      odds_ratio,
      correlation_type,
    ]);

  it("by events", async () => {
    const found = await results(leapfrog, await told(leapfrog, people), {
      kind: "FunnelCorrelationQuery",
      funnelCorrelationType: "events",
      source,
    });
    assert.equal(found.skewed, false);
    assert.deepEqual(figures(found), [
      ["help", 6, 1, (7 * 4) / (1 * 2), "success"],
      ["error", 0, 4, (1 * 1) / (7 * 5), "failure"],
    ]);
  });
  it("by events without excluded ones", async () => {
    const found = await results(leapfrog, await told(leapfrog, people), {
      kind: "FunnelCorrelationQuery",
      funnelCorrelationType: "events",
      funnelCorrelationExcludeEventNames: ["help"],
      source,
    });
    assert.deepEqual(
      figures(found).map(([name]) => name),
      ["error"],
    );
  });
  it("by properties of people", async () => {
    const found = await results(leapfrog, await told(leapfrog, people), {
      kind: "FunnelCorrelationQuery",
      funnelCorrelationType: "properties",
      funnelCorrelationNames: ["plan"],
      source,
    });
    assert.deepEqual(figures(found), [
      ["plan::pro", 6, 1, 14, "success"],
      ["plan::free", 0, 3, (1 * 2) / (7 * 4), "failure"],
    ]);
  });
  it("by properties of events", async () => {
    const found = await results(leapfrog, await told(leapfrog, people), {
      kind: "FunnelCorrelationQuery",
      funnelCorrelationType: "event_with_properties",
      funnelCorrelationEventNames: ["help"],
      funnelCorrelationEventExcludePropertyNames: ["$lib"],
      source,
    });
    const list = figures(found);
    assert.deepEqual(
      list.find(([name]) => name === "help::topic::buy"),
      ["help::topic::buy", 6, 0, (7 * 5) / (1 * 1), "success"],
    );
    assert.deepEqual(
      list.find(([name]) => name === "help::topic::leave"),
      ["help::topic::leave", 0, 1, (1 * 4) / (7 * 2), "failure"],
    );
  });
  it("has people behind each side", async () => {
    const project = await told(leapfrog, people);
    const behind = async (funnelCorrelationPersonConverted) => {
      const inner = { kind: "FunnelCorrelationQuery", funnelCorrelationType: "events", source };
      const point = { funnelCorrelationPersonEntity: { event: "help" }, funnelCorrelationPersonConverted };
      const actors = { kind: "FunnelCorrelationActorsQuery", source: inner, ...point };
      return results(leapfrog, project, { kind: "ActorsQuery", source: actors, select: ["distinct_ids"], limit: 100 });
    };
    assert.equal((await behind(true)).length, 6);
    assert.deepEqual((await behind(false)).flat(2), ["lost0"]);
  });
  it("is skewed where nobody failed", async () => {
    const found = await results(
      leapfrog,
      await told(leapfrog, {
        p: [
          ["a", 0],
          ["x", 1],
          ["b", 2],
        ],
      }),
      { kind: "FunnelCorrelationQuery", funnelCorrelationType: "events", source },
    );
    assert.deepEqual(found, { events: [], skewed: true });
  });
});

describe("first times", () => {
  const people = {
    p: [
      ["a", -40 * day],
      ["a", 0, { plan: "pro" }],
      ["b", 1],
    ],
    q: [
      ["a", 0, { plan: "pro" }],
      ["b", 1],
    ],
  };
  const properties = [{ type: "event", key: "plan", operator: "exact", value: "pro" }];
  it("first_time_for_user: only the person's first event of the name, ever", async () => {
    assert.deepEqual(
      await countsOf(leapfrog, people, {}, [step("a", { math: "first_time_for_user", properties }), "b"]),
      [1, 1],
    );
  });
  it("first_time_for_user_with_filters: the first that meets the step's filters", async () => {
    assert.deepEqual(
      await countsOf(leapfrog, people, {}, [step("a", { math: "first_time_for_user_with_filters", properties }), "b"]),
      [2, 2],
    );
  });
});

describe("what is refused, with the place", () => {
  const refusals = {
    "query.series": funnel(["a"]),
    "query.series[0].optionalInFunnel": funnel([step("a", { optionalInFunnel: true }), "b"]),
    "query.series[1].math": funnel(["a", step("b", { math: "dau" })]),
    "query.funnelsFilter.funnelToStep": funnel(["a", "b"], { funnelToStep: 2 }),
    "query.funnelsFilter.funnelFromStep": funnel(["a", "b"], { funnelFromStep: 1, funnelToStep: 1 }),
    "query.funnelsFilter.funnelWindowIntervalUnit": funnel(["a", "b"], { funnelWindowIntervalUnit: "fortnight" }),
    "query.funnelsFilter.exclusions[0]": funnel(["a", "b"], {
      exclusions: [{ ...step("x"), funnelFromStep: 1, funnelToStep: 1 }],
    }),
    "query.funnelsFilter.funnelOrderType": funnel(["a", "b"], { funnelOrderType: 3 }),
  };
  for (const [attr, query] of Object.entries(refusals)) {
    it(attr, async () => {
      const answer = await ask(leapfrog, leapfrog.project, query);
      assert.deepEqual([answer.status, answer.type, answer.attr], [400, "validation_error", attr]);
    });
  }
  it("unknown keys are ignored", async () => {
    const answer = await ask(
      leapfrog,
      leapfrog.project,
      funnel(["a", "b"], { layout: "vertical", whatever: 1 }, { unknown: true }),
    );
    assert.equal(answer.status, 200);
  });
});
