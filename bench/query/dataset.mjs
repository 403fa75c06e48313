// The data that questions are measured on: the demo's history, the same for everybody, loaded through capture, and a copy
// of the same rows in the shape that PostHog keeps events in. Made once for each number of events and kept.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { send } from "../../tests/harness/http.mjs";
import { binary, initialise, Leapfrog } from "../../tests/harness/leapfrog.mjs";

const run = promisify(execFile);

export const lastDay = "2025-06-30";
const until = `${lastDay}T23:59:59Z`;

// PostHog's table of events and its overrides of people, as its migrations make them, without what no question
// reads. Properties are texts of JSON.
const shape = [
  "CREATE DATABASE IF NOT EXISTS posthog_shape",
  `CREATE TABLE IF NOT EXISTS posthog_shape.events (
     uuid UUID, event String, properties String CODEC(ZSTD(3)), timestamp DateTime64(6, 'UTC'), team_id Int64,
     distinct_id String, elements_chain String, created_at DateTime64(6, 'UTC'), person_id UUID,
     person_created_at DateTime64(3), \`$session_id\` String, _timestamp DateTime)
   ENGINE = ReplacingMergeTree(_timestamp) PARTITION BY toYYYYMM(timestamp)
   ORDER BY (team_id, toDate(timestamp), event, cityHash64(distinct_id), cityHash64(uuid))`,
  `CREATE TABLE IF NOT EXISTS posthog_shape.person_distinct_id_overrides (
     team_id Int64, distinct_id String, person_id UUID, is_deleted Int8, version Int64)
   ENGINE = ReplacingMergeTree(version) ORDER BY (team_id, distinct_id)`,
];

const copiedDay = (day) => `INSERT INTO posthog_shape.events
  SELECT uuid, event, toJSONString(properties), timestamp, project_id, distinct_id, elements_chain, received_at,
    person_id, person_created_at, session_id, received_at
  FROM events WHERE toDate(timestamp) = '${day}'`;

const overrides = `INSERT INTO posthog_shape.person_distinct_id_overrides
  SELECT DISTINCT e.project_id, e.distinct_id, o.person_id, 0, 1 FROM events AS e
  INNER JOIN (SELECT * FROM person_overrides FINAL) AS o ON e.project_id = o.project_id AND e.person_id = o.old_person_id`;

// In steps, each of which is done once: what was interrupted goes on where it was.
async function prepare(directory, events, withShape, say) {
  const made = join(directory, "made.json");
  const loaded = join(directory, "loaded.json");
  const data = join(directory, "data");
  if (!existsSync(loaded)) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    await load(directory, await initialise(data, { project: "Hedgerow" }), events, say);
  }
  const { project, seconds } = JSON.parse(readFileSync(loaded, "utf8"));
  const leapfrog = await serve(data, project);
  if (withShape) await copyIntoShape(leapfrog, say);
  say("letting it settle");
  const copies = ["posthog_shape.events", "posthog_shape.person_distinct_id_overrides"];
  for (const table of ["events", ...(withShape ? copies : [])])
    await engine(leapfrog, `OPTIMIZE TABLE ${table} FINAL SETTINGS optimize_throw_if_noop = 0`);
  const [[rows, people, merged]] = await leapfrog.sql(
    "SELECT (SELECT count() FROM events), (SELECT count() FROM (SELECT DISTINCT person_id FROM events)), (SELECT count() FROM person_overrides FINAL)",
  );
  if (withShape) {
    const [[same]] = await leapfrog.sql("SELECT count() FROM posthog_shape.events");
    if (rows !== same) throw new Error(`${rows} events, but ${same} in PostHog's shape`);
  }
  await leapfrog.stop();
  writeFileSync(made, JSON.stringify({ project, events: Number(rows), people, merged, seconds, withShape }));
}

async function copyIntoShape(leapfrog, say) {
  for (const statement of shape) await engine(leapfrog, statement);
  const daysOf = (table) =>
    leapfrog.sql(`SELECT toDate(timestamp) AS day, count() FROM ${table} GROUP BY day ORDER BY day`);
  const copied = new Map(await daysOf("posthog_shape.events"));
  for (const [day, rows] of await daysOf("events")) {
    if (copied.get(day) === rows) continue;
    say(`copying the ${Number(rows).toLocaleString("en")} events of ${day} into PostHog's shape`);
    await engine(leapfrog, `DELETE FROM posthog_shape.events WHERE toDate(timestamp) = '${day}'`);
    await engine(leapfrog, copiedDay(day));
  }
  await engine(leapfrog, "TRUNCATE TABLE posthog_shape.person_distinct_id_overrides");
  await engine(leapfrog, overrides);
}

async function load(directory, project, events, say) {
  const leapfrog = await serve(join(directory, "data"), project);
  say(`loading ${events.toLocaleString("en")} events`);
  const from = Date.now();
  await run(
    binary,
    ["demo", "--url", leapfrog.url, "--token", project.project_token, "--events", String(events), "--until", until],
    { maxBuffer: 1 << 24 },
  );
  await leapfrog.flush();
  const seconds = (Date.now() - from) / 1000;
  await leapfrog.stop();
  writeFileSync(join(directory, "loaded.json"), JSON.stringify({ project, seconds }));
}

// A statement straight to the engine: the text of its answer.
export async function engine(leapfrog, sql, settings = {}) {
  const parameters = new URLSearchParams({ default_format: "JSONCompact", ...settings });
  const answer = await send(
    { socketPath: join(leapfrog.directory, "engine.sock") },
    { method: "POST", path: `/?${parameters}`, body: sql, timeout: 3_600_000 },
  );
  if (answer.status !== 200) throw new Error(`${sql.slice(0, 3000)}: ${answer.text.slice(0, 1000)}`);
  return answer.text;
}

async function serve(data, project) {
  const leapfrog = new Leapfrog(data, project, ["--access-log", "no"], {
    LEAPFROG_API_REQUESTS_PER_MINUTE: "0",
    LEAPFROG_API_QUERIES_PER_MINUTE: "0",
  });
  await leapfrog.start({ timeout: 120_000 });
  return leapfrog;
}

// A server on the data of that many events: {leapfrog, events, people, merged}. `again` makes them anew; without
// PostHog's shape it takes a fraction of the time.
export async function dataset(root, events, { again = false, withShape = true, say }) {
  const directory = join(root, `events-${events}`);
  if (again) rmSync(directory, { recursive: true, force: true });
  const read = () => JSON.parse(readFileSync(join(directory, "made.json"), "utf8"));
  const isMade = existsSync(join(directory, "made.json")) && (read().withShape || !withShape);
  if (!isMade) await prepare(directory, events, withShape, say);
  const made = read();
  return { ...made, leapfrog: await serve(join(directory, "data"), made.project) };
}
