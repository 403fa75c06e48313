// Feature flags measured: nanoseconds to decide a flag, what /flags takes over HTTP with 5 and with 350 flags, alone and
// while events come in as fast as they are taken, and how soon a change is seen. The server has one core, the load
// generators the other.
//
//   node bench/flags.mjs [--quick] [--no-record]
import { execFile, execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository, temporaryDirectory } from "../tests/harness/directories.mjs";
import { definitionPushes } from "../tests/harness/flags.mjs";
import { startLeapfrog } from "../tests/harness/leapfrog.mjs";
import { processorSeconds } from "../tests/harness/processes.mjs";
import { until } from "../tests/harness/until.mjs";
import { commit, machine, quantile, record, table } from "./measure.mjs";

const run = promisify(execFile);
const quick = process.argv.includes("--quick");
const seconds = quick ? 3 : 15;
const serverCore = "0";
const loadCore = "1";
const mostCaptured = 220_000; // events a second: more than one core takes
let seed = 100;

// What others published for one core: requests a second with their p95 in milliseconds, and nanoseconds of a static
// evaluation in the process.
const marks = { "5 flags": { per_second: 39_000, p95: 1.6 }, "350 flags": { per_second: 6_900, p95: 7.4 } };
const markOfOneFlag = 1_400;
const markOfChange = 100; // milliseconds

async function evaluations() {
  const program = join(repository, "build/release/leapfrog-bench");
  const { stdout } = await run(program, [
    "--benchmark_filter=flag",
    "--benchmark_format=json",
    `--benchmark_min_time=${quick ? 0.1 : 1}`,
  ]);
  const each = JSON.parse(stdout).benchmarks.map((one) => [one.name.replace("BM_", ""), one]);
  return {
    nanoseconds: Object.fromEntries(each.map(([name, one]) => [name, Math.round(1e9 / one.items_per_second)])),
    allocations: Object.fromEntries(each.map(([name, one]) => [name, one.allocations])),
  };
}

// A fifth of the flags are targeted at a property of the request, the others are rolled out to half of everybody.
async function projectWith(leapfrog, count) {
  const project = await leapfrog.newProject();
  for (let i = 0; i < count; ++i) {
    const properties = i % 5 ? [] : [{ key: "plan", value: ["team", "pro"], operator: "exact", type: "person" }];
    await leapfrog.must(`/api/projects/${project.id}/feature_flags/`, {
      method: "POST",
      body: { key: `flag-${i}`, filters: { groups: [{ properties, rollout_percentage: 50 }] } },
    });
  }
  return project;
}

// wrk's own figures of requests that each ask for another person.
async function asked(leapfrog, project) {
  const script = join(temporaryDirectory("bench-flags"), "ask.lua");
  writeFileSync(
    script,
    `local n = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  n = n + 1
  return wrk.format(nil, "/flags/?v=2", nil, '{"token":"${project.token}","distinct_id":"user-' .. n .. '","person_properties":{"plan":"team"}}')
end
done = function(summary, latency, requests)
  io.write(string.format('{"requests":%d,"seconds":%f,"p50":%f,"p95":%f,"p99":%f,"bad":%d}\\n', summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect))
end
`,
  );
  const args = ["-c", loadCore, "wrk", "-t1", "-c16", `-d${seconds}s`, "-s", script, leapfrog.url];
  const before = processorSeconds(leapfrog.pid);
  const { stdout } = await run("taskset", args);
  const used = processorSeconds(leapfrog.pid) - before;
  const result = JSON.parse(/^\{.*\}$/m.exec(stdout)[0]);
  if (result.bad > 0) throw new Error(`${result.bad} requests failed: ${stdout}`);
  return {
    per_second: Math.round(result.requests / result.seconds),
    // Of the server. While it captures, events are in it too.
    processor_us: (used / result.requests) * 1e6,
    ...result,
  };
}

// The server and its engine have one core between them, and one thread for connections, as is set on such a machine: two
// would keep each other waiting for a slice of it.
function pin(leapfrog) {
  for (const pid of [leapfrog.pid, leapfrog.enginePid]) {
    execFileSync("taskset", ["-acp", serverCore, String(pid)], { stdio: "ignore" });
  }
}

// Milliseconds from sending a change of a flag until it is pushed to those who listen, and until /flags answers by it.
async function changes(leapfrog, project) {
  const path = `/api/projects/${project.id}/feature_flags/`;
  const flag = await leapfrog.must(path, { method: "POST", body: { key: "changing", active: true } });
  const isOn = async () => {
    const answer = await leapfrog.send({
      method: "POST",
      path: "/flags/?v=2",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: project.token, distinct_id: "somebody" }),
    });
    return Boolean(answer.json.flags.changing?.enabled);
  };
  const stop = new AbortController();
  const pushes = definitionPushes(leapfrog, project, stop.signal);
  await until(() => pushes.length === 1, { what: "the definitions as they are" });
  const times = { pushed: [], seen: [] };
  for (let i = 0; i < (quick ? 20 : 200); ++i) {
    const active = i % 2 === 1;
    const from = performance.now();
    const changing = leapfrog.must(`${path}${flag.id}/`, { method: "PATCH", body: { active } });
    while ((await isOn()) !== active);
    times.seen.push(performance.now() - from);
    await until(() => pushes.length === i + 2, { interval: 1, what: "the push" });
    times.pushed.push(pushes.at(-1) - from);
    await changing;
  }
  stop.abort();
  const figures = ([what, values]) => [what, { p50: quantile(values, 0.5), p95: quantile(values, 0.95) }];
  return Object.fromEntries(Object.entries(times).map(figures));
}

// Captures as much as is taken while the work is done; its result, with the events accepted per second meanwhile.
async function whileCapturing(leapfrog, work) {
  const load = join(repository, "build/release/leapfrog-load");
  const events = Math.round(mostCaptured * (seconds + 2));
  const args = ["--port", leapfrog.port, "--token", leapfrog.project.token, "--events", events, "--seed", ++seed];
  const sending = spawn("taskset", ["-c", loadCore, load, ...args.map(String)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => sending.once("exit", resolve));
  try {
    await new Promise((resolve, reject) => {
      sending.stderr.once("data", resolve);
      ended.then(() => reject(new Error("the load generator did not start")));
    });
    const before = (await leapfrog.ledger()).received;
    const from = performance.now();
    const result = await work();
    if (sending.exitCode !== null) throw new Error("the load ended before the measurement: generate more events");
    const accepted = (await leapfrog.ledger()).received - before;
    return { ...result, captured_per_second: Math.round(accepted / ((performance.now() - from) / 1000)) };
  } finally {
    sending.kill();
    await ended;
  }
}

const leapfrog = await startLeapfrog({ label: "bench-flags", args: ["--access-log", "no", "--io-threads", "1"] });
const result = { at: new Date().toISOString(), ...commit(), ...machine(), ...(await evaluations()), http: {} };
try {
  for (const count of [5, 350]) {
    const project = await projectWith(leapfrog, count);
    pin(leapfrog);
    result.http[`${count} flags`] = await asked(leapfrog, project);
    result.http[`${count} flags, capturing`] = await whileCapturing(leapfrog, () => asked(leapfrog, project));
    await leapfrog.flush();
    if (count === 350) result.changes = await changes(leapfrog, project);
  }
} finally {
  await leapfrog.kill();
}
const milliseconds = (value) => `${value.toFixed(2)} ms`;
const ratio = (value) => `${value.toFixed(2)} ×`;
console.log(`${result.cpu}, ${result.cores} cores; the server on one of them, the load generators on the other`);
console.log(
  table(
    Object.entries(result.nanoseconds).map(([name, value]) => [
      name.replaceAll("_", " "),
      `${value} ns, ${result.allocations[name].toFixed(2)} allocations`,
      name.startsWith("flag_")
        ? `${ratio(markOfOneFlag / value)} as fast as the mark of ${markOfOneFlag} ns`
        : "a flag",
    ]),
  ),
);
for (const [name, one] of Object.entries(result.http)) {
  const beside = one.captured_per_second ? `, beside ${one.captured_per_second} events/s captured` : "";
  const times = `p50 ${milliseconds(one.p50)}, p95 ${milliseconds(one.p95)}, p99 ${milliseconds(one.p99)}`;
  console.log(`${name}: ${one.per_second}/s, ${times}, ${one.processor_us.toFixed(1)} µs of processor each${beside}`);
  const mark = marks[name];
  if (!mark) continue;
  console.log(
    `  mark ${mark.per_second}/s with p95 ${mark.p95} ms: ${ratio(one.per_second / mark.per_second)} the requests, ${ratio(one.p95 / mark.p95)} the p95`,
  );
}
for (const [what, { p50, p95 }] of Object.entries(result.changes)) {
  const marked = `${ratio(p95 / markOfChange)} the mark of ${markOfChange} ms`;
  console.log(`a change of one of 350 flags is ${what}: p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}: ${marked}`);
}
if (!process.argv.includes("--no-record")) record("flags", result);
