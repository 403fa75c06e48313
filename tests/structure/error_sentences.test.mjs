// Every sentence that the server refuses with is in some test, or in the list of those that cannot be, with its reason.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { repository } from "../harness/directories.mjs";
import { errorSentences, quotations, unseen } from "./error_sentences.mjs";
import { untested } from "./untested_errors.mjs";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "src", "tests"], {
  cwd: repository,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => /\.(h|cpp|mjs)$/.test(path) && existsSync(join(repository, path)))
  .map((path) => ({ path, text: readFileSync(join(repository, path), "utf8") }));
const tests = files.filter(
  ({ path }) =>
    /^src\/.*(_test\.cpp|_fixture\.h)$/.test(path) ||
    (/^tests\/.*\.mjs$/.test(path) && !path.startsWith("tests/structure/")),
);
const sentences = errorSentences(files);
const missing = unseen(sentences, quotations(tests));
const excused = new Set(Object.values(untested).flat());

describe("every error", () => {
  it("is found: there are hundreds", () => assert.ok(sentences.length > 400, String(sentences.length)));
  it("is in a test with its sentence", () => {
    const without = missing.filter(({ sentence }) => !excused.has(sentence));
    assert.deepEqual(
      without.map(({ path, line, sentence }) => `${path}:${line}: ${sentence}`),
      [],
    );
  });
  it("that is excused needs it", () => {
    const needed = new Set(missing.map(({ sentence }) => sentence));
    assert.deepEqual(
      [...excused].filter((sentence) => !needed.has(sentence)),
      [],
    );
  });
});

describe("the check", () => {
  const source = (...lines) => ({ path: "src/flags/routes.cpp", text: lines.join("\n") });
  const found = (...lines) => errorSentences([source(...lines)]).map(({ sentence }) => sentence);
  const quoted = (text) => quotations([{ path: "tests/api/a.test.mjs", text }]);
  const shown = (sentence, test) => unseen([{ sentence }], quoted(test)).length === 0;
  it("finds sentences where errors are made", () => {
    assert.deepEqual(found("Failure invalid(int);", 'return invalid("The key is " "too long.", "key");'), [
      "The key is too long.",
    ]);
    assert.deepEqual(found("Failure wrong(int);", 'return wrong(x ? "One is odd." : "Two is even.");'), [
      "One is odd.",
      "Two is even.",
    ]);
    assert.deepEqual(found('// refuse("not this one")', 'log_error("Nor is this one.");'), []);
  });
  it("knows a sentence by what does not vary", () => {
    assert.ok(shown("A key has at most {} letters.", "assert.match(text, /^A key has at most \\d+ letters\\.$/);"));
    assert.ok(shown("A key has at most {} letters.", 'assert.equal(text, "A key has at most 7 letters.");'));
    assert.ok(shown('"{}" is no kind of thing.', "equal(text, '\"x\" is no kind of thing.');"));
    assert.ok(!shown("A key has at most {} letters.", 'assert.equal(answer.json.attr, "key");'));
  });
});
