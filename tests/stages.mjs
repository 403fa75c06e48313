// The test stages in the order they run: cheap and telling ones first. Each is {name, what, minutes, preset, run}, where
// `minutes` is when it is given up, `preset` what has to be built for it, if it is not what `script/setup` builds, and
// `run` gives {passed, failed, skipped, unsteady}.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
const inRoot = (path) => join(root, path);

// Test files below tests/FOLDER.
function testFiles(folder) {
  const found = [];
  const visit = (path) => {
    for (const entry of existsSync(path) ? readdirSync(path).sort() : []) {
      const inner = join(path, entry);
      if (statSync(inner).isDirectory()) visit(inner);
      else if (entry.endsWith(".test.mjs")) found.push(inner);
    }
  };
  visit(inRoot(`tests/${folder}`));
  return found;
}

// node's test runner over test files, `concurrency` at a time. Gives what it counted, and the files of what failed.
async function nodeFiles(run, files, { concurrency, seconds }) {
  const reporter = inRoot("tests/harness/counting_reporter.mjs");
  const args = [
    "--test",
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${seconds * 1000}`,
    `--test-reporter=${reporter}`,
  ];
  const { code, text } = await run.command(process.execPath, [...args, ...files]);
  const line = /^counts (\{.*\})$/m.exec(text);
  const counts = line ? JSON.parse(line[1]) : { passed: 0, failed: 1, skipped: 0, failures: [], passes: {} };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

// The same over tests/FOLDER. With `secondTry`, files that failed run once more, alone: on a machine that others use too,
// one of two thousand tests now and then meets an order of events that its author did not think of. What then passes is
// counted, and named as unsteady at the end, for somebody to mend: script/test-standstill makes such orders common. Where
// wrong once is wrong, with events lost or numbers that differ, there is no second try.
function nodeTests(folder, { concurrency = 2, seconds = 240, secondTry = false } = {}) {
  return async (run) => {
    const files = testFiles(folder);
    if (files.length === 0) throw new Error(`there is no test in tests/${folder}`);
    const first = await nodeFiles(run, files, { concurrency, seconds });
    const again = files.filter((file) => first.failures.some((failure) => failure.file === file));
    if (!secondTry || first.failed === 0 || again.length === 0 || again.length > 3) return first;
    const unsteady = first.failures.map(({ name }) => name);
    run.log.write(`\n# once more, alone: ${again.join(" ")}\n`);
    const second = await nodeFiles(run, again, { concurrency: 1, seconds });
    if (second.failed > 0) return { ...first, failed: Math.max(first.failed, second.failed) };
    const before = again.reduce((sum, file) => sum + (first.passes[file] ?? 0), 0);
    return { passed: first.passed - before + second.passed, failed: 0, skipped: first.skipped, unsteady };
  };
}

// A GoogleTest program, split over both cores.
async function googleTests(run, program, environment = {}) {
  const shards = 2;
  const counts = { passed: 0, failed: 0, skipped: 0 };
  await Promise.all(
    Array.from({ length: shards }, async (_, shard) => {
      const report = join(root, "tests/output", `${run.stage.name}-${shard}.json`);
      const { code } = await run.command(inRoot(program), ["--gtest_brief=1", `--gtest_output=json:${report}`], {
        environment: { GTEST_TOTAL_SHARDS: String(shards), GTEST_SHARD_INDEX: String(shard), ...environment },
      });
      if (!existsSync(report)) {
        counts.failed += 1; // it crashed before it could report
        return;
      }
      const result = JSON.parse(readFileSync(report, "utf8"));
      const cases = result.testsuites.flatMap((suite) => suite.testsuite);
      const skipped = cases.filter((one) => one.result === "SKIPPED");
      for (const one of skipped) run.log.write(`skip ${one.classname}.${one.name}\n`);
      counts.skipped += skipped.length;
      counts.failed += result.failures + (code !== 0 && result.failures === 0 ? 1 : 0);
      counts.passed += cases.filter((one) => one.result === "COMPLETED").length - result.failures;
    }),
  );
  return counts;
}

async function engineTests(run) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const add = (more) => {
    for (const key of Object.keys(counts)) counts[key] += more[key];
  };
  if (existsSync(inRoot("build/release/leapfrog-engine-tests")))
    add(await googleTests(run, "build/release/leapfrog-engine-tests"));
  add(await nodeTests("engine", { concurrency: 1 })(run));
  return counts;
}

async function webTests(run) {
  const report = join(root, "tests/output/web.json");
  const { code } = await run.command(inRoot("node_modules/.bin/vitest"), [
    "run",
    "--root",
    "web",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) return { failed: 1 };
  const result = JSON.parse(readFileSync(report, "utf8"));
  const failed = result.numFailedTests + (code !== 0 && result.numFailedTests === 0 ? 1 : 0);
  return { passed: result.numPassedTests, failed, skipped: result.numPendingTests };
}

// The unit tests of the build that has the fuzz targets too, so that its sanitizers are paid for once. Leaks count.
async function sanitizedTests(run) {
  const environment = {
    UBSAN_OPTIONS: "print_stacktrace=1",
    ASAN_OPTIONS: "detect_stack_use_after_return=1:detect_leaks=1",
  };
  return googleTests(run, "build/fuzz/leapfrog-tests", environment);
}

// Every fuzz target for FUZZ_SECONDS each, two at a time, starting from the kept corpus.
async function fuzz(run) {
  const seconds = Number(process.env.FUZZ_SECONDS ?? 60);
  const targets = readdirSync(inRoot("build/fuzz")).filter((name) => name.endsWith("_fuzz"));
  if (targets.length === 0) throw new Error("there is no fuzz target");
  const counts = { passed: 0, failed: 0 };
  const queue = [...targets];
  const failures = [];
  const worker = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) {
      const environment = { FUZZ_BUILT: "1" };
      const { code, text } = await run.command("script/fuzz", [name, String(seconds)], { environment });
      counts[code === 0 ? "passed" : "failed"] += 1;
      if (code !== 0) failures.push(`FAILED: ${name}\n${text.split("\n").slice(-60).join("\n")}\n`);
    }
  };
  await Promise.all([worker(), worker()]);
  run.log.write(failures.join("\n")); // last, where the end of the log is shown
  return counts;
}

async function check(run) {
  const { code, text } = await run.command("script/check", ["--no-structure"]);
  const passed = (text.match(/^ok /gm) ?? []).length;
  const failed = (text.match(/^FAIL /gm) ?? []).length;
  return { passed, failed: failed + (code !== 0 && failed === 0 ? 1 : 0) };
}

export const stages = [
  {
    name: "structure",
    what: "who may include whom, file sizes, READMEs, untested errors",
    minutes: 2,
    run: nodeTests("structure"),
  },
  {
    name: "unit",
    what: "C++ unit tests, as released",
    minutes: 10,
    run: (run) => googleTests(run, "build/release/leapfrog-tests"),
  },
  { name: "web", what: "the web app's unit tests", minutes: 10, run: webTests },
  { name: "engine", what: "the engine host, with the official client", minutes: 10, run: engineTests },
  { name: "api", what: "the server over HTTP", minutes: 20, run: nodeTests("api", { secondTry: true }) },
  {
    name: "differential",
    what: "every kind of question against counting",
    minutes: 15,
    run: nodeTests("differential", { seconds: 3600 }),
  },
  {
    name: "sdk",
    what: "posthog-node and posthog-js, unmodified",
    minutes: 10,
    run: nodeTests("sdk", { secondTry: true }),
  },
  { name: "browser", what: "the web app in Chromium", minutes: 25, run: nodeTests("browser", { secondTry: true }) },
  {
    name: "crash",
    what: "kills, full disks, an engine that is away",
    minutes: 15,
    run: nodeTests("crash", { concurrency: 1, seconds: 600 }),
  },
  {
    name: "sanitizers",
    what: "C++ unit tests under address and undefined-behaviour sanitizers",
    minutes: 30,
    preset: "fuzz",
    run: sanitizedTests,
  },
  {
    name: "threads",
    what: "C++ unit tests of what is threaded under the thread sanitizer",
    minutes: 30,
    preset: "tsan",
    run: (run) => googleTests(run, "build/tsan/leapfrog-tests", { TSAN_OPTIONS: "halt_on_error=1" }),
  },
  { name: "fuzz", what: "every fuzz target for FUZZ_SECONDS (60)", minutes: 40, preset: "fuzz", run: fuzz },
  { name: "check", what: "format and lint", minutes: 20, run: check },
];
