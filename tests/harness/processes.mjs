// Child processes of tests: whatever happens to the test, nothing it started is left running.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { until } from "./until.mjs";

const running = new Set();

function endAll() {
  for (const child of running) {
    for (const pid of [...descendants(child.pid), child.pid]) killQuietly(pid);
  }
}
process.on("exit", endAll);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    endAll();
    process.exit(1);
  });
}

function killQuietly(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {}
}

// Starts a program; `exited` resolves to {code, signal}. Its output is collected (the last megabyte of it).
export function startProcess(file, args, options = {}) {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  running.add(child);
  child.output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text) => {
      child.output[name] = (child.output[name] + text).slice(-(1 << 20));
    });
  }
  child.exited = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  child.exited.catch(() => {});
  return child;
}

// Runs a program to its end: {code, signal, stdout, stderr}.
export async function runProcess(file, args, { timeout = 60_000, ...options } = {}) {
  const child = startProcess(file, args, options);
  const timer = setTimeout(() => killQuietly(child.pid), timeout);
  const closed = new Promise((resolve) => child.once("close", resolve));
  const ended = await child.exited;
  await closed;
  clearTimeout(timer);
  return { ...ended, ...child.output };
}

// Process ids below `pid`, deepest last.
export function descendants(pid) {
  const children = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(entry);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found = [];
  const visit = (id) => {
    for (const child of children.get(id) ?? []) {
      found.push(child);
      visit(child);
    }
  };
  visit(pid);
  return found;
}

const parentOf = (pid) => numberOfStat(pid, 1);
export const processGroup = (pid) => numberOfStat(pid, 2);

// A number of /proc/PID/stat, counted from behind the name; undefined when the process is gone.
function numberOfStat(pid, index) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[index]);
  } catch {
    return undefined;
  }
}

// The program's name as the kernel knows it (15 characters).
export function nameOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return undefined;
  }
}

export function isAlive(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  } catch {
    return false;
  }
}

export function untilGone(pid, timeout = 10_000) {
  return until(() => !isAlive(pid), { timeout, what: `the end of process ${pid}` });
}

// A line of /proc/PID/status in bytes: VmRSS (now), VmHWM (highest so far).
export function memoryOf(pid, field = "VmRSS") {
  const match = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match[1]) * 1024;
}

// Seconds of processor time the process has used, user and system.
export function processorSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
