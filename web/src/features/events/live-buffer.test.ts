import { describe, expect, it } from "vitest";
import { fromWire } from "./api";
import { addNewest, mergeInitial, missedOf, mostRows, RateMeter } from "./live-buffer";

const event = (uuid: string) => fromWire({ uuid, event: "e" });
const ids = (rows: readonly { uuid: string }[]) => rows.map((row) => row.uuid).join("");

describe("addNewest", () => {
  it("puts the latest arrival first and keeps each event once", () => {
    const rows = addNewest([event("b"), event("a")], [event("c"), event("b"), event("d"), event("d")]);
    expect(ids(rows)).toBe("dcba");
  });

  it("never grows over its limit", () => {
    const many = Array.from({ length: mostRows + 500 }, (_, index) => event(`e${index}`));
    const rows = addNewest([event("old")], many);
    expect(rows).toHaveLength(mostRows);
    expect(rows[0]?.uuid).toBe(`e${mostRows + 499}`);
  });
});

it("puts what streamed in before what was stored, once", () => {
  expect(ids(mergeInitial([event("b"), event("a")], [event("c"), event("b")]))).toBe("cba");
});

it("finds what was stored without having been seen, oldest first", () => {
  const stored = [event("d"), event("c"), event("b"), event("a")];
  expect(ids(missedOf(stored, [event("a")], [event("c")]))).toBe("bd");
  expect(missedOf(stored, stored)).toEqual([]);
});

describe("RateMeter", () => {
  it("counts complete seconds only and forgets after a minute", () => {
    const meter = new RateMeter();
    meter.add(10, 1_000);
    meter.add(20, 2_500);
    meter.add(99, 3_000);
    expect(meter.perSecond(3_900, 3)).toEqual([0, 10, 20]);
    expect(meter.rate(3_900)).toBe(3);
    meter.add(1, 90_000);
    expect(meter.perSecond(91_000, 60).reduce((sum, count) => sum + count)).toBe(1);
  });
});
