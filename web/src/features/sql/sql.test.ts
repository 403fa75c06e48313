import { expect, it } from "vitest";
import { chartColumns, intervalOf, rowChart } from "@/features/insights/results/row-chart";
import { columnWidths, isNumeric, sortedRows, typeWords } from "@/features/insights/results/row-columns";
import { readQuery } from "@/features/insights/url";
import { asVizNode } from "@/query/client";
import type { HogQLQuery, TableAnswer } from "@/query/types";
import { withRan } from "./history";
import { asVariables, readSqlSearch, valuesOf } from "./search";
import {
  aliasesIn,
  charactersBefore,
  placeOfError,
  quotedName,
  statementsOf,
  statementToRun,
  unitsBefore,
  variablesIn,
} from "./statements";

it("finds statements between semicolons that stand for themselves", () => {
  const text = "SELECT 1; -- a; b\nSELECT ';', `a;b` /* ; */ ;\n\n-- only words\n;SELECT 'open; ";
  expect(statementsOf(text).map((each) => each.text)).toEqual([
    "SELECT 1",
    "-- a; b\nSELECT ';', `a;b` /* ; */",
    "SELECT 'open;",
  ]);
  for (const { text: statement, from, to } of statementsOf(text)) expect(text.slice(from, to)).toBe(statement);
  expect(statementsOf(" ;; \n")).toEqual([]);
});

it("runs what is selected, or the statement with the cursor", () => {
  const text = "SELECT 1;\nSELECT 2;\n";
  expect(statementToRun(text, 3, 3)?.text).toBe("SELECT 1");
  expect(statementToRun(text, 12, 12)?.text).toBe("SELECT 2");
  expect(statementToRun(text, text.length, text.length)?.text).toBe("SELECT 2");
  expect(statementToRun(text, 10, 18)).toEqual({ text: "SELECT 2", from: 10, to: 18 });
  expect(statementToRun(text, 9, 19)).toEqual({ text: "SELECT 2", from: 10, to: 18 });
  expect(statementToRun(text, 0, 18)?.text).toBe("SELECT 1;\nSELECT 2");
  expect(statementToRun("", 0, 0)).toBeUndefined();
});

it("finds variables and names, but not in texts and comments", () => {
  expect(
    variablesIn("{variables.a} { variables.b } {variables.a} '{variables.c}' -- {variables.d}\n{filters}"),
  ).toEqual(["a", "b"]);
  expect(aliasesIn("SELECT 1 AS one, 2 as two -- as three")).toEqual(["one", "two"]);
});

it("counts characters as the server does", () => {
  const text = "'Zürich 🐸', x";
  expect(text.slice(unitsBefore(text, 12))).toBe("x");
  expect(charactersBefore(text, text.indexOf("x"))).toBe(12);
  expect(placeOfError(text, "Unknown `x`. (characters 13 to 13 of the query)")).toEqual({ from: 13, to: 14 });
  expect(placeOfError(text, "Something else.")).toBeUndefined();
});

it("quotes what is no plain word", () => {
  expect(["$browser", "utm_source", "my prop", "a`b", "1st"].map(quotedName)).toEqual([
    "$browser",
    "utm_source",
    "`my prop`",
    "`a\\`b`",
    "`1st`",
  ]);
});

it("reads whatever an address says", () => {
  expect(readSqlSearch({ q: " ", values: [], drawn: 3, saved: "../x" })).toEqual({});
  expect(
    readSqlSearch({
      q: "SELECT 1",
      values: { a: { type: "Number", value: 3 }, "b c": { type: "Number", value: 3 }, d: { type: "Odd", value: 1 } },
      drawn: { display: "ActionsBar", x: 1, y: ["n", 2] },
      saved: "Ab3dEf7h",
    }),
  ).toEqual({
    q: "SELECT 1",
    values: { a: { type: "Number", value: 3 } },
    drawn: { display: "ActionsBar", y: ["n"] },
    saved: "Ab3dEf7h",
  });
});

it("keeps values and drawing through saving and opening", () => {
  const values = { who: { type: "String" as const, value: "ann" }, n: { type: "Number" as const, value: 2 } };
  const query: HogQLQuery = {
    kind: "HogQLQuery",
    query: "SELECT {variables.who}, {variables.n}",
    variables: asVariables(["who", "n"], values, []),
    drawn: { display: "ActionsLineGraph", x: "day", y: ["events"] },
  };
  const node = JSON.parse(JSON.stringify(asVizNode(query)));
  expect(node.source.drawn).toBeUndefined();
  expect(node.display).toBe("ActionsLineGraph");
  const read = readQuery(node);
  expect(read).toEqual(query);
  expect(valuesOf(query.variables)).toEqual(values);
  // As PostHog saves them: without a type.
  expect(valuesOf({ x: { variableId: "x", code_name: "day", value: 3 } })).toEqual({
    day: { type: "Number", value: 3 },
  });
});

it("remembers so many statements, each once", () => {
  const ran = withRan(
    [
      { statement: "b", at: "1" },
      { statement: "a", at: "0" },
    ],
    "a",
    "2",
  );
  expect(ran).toEqual([
    { statement: "a", at: "2" },
    { statement: "b", at: "1" },
  ]);
  const many = Array.from({ length: 80 }, (_, index) => ({ statement: String(index), at: "0" }));
  expect(withRan(many, "new", "1")).toHaveLength(50);
});

const answer = (columns: Array<[string, string]>, results: unknown[][]): TableAnswer => ({
  columns: columns.map(([name]) => name),
  types: columns,
  results,
});

it("says types in short", () => {
  expect(typeWords("LowCardinality(Nullable(String))")).toBe("String?");
  expect(typeWords("DateTime64(6, 'UTC')")).toBe("DateTime64");
  expect(isNumeric("Nullable(UInt64)")).toBe(true);
  expect(isNumeric("Array(UInt64)")).toBe(false);
});

it("sorts rows like a plain sort does, what is nothing last", () => {
  const values = Array.from({ length: 500 }, () => (Math.random() < 0.1 ? null : Math.floor(Math.random() * 50)));
  const rows = answer(
    [["n", "Nullable(Int64)"]],
    values.map((value) => [value]),
  );
  for (const descending of [false, true]) {
    const sorted = sortedRows(rows, { column: 0, descending }).map((place) => values[place]);
    const plain = values.filter((value) => value !== null).sort((a, b) => (descending ? b - a : a - b));
    expect(sorted.filter((value) => value !== null)).toEqual(plain);
    expect(sorted.slice(plain.length).every((value) => value === null)).toBe(true);
  }
  expect(sortedRows(rows, undefined)).toEqual(values.map((_, place) => place));
  expect(columnWidths(rows)[0]).toBeGreaterThan(60);
});

it("guesses what to draw, and takes what is chosen", () => {
  const rows = answer(
    [
      ["day", "Date"],
      ["event", "String"],
      ["events", "UInt64"],
      ["people", "UInt64"],
    ],
    [
      ["2026-11-02", "b", 2, 1],
      ["2026-11-01", "a", 5, 4],
      ["2026-11-01", "b", 3, 3],
    ],
  );
  expect(chartColumns(rows)).toEqual({ x: 0, y: [2, 3], split: 1 });
  const chosen = chartColumns(rows, { display: "ActionsLineGraph", y: ["events"] });
  expect(chosen.y).toEqual([2]);
  const chart = rowChart(rows, chosen, "UTC");
  expect(chart).toMatchObject({ days: ["2026-11-01", "2026-11-02"], dated: true, interval: "day" });
  expect(chart.series).toEqual([
    { name: "b", values: [3, 2] },
    { name: "a", values: [5, 0] },
  ]);
});

it("keeps rows of the same name apart when nothing tells them apart", () => {
  const rows = answer(
    [
      ["name", "String"],
      ["n", "UInt64"],
    ],
    [
      ["x", 1],
      ["x", 2],
    ],
  );
  expect(rowChart(rows, chartColumns(rows), "UTC")).toMatchObject({
    days: ["x", "x"],
    series: [{ name: "n", values: [1, 2] }],
  });
});

it("says what is too much to draw", () => {
  const rows = answer(
    [
      ["at", "DateTime('UTC')"],
      ["who", "String"],
      ["n", "UInt64"],
    ],
    Array.from({ length: 40 }, (_, index) => [
      `2026-11-01T${String(index % 2).padStart(2, "0")}:00:00Z`,
      `w${index % 20}`,
      index,
    ]),
  );
  const chart = rowChart(rows, chartColumns(rows), "Europe/Berlin");
  expect(chart.series).toHaveLength(12);
  expect(chart.seriesLeftOut).toBe(8);
  expect(chart.days).toEqual(["2026-11-01 01:00:00", "2026-11-01 02:00:00"]);
  expect(chart.interval).toBe("hour");
});

it("sees from times what they are the beginnings of", () => {
  expect(intervalOf(["2026-01-01", "2026-02-01"])).toBe("month");
  expect(intervalOf(["2026-11-02", "2026-11-09", "2026-11-23"])).toBe("week");
  expect(intervalOf(["2026-11-02", "2026-11-03"])).toBe("day");
  expect(intervalOf(["2026-11-02 14:00:00", "2026-11-02 15:00:00"])).toBe("hour");
  expect(intervalOf(["2026-11-02 14:05:00"])).toBe("minute");
});
