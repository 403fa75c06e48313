import { describe, expect, it } from "vitest";
import type { FilterTree, FunnelsQuery, TableAnswer, TrendResult, TrendsQuery } from "@/query/types";
import { askedQuery, missing } from "./asked";
import { asTree, complete, filterText, fromTree, withOperator } from "./filters";
import { readInsightsSearch } from "./list-search";
import { addsUp, mathOf, unitOf } from "./maths";
import { actorsIn } from "./people";
import { funnelActors, trendActors } from "./results/actors";
import { funnelsOf } from "./results/funnel-result";
import { chartSeries, seriesTable, totalBars } from "./results/series";
import { readInsightSearch, readQuery, sameQuery } from "./url";
import { breakdownText, insightTitle, letterOf } from "./words";

const event = (name: string, more = {}) => ({ kind: "EventsNode" as const, event: name, name, ...more });
const trends: TrendsQuery = { kind: "TrendsQuery", series: [event("signed up")], interval: "day" };

describe("filters", () => {
  const plan = { type: "event" as const, key: "plan", operator: "exact", value: ["team"] };

  it("are a plain list as long as one will do", () => {
    expect(fromTree(asTree([plan]))).toEqual([plan]);
    expect(fromTree(asTree(undefined))).toBeUndefined();
    const tree = {
      type: "OR" as const,
      values: [
        { type: "AND" as const, values: [plan] },
        { type: "AND" as const, values: [plan] },
      ],
    };
    expect(fromTree(tree)).toEqual(tree);
    expect(fromTree({ type: "AND", values: [{ type: "OR", values: [plan, plan] }] })).toMatchObject({
      values: [{ type: "OR" }],
    });
  });

  it("are asked only when they are finished", () => {
    const open = { ...plan, value: [] };
    expect(complete([plan, open])).toEqual([plan]);
    expect(complete({ type: "OR", values: [{ type: "AND", values: [open] }] })).toBeUndefined();
    expect(complete([{ ...plan, operator: "is_set", value: undefined }])).toHaveLength(1);
  });

  it("are left out of groups in groups while they are being made", () => {
    const either = { type: "OR", values: [{ type: "AND", values: [plan, { ...plan, value: [] }] }] };
    const over = { type: "AND", values: [plan] };
    expect(complete({ type: "AND", values: [either, over] } as unknown as FilterTree)).toEqual({
      type: "AND",
      values: [{ type: "OR", values: [{ type: "AND", values: [plan] }] }, over],
    });
    expect(complete({ type: "OR", values: [{ type: "AND", values: [{ ...plan, value: [] }] }] })).toBeUndefined();
  });

  it("keep a value that still makes sense under another operator", () => {
    expect(withOperator(plan, "icontains").value).toBe("team");
    expect(withOperator({ ...plan, operator: "icontains", value: "te" }, "is_not").value).toEqual(["te"]);
    expect(withOperator(plan, "is_set").value).toBe("is_set");
    expect(withOperator({ ...plan, operator: "is_set", value: "is_set" }, "exact").value).toEqual([]);
  });

  it("are said in words", () => {
    expect(filterText({ ...plan, value: ["a", "b"] })).toBe("plan is a or b");
    expect(filterText({ type: "event", key: "$browser", operator: "is_not_set" })).toBe("Browser is not set");
  });
});

describe("the address", () => {
  it("takes questions of every kind, bare or inside of a viz node", () => {
    expect(readQuery({ kind: "InsightVizNode", source: trends })).toEqual(trends);
    expect(readInsightSearch({ q: trends }).q).toEqual(trends);
  });

  it.each([7, "x", null, [], {}, { kind: "EventsQuery" }, { kind: "ActorsQuery", source: trends }])(
    "%j is no question",
    (q) => {
      expect(readInsightSearch({ q }).q).toBeUndefined();
    },
  );

  it("mends what is broken", () => {
    expect(readQuery({ kind: "TrendsQuery", series: [] })?.kind).toBe("TrendsQuery");
    expect(readQuery({ kind: "FunnelsQuery", series: [7] })).toMatchObject({ series: [{ event: "$pageview" }] });
    expect(readQuery({ ...trends, properties: { values: 3 }, trendsFilter: 1 })).toEqual(trends);
    expect(readQuery({ kind: "RetentionQuery" })).toMatchObject({ retentionFilter: { period: "Week" } });
    expect(readQuery({ kind: "HogQLQuery", query: 3 })).toMatchObject({ query: expect.any(String) });
  });

  it("takes people only with the question behind them", () => {
    const source = { kind: "InsightActorsQuery", source: trends, series: 0 };
    expect(readInsightSearch({ people: { source, title: "x" } }).people?.title).toBe("x");
    expect(
      readInsightSearch({ people: { source: { kind: "InsightActorsQuery" }, title: "x" } }).people,
    ).toBeUndefined();
  });

  it("reads the list's state", () => {
    expect(readInsightsSearch({ text: 7, kind: "FunnelsQuery", favourites: true, page: "2" })).toEqual({
      text: "7",
      kind: "FunnelsQuery",
      favourites: true,
      page: 2,
    });
    expect(readInsightsSearch({ kind: "x", page: -1, favourites: "yes" })).toEqual({});
  });
});

it("asks without what is not finished", () => {
  const building: TrendsQuery = {
    ...trends,
    series: [
      event("a", { math: "avg" }),
      event("b", { math: "sum", math_property: "price", properties: [{ type: "event", key: "k", value: [] }] }),
    ],
  };
  const asked = askedQuery(building) as TrendsQuery;
  expect(asked.series.map((node) => node.math)).toEqual(["total", "sum"]);
  expect(asked.series[1]?.properties).toEqual([]);
  expect(missing({ kind: "FunnelsQuery", series: [event("a")] })).toMatch(/second step/);
  expect(missing(trends)).toBeUndefined();
});

it("tells a changed question from the saved one, whatever the order of keys", () => {
  expect(sameQuery({ a: 1, b: { c: undefined, d: 2 } }, { b: { d: 2 }, a: 1 })).toBe(true);
  expect(sameQuery({ a: 1 }, { a: 2 })).toBe(false);
});

const result = (name: string, more: Partial<TrendResult> = {}): TrendResult => ({
  action: { id: name, type: "events", order: 0, name },
  label: name,
  count: 3,
  data: [1, 2],
  days: ["2026-11-20", "2026-11-21"],
  labels: ["20-Nov-2026", "21-Nov-2026"],
  ...more,
});

describe("results of trends", () => {
  it("keep the colour of a series in the period before", () => {
    const [now, before] = chartSeries(
      [result("a", { compare_label: "current" }), result("a", { compare_label: "previous" })],
      trends,
    );
    expect(before?.colour).toBe(now?.colour);
    expect([before?.previous, before?.name]).toEqual([true, "a, before"]);
  });

  it("are named by value alone when there is one series", () => {
    const split = [
      result("a", { breakdown_value: "Chrome" }),
      result("a", { breakdown_value: "$$_posthog_breakdown_other_$$" }),
    ];
    expect(chartSeries(split, trends).map((each) => each.name)).toEqual(["Chrome", "(everything else)"]);
    expect(chartSeries(split, trends)[1]?.colour).toBe("var(--chart-10)");
  });

  it("put totals in order, what is left over last, each with its value before", () => {
    const bars = totalBars(
      [
        result("a", { breakdown_value: "$$_posthog_breakdown_other_$$", aggregated_value: 99 }),
        result("a", { breakdown_value: "x", aggregated_value: 1, compare_label: "current" }),
        result("a", { breakdown_value: "y", aggregated_value: 5, compare_label: "current" }),
        result("a", { breakdown_value: "y", aggregated_value: 4, compare_label: "previous" }),
      ],
      trends,
    );
    expect(bars.map((bar) => [bar.name, bar.value, bar.before])).toEqual([
      ["y", 5, 4],
      ["x", 1, undefined],
      ["(everything else)", 99, undefined],
    ]);
  });

  it("make a table with a column for each day", () => {
    expect(seriesTable([result("a")], trends)).toEqual([
      ["Series", "2026-11-20", "2026-11-21"],
      ["a", 1, 2],
    ]);
  });

  it("know whose people they count", () => {
    const split = result("a", { breakdown_value: "Chrome", compare_label: "previous" });
    expect(trendActors(trends, split, 1)).toEqual({
      kind: "InsightActorsQuery",
      source: trends,
      day: "2026-11-21",
      series: 0,
      breakdown: "Chrome",
      compare: "previous",
    });
    expect(trendActors({ ...trends, trendsFilter: { formula: "A/B" } }, result("a"))).toBeUndefined();
  });
});

it("reads funnels with and without a breakdown", () => {
  const step = (order: number, count: number) => ({
    action_id: "a",
    name: "a",
    order,
    count,
    type: "events",
    average_conversion_time: null,
    median_conversion_time: null,
  });
  expect(funnelsOf([step(1, 2), step(0, 5)]).map((steps) => steps.map((each) => each.count))).toEqual([[5, 2]]);
  expect(funnelsOf([[step(0, 5)], [step(0, 3)]])).toHaveLength(2);
  expect(funnelsOf(null)).toEqual([]);
  const funnel: FunnelsQuery = { kind: "FunnelsQuery", series: [event("a"), event("b")] };
  expect(funnelActors(funnel, 1, false, undefined)).toMatchObject({ funnelStep: -2 });
  expect(funnelActors(funnel, 1, true, "Chrome")).toMatchObject({ funnelStep: 2, funnelStepBreakdown: "Chrome" });
});

it("finds people in an answer, by object or by id", () => {
  const answer: TableAnswer = {
    columns: ["actor", "id", "event_count"],
    results: [
      [{ uuid: "u-1", distinct_ids: ["d"], properties: { email: "a@b.c" } }, "u-1", 4],
      [null, "u-2", null],
      [null, null, 1],
    ],
  };
  expect(actorsIn(answer)).toMatchObject([
    { id: "u-1", name: "a@b.c", events: 4 },
    { id: "u-2", ids: [] },
  ]);
});

it("says what a question asks", () => {
  expect(insightTitle(trends)).toBe("signed up");
  expect(
    insightTitle({
      ...trends,
      series: [event("a", { math: "avg", math_property: "price" })],
      breakdownFilter: { breakdown: "$browser" },
    }),
  ).toBe("a, average of price by Browser");
  expect(insightTitle({ kind: "FunnelsQuery", series: [event("a"), event("b")] })).toBe("Funnel a → b");
  expect(breakdownText(["Chrome", null])).toBe("Chrome · (none)");
  expect([letterOf(0), letterOf(25)]).toEqual(["A", "Z"]);
  expect([mathOf("nonsense").value, mathOf("p90").property, unitOf("dau"), unitOf("avg")]).toEqual([
    "total",
    true,
    "people",
    "",
  ]);
  expect([addsUp(undefined), addsUp("dau")]).toEqual([true, false]);
});
