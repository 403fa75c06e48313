// The official client, unmodified.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Engine, until } from "./engine_process.mjs";

let engine;
let client;
before(async () => {
  engine = await Engine.start();
  client = engine.client();
});
after(async () => {
  await client.close();
  await engine.remove();
});

const rows = async (result) => (await result).json();

test("ping", async () => {
  assert.deepEqual(await client.ping(), { success: true });
  assert.equal((await client.ping({ select: true })).success, true);
});

test("select with JSON, JSONEachRow and totals", async () => {
  const json = await rows(client.query({ query: "SELECT number AS n FROM numbers(3)" }));
  assert.deepEqual(json.data, [{ n: 0 }, { n: 1 }, { n: 2 }]);
  assert.equal(json.rows, 3);
  const lines = await rows(client.query({ query: "SELECT number AS n FROM numbers(2)", format: "JSONEachRow" }));
  assert.deepEqual(lines, [{ n: 0 }, { n: 1 }]);
  const totals = await rows(
    client.query({ query: "SELECT number % 2 AS k, count() AS c FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k" }),
  );
  assert.deepEqual(totals.totals, { k: 0, c: 10 });
});

test("parameters are bound, not pasted", async () => {
  const result = await rows(
    client.query({
      query: "SELECT {a:UInt32} AS a, {s:String} AS s, {l:Array(String)} AS l",
      query_params: { a: 7, s: "it's \\ a\n'tab'\t;", l: ["x", "y'"] },
      format: "JSONEachRow",
    }),
  );
  assert.deepEqual(result, [{ a: 7, s: "it's \\ a\n'tab'\t;", l: ["x", "y'"] }]);
});

test("insert JSONEachRow, CSV and a stream", async () => {
  await client.command({ query: "CREATE TABLE people (id UInt32, name String) ENGINE = MergeTree ORDER BY id" });
  await client.insert({
    table: "people",
    values: [
      { id: 1, name: "Ada" },
      { id: 2, name: "Bö" },
    ],
    format: "JSONEachRow",
  });
  const { Readable } = await import("node:stream");
  await client.insert({
    table: "people",
    values: Readable.from(['3,"C\n,"\n', '4,"D"\n'], { objectMode: false }),
    format: "CSV",
  });
  const many = Readable.from(
    (function* () {
      for (let id = 100; id < 20_100; id += 1) yield { id, name: `n${id}` };
    })(),
  );
  const { summary } = await client.insert({ table: "people", values: many, format: "JSONEachRow" });
  assert.equal(summary.written_rows, "20000");
  const found = await rows(
    client.query({ query: "SELECT * FROM people WHERE id < 100 ORDER BY id", format: "JSONEachRow" }),
  );
  assert.deepEqual(
    found.map((row) => row.name),
    ["Ada", "Bö", "C\n,", "D"],
  );
  assert.equal(await engine.sql("SELECT count() FROM people"), "20004");
});

test("stream of many rows, with one header", async () => {
  const result = await client.query({
    query: "SELECT number FROM numbers(500000)",
    format: "JSONCompactEachRowWithNames",
  });
  let count = 0;
  let sum = 0;
  for await (const lines of result.stream())
    for (const line of lines) {
      const [value] = line.json();
      if (count > 0) sum += value; // the first is the name
      count += 1;
    }
  assert.equal(count, 500_001);
  assert.equal(sum, (499_999 * 500_000) / 2);
});

test("errors carry ClickHouse's code and name", async () => {
  const failing = [
    ["SELECT 1 + )", "62", "SYNTAX_ERROR"],
    ["SELECT * FROM missing_table", "60", "UNKNOWN_TABLE"],
    ["SELECT missing_column", "47", "UNKNOWN_IDENTIFIER"],
    ["SELECT missing_function()", "46", "UNKNOWN_FUNCTION"],
    ["SELECT throwIf(1, 'told you')", "395", "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"],
  ];
  for (const [query, code, type] of failing) await assert.rejects(client.query({ query }), { code, type }, query);
});

test("settings hold for their statement only", async () => {
  const ask = (settings) =>
    rows(
      client.query({
        query: "SELECT getSetting('max_threads') AS t, getSetting('max_block_size') AS b",
        clickhouse_settings: settings,
        format: "JSONEachRow",
      }),
    );
  const [plain] = await ask({});
  assert.deepEqual(await ask({ max_threads: 1, max_block_size: "1234" }), [{ t: 1, b: 1234 }]);
  assert.deepEqual(await ask({}), [plain]);
  await assert.rejects(ask({ no_such_setting: 1 }), { code: "115" });
});

test("compression both ways", async () => {
  const packed = engine.client({ compression: { request: true, response: true } });
  await packed.command({ query: "CREATE TABLE packed (s String) ENGINE = MergeTree ORDER BY s" });
  await packed.insert({
    table: "packed",
    values: Array.from({ length: 5000 }, (_, i) => ({ s: `row ${i}` })),
    format: "JSONEachRow",
  });
  const result = await rows(packed.query({ query: "SELECT count() AS c FROM packed", format: "JSONEachRow" }));
  assert.deepEqual(result, [{ c: 5000 }]);
  await packed.close();
});

test("query ids and summary", async () => {
  const result = await client.query({ query: "SELECT sum(number) FROM numbers(1000)", query_id: "mine-1" });
  assert.equal(result.query_id, "mine-1");
  await result.text();
  const summary = JSON.parse(result.response_headers["x-clickhouse-summary"]);
  assert.equal(summary.read_rows, "1000");
  assert.equal(summary.result_rows, "1");
  assert.ok(Number(summary.elapsed_ns) > 0);
});

test("an aborted query is killed although it produces nothing", async () => {
  const abort = new AbortController();
  const running = () => engine.sql("SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'aborted-1'");
  const query = client.query({
    query: "SELECT count() FROM numbers(1e12) WHERE NOT ignore(cityHash64(number))",
    query_id: "aborted-1",
    abort_signal: abort.signal,
  });
  await until("the query runs", async () => (await running()) === "1");
  abort.abort();
  await assert.rejects(query);
  await until("the query is gone", async () => (await running()) === "0");
});

test("KILL QUERY ends a query with its own error", async () => {
  const query = client.query({
    query: "SELECT count() FROM numbers(1e12) WHERE NOT ignore(cityHash64(number))",
    query_id: "killed-1",
  });
  const rejected = assert.rejects(query, { code: "394", type: "QUERY_WAS_CANCELLED" });
  const named = "Settings['log_comment'] = 'killed-1'";
  await until(
    "the query runs",
    async () => (await engine.sql(`SELECT count() FROM system.processes WHERE ${named}`)) === "1",
  );
  await client.command({ query: `KILL QUERY WHERE ${named} SYNC` });
  await rejected;
});

test("execution time limits", async () => {
  await assert.rejects(
    client.query({
      query: "SELECT count() FROM numbers(1e12) WHERE NOT ignore(cityHash64(number))",
      clickhouse_settings: { max_execution_time: 1 },
    }),
    { code: "159" },
  );
});
