// Rows of SQL as a table and as charts.
import { SqlResult } from "@/features/insights/results/sql-result";
import type { SqlDisplay, TableAnswer } from "@/query/types";
import type { State } from "./gallery";

const answer = (columns: ReadonlyArray<readonly [string, string]>, results: unknown[][]): TableAnswer => ({
  columns: columns.map(([name]) => name),
  types: columns.map(([name, type]): [string, string] => [name, type]),
  results,
});

const kinds = answer(
  [
    ["event", "String"],
    ["a column with a name that is longer than what is in it", "UInt64"],
    ["nothing", "Nullable(Float64)"],
    ["when", "DateTime64(3, 'UTC')"],
    ["properties", "String"],
  ],
  [
    ["signed up", 12_345_678, null, "2026-11-21T10:11:12.345Z", '{"plan":"team","seats":12}'],
    ["اشترى", 3, 0.125, "2026-11-20T00:00:00Z", "{}"],
    ["<script>alert(1)</script>", 0, -4.5, null, '["a", 1, null]'],
  ],
);

const many = answer(
  [
    ["number", "UInt64"],
    ["seven", "UInt64"],
    ["text", "String"],
  ],
  Array.from({ length: 100_000 }, (_, index) => [index, index * 7, `row ${index}`]),
);

const byDay = answer(
  [
    ["day", "Date"],
    ["browser", "String"],
    ["events", "UInt64"],
  ],
  ["Chrome", "Safari", "Firefox"].flatMap((browser, which) =>
    Array.from({ length: 14 }, (_, day) => [
      `2026-11-${String(day + 1).padStart(2, "0")}`,
      browser,
      Math.round(100 + 60 * Math.sin(day / 2 + which)),
    ]),
  ),
);

const tooMany = answer(
  [
    ["page", "String"],
    ["views", "UInt64"],
  ],
  Array.from({ length: 75 }, (_, index) => [`/page/${index}`, 4000 - index * 50]),
);

const drawn = (rows: TableAnswer, display: SqlDisplay) => <SqlResult answer={rows} drawn={{ display }} height={300} />;

export const rowStates: readonly State[] = [
  { title: "Every type of value", shown: drawn(kinds, "ActionsTable") },
  { title: "100,000 rows", shown: drawn(many, "ActionsTable") },
  { title: "No rows", shown: drawn(answer([["event", "String"]], []), "ActionsTable") },
  { title: "A line for each browser", shown: drawn(byDay, "ActionsLineGraph") },
  { title: "Bars: more than are drawn", shown: drawn(tooMany, "ActionsBar") },
  { title: "Bars over time", shown: drawn(byDay, "ActionsBar") },
  { title: "One number", shown: drawn(answer([["people", "UInt64"]], [[48_210]]), "BoldNumber") },
  { title: "Nothing to draw", shown: drawn(answer([["event", "String"]], [["a"]]), "ActionsLineGraph") },
];
