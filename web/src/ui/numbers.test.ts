import { describe, expect, it } from "vitest";
import { compactNumber, durationText, plural, sizeText } from "./numbers";

describe("compactNumber", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1k"],
    [12_400, "12.4k"],
    [999_949, "999.9k"],
    [999_950, "1M"],
    [3_000_000, "3M"],
    [-1500, "-1.5k"],
    [2.25, "2.3"],
    [7.2e15, "7200T"],
  ])("%d is %s", (value, text) => {
    expect(compactNumber(value)).toBe(text);
  });

  it("never says 1000k or 1000M", () => {
    for (let value = 990_000; value < 1_010_000; value += 37) expect(compactNumber(value)).not.toMatch(/^1000/);
  });
});

it("gives sizes in words", () => {
  expect(sizeText(0)).toBe("0 B");
  expect(sizeText(999)).toBe("999 B");
  expect(sizeText(999_960)).toBe("1 MB");
  expect(sizeText(3_400_000)).toBe("3.4 MB");
  expect(sizeText(5e12)).toBe("5000 GB");
});

it("counts one and many", () => {
  expect(plural(1, "event")).toBe("1 event");
  expect(plural(1200, "event")).toBe("1,200 events");
  expect(plural(2, "match", "matches")).toBe("2 matches");
});

it("says how long in two units at most", () => {
  const texts = [0, 0.25, 45, 60, 200, 18_600, 86_400, 187_200].map(durationText);
  expect(texts).toEqual(["0 s", "250 ms", "45 s", "1 min", "3 min 20 s", "5 h 10 min", "1 d", "2 d 4 h"]);
});
