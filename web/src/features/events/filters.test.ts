import { describe, expect, it } from "vitest";
import { anyFilter, changeFilters, readEventFilters } from "./filters";

describe("readEventFilters", () => {
  it("keeps what is a filter and nothing else", () => {
    expect(readEventFilters({ event: "$pageview", from: "2026-11-03", evil: "x", to: "yesterday", text: "" })).toEqual({
      event: "$pageview",
      from: "2026-11-03",
    });
  });

  it("takes values that the URL reads as numbers", () => {
    expect(readEventFilters({ distinct_id: 42, text: true })).toEqual({ distinct_id: "42", text: "true" });
  });

  it("cuts what is too long", () => {
    expect(readEventFilters({ text: "x".repeat(5000) }).text).toHaveLength(400);
  });

  it("keeps conditions on properties that name one", () => {
    const plan = { type: "event", key: "plan", operator: "exact", value: ["team"] };
    expect(readEventFilters({ properties: [plan, { key: "x" }, 7, null] }).properties).toEqual([plan]);
    expect(readEventFilters({ properties: "plan" }).properties).toBeUndefined();
    expect(anyFilter(readEventFilters({ properties: [plan] }))).toBe(true);
  });

  it("reads its own output unchanged", () => {
    const filters = { event: "a b", distinct_id: "ü", person: "p", text: "42", from: "2026-01-01", to: "2026-01-02" };
    expect(readEventFilters({ ...filters })).toEqual(filters);
  });
});

it("takes a filter away when its value is empty", () => {
  const changed = changeFilters({ event: "a", text: "b" }, { event: "" });
  expect(changed).toEqual({ text: "b" });
  expect(anyFilter(changed)).toBe(true);
  expect(anyFilter(changeFilters(changed, { text: "" }))).toBe(false);
});
