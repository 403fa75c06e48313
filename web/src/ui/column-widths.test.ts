import { describe, expect, it } from "vitest";
import { readLook, resized } from "./column-widths";

const columns = [
  { id: "name", width: 200 },
  { id: "phone", width: 0 }, // not shown on this screen
  { id: "who", width: 200 },
  { id: "when", width: 100 },
];

describe("resized", () => {
  it("takes from the neighbour at the right what a column gains", () => {
    expect(resized(columns, "name", 250)).toEqual({ name: 50, who: 30, when: 20 });
    expect(resized(columns, "who", 150)).toEqual({ name: 40, who: 30, when: 30 });
  });

  it("keeps the table as wide as it is, whatever is asked for", () => {
    for (const to of [-1000, 0, 10, 250, 390, 10_000]) {
      const widths = Object.values(resized(columns, "name", to) ?? {});
      expect(widths.reduce((sum, each) => sum + each, 0)).toBeCloseTo(100, 1);
      expect(Math.min(...widths)).toBeGreaterThanOrEqual((56 / 500) * 100 - 0.01);
    }
  });

  it("knows no width for the last column, nor for one that is not there", () => {
    expect(resized(columns, "when", 200)).toBeUndefined();
    expect(resized(columns, "phone", 200)).toBeUndefined();
    expect(resized([], "name", 200)).toBeUndefined();
  });

  it("shares what is too little for both", () => {
    const small = [
      { id: "a", width: 30 },
      { id: "b", width: 30 },
    ];
    expect(resized(small, "a", 1)).toEqual({ a: 50, b: 50 });
  });
});

describe("readLook", () => {
  it("survives what is not ours", () => {
    for (const text of [null, "", "{", "7", "null", "[]", '{"widths":[1],"hidden":{}}']) {
      const look = readLook(text);
      expect(look.hidden).toEqual([]);
    }
    expect(readLook('{"widths":{"a":40,"b":"x","c":-1},"hidden":["b",7]}')).toEqual({
      widths: { a: 40 },
      hidden: ["b"],
    });
  });
});
