import { expect, it } from "vitest";
import { countryName } from "@/ui/countries";
import { numberIn, readWebSearch, splitRows, toggleFilter } from "./search";

const pathname = { type: "event", key: "$pathname" } as const;

it("reads rows of a table, and leaves out those without a value or visitors", () => {
  const split = { title: "Paths", by: "Page", filter: pathname };
  expect(
    splitRows(split, [
      ["/a", [5, 4], [9, 8], [0.25, null]],
      [null, [3, 0], [3, 0], [null, null]],
      ["/gone", [0, 4], [0, 4], [null, 1]],
    ]),
  ).toEqual([{ raw: "/a", value: "/a", name: "/a", visitors: 5, count: 9, bounceRate: 0.25 }]);
});

it("names places, and filters by their own part", () => {
  const [row] = splitRows({ title: "Cities", by: "City", part: 1 }, [
    [
      ["AT", "Vienna"],
      [1, null],
      [2, null],
    ],
  ]);
  expect([row?.value, row?.name]).toEqual(["Vienna", "Vienna, Austria"]);
  expect(countryName("not a code")).toBe("not a code");
});

it("filters by a value, changes it, and takes it away", () => {
  const one = toggleFilter(undefined, pathname, "/a");
  expect(one).toEqual([{ type: "event", key: "$pathname", operator: "exact", value: ["/a"] }]);
  expect(toggleFilter(one, pathname, "/b")).toMatchObject([{ value: ["/b"] }]);
  expect(toggleFilter(one, pathname, "/a")).toBeUndefined();
  const both = toggleFilter(one, { type: "session", key: "$channel_type" }, "Direct");
  expect(both?.map(({ type }) => type)).toEqual(["event", "session"]);
});

it("reads addresses and leaves out nonsense", () => {
  expect(readWebSearch({ from: "-30d", number: "bounces", filters: [{ type: "session", key: "k" }, 7] })).toEqual({
    from: "-30d",
    number: "bounces",
    filters: [{ type: "session", key: "k" }],
  });
  expect(readWebSearch({ from: "<b>", number: "x", filters: "y" })).toEqual({});
});

it("has no bounce rate of nothing", () => {
  expect(numberIn("bounces", { Sessions: 0, Bounces: 0 })).toBe(0);
  expect(numberIn("bounces", { Sessions: 4, Bounces: 1 })).toBe(25);
  expect(numberIn("visitors", null)).toBe(0);
});
