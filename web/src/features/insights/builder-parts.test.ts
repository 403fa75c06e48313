import { describe, expect, it } from "vitest";
import { meanShare } from "@/charts/retention";
import type { FunnelsQuery, RetentionQuery, RetentionRow, TrendsQuery } from "@/query/types";
import { breakdownFields, withFields } from "./breakdowns";
import { answerRows } from "./export-rows";
import { isComplete } from "./filters";
import { exactFormat, shortFormat } from "./formats";
import { formulasOf, withFormulas } from "./formulas";
import { mathsWith } from "./maths";
import { pathsOf } from "./results/funnel-result";
import { retentionTables } from "./results/retention-result";
import { arrive, begin, earlier, later } from "./steps-back";
import { breakdownWords, insightTitle } from "./words";

const event = (name: string, more = {}) => ({ kind: "EventsNode" as const, event: name, name, ...more });
const trends: TrendsQuery = { kind: "TrendsQuery", series: [event("signed up")], interval: "day" };

describe("breakdowns", () => {
  it("are read in both forms and written in the plainest", () => {
    const browser = { property: "$browser", type: "event" };
    expect(breakdownFields({ breakdown: "$browser", breakdown_type: "event" })).toMatchObject([browser]);
    expect(breakdownFields({ breakdowns: [browser] })).toEqual([browser]);
    expect(withFields(undefined, [browser])).toEqual({
      breakdown: "$browser",
      breakdown_type: "event",
      breakdown_limit: 10,
    });
    const two = withFields({ breakdown_limit: 5 }, [browser, { property: "plan", type: "person" }]);
    expect(two).toEqual({ breakdown_limit: 5, breakdowns: [browser, { property: "plan", type: "person" }] });
    expect(breakdownWords(two)).toBe("Browser and plan");
    expect(withFields(two, [])).toBeUndefined();
    const cohorts = withFields(undefined, [
      { property: 3, type: "cohort" },
      { property: "all", type: "cohort" },
    ]);
    expect(cohorts).toMatchObject({ breakdown_type: "cohort", breakdown: [3, "all"] });
    expect(breakdownFields(cohorts)).toHaveLength(2);
  });
});

describe("formulas", () => {
  it("are read in three forms and keep their names", () => {
    expect(formulasOf({ ...trends, trendsFilter: { formula: "A" } })).toEqual([{ formula: "A" }]);
    expect(formulasOf({ ...trends, trendsFilter: { formulas: ["A", "B"] } })).toHaveLength(2);
    const named = withFormulas(trends, [{ formula: "A", custom_name: "Rate" }]);
    expect(named.trendsFilter).toEqual({ formulaNodes: [{ formula: "A", custom_name: "Rate" }] });
    expect(insightTitle(named)).toBe("Formula Rate");
    expect(withFormulas(named, [{ formula: "A" }]).trendsFilter).toEqual({ formula: "A" });
    expect(withFormulas(named, []).trendsFilter).toEqual({});
  });
});

it("writes numbers in the unit that was chosen", () => {
  const as = (trendsFilter: TrendsQuery["trendsFilter"]) => exactFormat({ ...trends, trendsFilter });
  expect(as({})(1234.5)).toBe("1,235");
  expect(as({ aggregationAxisFormat: "percentage_scaled" })(0.125)).toBe("12.5%");
  expect(as({ aggregationAxisFormat: "duration" })(200)).toBe("3 min 20 s");
  expect(as({ aggregationAxisPrefix: "€ " })(7)).toBe("€ 7");
  expect(shortFormat(trends)(12_400)).toBe("12.4k");
  const seconds = { ...trends, series: [event("x", { math: "avg", math_property: "$session_duration" })] };
  expect(exactFormat(seconds)(90)).toBe("1 min 30 s");
});

it("offers to count the project's own groups", () => {
  const list = mathsWith([{ index: 1, title: "Companies" }]);
  expect(list.find(({ value }) => value === "unique_group/1")).toMatchObject({
    title: "Unique companies",
    groupType: 1,
  });
});

it("asks a range only when both ends are there", () => {
  const filter = { type: "event" as const, key: "price", operator: "between" };
  expect(isComplete({ ...filter, value: ["1", ""] })).toBe(false);
  expect(isComplete({ ...filter, value: ["1", "5"] })).toBe(true);
});

describe("steps back", () => {
  it("goes through what was asked, and forgets what was undone once something else is asked", () => {
    const second = { ...trends, interval: "week" as const };
    const third = { ...trends, interval: "month" as const };
    let steps = arrive(begin(trends), second);
    expect(earlier(steps)).toEqual(trends);
    steps = arrive(steps, trends);
    expect([earlier(steps), later(steps)]).toEqual([undefined, second]);
    steps = arrive(steps, third);
    expect(later(steps)).toBeUndefined();
    expect(earlier(steps)).toEqual(trends);
  });
});

describe("retention", () => {
  const query: RetentionQuery = { kind: "RetentionQuery", retentionFilter: { period: "Day" } };
  const row = (date: string, counts: number[], breakdown_value?: string): RetentionRow => ({
    date,
    label: "",
    values: counts.map((count) => ({ count })),
    breakdown_value,
  });

  it("has a table for each value", () => {
    const tables = retentionTables(query, [
      row("2026-11-01", [4, 2, 1], "a"),
      row("2026-11-01", [6, 3, 1], "b"),
      row("2026-11-02", [5, 1], "a"),
    ]);
    expect(tables.map(({ name, lines }) => [name, lines.length])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(answerRows(query, { results: [row("2026-11-01", [4, 2], "a")] })).toEqual([
      ["value", "cohort", "Day 0", "Day 1"],
      ["a", "2026-11-01", 4, 2],
    ]);
  });

  it("has two means: of people and of cohorts", () => {
    const lines = [
      { title: "", size: 10, counts: [10, 5, 0], openFrom: 2 },
      { title: "", size: 30, counts: [30, 3, 0], openFrom: 2 },
    ];
    expect(meanShare(lines, 1, "total")).toBeCloseTo(20);
    expect(meanShare(lines, 1, "total", true)).toBeCloseTo(30);
    expect(meanShare(lines, 2, "total", true)).toBeUndefined();
  });
});

it("turns a step of a funnel into the ways around it", () => {
  const funnel: FunnelsQuery = {
    kind: "FunnelsQuery",
    series: [event("a"), event("b")],
    dateRange: { date_from: "-7d" },
    breakdownFilter: { breakdown: "x" },
  };
  const paths = pathsOf(funnel, "funnel_path_between_steps", 2);
  expect(paths).toMatchObject({ dateRange: { date_from: "-7d" }, funnelPathsFilter: { funnelStep: 2 } });
  expect(paths.funnelPathsFilter?.funnelSource.breakdownFilter).toBeUndefined();
  expect(insightTitle(paths)).toBe("Paths from a to b");
});
