import { describe, expect, it } from "vitest";
import { compactNumber, durationText, plural } from "./numbers";

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

it("gives durations in words", () => {
  expect(durationText(0.21)).toBe("210 ms");
  expect(durationText(1.25)).toBe("1.3 s");
  expect(durationText(75)).toBe("1 min 15 s");
  expect(durationText(3600)).toBe("1 h");
  expect(durationText(5 * 86_400)).toBe("5 days");
});

it("counts one and many", () => {
  expect(plural(1, "event")).toBe("1 event");
  expect(plural(1200, "event")).toBe("1,200 events");
  expect(plural(2, "match", "matches")).toBe("2 matches");
});
