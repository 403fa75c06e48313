import { expect, it } from "vitest";
import type { Condition, FlagFilters } from "./api";
import {
  audience,
  conditionName,
  evenly,
  keyFrom,
  payloadProblem,
  payloadText,
  problem,
  snippet,
  valueText,
  withPayload,
  withVariants,
} from "./words";

const filters = (...groups: Condition[]): FlagFilters => ({ groups });
const fit = [{ type: "person" as const, key: "plan", operator: "exact", value: ["team"] }];
const variant = (key: string, rollout_percentage = 0) => ({ key, rollout_percentage });

it("says who has a flag", () => {
  expect(audience(filters({ properties: [], rollout_percentage: 100 }))).toBe("Everybody");
  expect(audience(filters({ properties: [], rollout_percentage: null }))).toBe("Everybody");
  expect(audience(filters({ properties: [], rollout_percentage: 20 }))).toBe("20% of everybody");
  expect(audience(filters({ properties: fit, rollout_percentage: 50 }))).toBe("50% of those who fit");
  expect(audience(filters({ properties: fit, rollout_percentage: 0 }))).toBe("Nobody");
  expect(audience(filters({ properties: fit, rollout_percentage: 5 }, { properties: [], rollout_percentage: 5 }))).toBe(
    "Some, by 2 conditions",
  );
});

it("names a condition by what it asks", () => {
  expect(conditionName({ properties: [], rollout_percentage: null }, 0)).toBe("1: everybody, at 100%");
  expect(conditionName({ properties: fit, rollout_percentage: 5 }, 1)).toBe("2: by plan, at 5%");
});

it("shares variants evenly and whole", () => {
  for (const count of [1, 2, 3, 6, 7, 11]) {
    const shared = evenly(Array.from({ length: count }, (_, index) => variant(String(index))));
    expect(shared.reduce((sum, each) => sum + each.rollout_percentage, 0)).toBe(100);
  }
  expect(evenly([])).toEqual([]);
});

it("says what keeps rules from being saved", () => {
  const of = (...variants: ReturnType<typeof variant>[]) => problem(withVariants(filters(), variants));
  expect(of()).toBeUndefined();
  expect(of(variant("a", 50), variant("b", 50))).toBeUndefined();
  expect(of(variant("a", 50), variant("b", 40))).toMatch(/90%/);
  expect(of(variant("a", 50), variant("a", 50))).toMatch(/same key/);
  expect(of(variant("", 100))).toMatch(/needs a key/);
});

it("makes keys from words, and code from flags", () => {
  expect(keyFrom("  New Editor! (β)")).toBe("new-editor");
  expect(snippet({ key: "x", filters: filters() })).toContain('isFeatureEnabled("x")');
  expect(snippet({ key: "x", filters: withVariants(filters(), [variant("test", 100)]) })).toContain('=== "test"');
});

it("keeps payloads as text and says what is no JSON", () => {
  const one = withPayload(filters(), "true", '{"a":1}');
  expect(payloadText(one, "true")).toBe('{"a":1}');
  expect(payloadText({ ...filters(), payloads: { true: { a: 1 } } }, "true")).toBe('{"a":1}');
  expect(withPayload(one, "true", " ").payloads).toEqual({});
  expect(problem(one)).toBeUndefined();
  expect(problem(withPayload(one, "true", "{"))).toMatch(/not JSON/);
  expect(payloadProblem("")).toBeUndefined();
  expect(payloadProblem("[1,]")).toBeDefined();
});

it("shows values of a history on one line", () => {
  expect(valueText(null)).toBe("nothing");
  expect(valueText(true)).toBe("true");
  expect(valueText({ a: [1, 2] })).toBe('{ "a": [ 1, 2 ] }');
});
