import { describe, expect, it } from "vitest";
import { editableText, orderProperties, parseTyped, searchProperties } from "./property-order";

it("puts the product's properties before those of SDKs", () => {
  const rows = orderProperties({ $os: "Linux", plan: "team", $browser: "Firefox", age: 3 });
  expect(rows.map((row) => row.key)).toEqual(["age", "plan", "$browser", "$os"]);
});

it("searches keys and values", () => {
  const rows = orderProperties({ plan: "team", items: [{ sku: "A-1" }], n: 42 });
  expect(searchProperties(rows, "SKU").map((row) => row.key)).toEqual(["items"]);
  expect(searchProperties(rows, "42").map((row) => row.key)).toEqual(["n"]);
  expect(searchProperties(rows, " ")).toHaveLength(3);
  expect(searchProperties(rows, "absent")).toEqual([]);
});

describe("parseTyped", () => {
  it.each([
    ["42", 42],
    ["-1.5e3", -1500],
    ["true", true],
    ["null", null],
    ['{"a":[1]}', { a: [1] }],
    ["[1, 2]", [1, 2]],
    ['"42"', "42"],
    ["007", "007"],
    ["{broken", "{broken"],
    ["{broken}", "{broken}"],
    ["plain words", "plain words"],
    ["", ""],
  ])("%s", (text, value) => {
    expect(parseTyped(text)).toEqual(value);
  });

  it("gives back every value that was put into the field", () => {
    for (const value of [
      "",
      "a",
      "42",
      "true",
      "null",
      '"quoted"',
      "[1]",
      " spaces ",
      7,
      -0.5,
      false,
      null,
      [1, "x"],
      { a: null },
    ]) {
      expect(parseTyped(editableText(value))).toEqual(value);
    }
  });
});
