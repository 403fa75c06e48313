import { expect, it } from "vitest";
import type { PropertyFilter } from "@/query/types";
import { overOf, variablesOf } from "./over";

const plan: PropertyFilter = { type: "event", key: "plan", operator: "exact", value: ["team"] };

it("says nothing where the address says nothing", () => {
  expect(overOf({})).toEqual({});
});

it("takes both ends of the range together, and no filter that is still being made", () => {
  expect(overOf({ from: "-7d" })).toEqual({ filters: { date_from: "-7d", date_to: null } });
  expect(overOf({ from: "2026-10-01", to: "2026-10-15", filters: [plan, { ...plan, value: [] }] })).toEqual({
    filters: { date_from: "2026-10-01", date_to: "2026-10-15", properties: [plan] },
  });
  // No filters at all stand over those that are kept.
  expect(overOf({ filters: [] })).toEqual({ filters: { properties: [] } });
});

it("gives variables their values by name", () => {
  expect(overOf({ vars: { least: 3 } })).toEqual({
    variables: { least: { variableId: "least", code_name: "least", value: 3 } },
  });
  const sql = (query: string) => ({ kind: "HogQLQuery" as const, query });
  expect(
    variablesOf([sql("SELECT {variables.a}, {variables.b}"), undefined, sql("SELECT {variables.a}"), sql("SELECT 1")]),
  ).toEqual(["a", "b"]);
});
