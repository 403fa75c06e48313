// Of every table it is written down what becomes of its rows when a person is erased.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { repository } from "../harness/directories.mjs";
import { tablesExplained, tablesMade } from "./erased_tables.mjs";

const read = (path) => readFileSync(join(repository, path), "utf8");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "src"], {
  cwd: repository,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path.endsWith(".cpp") && existsSync(join(repository, path)))
  .map((path) => ({ path, text: read(path) }));

describe("erasing a person", () => {
  it("is thought of for every table, once, and for none that there is not", () => {
    const made = tablesMade(files);
    assert.ok(made.length > 50, String(made.length));
    assert.deepEqual(tablesExplained(read("docs/internals/erasure.md")), made);
  });
  it("is not thought of for a table that somebody adds", () => {
    const file = (path, text) => ({ path, text });
    const made = tablesMade([
      file("src/a/schema.cpp", 'R"sql(\nCREATE TABLE ones (id);\nCREATE TABLE twos (id);)sql", "DROP TABLE twos;"'),
      file("src/a/a_test.cpp", '"CREATE TABLE threes (id)"'),
      file("src/storage/events/schema.cpp", '"CREATE TABLE IF NOT EXISTS rows (id)", versioned_table(\n  "people", x)'),
    ]);
    assert.deepEqual(made, ["engine: people", "engine: rows", "ones"]);
    assert.deepEqual(tablesExplained("| `ones`, `fours` | kept: `x` |\n| engine: `rows` | gone |\nof `other`"), [
      "engine: rows",
      "fours",
      "ones",
    ]);
  });
});
