// What the benchmarks measure with: processes over time, quantiles, the machine's description, the record kept.
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { repository } from "../tests/harness/directories.mjs";
import { memoryOf, processorSeconds } from "../tests/harness/processes.mjs";

export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
};

export function machine() {
  const cpu = /^model name\s*: (.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "unknown processor";
  return {
    cores: availableParallelism(),
    cpu,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    kernel: execFileSync("uname", ["-r"], { encoding: "utf8" }).trim(),
  };
}

export function commit() {
  const git = (...args) => execFileSync("git", args, { cwd: repository, encoding: "utf8" }).trim();
  return { commit: git("rev-parse", "--short", "HEAD"), changed: git("status", "--porcelain") !== "" };
}

// Resident memory of processes while something runs: {name: highest bytes seen}.
export class MemoryWatch {
  constructor(pids) {
    this.most = Object.fromEntries(Object.keys(pids).map((name) => [name, 0]));
    this.timer = setInterval(() => {
      for (const [name, pid] of Object.entries(pids)) {
        try {
          this.most[name] = Math.max(this.most[name], memoryOf(pid));
        } catch {} // it ended
      }
    }, 50);
  }

  stop() {
    clearInterval(this.timer);
    return this.most;
  }
}

// Share of one core that the processes use over `ms`, together.
export async function processorShare(pids, ms) {
  const before = pids.map(processorSeconds).reduce((a, b) => a + b, 0);
  const from = process.hrtime.bigint();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  const after = pids.map(processorSeconds).reduce((a, b) => a + b, 0);
  return (after - before) / seconds;
}

// What the machine's host gave to others since this was made: a share of all processors' time. Zero on a machine of one's own.
export class Stolen {
  static #now() {
    const ticks = /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "utf8"))[1].split(" ").map(Number);
    return { stolen: ticks[7], all: ticks.slice(0, 8).reduce((sum, one) => sum + one, 0) };
  }

  #from = Stolen.#now();

  share() {
    const now = Stolen.#now();
    return (now.stolen - this.#from.stolen) / Math.max(1, now.all - this.#from.all);
  }
}

// One line per run, so that a change over time can be seen.
export function record(name, result) {
  const directory = join(repository, "bench", "history");
  mkdirSync(directory, { recursive: true });
  appendFileSync(join(directory, `${name}.jsonl`), `${JSON.stringify(result)}\n`);
}

export function table(rows) {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => String(row[column] ?? "").length)));
  return rows
    .map((row) => `${row[0].padEnd(widths[0])}  ${String(row[1]).padStart(widths[1])}  ${row[2] ?? ""}`.trimEnd())
    .join("\n");
}
