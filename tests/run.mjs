// Runs the test stages one after another and adds up what they counted. script/test is the way to call it.
//
//   node tests/run.mjs [--list] [STAGE …]
//
// Each stage writes its whole output to tests/output/STAGE.log; what failed and its end are shown when the stage fails.
// The presets that later stages need are built meanwhile, with what processor time the tests leave: these wait a lot.

import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stages } from "./stages.mjs";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
const output = join(root, "tests", "output");

// One stage's running state: its log file, and the commands it started.
class Run {
  constructor(stage) {
    this.stage = stage;
    this.root = root;
    this.logPath = join(output, `${stage.name}.log`);
    this.log = createWriteStream(this.logPath);
    this.deadline = Date.now() + stage.minutes * 60_000;
  }

  // Runs a command in its own process group, ends the group when the stage's time is over, and gives
  // {code, text}: the exit code (null when ended by a signal) and what it printed.
  command(file, args, { environment = {}, cwd = root } = {}) {
    this.log.write(`$ ${file} ${args.join(" ")}\n`);
    return new Promise((done) => {
      const child = spawn(file, args, {
        cwd,
        env: { ...process.env, ...environment },
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
      started.add(child);
      let text = "";
      const take = (chunk) => {
        this.log.write(chunk);
        text = (text + chunk).slice(-(4 << 20));
      };
      child.stdout.setEncoding("utf8").on("data", take);
      child.stderr.setEncoding("utf8").on("data", take);
      const timer = setTimeout(
        () => {
          take(`\n${this.stage.name}: took longer than ${this.stage.minutes} minutes, ended\n`);
          endGroup(child);
        },
        Math.max(1000, this.deadline - Date.now()),
      );
      child.on("error", (error) => take(`${error}\n`));
      child.on("close", (code) => {
        clearTimeout(timer);
        started.delete(child);
        done({ code, text });
      });
    });
  }
}

const started = new Set();

function endGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {}
}
process.on("exit", () => started.forEach(endGroup));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

// Builds presets one after another below everything else's priority: {preset: promise of an error's text, or ""}.
function buildAhead(presets) {
  const builds = {};
  let last = Promise.resolve();
  for (const preset of presets) {
    // Linux weighs sessions before processes, so the session's own niceness is what counts.
    const quietly = 'echo 19 >/proc/self/autogroup 2>/dev/null; exec nice -n 19 script/build "$1"';
    builds[preset] = last.then(async () => {
      // It waits for all the tests before its stage.
      const run = new Run({ name: `build-${preset}`, minutes: 90 });
      const { code, text } = await run.command("bash", ["-c", quietly, "bash", preset]);
      run.log.end();
      return code === 0 ? "" : `script/build ${preset} failed (${code})\n${text.slice(-6000)}`;
    });
    last = builds[preset];
  }
  return builds;
}

// The failures in a log with what each said.
function failures(log) {
  const lines = log.split("\n");
  const shown = [];
  let isShown = false;
  for (const line of lines) {
    if (/^\s*FAIL |: Failure$|^\[\s+FAILED/.test(line)) isShown = true;
    else if (/^\s*(ok|skip|counts) |^\[[\s=]+/.test(line)) isShown = false;
    if (isShown) shown.push(line);
  }
  return shown.slice(0, 200).join("\n");
}

async function runStage(stage, builds) {
  process.stdout.write(`${stage.name.padEnd(12)} ${stage.what}\n`);
  const from = Date.now();
  const refused = stage.preset && (await builds[stage.preset]);
  const run = new Run(stage);
  let counts = { passed: 0, failed: 0, skipped: 0, unsteady: [] };
  try {
    if (refused) throw new Error(refused);
    counts = { ...counts, ...(await stage.run(run)) };
  } catch (error) {
    run.log.write(`${error.stack ?? error}\n`);
    counts.failed += 1;
  }
  await new Promise((resolve) => run.log.end(resolve));
  if (counts.failed > 0) {
    const log = readFileSync(run.logPath, "utf8");
    process.stdout.write(`\n${failures(log) || log.split("\n").slice(-120).join("\n")}\n\n`);
    process.stdout.write(`${stage.name}: ${counts.failed} failed, the whole output is in ${run.logPath}\n\n`);
  }
  if (counts.skipped > 0) {
    const names = readFileSync(run.logPath, "utf8").match(/^ *skip .*$/gm) ?? [];
    for (const name of names) process.stdout.write(`${stage.name}: NOT RUN ${name.trim()}\n`);
  }
  for (const name of counts.unsteady)
    process.stdout.write(`${stage.name}: UNSTEADY, passed the second time: ${name}\n`);
  return { name: stage.name, ...counts, seconds: Math.round((Date.now() - from) / 1000) };
}

function table(rows) {
  const time = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const line = (name, passed, failed, skipped, took) =>
    `${name.padEnd(12)} ${String(passed).padStart(7)} ${String(failed).padStart(7)} ${String(skipped).padStart(8)} ${took.padStart(7)}`;
  const total = rows.reduce((sum, row) => sum + row.seconds, 0);
  return [
    line("stage", "passed", "failed", "skipped", "time"),
    ...rows.map((row) => line(row.name, row.passed, row.failed, row.skipped, time(row.seconds))),
    line("", "", "", "", time(total)),
  ].join("\n");
}

const names = process.argv.slice(2);
if (names.includes("--list")) {
  for (const stage of stages) console.log(`${stage.name.padEnd(12)} ${stage.what}`);
  process.exit(0);
}
const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`No such stage: ${unknown.join(", ")}. There are: ${stages.map((stage) => stage.name).join(", ")}.`);
  process.exit(2);
}
mkdirSync(output, { recursive: true });
for (const entry of readdirSync(output)) rmSync(join(output, entry), { recursive: true, force: true });

const chosen = stages.filter(({ name }) => names.length === 0 || names.includes(name));
const builds = buildAhead(new Set(chosen.map(({ preset }) => preset).filter(Boolean)));
const rows = [];
for (const stage of chosen) rows.push(await runStage(stage, builds));
const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
console.log(`\n${table(rows)}\n`);
const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} SKIPPED: named above, they show nothing` : "";
const unsteady = rows.flatMap((row) => row.unsteady).length;
const twice = unsteady > 0 ? `, ${unsteady} UNSTEADY: named above, passed the second time` : "";
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped}${twice}`);
process.exitCode = sum("failed") > 0 || sum("passed") === 0 ? 1 : 0;
