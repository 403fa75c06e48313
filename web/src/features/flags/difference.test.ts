import { expect, it } from "vitest";
import type { FlagFilters } from "./api";
import { differenceLines } from "./difference";

const between = (before: Partial<FlagFilters>, after: Partial<FlagFilters>) =>
  differenceLines({ field: "filters", before, after });
const plan = { type: "person" as const, key: "plan", operator: "exact", value: ["team"] };

it("says what changed of the rules, and only that", () => {
  const before = { groups: [{ properties: [], rollout_percentage: 20 }], multivariate: null, payloads: {} };
  expect(between(before, { ...before, groups: [{ properties: [plan], rollout_percentage: 20 }] })).toEqual([
    { what: "Who has it", before: "20% of everybody", after: "20% of plan is team" },
  ]);
  expect(
    between(before, { ...before, groups: [...before.groups, { properties: [], rollout_percentage: null }] }),
  ).toEqual([{ what: "Condition 2", before: undefined, after: "100% of everybody" }]);
  expect(between(before, { ...before, payloads: { true: '{"a":1}' } })).toEqual([
    { what: "Payload", before: undefined, after: '{"a":1}' },
  ]);
  const variants = [
    { key: "a", rollout_percentage: 50 },
    { key: "b", rollout_percentage: 50 },
  ];
  expect(between(before, { ...before, multivariate: { variants } })).toEqual([
    { what: "Variants", before: undefined, after: "a 50%, b 50%" },
  ]);
  expect(between({ ...before, early_exit: true } as FlagFilters, before)).toEqual([
    { what: "Early exit", before: "true", after: undefined },
  ]);
});

it("says in words what is switched or renamed", () => {
  expect(differenceLines({ field: "active", before: false, after: true })).toEqual([{ what: "Switched on" }]);
  expect(differenceLines({ field: "deleted", before: true, after: false })).toEqual([{ what: "Brought back" }]);
  expect(differenceLines({ field: "name", before: "", after: "New cart" })).toEqual([
    { what: "What it is for", before: "nothing", after: "New cart" },
  ]);
});
