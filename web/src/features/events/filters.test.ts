import { describe, expect, it } from "vitest";
import { anyFilter, changeFilters, datesOf, edgeInstant, readEventFilters } from "./filters";

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

it("reads how long ago as well as days", () => {
  expect(readEventFilters({ from: "-7d", to: "-1dEnd" })).toEqual({ from: "-7d", to: "-1dEnd" });
  expect(readEventFilters({ from: "-7 days", to: "all" })).toEqual({});
  expect(datesOf({ from: "-7d" })).toEqual({ date_from: "-7d", date_to: null });
  expect(datesOf({ text: "a" })).toBeUndefined();
});

it("knows the instants of dates in the project's zone", () => {
  const now = new Date("2026-11-21T02:30:00Z"); // still the 20th in New York
  const zone = "America/New_York";
  expect(edgeInstant("2026-11-03", zone, now)).toBe("2026-11-03T05:00:00.000Z");
  expect(edgeInstant("2026-11-03", zone, now, true)).toBe("2026-11-04T05:00:00.000Z");
  expect(edgeInstant("-24h", zone, now)).toBe("2026-11-20T02:30:00.000Z");
  expect(edgeInstant("dStart", zone, now)).toBe("2026-11-20T05:00:00.000Z");
  expect(edgeInstant("-1dStart", zone, now)).toBe("2026-11-19T05:00:00.000Z");
  expect(edgeInstant("-1dEnd", zone, now, true)).toBe("2026-11-20T05:00:00.000Z");
  expect(edgeInstant("-7d", zone, now)).toBe("2026-11-13T05:00:00.000Z");
  expect(edgeInstant("mStart", zone, now)).toBe("2026-11-01T04:00:00.000Z");
  expect(edgeInstant("yStart", zone, now)).toBe("2026-01-01T05:00:00.000Z");
});
