import { describe, expect, it } from "vitest";
import { moveColumn } from "@/features/definitions/column-order";
import { fromWire } from "./api";
import { columnsWidth, columnText, columnTitle, columnTracks, readColumns, usualColumns } from "./columns";

describe("readColumns", () => {
  it("keeps what is a column, each once, in its order", () => {
    expect(readColumns(["time", "properties.plan", "nonsense", 7, "time", "properties.", "event"])).toEqual([
      "time",
      "properties.plan",
      "event",
    ]);
  });

  it("is silent about the usual columns and about none", () => {
    expect(readColumns([...usualColumns])).toBeUndefined();
    expect(readColumns([])).toBeUndefined();
    expect(readColumns("event")).toBeUndefined();
    expect(readColumns(["toString"])).toBeUndefined();
  });

  it("reads its own output unchanged", () => {
    const columns = ["event", "person.properties.role", "properties.a.b", "time"];
    expect(readColumns(readColumns(columns))).toEqual(columns);
  });
});

it("says what a cell holds", () => {
  const event = fromWire({
    event: "paid",
    distinct_id: "u1",
    properties: { amount: 12, plan: "team", list: [1], $lib: "web", $lib_version: "1.2" },
    person: { properties: { role: "owner" } },
  });
  const cells = ["properties.amount", "properties.plan", "properties.list", "properties.none"];
  expect(cells.map((column) => columnText(column, event))).toEqual(["12", "team", "[1]", ""]);
  expect(columnText("person.properties.role", event)).toBe("owner");
  expect(columnText("library", event)).toBe("web 1.2");
  expect(columnText("distinct_id", event)).toBe("u1");
});

it("moves a column by one place and stops at the ends", () => {
  expect(moveColumn(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moveColumn(["a", "b", "c"], "a", -1)).toEqual(["a", "b", "c"]);
  expect(moveColumn(["a", "b"], "x", 1)).toEqual(["a", "b"]);
});

it("names columns, and needs more room for more of them", () => {
  expect(columnTitle("properties.$browser")).toBe("Browser");
  expect(columnTitle("where")).toBe("Where");
  expect(columnsWidth(["event", "time", "properties.plan"])).toBeGreaterThan(columnsWidth(["event", "time"]));
});

it("gives a column that was dragged the pixels it was given", () => {
  expect(columnTracks(["event", "time"], { time: 140 })).toBe("20px minmax(180px,1.15fr) 140px");
  expect(columnsWidth(["event", "time"], { time: 140 })).toBe(columnsWidth(["event", "time"]) + 44);
});
