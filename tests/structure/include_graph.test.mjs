// The tree keeps the shape that ARCHITECTURE.md draws; and the checks themselves notice what they are there for.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { repository } from "../harness/directories.mjs";
import { frontHeaders, includeCycles, includeProblems, missingReadmes, tidinessProblems } from "./include_graph.mjs";

const textual = /\.(h|cpp|mjs|js|ts|tsx|css|html|json|md|txt|cmake|yaml|yml|toml)$|^script\/|^\.ci\//;
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: repository,
  encoding: "utf8",
})
  .split("\n")
  .filter(
    (path) => path !== "" && textual.test(path) && path !== "package-lock.json" && !path.startsWith("tests/fuzz/"),
  )
  .filter((path) => existsSync(join(repository, path)))
  .map((path) => ({ path, text: readFileSync(join(repository, path), "utf8") }));

describe("the tree", () => {
  it("includes only what its layers allow", () => assert.deepEqual(includeProblems(files), []));
  it("has no circle of headers", () => assert.deepEqual(includeCycles(files), []));
  it("has files of readable size, named after what they are about, without leftovers", () => {
    assert.deepEqual(tidinessProblems(files), []);
  });
  it("has a README in every folder of src", () => assert.deepEqual(missingReadmes(files), []));
  it("still has the front headers that are listed", () => {
    const gone = Object.keys(frontHeaders).filter((path) => !files.some((file) => file.path === `src/${path}`));
    assert.deepEqual(gone, []);
  });
});

const file = (path, ...lines) => ({ path, text: `${lines.join("\n")}\n` });

describe("the checks", () => {
  const cases = [
    ["base including a slice", file("src/base/time.cpp", '#include "flags/flags.h"'), 1],
    ["base including http", file("src/base/time.cpp", '#include "http/message.h"'), 1],
    ["http including base", file("src/http/server.cpp", '#include "base/log.h"'), 0],
    ["storage including a slice", file("src/storage/log/log.cpp", '#include "capture/captured.h"'), 1],
    ["storage including its own folder", file("src/storage/log/log.cpp", '#include "storage/log/segment.h"'), 0],
    ["storage including another store", file("src/storage/log/log.cpp", '#include "storage/meta/database.h"'), 1],
    ["a slice including a front header", file("src/flags/routes.cpp", '#include "persons/persons.h"'), 0],
    ["a slice including a listed header", file("src/flags/routes.cpp", '#include "accounts/projects.h"'), 0],
    ["a slice including inside another", file("src/flags/routes.cpp", '#include "persons/merge.h"'), 1],
    ["a slice including storage", file("src/flags/store.cpp", '#include "storage/meta/database.h"'), 0],
    ["a slice including app", file("src/flags/routes.cpp", '#include "app/settings.h"'), 1],
    ["app including inside a slice", file("src/app/serve.cpp", '#include "persons/merge.h"'), 0],
    ["engine_host including http", file("src/engine_host/host.cpp", '#include "http/server.h"'), 1],
    ["a heavy header in a header", file("src/http/server.h", "#pragma once", "#include <boost/asio.hpp>"), 1],
    ["a heavy header in a source", file("src/http/server.cpp", "#include <boost/asio.hpp>"), 0],
    ["a parent path", file("src/flags/routes.cpp", '#include "../base/time.h"'), 1],
    ["a header that can be included twice", file("src/base/time.h", "int x();"), 1],
  ];
  for (const [what, made, count] of cases) {
    it(`say ${count === 0 ? "nothing about" : "something about"} ${what}`, () => {
      assert.equal(includeProblems([made]).length, count, includeProblems([made]).join("\n"));
    });
  }

  it("find a circle of headers", () => {
    const circle = [file("src/a/a.h", '#include "b/b.h"'), file("src/b/b.h", '#include "a/a.h"')];
    assert.equal(includeCycles(circle).length, 1);
    assert.deepEqual(includeCycles(circle.slice(0, 1)), []);
  });

  it("find long files, vague names, leftovers and machine paths", () => {
    const long = { path: "src/base/time.cpp", text: "x\n".repeat(601) };
    assert.equal(tidinessProblems([long]).length, 1);
    assert.equal(tidinessProblems([{ ...long, text: "x\n".repeat(600) }]).length, 0);
    assert.equal(tidinessProblems([file("src/base/string_utils.cpp", "")]).length, 1);
    assert.equal(tidinessProblems([file("src/base/time.cpp", `// ${"TO"}${"DO"}: later`)]).length, 1);
    assert.equal(tidinessProblems([file("src/base/time.cpp", `open("${"/ho"}me/me/x")`)]).length, 1);
    assert.equal(tidinessProblems([{ path: "src/base/README.md", text: "x\n".repeat(31) }]).length, 1);
  });

  it("find a folder without a README", () => {
    const code = file("src/flags/flags.h", "#pragma once");
    assert.deepEqual(missingReadmes([code]), ["src/flags"]);
    assert.deepEqual(missingReadmes([code, file("src/flags/README.md", "Flags.")]), []);
  });
});
