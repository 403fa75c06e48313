// Read-only requests: what the application server runs for people who write SQL. Their SQL must not write, reach
// files or other machines, or change a setting that the server chose.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "./engine_process.mjs";

let engine;
let secret;
before(async () => {
  engine = await Engine.start();
  secret = join(engine.directory, "secret.csv");
  writeFileSync(secret, "top,secret\n");
  await engine.sql("CREATE TABLE events (project_id UInt32, name String) ENGINE = MergeTree ORDER BY project_id");
  await engine.sql("INSERT INTO events VALUES (1, 'mine'), (2, 'theirs')");
});
after(() => engine.remove());

const ask = (sql, parameters = {}, headers = {}) =>
  engine.request({ body: sql, parameters: { leapfrog_readonly: "1", ...parameters }, headers });

test("reading works, by parameter and by header", async () => {
  assert.equal((await ask("SELECT count() FROM events")).text, "2\n");
  const byHeader = await engine.request({ body: "DROP TABLE events", headers: { "x-leapfrog-readonly": "1" } });
  assert.equal(byHeader.status, 403);
  assert.equal((await ask("SHOW TABLES")).text, "events\n");
});

test("the server's settings hold and SQL cannot change them", async () => {
  const limits = {
    additional_table_filters: "{'events': 'project_id = 1'}",
    max_execution_time: "5",
    max_memory_usage: "500000000",
    max_result_rows: "10",
    max_threads: "1",
  };
  assert.equal((await ask("SELECT name FROM events", limits)).text, "mine\n");
  assert.equal((await ask("SELECT getSetting('max_memory_usage')", limits)).text, "500000000\n");
  assert.equal((await ask("SELECT number FROM numbers(100)", limits)).headers["x-clickhouse-exception-code"], "396");
  for (const sql of [
    "SELECT name FROM events SETTINGS additional_table_filters = {}",
    "SELECT name FROM (SELECT name FROM events SETTINGS additional_table_filters = {})",
    "SELECT name FROM (SELECT name FROM events SETTINGS/**/`additional_table_filters` = {})",
    "WITH x AS (SELECT name FROM events SETTINGS additional_table_filters = {}) SELECT * FROM x",
    "SELECT (SELECT groupArray(name) FROM events SETTINGS additional_table_filters = {})",
    "SELECT 1 WHERE 'theirs' IN (SELECT name FROM events settings additional_table_filters = {})",
    "SELECT 1 UNION ALL (SELECT number FROM numbers(100) SETTINGS max_result_rows = 0)",
    "EXPLAIN SELECT name FROM (SELECT name FROM events SETTINGS additional_table_filters = {})",
    "SELECT 1 SETTINGS readonly = 0",
    "SELECT 1 SETTINGS max_memory_usage = 0",
    "SELECT 1 FORMAT TSV SETTINGS max_threads = 8",
    "SET readonly = 0",
    "SET max_execution_time = 0",
  ]) {
    const response = await ask(sql, limits);
    assert.equal(response.status, 403, `${sql}: ${response.text}`);
    assert.doesNotMatch(response.text, /theirs/);
  }
});

const refusedWrites = [
  "CREATE TABLE made (a Int8) ENGINE = MergeTree ORDER BY a",
  "CREATE TEMPORARY TABLE made (a Int8)",
  "CREATE VIEW made AS SELECT 1",
  "CREATE MATERIALIZED VIEW made ENGINE = Memory AS SELECT 1 AS a",
  "CREATE DATABASE made",
  "CREATE DATABASE made ENGINE = Filesystem('/')",
  "CREATE FUNCTION made AS x -> x",
  "CREATE DICTIONARY made (a UInt64) PRIMARY KEY a SOURCE(FILE(path '/etc/passwd' format 'CSV')) LAYOUT(FLAT()) LIFETIME(0)",
  "CREATE NAMED COLLECTION made AS a = 1",
  "CREATE USER made",
  "CREATE ROW POLICY made ON events USING 1",
  "INSERT INTO events VALUES (3, 'x')",
  "INSERT INTO events FORMAT TSV\n3\tx",
  "INSERT INTO events SELECT 3, 'x'",
  "INSERT INTO FUNCTION file('/tmp/made.csv', 'CSV', 'a Int8') VALUES (1)",
  "INSERT INTO FUNCTION file('/tmp/made.csv') SELECT 1",
  "INSERT INTO FUNCTION url('http://127.0.0.1:1/', 'CSV', 'a Int8') VALUES (1)",
  "INSERT INTO system.one VALUES (1)",
  "ALTER TABLE events DELETE WHERE 1",
  "ALTER TABLE events ADD COLUMN c Int8",
  "ALTER TABLE events FREEZE",
  "DELETE FROM events WHERE 1",
  "UPDATE events SET name = 'x' WHERE 1",
  "DROP TABLE events",
  "TRUNCATE TABLE events",
  "RENAME TABLE events TO gone",
  "EXCHANGE TABLES events AND events",
  "DETACH TABLE events",
  "ATTACH TABLE made (a Int8) ENGINE = File(CSV, '/etc/passwd')",
  "UNDROP TABLE events",
  "OPTIMIZE TABLE events FINAL",
  "SYSTEM STOP MERGES",
  "SYSTEM SHUTDOWN",
  "SYSTEM FLUSH LOGS",
  "KILL QUERY WHERE 1",
  "BACKUP TABLE events TO File('/tmp/made')",
  "RESTORE TABLE events FROM File('/tmp/made')",
  "GRANT ALL ON *.* TO default",
  "USE system",
  "EXECUTE AS default SELECT 1",
  "BEGIN TRANSACTION",
  "SELECT 1; DROP TABLE events",
  "DROP TABLE events; SELEC",
  "/* SELECT */ DROP TABLE events",
  "SELECT 1 PARALLEL WITH SELECT 2",
];

test("nothing is written", async () => {
  for (const sql of refusedWrites) {
    const response = await ask(sql);
    assert.ok([400, 403, 501].includes(response.status), `${sql}: ${response.status} ${response.text}`);
  }
  assert.equal(await engine.sql("SELECT groupArray(name) FROM events"), "['mine','theirs']");
  assert.equal(await engine.sql("SHOW DATABASES LIKE 'made'"), "");
});

test("files are out of reach", async () => {
  const quoted = `'${secret}'`;
  for (const sql of [
    `SELECT * FROM file(${quoted})`,
    `SELECT * FROM \`${secret}\``,
    `SELECT * FROM default.\`${secret}\``,
    `SELECT * FROM filesystem('${engine.directory}')`,
    `SELECT * FROM fileCluster('default', ${quoted})`,
    `SELECT * FROM loop(file(${quoted}))`,
    `SELECT * FROM view(SELECT * FROM file(${quoted}))`,
    `SELECT (SELECT * FROM file(${quoted}))`,
    `SELECT 1 IN (SELECT c1 FROM file(${quoted}))`,
    `WITH x AS (SELECT * FROM file(${quoted})) SELECT * FROM x`,
    `EXPLAIN SELECT * FROM file(${quoted})`,
    `SELECT * FROM executable('cat ${secret}', 'CSV', 'a String')`,
    `SELECT * FROM sqlite('${secret}', 't')`,
    `SELECT * FROM iceberg('${engine.directory}')`,
    `SELECT * FROM deltaLakeLocal('${engine.directory}')`,
    `SELECT 1 INTO OUTFILE '${secret}.made'`,
    `SELECT 1 INTO/**/OUTFILE '${secret}.made'`,
    `SELECT 1 INTO OUTFILE '${secret}' TRUNCATE FORMAT CSV`,
    `(SELECT 1) UNION ALL (SELECT 2) INTO OUTFILE '${secret}.made'`,
  ]) {
    const response = await ask(sql);
    assert.notEqual(response.status, 200, `${sql}: ${response.text}`);
    assert.doesNotMatch(response.text, /top/, sql);
  }
  assert.equal(existsSync(`${secret}.made`), false);
});

test("other machines are out of reach", async () => {
  const { createServer } = await import("node:http");
  let visits = 0;
  const server = createServer((_, response) => {
    visits += 1;
    response.end("1\n");
  }).listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const address = `http://127.0.0.1:${server.address().port}`;
  for (const sql of [
    `SELECT * FROM url('${address}/a.csv', 'CSV', 'a Int8')`,
    `SELECT * FROM urlCluster('default', '${address}/a.csv', 'CSV', 'a Int8')`,
    `SELECT * FROM s3('${address}/bucket/a.csv', NOSIGN, 'CSV', 'a Int8')`,
    `SELECT * FROM gcs('${address}/bucket/a.csv', NOSIGN, 'CSV', 'a Int8')`,
    `SELECT * FROM remote('127.0.0.1:${server.address().port}', system.one)`,
    `SELECT * FROM remoteSecure('127.0.0.1', system.one)`,
    `SELECT * FROM mysql('127.0.0.1:${server.address().port}', 'd', 't', 'u', 'p')`,
    `SELECT * FROM postgresql('127.0.0.1:${server.address().port}', 'd', 't', 'u', 'p')`,
    `SELECT * FROM mongodb('127.0.0.1:${server.address().port}', 'd', 't', 'u', 'p', 'a Int8')`,
    `SELECT * FROM redis('127.0.0.1:${server.address().port}', 'k', 'k String')`,
    `SELECT * FROM odbc('DSN=x', 'd', 't')`,
    `SELECT * FROM jdbc('x', 'd', 't')`,
    `SELECT * FROM cluster('default', system.one)`,
    `SELECT * FROM clusterAllReplicas('default', system.one)`,
  ]) {
    const response = await ask(sql);
    assert.notEqual(response.status, 200, `${sql}: ${response.text}`);
  }
  server.close();
  assert.equal(visits, 0);
});
