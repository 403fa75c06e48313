// Runs the test stages one after another and adds up what they counted. script/test is the way to call it.
//
//   node tests/run.mjs [--list] [STAGE …]
//
// Each stage writes its whole output to tests/output/STAGE.log; the end of it is shown when the stage fails.

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

  // As command, but the stage cannot go on when it fails.
  async need(file, args, options) {
    const { code, text } = await this.command(file, args, options);
    if (code !== 0) throw new Error(`${file} ${args.join(" ")} failed (${code})\n${text.slice(-6000)}`);
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

async function runStage(stage) {
  const run = new Run(stage);
  const from = Date.now();
  process.stdout.write(`${stage.name.padEnd(12)} ${stage.what}\n`);
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = { ...counts, ...(await stage.run(run)) };
  } catch (error) {
    run.log.write(`${error.stack ?? error}\n`);
    counts.failed += 1;
  }
  await new Promise((resolve) => run.log.end(resolve));
  if (counts.failed > 0) {
    process.stdout.write(`\n${readFileSync(run.logPath, "utf8").split("\n").slice(-120).join("\n")}\n`);
    process.stdout.write(`${stage.name}: ${counts.failed} failed, the whole output is in ${run.logPath}\n\n`);
  }
  if (counts.skipped > 0) {
    const names = readFileSync(run.logPath, "utf8").match(/^ *skip .*$/gm) ?? [];
    for (const name of names) process.stdout.write(`${stage.name}: NOT RUN ${name.trim()}\n`);
  }
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

const rows = [];
for (const stage of stages.filter(({ name }) => names.length === 0 || names.includes(name)))
  rows.push(await runStage(stage));
const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
console.log(`\n${table(rows)}\n`);
const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} SKIPPED: named above, they show nothing` : "";
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped}`);
process.exitCode = sum("failed") > 0 || sum("passed") === 0 ? 1 : 0;
