// No SQL that people write reads another project, the file system, the network or system tables, or outlives its
// limits. Every way out that we could think of, over HTTP, in every place where such SQL can stand.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
const secret = "the other project's secret";

async function ask(query) {
  const answer = await leapfrog.api(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query },
    timeout: 120_000,
  });
  return { status: answer.status, text: answer.text, ...answer.json };
}

before(async () => {
  leapfrog = await startLeapfrog({ label: "sandbox" });
  const other = await leapfrog.newProject("Other");
  await leapfrog.capture(
    anEvent({ event: "mine", distinct_id: "me", properties: { $set: { email: "me@example.com" } } }),
  );
  await leapfrog.capture(
    [
      anEvent({
        event: secret,
        distinct_id: secret,
        properties: { hidden: secret, $session_id: secret, $set: { hidden: secret } },
      }),
      anEvent({
        event: "$groupidentify",
        distinct_id: secret,
        properties: { $group_type: "company", $group_key: secret, $group_set: { hidden: secret } },
      }),
    ],
    { token: other.token },
  );
  await leapfrog.flush();
  await leapfrog.flush(other);
});
after(() => leapfrog?.stop());

const escapes = [
  // Tables of the engine, however named.
  "SELECT * FROM system.tables",
  "SELECT * FROM `system`.`tables`",
  'SELECT * FROM "system"."users"',
  "SELECT * FROM system.one",
  "SELECT * FROM information_schema.tables",
  "SELECT * FROM INFORMATION_SCHEMA.COLUMNS",
  "SELECT * FROM schema_migrations",
  "SELECT * FROM default.schema_migrations",
  "SELECT * FROM default.events",
  "SELECT * FROM person_overrides",
  "SELECT 1 IN system.one",
  "SELECT 1 IN schema_migrations",
  "SELECT 1 NOT IN schema_migrations",
  "SELECT globalNotNullIn(1, schema_migrations)",
  "SELECT nullInIgnoreSet(1, schema_migrations)",
  "SELECT (SELECT count() FROM system.tables)",
  "SELECT EXISTS(SELECT 1 FROM system.tables)",
  "WITH x AS (SELECT * FROM system.tables) SELECT * FROM x",
  "WITH system AS (SELECT 1) SELECT * FROM system.tables",
  "SELECT 1 FROM events, system.tables",
  "SELECT 1 FROM events JOIN system.tables ON 1",
  "SELECT 1 UNION ALL SELECT count() FROM system.tables",
  "SELECT 1 INTERSECT SELECT count() FROM system.tables",
  // Table functions.
  "SELECT * FROM merge('default', 'events')",
  "SELECT * FROM merge('.*')",
  "SELECT * FROM remote('127.0.0.1', default.events)",
  "SELECT * FROM cluster('default', default.events)",
  "SELECT * FROM loop(events)",
  "SELECT * FROM loop(default, events)",
  "SELECT * FROM mergeTreeIndex('default', 'events')",
  "SELECT * FROM mergeTreeProjection('default', 'events', 'x')",
  "SELECT * FROM view(SELECT * FROM default.events)",
  "SELECT * FROM viewIfPermitted(SELECT 1 ELSE null('a Int8'))",
  "SELECT * FROM dictionary('d')",
  "SELECT * FROM file('/etc/passwd')",
  "SELECT * FROM file('/etc/passwd', 'LineAsString', 's String')",
  "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 's String')",
  "SELECT * FROM s3('http://127.0.0.1:1/b/k')",
  "SELECT * FROM executable('id', 'TSV', 's String')",
  "SELECT * FROM mysql('h', 'd', 't', 'u', 'p')",
  "SELECT * FROM postgresql('h', 'd', 't', 'u', 'p')",
  "SELECT * FROM sqlite('/tmp/x', 't')",
  "SELECT * FROM input('a Int8')",
  "SELECT * FROM format(CSV, '1')",
  "SELECT * FROM fuzzJSON('x', 1)",
  "SELECT * FROM generateRandom('a Int8')",
  "SELECT * FROM `/etc/passwd`",
  "SELECT * FROM '/etc/passwd'",
  // Functions that reach out.
  "SELECT file('/etc/passwd')",
  "SELECT FiLe('/etc/passwd')",
  "SELECT `file`('/etc/passwd')",
  "SELECT arrayMap(x -> file(x), ['/etc/passwd'])",
  "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')",
  "SELECT joinGet('events', 'event', 1)",
  "SELECT dictGet('d', 'a', 1)",
  "SELECT hasColumnInTable('default', 'events', 'event')",
  "SELECT getSetting('additional_table_filters')",
  "SELECT currentUser()",
  "SELECT hostName()",
  "SELECT getMacro('x')",
  "SELECT sleep(3)",
  "SELECT sleepEachRow(1) FROM numbers(3)",
  "SELECT addressToLine(1)",
  "SELECT catboostEvaluate('x', 1)",
  "SELECT aiGenerate('x')",
  "SELECT initializeAggregation('x')",
  // Settings, formats, statements.
  "SELECT event FROM events SETTINGS additional_table_filters = {}",
  "SELECT event FROM events SETTINGS readonly = 0",
  "SELECT * FROM (SELECT event FROM events SETTINGS additional_table_filters = {})",
  "SELECT 1 FORMAT CSV",
  "SELECT 1 INTO OUTFILE '/tmp/leapfrog-escape'",
  "SELECT 1; SELECT 2",
  "SELECT 1; DROP TABLE events",
  "DROP TABLE events",
  "INSERT INTO events (event) VALUES ('x')",
  "CREATE TABLE t (a Int8) ENGINE = Memory",
  "ALTER TABLE events DELETE WHERE 1",
  "TRUNCATE TABLE events",
  "SHOW TABLES",
  "DESCRIBE events",
  "EXPLAIN SELECT 1",
  "SET max_threads = 1",
  "USE system",
  "KILL QUERY WHERE 1",
  "SYSTEM SHUTDOWN",
  "GRANT ALL ON *.* TO default",
  "ATTACH TABLE x FROM '/tmp'",
  "BACKUP TABLE events TO Disk('x', 'y')",
  // Texts that try to mislead the reader of names.
  "SELECT * FROM events AS e, `system`.tables",
  "SELECT * FROM/**/system.tables",
  "SELECT * FROM -- events\n system.tables",
  "SELECT 'it''s', * FROM system.tables",
  "SELECT `a``b`, * FROM system.tables",
  "SELECT '\\'' , * FROM system.tables -- '",
  "SELECT 1 FROM (SELECT 1) AS events, (SELECT * FROM system.tables)",
  "SELECT extract(1 FROM system.tables)",
  "SELECT * FROM {t:Identifier}",
  "SELECT $tag$ ' $tag$, * FROM system.tables",
  "SELECT ‘ ’, * FROM system.tables",
];

// They run, and see the asker's own rows only.
const own = [
  "SELECT event FROM events",
  "SELECT * FROM events",
  "SELECT properties.hidden FROM events",
  "SELECT person.properties.hidden, person.properties FROM events",
  "SELECT group_0.properties.hidden, $group_0 FROM events",
  "SELECT * FROM persons",
  "SELECT properties.hidden FROM persons",
  "SELECT * FROM groups",
  "SELECT properties.hidden, key FROM groups",
  "SELECT * FROM person_distinct_ids",
  "SELECT * FROM sessions",
  "SELECT * FROM (SELECT * FROM events UNION ALL SELECT * FROM events)",
  "SELECT e.event, f.event FROM events e, events f",
  "SELECT event FROM events WHERE event IN (SELECT event FROM events)",
  "SELECT (SELECT max(event) FROM events)",
  "SELECT groupArray(distinct_id) FROM person_distinct_ids",
  "SELECT event FROM events WHERE 1 OR project_id = 2",
  "SELECT event FROM events e WHERE e.project_id != 1",
  "WITH events AS (SELECT event FROM events) SELECT * FROM events",
  "SELECT throwIf(event != 'mine', event) FROM events",
  "SELECT toInt64(event) FROM events WHERE event != 'mine'",
  "SELECT (SELECT toInt32(any(event)) FROM events WHERE event != 'mine')",
  "SELECT event FROM events HAVING 1 QUALIFY 1",
];

describe("SQL that people write", () => {
  it("cannot leave its project's tables", async () => {
    for (const query of escapes) {
      const answer = await ask({ kind: "HogQLQuery", query });
      assert.ok([400, 403].includes(answer.status), `${query}: ${answer.status} ${answer.text.slice(0, 500)}`);
      assert.ok(!answer.text.includes(secret) && !answer.text.includes("root:"), `${query}: ${answer.text}`);
    }
    await leapfrog.untilReady();
    assert.deepEqual((await ask({ kind: "HogQLQuery", query: "SELECT event FROM events" })).results, [["mine"]]);
  });

  it("sees its own project's rows only", async () => {
    for (const query of own) {
      const answer = await ask({ kind: "HogQLQuery", query });
      assert.ok([200, 400].includes(answer.status), `${query}: ${answer.status} ${answer.text.slice(0, 500)}`);
      const shown = JSON.stringify(answer.results ?? answer.detail);
      assert.ok(!shown.includes(secret), `${query}: ${answer.text}`);
    }
  });

  it("cannot leave them from inside another question either", async () => {
    const inside = [
      "(SELECT count() FROM system.tables)",
      "1) FROM system.tables --",
      "file('/etc/passwd')",
      "dictGet('d', 'a', 1)",
      "1 IN system.one",
      "1 IN schema_migrations",
      "1 IN default.schema_migrations",
      "throwIf(1, currentUser())",
    ];
    for (const expression of inside) {
      const trends = (series, more = {}) => ({
        kind: "TrendsQuery",
        series: [{ kind: "EventsNode", ...series }],
        ...more,
      });
      const places = [
        trends({ math: "hogql", math_hogql: expression }),
        trends({ properties: [{ type: "hogql", key: expression }] }),
        trends({}, { properties: [{ type: "hogql", key: expression }] }),
        trends({}, { breakdownFilter: { breakdown: expression, breakdown_type: "hogql" } }),
      ];
      for (const query of places) {
        const answer = await ask(query);
        assert.ok([400, 403].includes(answer.status), `${expression}: ${answer.status} ${answer.text.slice(0, 500)}`);
        assert.ok(!answer.text.includes(secret) && !answer.text.includes("root:"), `${expression}: ${answer.text}`);
      }
    }
  });

  it("is not fooled by values that come from outside", async () => {
    for (const value of ["' OR 1 = 1 --", "\\' OR 1 --", "'; SELECT 1", "\u0000'", "{p0:String}"]) {
      const answer = await ask({
        kind: "HogQLQuery",
        query: "SELECT count() FROM events WHERE event = {name} AND {filters}",
        values: { name: value },
        filters: { properties: [{ type: "event", key: "x", operator: "exact", value }] },
      });
      if (answer.status === 200) assert.deepEqual(answer.results, [[0]], value);
      else assert.equal(answer.status, 400, `${value}: ${answer.text}`);
    }
  });

  it("does not outlive its limits, and is told which one", async () => {
    const memory = await ask({
      kind: "HogQLQuery",
      query: "SELECT groupArray(toString(number) || repeat('x', 1000)) FROM numbers(20000000)",
    });
    assert.ok([400, 503, 504].includes(memory.status), memory.text.slice(0, 300));
    assert.match(memory.detail, /memory|longer than/);
    const endless = await ask({
      kind: "HogQLQuery",
      query: "SELECT count() FROM numbers(1000000000000) AS a WHERE NOT ignore(sipHash64(number))",
    });
    assert.notEqual(endless.status, 200);
    assert.match(endless.detail, /longer than the limit of \d+ seconds/);
    await leapfrog.untilReady();
    const long = await ask({ kind: "HogQLQuery", query: `SELECT '${"x".repeat(300_000)}'` });
    assert.ok([400, 413].includes(long.status), String(long.status));
    const deep = await ask({ kind: "HogQLQuery", query: `SELECT ${"(".repeat(5000)}1${")".repeat(5000)}` });
    assert.equal(deep.status, 400);
  });
});
