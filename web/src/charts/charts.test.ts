import { describe, expect, it } from "vitest";
import { countryCode, countryName } from "@/ui/countries";
import { level } from "./calendar";
import { colourCount, seriesColours } from "./colours";
import { csvText, fileName } from "./export";
import { connected, layoutFlow, splitStep } from "./flow-layout";
import { medianOf } from "./histogram";
import { mapSteps, shadeOf, stepText } from "./map-steps";
import { isIncomplete, periodEnd, periodTick, periodTitle } from "./periods";
import { meanShare, type RetentionLine } from "./retention";
import { linearScale, logScale, namedPlaces, niceTicks, shares, stack } from "./scale";
import { change, changeText, describeSeries, type Whole } from "./series";
import { isOnMap } from "./world-shapes";

describe("colours", () => {
  it("stay with a name whatever stands beside it, as long as there is room", () => {
    const [alone] = seriesColours(["Chrome"]);
    expect(seriesColours(["Chrome", "Safari"])[0]).toBe(alone);
  });

  it("differ within a chart up to the number there is", () => {
    const keys = Array.from({ length: colourCount }, (_, index) => `key ${index}`);
    expect(new Set(seriesColours(keys)).size).toBe(colourCount);
    expect(seriesColours(["a", "a"])[0]).toBe(seriesColours(["a", "a"])[1]);
  });
});

describe("scales", () => {
  it("have round ticks that cover the values", () => {
    expect(niceTicks(0, 137)).toEqual([0, 50, 100, 150]);
    for (const high of [1, 3, 9, 10, 11, 99, 1234, 0.03, 7e9]) {
      const ticks = niceTicks(0, high);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
      expect(ticks.length).toBeLessThan(9);
    }
  });

  it("put zero at the bottom and the highest tick at the top", () => {
    const scale = linearScale([0, 40, 95], 200, true);
    expect(scale(0)).toBe(200);
    expect(scale(100)).toBe(0);
    expect(linearScale([1, 2], 100, true).ticks.every(Number.isInteger)).toBe(true);
    expect(linearScale([-5, 10], 150, true)(0)).toBeLessThan(150);
    expect(logScale([1000], 90)(1)).toBe(90);
    expect(logScale([1000], 90)(1000)).toBe(0);
  });

  it("name places evenly, the last included", () => {
    expect(namedPlaces(30, 6)).toEqual([4, 9, 14, 19, 24, 29]);
    expect(namedPlaces(3, 10)).toEqual([0, 1, 2]);
    expect(namedPlaces(0, 5)).toEqual([]);
  });

  it("stack values by their sign", () => {
    expect(stack([[3], [2], [-4]])).toEqual([[{ from: 0, to: 3 }], [{ from: 3, to: 5 }], [{ from: 0, to: -4 }]]);
    expect(
      shares([
        [1, 0],
        [3, 0],
      ]),
    ).toEqual([
      [25, 0],
      [75, 0],
    ]);
  });
});

describe("periods", () => {
  const now = new Date("2026-11-21T14:30:00Z");
  it("are named short and whole", () => {
    expect(periodTick("2026-11-03", "day")).toBe("3 Nov");
    expect(periodTick("2026-11-03 14:00:00", "hour")).toBe("14:00");
    expect(periodTick("2026-11-03 00:00:00", "hour")).toBe("3 Nov");
    expect(periodTitle("2026-11-02", "week")).toBe("2 Nov – 8 Nov 2026");
    expect(periodTitle("2026-11-01", "month")).toBe("November 2026");
    expect(periodTitle("nonsense", "day")).toBe("nonsense");
  });

  it("are incomplete while they go on, in the zone", () => {
    expect(isIncomplete("2026-11-21", "day", now, "UTC")).toBe(true);
    expect(isIncomplete("2026-11-20", "day", now, "UTC")).toBe(false);
    expect(isIncomplete("2026-11-21", "day", now, "Pacific/Kiritimati")).toBe(false);
    expect(isIncomplete("2026-11-16", "week", now, "UTC")).toBe(true);
    expect(isIncomplete("2026-11-21 14:00:00", "hour", now, "UTC")).toBe(true);
    expect(isIncomplete("2026-11-21 13:00:00", "hour", now, "UTC")).toBe(false);
    expect(isIncomplete("2026-11-01", "month", now, "UTC")).toBe(true);
  });

  it("end on their last day", () => {
    expect(periodEnd("2026-11-16", "week")).toBe("2026-11-22");
    expect(periodEnd("2024-02-01", "month")).toBe("2024-02-29");
    expect(periodEnd("2026-11-16 08:00:00", "hour")).toBe("2026-11-16");
  });
});

it("says the main finding of a chart", () => {
  const series = [{ key: "a", name: "Sign-ups", colour: "", values: [1, 5, 2], index: 0 }];
  expect(describeSeries(series, String, (place) => ["Mon", "Tue", "Wed"][place] ?? "")).toBe(
    "Sign-ups: 8 in all, most on Tue (5).",
  );
  expect(describeSeries([], String, String)).toBe("Nothing to draw.");
  const day = (place: number) => ["Mon", "Tue", "Wed"][place] ?? "";
  const as = (whole: Whole) =>
    describeSeries(
      series.map((each) => ({ ...each, whole })),
      (value) => value.toFixed(1),
      day,
    );
  expect(as("mean")).toBe("Sign-ups: 2.7 on average, most on Tue (5.0).");
  expect(as("last")).toMatch(/^Sign-ups: \d\.0 at last, most on Tue/);
  expect([change(0, 5), change(undefined, 5), change(4, 5)]).toEqual([undefined, undefined, 25]);
  expect([changeText(25), changeText(-3.06), changeText(12_345)]).toEqual(["+25.0%", "−3.1%", "+12,345%"]);
});

it("weighs a mean by the sizes of cohorts, and leaves open periods out", () => {
  const line = (size: number, counts: number[], openFrom: number): RetentionLine => ({
    title: "",
    size,
    counts,
    openFrom,
  });
  const lines = [line(100, [100, 50, 20], 2), line(300, [300, 60], 1)];
  expect(meanShare(lines, 1, "total")).toBe(50);
  expect(meanShare(lines, 2, "total")).toBeUndefined();
  expect(meanShare([line(100, [100, 50, 20], 9)], 2, "previous")).toBe(40);
});

it("shades a calendar in five steps", () => {
  expect([0, 1, 20, 50, 100].map((value) => level(value, 100))).toEqual([0, 1, 1, 3, 5]);
  expect(level(3, 0)).toBe(0);
});

describe("ways people take", () => {
  const edge = (source: string, target: string, value: number) => ({
    source,
    target,
    value,
    average_conversion_time: 0,
  });
  const edges = [edge("1_/", "2_/a", 6), edge("1_/", "2_/b", 3), edge("2_/a", "3_/c", 4)];

  it("stand in columns by step, largest first, and tell who ended", () => {
    const flow = layoutFlow(edges, 800, 100);
    const node = (id: string) => flow.nodes.find((each) => each.id === id);
    expect(node("1_/")?.value).toBe(9);
    expect(node("2_/a")?.ended).toBe(2);
    expect(node("3_/c")?.ended).toBe(0);
    expect(node("2_/a")?.y).toBeLessThan(node("2_/b")?.y ?? 0);
    expect(new Set([node("1_/")?.x, node("2_/a")?.x, node("3_/c")?.x]).size).toBe(3);
  });

  it("are lit whole, before and after a place", () => {
    const flow = layoutFlow(edges, 800, 100);
    expect([...connected(flow, "2_/a")].sort()).toEqual(["1_/", "2_/a", "3_/c"]);
    expect(splitStep("12_https://x/1_2")).toEqual({ step: 12, name: "https://x/1_2" });
    expect(layoutFlow([], 800, 100).nodes).toEqual([]);
  });
});

it("writes files that a spreadsheet reads and does not run", () => {
  expect(
    csvText([
      ["a", "b,c", 'say "x"'],
      [1, null, "=SUM(A1)"],
    ]),
  ).toBe('a,"b,c","say ""x"""\r\n1,,\'=SUM(A1)\r\n');
  expect(csvText([[-3]])).toBe("-3\r\n");
  expect(fileName("Wöchentlich: Käufe / Tag", "csv")).toBe("wo-chentlich-ka-ufe-tag.csv");
  expect(fileName("///", "png")).toBe("insight.png");
});

it("steps of a map grow with the numbers, and every number has a shade", () => {
  expect(mapSteps([])).toEqual([]);
  expect(mapSteps([0, -3])).toEqual([]);
  expect(mapSteps([7])).toEqual([5]);
  expect(mapSteps([1, 3, 430])).toEqual([1, 5, 10, 50, 100]);
  expect(mapSteps([1, 12, 41])).toEqual([1, 2, 5, 10, 20]);
  for (let round = 0; round < 100; round++) {
    const power = 10 ** (Math.random() * 6);
    const values = Array.from({ length: 1 + Math.floor(Math.random() * 30) }, () =>
      Math.ceil(Math.random() ** 4 * power),
    );
    const steps = mapSteps(values);
    expect(steps.length).toBeLessThanOrEqual(5);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    for (const value of values) {
      expect(shadeOf(value, steps), `${value} of ${steps}`).toBeGreaterThanOrEqual(1);
      expect(shadeOf(value, steps)).toBeLessThanOrEqual(5);
    }
    expect(shadeOf(0, steps)).toBe(0);
    expect(shadeOf(Math.max(...values), steps)).toBe(5);
  }
});

it("names the steps of a map without gaps", () => {
  const names = [1, 2, 10].map((_, at) => stepText(at, [1, 2, 10], true, String));
  expect(names).toEqual(["1", "2–9", "10+"]);
  expect(stepText(0, [0.5, 1], false, String)).toBe("0.5–1");
});

it("has a place for every country there is", () => {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  // Not countries, or nobody lives there.
  const none = [
    "AQ",
    "BV",
    "HM",
    "UM",
    "EU",
    "EZ",
    "UN",
    "XA",
    "XB",
    "ZZ",
    "QO",
    "AC",
    "CP",
    "CQ",
    "DG",
    "EA",
    "IC",
    "TA",
    "AN",
  ];
  const codes = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => countryCode(code) === code && !none.includes(code));
  for (const code of codes) expect(countryCode(countryName(code))).toBe(code);
  expect(codes.length).toBeGreaterThan(230);
  expect(codes.filter((code) => !isOnMap(code))).toEqual([]);
  expect(countryCode("Germany")).toBe("DE");
  expect(countryCode("Atlantis")).toBeUndefined();
});

it("says after how long half had converted", () => {
  const bins: Array<[number, number]> = [
    [0, 2],
    [60, 4],
    [120, 2],
  ];
  expect(medianOf(bins)).toBe(90);
  expect(medianOf([[0, 5]])).toBeUndefined();
  expect(medianOf([])).toBeUndefined();
});

it("bears more values than a call can have arguments", () => {
  const many = Array.from({ length: 300_000 }, (_, index) => index);
  expect(linearScale(many, 100, true).ticks.at(-1)).toBe(300_000);
});
