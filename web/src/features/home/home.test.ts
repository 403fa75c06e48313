import { expect, it } from "vitest";
import type { TrendResult } from "@/query/types";
import { readDataSearch } from "../definitions/search";
import { readSqlSearch } from "../sql/search";
import { changes } from "./questions";

const total = (
  value: string,
  aggregated_value: number,
  compare_label: "current" | "previous",
  order = 0,
): TrendResult => ({
  action: { id: null, type: "events", order, name: null },
  label: value,
  count: 0,
  data: [],
  days: [],
  labels: [],
  aggregated_value,
  compare_label,
  breakdown_value: value,
});

it("puts what moved more than chance would move it first, and leaves SDKs' events out", () => {
  const moved = changes([
    total("few", 3, "current"),
    total("few", 1, "previous"),
    total("many", 1000, "current"),
    total("many", 500, "previous"),
    total("$pageview", 9, "current"),
    total("new", 40, "current"),
  ]);
  expect(moved.map((each) => each.event)).toEqual(["many", "new", "few"]);
  expect(moved[0]).toEqual({ event: "many", now: 1000, before: 500 });
});

it("reads addresses and leaves out nonsense", () => {
  expect(readDataSearch({ tab: "person", page: "2", open: "x", search: 3 })).toEqual({
    tab: "person",
    page: 2,
    open: "x",
    search: "3",
  });
  expect(readDataSearch({ tab: "moon", page: 0 })).toEqual({});
  expect(readSqlSearch({ q: " " })).toEqual({});
});
