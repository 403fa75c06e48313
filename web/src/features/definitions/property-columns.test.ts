import { expect, it } from "vitest";
import { columnOfProperty, columnTitle, propertyOf, readColumns, valueWords } from "./property-columns";

const fixed = { person: "Person", created: "First seen" };
const usual = ["person", "created"];

it("reads columns, and is silent about the usual ones", () => {
  expect(readColumns(["person", "properties.plan", "nonsense", 7, "person", "properties."], fixed, usual)).toEqual([
    "person",
    "properties.plan",
  ]);
  expect(readColumns(usual, fixed, usual)).toBeUndefined();
  expect(readColumns("person", fixed, usual)).toBeUndefined();
  expect(readColumns([`properties.${"x".repeat(401)}`, "toString"], fixed, usual)).toBeUndefined();
  expect(
    readColumns(
      Array.from({ length: 30 }, (_, at) => `properties.${at}`),
      fixed,
      usual,
    ),
  ).toHaveLength(20);
});

it("knows the property of a column, and what both are called", () => {
  expect(propertyOf(columnOfProperty("a.b"))).toBe("a.b");
  expect(propertyOf("created")).toBeUndefined();
  expect(columnTitle(fixed, "created")).toBe("First seen");
  expect(columnTitle(fixed, "properties.plan")).toBe("plan");
  expect(columnTitle(fixed, "properties.$browser")).toBe("Browser");
});

it("writes values as people read them", () => {
  expect(["team", 12, false, null, undefined, ["a"]].map(valueWords)).toEqual(["team", "12", "false", "", "", '["a"]']);
});
