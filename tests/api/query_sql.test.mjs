// SQL that people write: HogQLQuery, expressions inside of other questions, and what an editor asks.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
async function ask(query) {
  const answer = await leapfrog.api(`/api/projects/${leapfrog.project.id}/query/`, { method: "POST", body: { query } });
  return { status: answer.status, ...answer.json };
}
async function must(query) {
  const answer = await ask(query);
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer;
}
const sql = (query, more = {}) => must({ kind: "HogQLQuery", query, ...more });
const rows = async (query, more) => (await sql(query, more)).results;
async function wrong(query, more = {}) {
  const answer = await ask({ kind: "HogQLQuery", query, ...more });
  assert.equal(answer.status, 400, JSON.stringify(answer));
  return answer.detail;
}

before(async () => {
  leapfrog = await startLeapfrog({ label: "sql" });
  await leapfrog.must(`/api/projects/${leapfrog.project.id}/`, {
    method: "PATCH",
    body: { timezone: "Europe/Vienna" },
  });
  const paid = (distinct_id, hour, properties) =>
    anEvent({ event: "paid", distinct_id, timestamp: `2026-03-02T${hour}:00:00.000Z`, properties });
  await leapfrog.capture([
    anEvent({
      event: "$identify",
      distinct_id: "ann",
      timestamp: "2026-03-01T08:00:00.000Z",
      properties: { $set: { email: "ann@example.com", plan: "team" } },
    }),
    anEvent({
      event: "$groupidentify",
      distinct_id: "ann",
      timestamp: "2026-03-01T08:00:00.000Z",
      properties: { $group_type: "company", $group_key: "acme", $group_set: { size: 12 } },
    }),
    paid("phone", "10", { amount: 5, "a.b": "dotted", nested: { deep: 1 }, $session_id: "s1" }),
    paid("ann", "11", { amount: 10.5, vip: true, $session_id: "s1", $groups: { company: "acme" } }),
    paid("bob", "23", { amount: 7, vip: false, note: "it's; -- fine" }),
  ]);
  await leapfrog.capture(
    anEvent({
      event: "$create_alias",
      distinct_id: "ann",
      timestamp: "2026-03-03T00:00:00.000Z",
      properties: { alias: "phone" },
    }),
  );
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

describe("HogQLQuery", () => {
  it("gives rows, columns and types", async () => {
    const answer = await sql("SELECT event, count() AS n FROM events WHERE event = 'paid' GROUP BY event");
    assert.deepEqual(answer.results, [["paid", 3]]);
    assert.deepEqual(answer.columns, ["event", "n"]);
    assert.deepEqual(
      answer.types.map((type) => type[0]),
      ["event", "n"],
    );
    assert.deepEqual([answer.limit, answer.offset, answer.hasMore], [100, 0, false]);
  });

  it("reads properties of events, people and groups by name", async () => {
    assert.deepEqual(
      await rows("select sum(properties.amount), countIf(properties.vip) from events where event = 'paid'"),
      [[22.5, 1]],
    );
    assert.deepEqual(
      await rows(
        "select properties['a.b'], properties.nested.deep from events where distinct_id = 'phone' and event = 'paid'",
      ),
      [["dotted", 1]],
    );
    assert.deepEqual(await rows("select e.properties.note from events e where e.properties.note is not null"), [
      ["it's; -- fine"],
    ]);
    assert.deepEqual(
      await rows(
        "select person.properties.plan, group_0.properties.size, group_0.key from events where event = 'paid' and distinct_id = 'ann'",
      ),
      [["team", 12, "acme"]],
    );
    assert.deepEqual(await rows("select properties.email from persons where properties.plan = 'team'"), [
      ["ann@example.com"],
    ]);
    assert.deepEqual(await rows("select key, properties.size from groups"), [["acme", 12]]);
    assert.deepEqual(await rows("select JSONExtractString(properties, 'note') from events where distinct_id = 'bob'"), [
      ["it's; -- fine"],
    ]);
  });

  it("counts a merged person once, and joins people and sessions", async () => {
    assert.deepEqual(await rows("select count(distinct person_id) from events where event = 'paid'"), [[2]]);
    assert.deepEqual(
      await rows(
        "select p.properties.email, count() from events e join persons p on p.id = e.person_id where e.event = 'paid' group by 1 order by 2 desc",
      ),
      [
        ["ann@example.com", 2],
        [null, 1],
      ],
    );
    assert.deepEqual(await rows("select distinct_id from person_distinct_ids order by distinct_id"), [
      ["ann"],
      ["bob"],
      ["phone"],
    ]);
    assert.deepEqual(await rows("select session_id, $session_duration, $event_count from sessions"), [["s1", 3600, 2]]);
    assert.deepEqual(await rows("select distinct session.$session_duration from events where $session_id = 's1'"), [
      [3600],
    ]);
  });

  it("reckons in the project's time zone", async () => {
    assert.deepEqual(
      await rows("select toDate(timestamp) as day, count() from events where event = 'paid' group by day order by day"),
      [
        ["2026-03-02", 2],
        ["2026-03-03", 1],
      ],
    );
    assert.deepEqual(await rows("select count() from events where event = 'paid' and timestamp >= '2026-03-03'"), [
      [1],
    ]);
    assert.deepEqual(await rows("select toStartOfDay(timestamp) from events where distinct_id = 'bob'"), [
      ["2026-03-02T23:00:00Z"],
    ]);
  });

  it("shows the columns of events with *, and only them", async () => {
    const answer = await sql("select * from events where properties.amount > 6 and person.properties.plan = 'team'");
    assert.equal(answer.results.length, 1);
    assert.ok(answer.columns.includes("person_id") && answer.columns.includes("properties"));
    assert.ok(!answer.columns.some((name) => name.includes(".")), answer.columns.join());
  });

  it("understands queries with names, unions, windows and lambdas", async () => {
    assert.deepEqual(
      await rows("with x as (select event, timestamp from events where event = 'paid') select count() from x"),
      [[3]],
    );
    assert.deepEqual(await rows("select count() from (select 1 as a union all select 2 as a)"), [[2]]);
    assert.deepEqual(await rows("select arrayMap(x -> x + 1, [1, 2]), toFloat('1.5'), toInt('x')"), [
      [[2, 3], 1.5, null],
    ]);
    assert.deepEqual(
      await rows("select row_number() over (order by properties.amount) from events where event = 'paid' order by 1"),
      [[1], [2], [3]],
    );
    assert.deepEqual(await rows("select number from numbers(3)"), [[0], [1], [2]]);
  });

  it("gives a hundred rows unless told otherwise, and says when there are more", async () => {
    const hundred = await sql("select number from numbers(1000)");
    assert.deepEqual([hundred.results.length, hundred.hasMore], [100, true]);
    const three = await sql("select number from numbers(1000) order by number limit 3 offset 5");
    assert.deepEqual([three.results, three.hasMore, three.limit, three.offset], [[[5], [6], [7]], true, 3, 5]);
    const all = await sql("select number from numbers(3) limit 3");
    assert.equal(all.hasMore, false);
    const most = await sql("select number from numbers(60000) limit 60000");
    assert.deepEqual([most.results.length, most.hasMore], [50_000, true]);
    const by = await sql("select number % 2 as a, number from numbers(10) limit 1 by a");
    assert.equal(by.results.length, 2);
  });

  it("fills in filters, variables and values", async () => {
    const query = "select count() from events where event = 'paid' and {filters}";
    assert.deepEqual(await rows(query), [[3]]);
    assert.deepEqual(
      await rows(query, { filters: { dateRange: { date_from: "2026-03-03", date_to: "2026-03-03" } } }),
      [[1]],
    );
    const note = [{ type: "event", key: "note", operator: "icontains", value: "it's" }];
    assert.deepEqual(await rows(query, { filters: { properties: note } }), [[1]]);
    const variables = { 1: { code_name: "who", value: "it's" }, 2: { code_name: "least", value: 6 } };
    assert.deepEqual(await rows("select {variables.who}, {variables.least} + 1", { variables }), [["it's", 7]]);
    assert.deepEqual(
      await rows("select count() from events where event in {names}", { values: { names: ["paid", "x"] } }),
      [[3]],
    );
    assert.match(await wrong("select {variables.nothing}"), /placeholder/);
    const several = "select (select count() from events where {filters}) as a, (select count() from events) as b";
    const note2 = { filters: { properties: note } };
    assert.deepEqual(await rows(several, note2), [[1, 6]]);
    assert.deepEqual(
      await rows("select {least}, {yes}, {no}, {list}", {
        values: { least: 1.5, yes: true, no: null, list: [1, 2] },
      }),
      [[1.5, true, null, [1, 2]]],
    );
    assert.deepEqual(await rows("select {evil}", { values: { evil: "'; select 1 -- \\" } }), [["'; select 1 -- \\"]]);
  });

  it("says what is wrong, and where", async () => {
    assert.match(await wrong("select\n  1 +"), /Syntax error/);
    assert.match(await wrong("select nothing from events"), /`nothing`.*characters 8 to 14/);
    assert.match(await wrong("select 1 from nowhere"), /There is no table `nowhere`.*events, persons/);
    assert.match(await wrong("select sum(event) from events"), /sum|String/);
    assert.match(await wrong("select 'never ends"), /never ends/);
    assert.match(await wrong(""), /required/);
  });

  it("gives the people of an ActorsQuery", async () => {
    const people = await must({
      kind: "ActorsQuery",
      source: {
        kind: "HogQLQuery",
        query: "select person_id, count() as event_count from events where event = 'paid' group by person_id",
      },
      select: ["name", "event_count"],
    });
    assert.deepEqual(people.results, [
      ["ann@example.com", 2],
      ["bob", 1],
    ]);
  });
});

describe("expressions inside of other questions", () => {
  const dateRange = { date_from: "2026-03-01", date_to: "2026-03-04" };
  const trend = (series, more = {}) =>
    must({ kind: "TrendsQuery", dateRange, series: [{ kind: "EventsNode", event: "paid", ...series }], ...more });

  it("are computed as the math of a series, also broken down", async () => {
    const [line] = (await trend({ math: "hogql", math_hogql: "sum(properties.amount) / count()" })).results;
    assert.deepEqual(line.data, [0, 7.75, 7, 0]);
    const split = await trend(
      { math: "hogql", math_hogql: "uniq(person_id)" },
      { breakdownFilter: { breakdown: "properties.vip", breakdown_type: "hogql", breakdown_limit: 1 } },
    );
    assert.deepEqual(
      split.results.map((one) => [one.breakdown_value, one.count]),
      [
        ["$$_posthog_breakdown_null_$$", 1],
        ["$$_posthog_breakdown_other_$$", 2],
      ],
    );
  });

  it("filter events", async () => {
    const count = async (key) => (await trend({ properties: [{ type: "hogql", key }] })).results[0].count;
    assert.equal(await count("properties.amount > 6"), 2);
    assert.equal(await count("person.properties.plan = 'team' and event = 'paid'"), 1);
    assert.equal(await count("distinct_id in ('bob', 'phone') -- those two"), 2);
    assert.equal(await count("toHour(timestamp) = 12"), 1, "in Vienna");
    assert.equal(await count("group_0.properties.size > 10"), 1);
  });

  it("must be one expression", async () => {
    const expressions = [
      "1) FROM events AS e, (SELECT 1",
      "1, 2) , (3",
      "(SELECT 1)",
      "person_id IN (SELECT person_id FROM events)",
      "1 AS one",
      "count() UNION ALL SELECT 1",
      "*",
      "1; DROP TABLE events",
      "1) SETTINGS readonly = 0 --",
      "file('/etc/passwd')",
      "{filters}",
      "1 /* never closed",
      "",
    ];
    for (const key of expressions) {
      const answer = await ask({
        kind: "TrendsQuery",
        dateRange,
        series: [{ kind: "EventsNode", event: "paid", math: "hogql", math_hogql: key }],
      });
      assert.equal(answer.status, 400, `${key}: ${JSON.stringify(answer)}`);
      assert.match(answer.attr, /math_hogql/, key);
    }
  });
});

describe("what an editor asks", () => {
  it("HogQLMetadata says whether a text can run, and where it cannot", async () => {
    const check = (query, language = "hogQL") => must({ kind: "HogQLMetadata", language, query });
    const good = await check("select event from events");
    assert.deepEqual([good.isValid, good.errors, good.table_names], [true, [], ["events"]]);
    const bad = await check("select event, nothing from events");
    assert.equal(bad.isValid, false);
    assert.deepEqual([bad.errors[0].start, bad.errors[0].end], [14, 21]);
    const syntax = await check("select event frm events where");
    assert.equal(syntax.isValid, false);
    assert.ok(syntax.errors[0].start >= 13, JSON.stringify(syntax.errors));
    assert.equal((await check("properties.amount > 5", "hogQLExpr")).isValid, true);
    const expression = await check("nothing > 5", "hogQLExpr");
    assert.deepEqual([expression.errors[0].start, expression.errors[0].end], [0, 7]);
    // Places are characters, not bytes; a name is found where it stands by itself; so is a placeholder.
    const place = async (query) => {
      const [{ start, end }] = (await check(query)).errors;
      return [...query].slice(start, end).join("");
    };
    assert.equal(await place("select 'Zürich 🐸', nothing from events"), "nothing");
    const longer = (await check("select nothing_at_all as a, nothing from events")).errors[0];
    assert.ok(longer.end <= 27, JSON.stringify(longer));
    assert.equal(await place("select 1 as nothings, nothing from events"), "nothing");
    assert.equal(await place("select event from events where event = {variables.who}"), "{variables.who}");
  });

  it("HogQLAutocomplete suggests tables, columns, properties and functions", async () => {
    const labels = async (query) =>
      (
        await must({ kind: "HogQLAutocomplete", query, startPosition: query.length, endPosition: query.length })
      ).suggestions.map((one) => one.label);
    assert.ok((await labels("select * from per")).includes("persons"));
    assert.ok((await labels("select 1 from events where time")).includes("timestamp"));
    assert.ok((await labels("select properties.am")).includes("amount"));
    assert.ok((await labels("select unique")).length === 0);
    assert.ok((await labels("select arraym")).includes("arrayMap"));
    assert.ok((await labels("select TOSTART")).includes("toStartOfDay"));
    assert.ok((await labels("select 'ü', properties.AM")).includes("amount"));
  });

  it("HogQLAutocomplete knows what hangs on an event, and expressions without a table", async () => {
    const labels = async (query, more = {}) =>
      (
        await must({
          kind: "HogQLAutocomplete",
          query,
          startPosition: query.length,
          endPosition: query.length,
          ...more,
        })
      ).suggestions.map((one) => one.label);
    assert.deepEqual(await labels("select person.is"), ["is_identified"]);
    assert.deepEqual(await labels("select e.person.properties.pl"), ["plan"]);
    assert.deepEqual(await labels("select group_0.properties."), ["size"]);
    assert.deepEqual(await labels("select group_0.k"), ["key"]);
    assert.deepEqual(await labels("select session.$is_b"), ["$is_bounce"]);
    assert.deepEqual(await labels("select 1 from events where {fil"), ["filters"]);
    assert.deepEqual(await labels("select p.properties.em from persons p", { endPosition: 22 }), ["email"]);
    assert.deepEqual(await labels("distinct_i", { language: "hogQLExpr" }), ["distinct_id"]);
    assert.deepEqual(await rows(`select ${(await labels("select arraym"))[0]}(x -> x + 1, [1])`), [[[2]]]);
  });

  it("HogQLMetadata places unknown columns, functions, tables and what is not allowed", async () => {
    const marked = async (query, more = {}) => {
      const { errors } = await must({ kind: "HogQLMetadata", language: "hogQL", query, ...more });
      assert.equal(errors.length, 1, JSON.stringify(errors));
      return query.slice(errors[0].start, errors[0].end);
    };
    assert.equal(await marked("select event, nothing from events"), "nothing");
    assert.equal(await marked("select nosuchfunction(1)"), "nosuchfunction");
    assert.equal(await marked("select event from evnts"), "evnts");
    assert.equal(await marked("select file('/etc/passwd')"), "file");
    assert.equal(await marked("select {variables.least}"), "{variables.least}");
    const variables = { 1: { code_name: "least", value: 6 } };
    const fine = await must({ kind: "HogQLMetadata", language: "hogQL", query: "select {variables.least}", variables });
    assert.deepEqual([fine.isValid, fine.errors], [true, []]);
  });

  it("DatabaseSchemaQuery lists tables and columns", async () => {
    const { tables } = await must({ kind: "DatabaseSchemaQuery" });
    assert.deepEqual(Object.keys(tables).slice(0, 3), ["events", "persons", "person_distinct_ids"]);
    assert.equal(tables.events.fields.timestamp.type, "datetime");
    assert.deepEqual(Object.keys(tables), [
      "events",
      "persons",
      "person_distinct_ids",
      "sessions",
      "groups",
      "cohort_people",
      "static_cohort_people",
    ]);
    for (const [name, table] of Object.entries({ person: "persons", session: "sessions", group_0: "groups" }))
      assert.deepEqual([tables.events.fields[name].type, tables.events.fields[name].table], ["lazy_table", table]);
    assert.ok(tables.events.fields.person.fields.includes("properties"));
    // Whatever it names can be read.
    for (const { name, fields } of Object.values(tables)) {
      const columns = Object.values(fields).filter(({ type }) => type !== "lazy_table");
      await sql(`select ${columns.map((field) => `\`${field.hogql_value}\``).join(", ")} from ${name} limit 1`);
    }
  });
});
