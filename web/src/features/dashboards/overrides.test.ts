import { expect, it } from "vitest";
import type { InsightQuery, PropertyFilter } from "@/query/types";
import { overridden } from "./overrides";

const plan: PropertyFilter = { type: "event", key: "plan", operator: "exact", value: ["team"] };
const browser: PropertyFilter = { type: "event", key: "$browser", operator: "exact", value: ["Firefox"] };
const trend: InsightQuery = { kind: "TrendsQuery", series: [], dateRange: { date_from: "-30d" } };

it("puts dates in place of the insight's and filters beside its own", () => {
  expect(overridden(trend, {})).toEqual(trend);
  expect(overridden(trend, { date_from: "-7d", properties: [plan] })).toMatchObject({
    dateRange: { date_from: "-7d" },
    properties: [plan],
  });
  expect(overridden({ ...trend, properties: [browser] }, { properties: [plan] })).toMatchObject({
    properties: [browser, plan],
  });
  const either = { type: "OR" as const, values: [{ type: "AND" as const, values: [browser] }] };
  expect(overridden({ ...trend, properties: either }, { properties: [plan] })).toMatchObject({
    properties: { type: "AND", values: [either, { type: "AND", values: [plan] }] },
  });
});

it("leaves out filters that are still being made, and a retention its length", () => {
  expect(overridden(trend, { properties: [{ ...plan, value: [] }] })).toEqual(trend);
  const retention: InsightQuery = { kind: "RetentionQuery", dateRange: { date_from: "-7w" }, retentionFilter: {} };
  expect(overridden(retention, { date_from: "-1d", properties: [plan] })).toMatchObject({
    dateRange: { date_from: "-7w" },
    properties: [plan],
  });
});

it("filters SQL where it says so", () => {
  const sql = (query: string): InsightQuery => ({ kind: "HogQLQuery", query });
  expect(overridden(sql("SELECT 1"), { date_from: "-7d" })).toEqual(sql("SELECT 1"));
  expect(overridden(sql("SELECT 1 FROM events WHERE {filters}"), { date_from: "-7d" })).toMatchObject({
    filters: { dateRange: { date_from: "-7d" } },
  });
});
