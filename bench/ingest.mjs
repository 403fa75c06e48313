// Ingestion measured as a user would meet it: the server, the engine and the load generator share this machine. Every
// figure is taken in one run, so that ratios mean something even where absolute numbers vary from machine to machine.
//
//   node bench/ingest.mjs [--events 300000] [--quick] [--only PART,…] [--rate EVENTS_PER_SECOND] [--no-record]
//
// The parts, in this order: idle, throughput, engine, single, queryable. Those that stand alone can be measured alone:
// `engine` needs `throughput`, and `queryable` takes its load from there or from --rate.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { repository, temporaryDirectory } from "../tests/harness/directories.mjs";
import { anEvent } from "../tests/harness/events.mjs";
import { binary, startLeapfrog } from "../tests/harness/leapfrog.mjs";
import { memoryOf, processorSeconds } from "../tests/harness/processes.mjs";
import { until } from "../tests/harness/until.mjs";
import { EngineAlone } from "./engine_alone.mjs";
import { commit, MemoryWatch, machine, processorShare, quantile, record, Stolen, table } from "./measure.mjs";

const run = promisify(execFile);
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const quick = process.argv.includes("--quick");
const totalEvents = Number(option("--events", quick ? 60_000 : 300_000));
const rowsPerBlock = 20_000;
const singleConnections = 64; // of /healthz and of the single events alike
const parts = ["idle", "throughput", "engine", "single", "queryable"];
const chosen = new Set(option("--only", parts.join(",")).split(","));
for (const part of chosen)
  if (!parts.includes(part)) throw new Error(`--only ${part}: the parts are ${parts.join(", ")}`);
if (chosen.has("engine") && !chosen.has("throughput")) throw new Error("engine compares with throughput: choose both");
const givenRate = Number(option("--rate", 0));
if (chosen.has("queryable") && !chosen.has("throughput") && !givenRate)
  throw new Error("queryable needs throughput or --rate");
const load = join(repository, "build/release/leapfrog-load");

async function generate(leapfrog, options) {
  const args = Object.entries({ port: leapfrog.port, token: leapfrog.project.token, ...options });
  const { stdout } = await run(
    load,
    args.flatMap(([name, value]) => [`--${name}`, String(value)]),
    { maxBuffer: 1 << 24 },
  );
  return JSON.parse(stdout);
}

// Waits until everything accepted can be queried, and says when that was.
async function drained(leapfrog) {
  await leapfrog.flush();
  return Date.now();
}

// Stored events per second end to end: the clock runs from the first request until the last event can be queried.
async function endToEnd(leapfrog) {
  await generate(leapfrog, { events: 20_000, seed: 7 }); // warms up people, dictionaries and file caches
  await drained(leapfrog);
  const watch = new MemoryWatch({ serve: leapfrog.pid, engine: leapfrog.enginePid });
  const before = (await leapfrog.ledger()).stored;
  const processor = () => ({ serve: processorSeconds(leapfrog.pid), engine: processorSeconds(leapfrog.enginePid) });
  const processorBefore = processor();
  const begun = Date.now();
  const sent = await generate(leapfrog, { events: totalEvents, seed: 1, connections: 8 });
  const end = await drained(leapfrog);
  // The generator makes its bodies before it starts its clock; that time is not ours.
  const drain = Math.max(0, (end - begun) / 1000 - sent.prepare_seconds - sent.seconds);
  const memory = watch.stop();
  const processorAfter = processor();
  const microseconds = (name) => ((processorAfter[name] - processorBefore[name]) / totalEvents) * 1e6;
  const stored = (await leapfrog.ledger()).stored - before;
  if (stored !== totalEvents) throw new Error(`${stored} of ${totalEvents} events were stored`);
  return {
    ...sent,
    drain_seconds: drain,
    stored_per_second: stored / (sent.seconds + drain),
    memory,
    cpu_microseconds_per_event: {
      serve: microseconds("serve"),
      engine: microseconds("engine"),
      generator: (sent.generator_cpu_seconds / totalEvents) * 1e6,
    },
  };
}

// The rows that were stored, as blocks in the given format.
async function storedRows(leapfrog, format) {
  const blocks = [];
  for (let offset = 0; offset < totalEvents; offset += rowsPerBlock) {
    const sql = `SELECT * FROM events WHERE project_id = ${leapfrog.project.id} ORDER BY log_offset, uuid LIMIT ${rowsPerBlock} OFFSET ${offset} FORMAT ${format}`;
    const data = await leapfrog.rawSql(sql);
    blocks.push({ data, rows: Math.min(rowsPerBlock, totalEvents - offset) });
  }
  return blocks;
}

async function engineAlone(leapfrog) {
  const [[definition]] = await leapfrog.sql("SHOW CREATE TABLE events");
  const create = definition.replace(/CREATE TABLE \S+/, "CREATE TABLE events");
  const results = {};
  for (const format of ["JSONEachRow", "Native"]) {
    const blocks = await storedRows(leapfrog, format);
    const engine = await EngineAlone.start(join(dirname(binary), "leapfrog-engine"));
    await engine.query(create);
    await engine.insertRate(`INSERT INTO events FORMAT ${format}`, blocks.slice(0, 1), 1);
    await engine.query("TRUNCATE TABLE events");
    results[format] = await engine.insertRate(`INSERT INTO events FORMAT ${format}`, blocks, 2);
    await engine.stop();
  }
  return results;
}

// wrk on one path: requests per second.
async function wrk(leapfrog, path, script, seconds) {
  const args = [
    "-t1",
    `-c${singleConnections}`,
    `-d${seconds}s`,
    ...(script ? ["-s", script] : []),
    `${leapfrog.url}${path}`,
  ];
  const { stdout } = await run("wrk", args, { timeout: (seconds + 30) * 1000 });
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(stdout);
  if (bad) throw new Error(`wrk ${path}: ${bad[1]} requests were refused`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
}

async function singlePosts(leapfrog) {
  const seconds = quick ? 3 : 8;
  const properties = Object.fromEntries(
    Array.from({ length: 45 }, (_, n) => [`property_${n}`, "a value of the event"]),
  );
  const body = JSON.stringify({
    api_key: leapfrog.project.token,
    event: "single",
    distinct_id: "user-1",
    properties: { ...properties, $lib: "web" },
  });
  const script = join(temporaryDirectory("wrk"), "post.lua");
  writeFileSync(
    script,
    `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = ${JSON.stringify(body).replaceAll("\\u", "\\\\u")}\n`,
  );
  const health = await wrk(leapfrog, "/healthz", undefined, seconds);
  const posts = await wrk(leapfrog, "/e/", script, seconds);
  await drained(leapfrog);
  return { connections: singleConnections, healthz_per_second: health, posts_per_second: posts, ratio: posts / health };
}

async function insertsTriedAgain(leapfrog) {
  const { text } = await leapfrog.api("/metrics");
  return Number(/^leapfrog_pipeline_retries_total (\d+)$/m.exec(text)[1]);
}

// From the acknowledgement of an event until a query finds it, in milliseconds, one probe after another.
async function queryableAfter(leapfrog, probes) {
  const times = [];
  for (let probe = 0; probe < probes; ++probe) {
    const event = anEvent({ event: "probe", distinct_id: `probe-${randomUUID()}` });
    await leapfrog.capture(event);
    const from = performance.now();
    const sql = `SELECT count() FROM events WHERE project_id = ${leapfrog.project.id} AND event = 'probe' AND uuid = '${event.uuid}'`;
    await until(async () => Number((await leapfrog.sql(sql))[0][0]) > 0, {
      interval: 5,
      timeout: 60_000,
      what: "the probe",
    });
    times.push(performance.now() - from);
  }
  return { p50_ms: quantile(times, 0.5), p99_ms: quantile(times, 0.99), probes };
}

// The same for a probe every `every` milliseconds, however long those before it take: one look in 100 ms for all of
// them. So a time in which nothing is found counts for as many probes as fall into it.
async function queryableUnderLoad(leapfrog, rate) {
  const seconds = quick ? 8 : 25;
  const every = 100;
  const loading = generate(leapfrog, { events: Math.round(rate * seconds), rate, seed: 11, connections: 8 });
  let over = false;
  loading.finally(() => {
    over = true;
  });
  const firstStored = (await leapfrog.ledger()).received;
  await until(async () => (await leapfrog.ledger()).received > firstStored, { timeout: 60_000, what: "load" });
  const waiting = new Map(); // from a probe's uuid to when it was acknowledged
  const times = [];
  // What a long time may come from: the host, an insert that failed, or the question itself.
  const stolenMeanwhile = new Stolen();
  const retriesBefore = await insertsTriedAgain(leapfrog);
  let longestLook = 0;
  const sending = (async () => {
    const probes = [];
    while (!over) {
      const next = delay(every);
      const event = anEvent({ event: "probe", distinct_id: `probe-${randomUUID()}` });
      probes.push(leapfrog.capture(event).then(() => waiting.set(event.uuid, performance.now())));
      await next;
    }
    await Promise.all(probes);
  })();
  const found = async () => {
    if (waiting.size === 0) return;
    const list = [...waiting.keys()].map((uuid) => `'${uuid}'`).join();
    const sql = `SELECT uuid FROM events WHERE project_id = ${leapfrog.project.id} AND event = 'probe' AND uuid IN (${list})`;
    const from = performance.now();
    const rows = await leapfrog.sql(sql);
    longestLook = Math.max(longestLook, performance.now() - from);
    for (const [uuid] of rows) {
      times.push(performance.now() - waiting.get(uuid));
      waiting.delete(uuid);
    }
  };
  while (!over) {
    const next = delay(every);
    await found();
    await next;
  }
  const sent = await loading;
  await sending;
  await until(
    async () => {
      await found();
      return waiting.size === 0;
    },
    {
      interval: every,
      timeout: 60_000,
      what: "the probes",
    },
  );
  await drained(leapfrog);
  return {
    rate,
    p50_ms: quantile(times, 0.5),
    p99_ms: quantile(times, 0.99),
    max_ms: Math.max(...times),
    probes: times.length,
    ack_p99_ms: sent.ack_p99_ms,
    longest_look_ms: longestLook,
    stolen_share: stolenMeanwhile.share(),
    inserts_tried_again: (await insertsTriedAgain(leapfrog)) - retriesBefore,
  };
}

async function atRest(leapfrog) {
  const pids = [leapfrog.pid, leapfrog.enginePid];
  await new Promise((resolve) => setTimeout(resolve, 3000)); // what start-up left to do is not idling
  return {
    cpu_share: await processorShare(pids, 20_000),
    serve_bytes: memoryOf(leapfrog.pid),
    engine_bytes: memoryOf(leapfrog.enginePid),
    queryable: await queryableAfter(leapfrog, quick ? 10 : 100),
  };
}

async function bytesPerEvent(leapfrog) {
  const sql = "SELECT sum(bytes_on_disk), sum(rows) FROM system.parts WHERE active AND table = 'events'";
  const [[bytes, rows]] = await leapfrog.sql(sql);
  return Number(bytes) / Number(rows);
}

const n = (value) => Math.round(value).toLocaleString("en");
const MiB = (value) => `${Math.round(value / 2 ** 20)} MiB`;
const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

// What each part adds to the table.
const rows = {
  idle: ({ idle }) => [
    [
      "queryable after, idle",
      ms(idle.queryable.p99_ms),
      `p99 of ${idle.queryable.probes}, p50 ${ms(idle.queryable.p50_ms)} (wanted: 300 ms or less)`,
    ],
    [
      "memory of serve, idle",
      MiB(idle.serve_bytes),
      `engine ${MiB(idle.engine_bytes)} (wanted of serve: 60 MiB or less)`,
    ],
    [
      "processor, idle",
      `${(idle.cpu_share * 100).toFixed(2)} %`,
      "of one core, both processes (wanted: less than 0.5 %)",
    ],
  ],
  throughput: ({ throughput: e2e }) => {
    const cpu = e2e.cpu_microseconds_per_event;
    return [
      [
        "stored end to end",
        `${n(e2e.stored_per_second)}/s`,
        `acknowledged p50 ${ms(e2e.ack_p50_ms)}, p99 ${ms(e2e.ack_p99_ms)}, then ${e2e.drain_seconds.toFixed(1)} s until all could be queried`,
      ],
      [
        "processor time per event",
        `${n(cpu.serve + cpu.engine + cpu.generator)} µs`,
        `serve ${n(cpu.serve)}, engine ${n(cpu.engine)}, load generator ${n(cpu.generator)}`,
      ],
      [
        "memory of serve, under load",
        MiB(e2e.memory.serve),
        `engine ${MiB(e2e.memory.engine)} (wanted of serve: 400 MiB or less)`,
      ],
      ["stored bytes per event", n(e2e.stored_bytes_per_event), `of ${n(e2e.json_bytes_per_event)} sent as JSON`],
    ];
  },
  engine: ({ engine }) => [
    [
      "engine alone, JSONEachRow",
      `${n(engine.json_per_second)}/s`,
      `ratio ${engine.ratio_to_json.toFixed(2)} (wanted: 1.0 or more)`,
    ],
    ["engine alone, Native", `${n(engine.native_per_second)}/s`, `ratio ${engine.ratio_to_native.toFixed(2)}`],
  ],
  single: ({ single }) => [
    [
      "single events, durable",
      `${n(single.posts_per_second)}/s`,
      `/healthz ${n(single.healthz_per_second)}/s, ${single.connections} connections each, ratio ${single.ratio.toFixed(2)} (wanted: 0.3 or more)`,
    ],
  ],
  queryable: ({ queryable }) => [
    [
      "queryable after, under load",
      ms(queryable.p99_ms),
      `p99 of ${queryable.probes}, p50 ${ms(queryable.p50_ms)}, longest ${ms(queryable.max_ms)} at ${n(queryable.rate)} events/s (wanted: 2 s or less)`,
    ],
    [
      "  meanwhile",
      `${(queryable.stolen_share * 100).toFixed(1)} %`,
      `of the processors given to others by the host, ${queryable.inserts_tried_again} inserts tried again, longest look ${ms(queryable.longest_look_ms)}`,
    ],
  ],
};

const stolen = new Stolen();
const leapfrog = await startLeapfrog({ label: "bench", args: ["--access-log", "no"] });
const result = { at: new Date().toISOString(), ...commit(), machine: machine(), events: totalEvents };
if (chosen.has("idle")) result.idle = await atRest(leapfrog);
if (chosen.has("throughput")) {
  result.throughput = await endToEnd(leapfrog);
  result.throughput.stored_bytes_per_event = await bytesPerEvent(leapfrog);
}
if (chosen.has("engine")) {
  const alone = await engineAlone(leapfrog);
  result.engine = {
    json_per_second: alone.JSONEachRow,
    native_per_second: alone.Native,
    ratio_to_json: result.throughput.stored_per_second / alone.JSONEachRow,
    ratio_to_native: result.throughput.stored_per_second / alone.Native,
  };
}
if (chosen.has("single")) result.single = await singlePosts(leapfrog);
if (chosen.has("queryable")) {
  const rate = givenRate || result.throughput.stored_per_second * 0.7;
  result.queryable = await queryableUnderLoad(leapfrog, Math.round(rate));
}
await leapfrog.stop();
result.stolen_share = stolen.share();

const { machine: m } = result;
console.log(
  `${m.cores} cores of ${m.cpu}, ${m.memory_gib} GiB, Linux ${m.kernel}; commit ${result.commit}${result.changed ? " with changes" : ""}; load generator on the same cores; the host gave ${(result.stolen_share * 100).toFixed(1)} % of them to others`,
);
if (result.throughput) {
  console.log(
    `${n(totalEvents)} events of ${n(result.throughput.json_bytes_per_event)} bytes, 46 properties, batches of 100, gzip`,
  );
}
console.log(`\n${table(parts.filter((part) => chosen.has(part)).flatMap((part) => rows[part](result)))}`);
if (!process.argv.includes("--no-record")) record("ingest", result);
