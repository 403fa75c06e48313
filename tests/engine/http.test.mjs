// The HTTP interface as ClickHouse defines it: statuses, bodies, encodings, what leaks and what does not.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { deflateSync, gunzipSync, gzipSync } from "node:zlib";
import { Engine, until } from "./engine_process.mjs";

let engine;
before(async () => {
  engine = await Engine.start({ args: ["--memory-limit", String(2_000_000_000)] });
});
after(() => engine.remove());

test("ping, unknown paths and methods", async () => {
  const ping = await engine.request({ method: "GET", path: "/ping" });
  assert.equal(ping.text, "Ok.\n");
  assert.equal((await engine.request({ method: "GET", path: "/nothing" })).status, 404);
  assert.equal((await engine.request({ method: "PUT" })).status, 405);
});

test("statuses and exception codes", async () => {
  const expectations = [
    ["SELEC", 400, "62"],
    ["SELECT 'a' + 1", 400, "43"],
    ["SELECT * FROM nowhere", 404, "60"],
    ["SELECT nofunction(1)", 404, "46"],
    ["SELECT throwIf(1)", 500, "395"],
    ["SELECT 1; SELECT 2", 400, "62"],
    ["SELECT 1 INTO OUTFILE '/tmp/never'", 501, "48"],
    ["INSERT INTO x FROM INFILE '/etc/passwd' FORMAT CSV", 501, "48"],
    ["", 400, "62"],
  ];
  for (const [sql, status, code] of expectations) {
    const response = await engine.request({ body: sql });
    assert.equal(response.status, status, `${sql}: ${response.text}`);
    assert.equal(response.headers["x-clickhouse-exception-code"], code, sql);
    assert.match(response.text, new RegExp(`^Code: ${code}\\. DB::Exception: (?!Code)`), sql);
  }
});

test("the statement may come in the URL, in the body, or in both", async () => {
  assert.equal((await engine.request({ sql: "SELECT 1", method: "GET" })).text, "1\n");
  assert.equal((await engine.request({ sql: "SELECT", body: "2" })).text, "2\n");
  assert.equal((await engine.request({ body: "SELECT 3 FORMAT JSONEachRow" })).text, '{"3":3}\n');
  const formatted = await engine.request({ body: "SELECT 4 AS a", parameters: { default_format: "JSONEachRow" } });
  assert.equal(formatted.text, '{"a":4}\n');
});

test("GET changes nothing", async () => {
  const response = await engine.request({ sql: "CREATE TABLE by_get (a Int8) ENGINE = Memory", method: "GET" });
  assert.equal(response.status, 403);
  assert.equal(response.headers["x-clickhouse-exception-code"], "164");
});

test("databases", async () => {
  await engine.sql("CREATE DATABASE IF NOT EXISTS other");
  assert.equal(await engine.sql("SELECT currentDatabase()", { database: "other" }), "other");
  assert.equal(await engine.sql("SELECT currentDatabase()"), "default");
  assert.equal((await engine.request({ body: "SELECT 1", parameters: { database: "no`where" } })).status, 404);
});

test("inserts in every place the data can be, encoded or not", async () => {
  await engine.sql("CREATE TABLE places (a Int32, s String) ENGINE = MergeTree ORDER BY a");
  const insert = (request) =>
    engine.request(request).then((response) => assert.equal(response.status, 200, response.text));
  await insert({ body: "INSERT INTO places VALUES (1, 'a;b'), (2, 'it''s')" });
  await insert({ sql: "INSERT INTO places (a, s) VALUES", body: "(3, '(')" });
  await insert({ body: 'INSERT INTO places FORMAT JSONEachRow\n{"a":4,"s":"x"}\n{"a":5,"s":"FORMAT CSV"}' });
  await insert({
    sql: "INSERT INTO places /* FORMAT no */ (a, s) SETTINGS max_threads = 1 FORMAT CSV",
    body: '6,"six"\n',
  });
  await insert({
    sql: "INSERT INTO places FORMAT TSV",
    body: gzipSync("7\tseven\n"),
    headers: { "content-encoding": "gzip" },
  });
  await insert({
    sql: "INSERT INTO places FORMAT TSV",
    body: deflateSync("8\teight\n"),
    headers: { "content-encoding": "deflate" },
  });
  await insert({ body: gzipSync("INSERT INTO places FORMAT TSV\n9\tnine\n"), headers: { "content-encoding": "gzip" } });
  await insert({ sql: "INSERT INTO places SELECT 10, 'ten'" });
  assert.equal(
    await engine.sql("SELECT groupArray(a) FROM (SELECT a FROM places ORDER BY a)"),
    "[1,2,3,4,5,6,7,8,9,10]",
  );
  assert.equal(await engine.sql("SELECT s FROM places WHERE a = 2"), "it\\'s");
});

test("damaged and refused inserts say why and keep nothing", async () => {
  await engine.sql("CREATE TABLE damaged (a Int32) ENGINE = MergeTree ORDER BY a");
  const expectations = [
    [
      {
        sql: "INSERT INTO damaged FORMAT TSV",
        body: gzipSync("1\n").subarray(0, 12),
        headers: { "content-encoding": "gzip" },
      },
      500,
      "271",
    ],
    [{ sql: "INSERT INTO damaged FORMAT TSV", body: "not gzip", headers: { "content-encoding": "gzip" } }, 500, "271"],
    [{ sql: "INSERT INTO damaged FORMAT TSV", body: "1\nx\n" }, 400, "27"],
    [{ sql: "INSERT INTO damaged FORMAT NoFormat", body: "1" }, 404, "73"],
    [{ sql: "INSERT INTO nowhere FORMAT TSV", body: "1" }, 404, "60"],
    [{ sql: "INSERT INTO damaged FORMAT TSV", body: "1", headers: { "content-encoding": "br" } }, 400, "36"],
  ];
  for (const [request, status, code] of expectations) {
    const response = await engine.request(request);
    assert.equal(
      `${response.status} ${response.headers["x-clickhouse-exception-code"]}`,
      `${status} ${code}`,
      response.text,
    );
  }
  assert.equal(await engine.sql("SELECT count() FROM damaged"), "0");
});

test("an insert that breaks off is not stored", async () => {
  await engine.sql("CREATE TABLE broken_off (a Int32) ENGINE = MergeTree ORDER BY a");
  await new Promise((resolve) => {
    const request = http.request({
      port: engine.port,
      host: "127.0.0.1",
      method: "POST",
      agent: false,
      path: `/?${new URLSearchParams({ query: "INSERT INTO broken_off FORMAT TSV", query_id: "broken" })}`,
    });
    request.on("error", resolve);
    request.write("1\n2\n3\n");
    until(
      "the insert runs",
      async () =>
        (await engine.sql("SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'broken'")) === "1",
    ).then(() => request.destroy(new Error("gone")));
  });
  await until(
    "the insert ends",
    async () =>
      (await engine.sql("SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'broken'")) === "0",
  );
  assert.equal(await engine.sql("SELECT count() FROM broken_off"), "0");
});

test("RowBinary and Native, JSON columns included", async () => {
  await engine.sql("CREATE TABLE binary (a UInt16, j JSON) ENGINE = MergeTree ORDER BY a");
  const json = '{"b":"x","l":[1,2],"n":{"deep":true},"z":1.5}';
  await engine.request({ sql: "INSERT INTO binary FORMAT JSONEachRow", body: `{"a":1,"j":${json}}` });
  for (const format of ["Native", "RowBinary"]) {
    const { body } = await engine.request({ body: `SELECT toUInt16(2), j FROM binary LIMIT 1 FORMAT ${format}` });
    const response = await engine.request({ sql: `INSERT INTO binary (a, j) FORMAT ${format}`, body });
    assert.equal(response.status, 200, response.text);
    assert.equal(JSON.parse(response.headers["x-clickhouse-summary"]).written_rows, "1");
  }
  assert.deepEqual((await engine.sql("SELECT j FROM binary")).split("\n"), [json, json, json]);
  assert.equal(await engine.sql("SELECT DISTINCT toTypeName(j.z) FROM binary"), "Dynamic");
});

test("answers are compressed when asked for", async () => {
  const ask = (accept, enable) =>
    engine.request({
      body: "SELECT number FROM numbers(1000)",
      headers: { "accept-encoding": accept },
      parameters: { enable_http_compression: enable },
    });
  const plain = (await ask("gzip", "0")).text;
  const gzip = await ask("br, gzip;q=0.5", "1");
  assert.equal(gzip.headers["content-encoding"], "gzip");
  assert.equal(gunzipSync(gzip.body).toString(), plain);
  const zstd = await ask("gzip, zstd", "1");
  assert.equal(zstd.headers["content-encoding"], "zstd");
  assert.deepEqual([...zstd.body.subarray(0, 4)], [0x28, 0xb5, 0x2f, 0xfd]);
});

test("formats that are one document come out whole", async () => {
  const { text } = await engine.request({ body: "SELECT number FROM numbers(200000) FORMAT JSON" });
  const answer = JSON.parse(text);
  assert.equal(answer.data.length, 200_000);
  assert.equal(answer.rows, 200_000);
  const csv = (await engine.request({ body: 'SELECT number AS "two\nlines" FROM numbers(400000) FORMAT CSVWithNames' }))
    .text;
  assert.equal(csv.match(/two\nlines/g).length, 1);
  const described = await engine.request({ body: "DESCRIBE TABLE system.one FORMAT JSON" });
  assert.equal(JSON.parse(described.text).data[0].name, "dummy");
  const large = await engine.request({ body: "SELECT number, repeat('x', 100) FROM numbers(10000000) FORMAT JSON" });
  assert.equal(large.headers["x-clickhouse-exception-code"], "396");
});

test("an error after the answer began breaks it off", async () => {
  const response = await engine.request({
    body: "SELECT throwIf(number = 20000000) FROM numbers(30000000) FORMAT TSV",
  });
  assert.equal(response.status, 200);
  assert.equal(response.complete, false);
  const waited = await engine.request({
    body: "SELECT throwIf(number = 200000) FROM numbers(300000) SETTINGS max_block_size = 1000 FORMAT TSV",
    parameters: { wait_end_of_query: "1" },
  });
  assert.equal(waited.status, 500);
});

test("whoever reads trailers is told there what is known at the end", async () => {
  const ask = (sql) =>
    engine.request({
      body: sql,
      headers: { TE: "trailers" },
      parameters: { wait_end_of_query: "1", max_block_size: "1000" },
    });
  const whole = await ask("SELECT number FROM numbers(3000000) FORMAT TSV");
  assert.equal(whole.complete, true);
  assert.equal(whole.text.length, (await engine.sql("SELECT number FROM numbers(3000000) FORMAT TSV")).length + 1);
  assert.equal(whole.headers["x-clickhouse-summary"], undefined);
  // What libchdb tells of a streamed answer runs behind what it has read.
  assert.ok(Number(JSON.parse(whole.trailers["x-clickhouse-summary"]).read_rows) > 0);
  assert.equal(whole.trailers["x-clickhouse-exception-code"], undefined);

  const failed = await ask("SELECT throwIf(number = 2000000, 'two\nlines') FROM numbers(3000000) FORMAT TSV");
  assert.equal(failed.status, 200);
  assert.equal(failed.complete, true);
  assert.equal(failed.trailers["x-clickhouse-exception-code"], "395");
  assert.match(failed.trailers["x-leapfrog-exception"], /two lines/);

  const small = await ask("SELECT 1 FORMAT TSV");
  assert.equal(JSON.parse(small.headers["x-clickhouse-summary"]).read_rows, "1");
  const early = await ask("SELECT * FROM nowhere");
  assert.deepEqual([early.status, early.headers["x-clickhouse-exception-code"]], [404, "60"]);
});

test("nothing leaks from one statement into the next", async () => {
  await engine.sql("SET max_threads = 1, max_result_rows = 1");
  await engine.sql("USE system");
  await engine.sql("CREATE TEMPORARY TABLE temporary (a Int8)");
  assert.equal(await engine.sql("SELECT currentDatabase(), getSetting('max_result_rows')"), "default\t0");
  await assert.rejects(engine.sql("SELECT * FROM temporary"), /UNKNOWN_TABLE/);
  await assert.rejects(engine.sql("SELECT {a:Int8}"), /UNKNOWN_QUERY_PARAMETER/);
});

test("a query that runs out of memory fails alone", async () => {
  const hungry = engine.request({ body: "SELECT uniqExact(number) FROM numbers(1e9) FORMAT TSV" });
  const small = [];
  for (let i = 0; i < 50; i += 1) small.push(engine.sql(`SELECT sum(number) FROM numbers(${i} + 100000)`));
  const failed = await hungry;
  assert.equal(failed.headers["x-clickhouse-exception-code"], "241", failed.text);
  await Promise.all(small);
  assert.equal(await engine.sql("SELECT 1"), "1");
});

test("a statement that is too large is refused", async () => {
  const response = await engine
    .request({ body: `SELECT '${"x".repeat(17 << 20)}'` })
    .catch(() => ({ status: "closed" }));
  assert.ok(response.status === 413 || response.status === "closed", String(response.status));
  assert.equal(await engine.sql("SELECT 1"), "1");
});

test("many at once wait for a place", async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => engine.sql(`SELECT ${i} + sleepEachRow(0.01) * 0`)),
  );
  assert.deepEqual(
    answers.map(Number),
    Array.from({ length: 60 }, (_, i) => i),
  );
});

test("ping answers while every place for statements is taken", async () => {
  const busy = await Engine.start({ args: ["--pool", "1", "--readonly-pool", "1"] });
  try {
    let ended = 0;
    const statements = Array.from({ length: 6 }, async (_, i) => {
      const headers = i % 2 ? { "x-leapfrog-readonly": "1" } : {};
      const { status } = await busy.request({ body: "SELECT sum(sleepEachRow(0.5)) FROM numbers(5)", headers });
      ended += 1;
      return status;
    });
    const statuses = Promise.all(statements);
    statuses.catch(() => {}); // a failure of what follows is to be told, and not that it ends these
    // One that waited for a place would be answered when the first statement has ended.
    let pings = 0;
    for (; ended === 0; pings += 1) assert.equal((await busy.request({ path: "/ping", method: "GET" })).text, "Ok.\n");
    assert.ok(pings > 20, `${pings} pings were answered while both places were taken`);
    assert.deepEqual(await statuses, Array(6).fill(200));
  } finally {
    await busy.remove();
  }
});

test("keep-alive: one connection, many requests, pipelined too", async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set();
  for (let i = 0; i < 5; i += 1)
    await new Promise((resolve, reject) => {
      const request = http.request(
        { port: engine.port, host: "127.0.0.1", path: "/?query=SELECT+1", agent },
        (response) => {
          response.resume().on("end", resolve);
        },
      );
      request
        .on("socket", (socket) => sockets.add(socket))
        .on("error", reject)
        .end();
    });
  assert.equal(sockets.size, 1);
  agent.destroy();
});

test("a secret, when one is set", async () => {
  const locked = await Engine.start({ environment: { LEAPFROG_ENGINE_KEY: "s3cret" } });
  try {
    assert.equal((await locked.request({ sql: "SELECT 1" })).status, 403);
    assert.equal((await locked.request({ sql: "SELECT 1", headers: { "x-clickhouse-key": "wrong" } })).status, 403);
    assert.equal((await locked.request({ sql: "SELECT 1", headers: { "x-clickhouse-key": "s3cret" } })).text, "1\n");
    const client = locked.client({ password: "s3cret" });
    assert.equal(await (await client.query({ query: "SELECT 1", format: "TSV" })).text(), "1\n");
    await client.close();
  } finally {
    await locked.remove();
  }
});
