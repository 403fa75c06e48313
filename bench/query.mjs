// How fast questions are answered: the API against the best SQL written by hand for the same tables, against PostHog's shape
// on the same engine, and from one number of events to ten times as many. All in one run, turn by turn.
//
//   node bench/query.mjs [--data DIR] [--quick] [--events N] [--rounds N] [--only TEXT] [--again] [--no-record]
//   node bench/query.mjs --prepare [--data DIR] [--quick] [--events N] [--again]      makes the data, measures nothing
//
// --hand-only leaves PostHog's shape out, whose copy takes longest to make.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { memoryOf, processorSeconds } from "../tests/harness/processes.mjs";
import { commit, MemoryWatch, machine, quantile, record } from "./measure.mjs";
import { dataset, engine } from "./query/dataset.mjs";
import { dashboard, questions } from "./query/questions.mjs";
import { differences } from "./query/same_rows.mjs";

const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const has = (name) => process.argv.includes(name);
const quick = has("--quick");
const rounds = Number(option("--rounds", quick ? 7 : 9));
const root = option("--data", join(tmpdir(), "leapfrog-bench-query"));
const sizes = option("--events") ? [Number(option("--events"))] : quick ? [1_000_000] : [1_000_000, 10_000_000];
const withShape = !has("--hand-only");
const asked = questions.filter((question) => question.name.includes(option("--only", "")));
const say = (text) => process.stderr.write(`${text}\n`);

const ask = (leapfrog, query) =>
  leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query, refresh: "force_blocking" },
    timeout: 120_000,
  });

// How long it takes, and how much processor time of server and engine, in milliseconds.
async function timed(leapfrog, run) {
  const used = () => (processorSeconds(leapfrog.pid) + processorSeconds(leapfrog.enginePid)) * 1000;
  const before = used();
  const from = performance.now();
  await run();
  return { ms: performance.now() - from, processor_ms: used() - before };
}
const median = (runs) =>
  quantile(
    runs.map((run) => run.ms),
    0.5,
  );
const processor = (runs) => runs.reduce((sum, run) => sum + run.processor_ms, 0) / runs.length;

// The best SQL by hand may also say what it knows of its joins, as the API's statements do.
const planning = { optimize_and_compare_chain: "0", query_plan_join_swap_table: "false" };

const rowsOf = (text) => JSON.parse(text).data;
const whole = (sql) => sql.whole ?? sql;

// The times of each way of asking, after a first time that warms up and shows that all give the same numbers.
async function measure(leapfrog, question) {
  const api = await ask(leapfrog, question.query);
  const expected = question.rows(api);
  const hand = [question.hand];
  for (const way of withShape ? ["hand", "posthog"] : ["hand"]) {
    const rows = rowsOf(await engine(leapfrog, whole(question[way])));
    if (way === "hand" && question.handAfter) hand.push(question.handAfter(rows));
    const wrong = differences(expected, rows, question);
    if (wrong) throw new Error(`${question.name}: the API and ${way} differ: ${wrong}\n${whole(question[way])}`);
  }
  const times = { api: [], hand: [], posthog: [], part: [] };
  const watch = new MemoryWatch({ engine: leapfrog.enginePid });
  for (let round = 0; round < rounds; ++round) {
    times.api.push(await timed(leapfrog, () => ask(leapfrog, question.query)));
    times.hand.push(
      await timed(leapfrog, async () => {
        for (const sql of hand) await engine(leapfrog, sql, planning);
      }),
    );
    if (round % 3 !== 0 || !withShape) continue;
    times.posthog.push(await timed(leapfrog, () => engine(leapfrog, whole(question.posthog))));
    const { part } = question.posthog;
    if (part) times.part.push(await timed(leapfrog, () => engine(leapfrog, part)));
  }
  return {
    name: question.name,
    five_times: question.fiveTimes === true,
    api_ms: median(times.api),
    api_p95_ms: quantile(
      times.api.map((run) => run.ms),
      0.95,
    ),
    api_processor_ms: processor(times.api),
    hand_ms: median(times.hand),
    hand_processor_ms: processor(times.hand),
    ...(withShape && {
      posthog_ms: median(times.posthog),
      posthog_part_ms: question.posthog.part && median(times.part),
    }),
    engine_bytes: watch.stop().engine,
  };
}

// Twelve at once, as a browser that opens a dashboard does.
async function paint(leapfrog) {
  const times = [];
  for (let round = 0; round < rounds; ++round)
    times.push((await timed(leapfrog, () => Promise.all(dashboard.map((query) => ask(leapfrog, query))))).ms);
  return { ms: quantile(times, 0.5), p95_ms: quantile(times, 0.95) };
}

async function measureAll(events) {
  const { leapfrog, ...data } = await dataset(root, events, { again: has("--again"), withShape, say });
  try {
    // While something is being written, and a start writes, answers leave out what is behind the watermark, which
    // costs reading a column more.
    await pause(2000);
    const results = [];
    for (const question of asked) {
      results.push(await measure(leapfrog, question));
      const { name, api_ms, hand_ms, posthog_ms } = results.at(-1);
      const last = withShape ? `, PostHog's shape ${posthog_ms.toFixed(0)}` : "";
      say(`${name}: API ${api_ms.toFixed(0)} ms, by hand ${hand_ms.toFixed(0)}${last}`);
    }
    const first_paint = asked.length === questions.length ? await paint(leapfrog) : undefined;
    return {
      ...data,
      project: undefined,
      questions: results,
      first_paint,
      engine_bytes: memoryOf(leapfrog.enginePid, "VmHWM"),
    };
  } finally {
    await leapfrog.stop();
  }
}

const n = (value) => Math.round(value).toLocaleString("en");
const times = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ×`;

function table(measurements) {
  const last = measurements.at(-1);
  const head = [
    "Question",
    ...measurements.map((m) => `${n(m.events / 1e6)} M: API, p95`),
    "by hand",
    "API/hand",
    "processor",
    ...(withShape ? ["PostHog's shape", "faster by"] : []),
  ];
  if (measurements.length > 1) head.push("growth");
  const rows = last.questions.map((q, i) => {
    const cells = [
      q.name,
      ...measurements.map((m) => `${n(m.questions[i].api_ms)}, ${n(m.questions[i].api_p95_ms)} ms`),
      `${n(q.hand_ms)} ms`,
      times(q.api_ms / q.hand_ms),
      times(q.api_processor_ms / q.hand_processor_ms),
    ];
    if (withShape) {
      const part = q.posthog_part_ms ? ` (arrays alone ${n(q.posthog_part_ms)})` : "";
      cells.push(`${n(q.posthog_ms)} ms${part}`, times(q.posthog_ms / q.api_ms));
    }
    if (measurements.length > 1) cells.push(times(q.api_ms / measurements[0].questions[i].api_ms));
    return cells;
  });
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

if (has("--prepare")) {
  for (const events of sizes)
    await (await dataset(root, events, { again: has("--again"), withShape, say })).leapfrog.stop();
  process.exit();
}

const measurements = [];
for (const events of sizes) measurements.push(await measureAll(events));
const result = { at: new Date().toISOString(), ...commit(), machine: machine(), rounds, measurements };
const m = result.machine;
console.log(
  `${m.cores} cores of ${m.cpu}, ${m.memory_gib} GiB, Linux ${m.kernel}; commit ${result.commit}${result.changed ? " with changes" : ""}; medians of ${rounds}\n`,
);
console.log(table(measurements));
for (const one of measurements) {
  const paints = one.first_paint
    ? `twelve at once ${n(one.first_paint.ms)} ms (p95 ${n(one.first_paint.p95_ms)}), `
    : "";
  console.log(
    `\n${n(one.events)} events of ${n(one.people)} people, ${n(one.merged)} merged: ${paints}engine's most memory ${n(one.engine_bytes / 2 ** 20)} MiB`,
  );
}
if (!has("--no-record")) record("query", result);
