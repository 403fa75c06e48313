// Lists of people, and cohorts in questions and flags.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { all, CohortApi, did, startWithPeople, view, within } from "../harness/cohorts.mjs";

let leapfrog;
let api;
before(async () => {
  leapfrog = await startWithPeople("cohorts");
  api = new CohortApi(leapfrog);
});
after(() => leapfrog?.stop());

describe("static cohorts", () => {
  async function upload(csv, fields = {}) {
    const form = new FormData();
    form.append("name", "Uploaded");
    form.append("is_static", "true");
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("csv", new Blob([csv], { type: "text/csv" }), "people.csv");
    const answer = await fetch(`${leapfrog.url}${api.path("cohorts/")}`, {
      method: "POST",
      headers: { authorization: `Bearer ${leapfrog.project.key}` },
      body: form,
    });
    return { status: answer.status, ...(await answer.json()) };
  }

  it("are made from a CSV of distinct ids, people or emails", async () => {
    const cohort = await upload("ann\nbob\nnobody\nann\n");
    assert.equal(cohort.status, 201);
    assert.equal(cohort.is_static, true);
    assert.equal(cohort.cohort_type, "static");
    assert.equal((await api.counted(cohort)).count, 2);
    assert.deepEqual(await api.people(cohort), ["ann", "bob"]);
    assert.deepEqual(await api.people(await upload("phone\n")), ["fay"]);
    assert.deepEqual(await api.people(await upload("name;email\nAnn;ANN@example.com\nNobody;no@example.com\n")), [
      "ann",
    ]);
    const { id } = await leapfrog.person("dan");
    assert.deepEqual(await api.people(await upload(`distinct_id,person_id\neve,${id}\n`)), ["dan"]);
    const refused = await upload("a,b\n1,2\n");
    assert.equal(refused.status, 400);
    assert.equal(refused.attr, "csv");
  });

  it("are made from uuids, and people put in and taken out by hand", async () => {
    const [ann, bob] = await Promise.all(["ann", "bob"].map((id) => leapfrog.person(id)));
    const cohort = await api.create({ is_static: true, _create_static_person_ids: [ann.id] });
    assert.equal(cohort.count, 1);
    assert.deepEqual(await api.patch(cohort, "add_persons_to_static_cohort/", { person_ids: [bob.id] }), {
      success: true,
    });
    assert.deepEqual(await api.people(cohort), ["ann", "bob"]);
    await api.patch(cohort, "remove_person_from_static_cohort/", { person_id: ann.id });
    assert.deepEqual(await api.people(cohort), ["bob"]);
    const again = await leapfrog.api(api.path(`cohorts/${cohort.id}/remove_person_from_static_cohort/`), {
      method: "PATCH",
      body: { person_id: ann.id },
    });
    assert.equal(again.status, 404);
    const dynamic = await api.create({ filters: all({ ...view, value: "performed_event", ...within(7) }) });
    const refused = await leapfrog.api(api.path(`cohorts/${dynamic.id}/add_persons_to_static_cohort/`), {
      method: "PATCH",
      body: { person_ids: [ann.id] },
    });
    assert.equal(refused.json.code, "not_static");
  });

  it("are made from the people behind a number", async () => {
    const source = {
      kind: "InsightActorsQuery",
      source: {
        kind: "TrendsQuery",
        dateRange: { date_from: "-7d" },
        series: [{ kind: "EventsNode", event: "buy", math: "dau" }],
      },
    };
    const cohort = await api.create({ is_static: true, query: { kind: "ActorsQuery", source, select: ["id"] } });
    assert.deepEqual(await api.people(cohort), ["ann", "dan"]);
    const sql = { kind: "HogQLQuery", query: "SELECT person_id FROM events WHERE event = 'hello'" };
    assert.deepEqual(
      await api.people(await api.create({ is_static: true, query: { kind: "ActorsQuery", source: sql } })),
      ["eve"],
    );
    const plan = [{ type: "person", key: "plan", value: "pro" }];
    const everybody = { kind: "ActorsQuery", properties: plan };
    assert.deepEqual(await api.people(await api.create({ is_static: true, query: everybody })), ["ann", "bob"]);
  });

  it("are copies of others", async () => {
    const source = await api.create({
      name: "Viewers",
      filters: all({ ...view, value: "performed_event", ...within(7) }),
    });
    const copy = await leapfrog.must(api.path(`cohorts/${source.id}/duplicate_as_static_cohort/`));
    assert.equal(copy.name, "Viewers (static copy)");
    assert.equal(copy.is_static, true);
    assert.deepEqual(await api.people(copy), ["ann", "cat", "dan", "fay", "gus"]);
  });

  it("follow people who merge", async () => {
    const project = await leapfrog.newProject();
    const send = async (...events) => {
      await leapfrog.capture(events, { token: project.token, historical_migration: true });
      await leapfrog.flush(project);
    };
    await send(did("tab", "view", 1), did("kim", "view", 1), did("lea", "view", 1));
    const uuid = async (id) => (await leapfrog.person(id, project)).id;
    const cohort = await api.create(
      { is_static: true, _create_static_person_ids: [await uuid("tab"), await uuid("lea")] },
      project,
    );
    assert.equal(cohort.count, 2);
    const flag = { key: "x", filters: { groups: [{ properties: [{ key: "id", type: "cohort", value: cohort.id }] }] } };
    await leapfrog.must(api.path("feature_flags/", project), { method: "POST", body: flag });
    await send(did("kim", "$identify", 0.5, { $anon_distinct_id: "tab" }));
    const total = {
      kind: "TrendsQuery",
      dateRange: { date_from: "-7d" },
      series: [{ kind: "EventsNode", event: "view", properties: [{ type: "cohort", key: "id", value: cohort.id }] }],
      trendsFilter: { display: "BoldNumber" },
    };
    const answer = await leapfrog.must(api.path("query/", project), { method: "POST", body: { query: total } });
    assert.equal(answer.results[0].aggregated_value, 3);
    const enabled = async (distinct_id) => {
      const { json } = await leapfrog.send({
        method: "POST",
        path: "/flags/?v=2",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: project.token, distinct_id }),
      });
      assert.equal(json.errorsWhileComputingFlags, false);
      return json.flags.x.enabled;
    };
    assert.deepEqual([await enabled("kim"), await enabled("lea"), await enabled("stranger")], [true, true, false]);
    // The list knows kim by the name from before the merge.
    const found = async (search) =>
      (await leapfrog.must(api.path(`cohorts/${cohort.id}/persons/?search=${search}`, project))).results.map(
        (person) => person.distinct_ids,
      );
    assert.deepEqual(await found("ki"), [["kim", "tab"]]);
    assert.deepEqual(await found("stranger"), []);
  });

  it("are searched as people are", async () => {
    const cohort = await api.create({
      name: "All who viewed",
      filters: all({ ...view, value: "performed_event", ...within(60) }),
    });
    const find = (parameters) => leapfrog.must(api.path(`cohorts/${cohort.id}/persons/?${parameters}`));
    const names = async (parameters) => {
      const { results, count } = await find(parameters);
      assert.equal(count, results.length);
      return results.map(({ distinct_ids }) => distinct_ids.filter((id) => id !== "phone")[0]).sort();
    };
    assert.equal((await find("")).count, 6);
    assert.deepEqual(await names("search=example.com"), ["ann", "fay"]);
    assert.deepEqual(await names("search=b"), ["bob"]);
    assert.deepEqual(await names("email=ann@example.com"), ["ann"]);
    assert.deepEqual(await names("distinct_id=phone"), ["fay"]);
    const plan = encodeURIComponent(JSON.stringify([{ key: "plan", value: "pro", operator: "exact" }]));
    assert.deepEqual(await names(`properties=${plan}`), ["ann", "bob"]);
    assert.deepEqual(await names("search=eve"), [], "she is not in it");
    const page = await find("search=example.com&limit=1&offset=1");
    assert.deepEqual([page.count, page.results.length, page.next], [2, 1, null]);
  });
});

describe("questions", () => {
  let pro;
  let viewers;
  before(async () => {
    pro = await api.create({
      name: "Pros",
      filters: all({ type: "person", key: "plan", value: "pro", operator: "exact" }),
    });
    viewers = await api.create({ name: "Viewers", filters: all({ ...view, value: "performed_event", ...within(7) }) });
  });
  const trend = (properties, more = {}) => ({
    kind: "TrendsQuery",
    dateRange: { date_from: "-30d" },
    series: [{ kind: "EventsNode", event: "view", properties }],
    trendsFilter: { display: "BoldNumber" },
    ...more,
  });
  const cohort = (id, operator = "in") => [{ type: "cohort", key: "id", value: id, operator }];

  it("filter by who is in and who is not", async () => {
    assert.equal((await api.ask(trend(cohort(pro.id))))[0].aggregated_value, 4);
    assert.equal((await api.ask(trend(cohort(pro.id, "not_in"))))[0].aggregated_value, 5);
    assert.equal((await api.ask(trend([])))[0].aggregated_value, 9);
  });
  it("break down by cohorts", async () => {
    const breakdownFilter = { breakdown_type: "cohort", breakdown: [pro.id, viewers.id, "all"] };
    const results = await api.ask(trend([], { breakdownFilter }));
    const values = Object.fromEntries(results.map((one) => [one.label, [one.breakdown_value, one.aggregated_value]]));
    assert.deepEqual(values, { Pros: [pro.id, 4], Viewers: [viewers.id, 8], "all users": ["all", 9] });
  });
  it("of every kind", async () => {
    const series = [
      { kind: "EventsNode", event: "view" },
      { kind: "EventsNode", event: "buy" },
    ];
    const dateRange = { date_from: "-30d" };
    const funnel = await api.ask({ kind: "FunnelsQuery", dateRange, series, properties: cohort(pro.id) });
    assert.deepEqual(
      funnel.map(({ count }) => count),
      [2, 1],
    );
    const persons = await api.ask({ kind: "ActorsQuery", select: ["id"], properties: cohort(pro.id) });
    assert.equal(persons.length, 2);
    const events = await api.ask({
      kind: "EventsQuery",
      select: ["event"],
      after: "-30d",
      event: "buy",
      properties: cohort(pro.id),
    });
    assert.equal(events.length, 1);
  });
  it("in SQL", async () => {
    const sql = (query) => api.ask({ kind: "HogQLQuery", query });
    assert.deepEqual(await sql(`SELECT count() FROM cohort_people WHERE cohort_id = ${pro.id}`), [[2]]);
    assert.deepEqual(
      await sql(`SELECT count() FROM events WHERE event = 'view' AND person_id IN COHORT ${viewers.id}`),
      [[9]],
    );
  });
  it("in SQL, lists that people made for themselves", async () => {
    const sql = (query) => api.ask({ kind: "HogQLQuery", query });
    const { id: uuid } = await leapfrog.person("ann");
    const list = await api.create({ name: "A list", is_static: true, _create_static_person_ids: [uuid] });
    assert.deepEqual(await sql(`SELECT person_id FROM static_cohort_people WHERE cohort_id = ${list.id}`), [[uuid]]);
    const listed = (await sql("SELECT DISTINCT cohort_id FROM static_cohort_people")).flat();
    assert.ok(listed.includes(list.id) && !listed.includes(pro.id) && !listed.includes(viewers.id));
    assert.deepEqual(
      await sql(
        `SELECT count() FROM events WHERE event = 'view' AND person_id IN (SELECT person_id FROM static_cohort_people WHERE cohort_id = ${list.id})`,
      ),
      [[3]],
    );
  });
  it("name cohorts that exist", async () => {
    const answer = await leapfrog.api(api.path("query/"), { method: "POST", body: { query: trend(cohort(999_999)) } });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.detail, "There is no cohort 999999.");
  });
});

describe("flags", () => {
  async function enabled(key, distinct_id, more = {}) {
    const answer = await leapfrog.send({
      method: "POST",
      path: "/flags/?v=2",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: leapfrog.project.token, distinct_id, flag_keys_to_evaluate: [key], ...more }),
    });
    assert.equal(answer.json.errorsWhileComputingFlags, false, answer.text);
    return answer.json.flags[key].enabled;
  }
  async function flagOn(key, cohort, operator = "in") {
    const properties = [{ key: "id", type: "cohort", value: cohort.id, operator }];
    await leapfrog.must(api.path("feature_flags/"), {
      method: "POST",
      body: { key, filters: { groups: [{ properties, rollout_percentage: 100 }] } },
    });
  }
  const recent = { ...view, value: "performed_event", ...within(7) };

  it("are on for who is in a behavioural cohort, also while the engine is away", async () => {
    await flagOn("viewers", await api.create({ filters: all(recent) }));
    await flagOn("others", await api.create({ filters: all(recent) }), "not_in");
    const states = async () => [
      await enabled("viewers", "fay"),
      await enabled("viewers", "bob"),
      await enabled("others", "fay"),
      await enabled("others", "bob"),
      await enabled("viewers", "a stranger"),
    ];
    assert.deepEqual(await states(), [true, false, false, true, false]);
    process.kill(leapfrog.enginePid, "SIGKILL");
    assert.deepEqual(await states(), [true, false, false, true, false]);
    await leapfrog.untilReady();
  });

  it("are on for who is in a static cohort, at once", async () => {
    const [ann, bob] = await Promise.all(["ann", "bob"].map((id) => leapfrog.person(id)));
    const cohort = await api.create({ is_static: true, _create_static_person_ids: [ann.id] });
    await flagOn("listed", cohort);
    assert.deepEqual([await enabled("listed", "ann"), await enabled("listed", "bob")], [true, false]);
    await api.patch(cohort, "add_persons_to_static_cohort/", { person_ids: [bob.id] });
    assert.equal(await enabled("listed", "bob"), true);
  });

  it("decide cohorts of properties by the properties, those of the request too", async () => {
    const pro = all({ type: "person", key: "plan", value: "pro", operator: "exact" });
    const cohort = await api.create({ filters: pro });
    const list = await api.create({ is_static: true });
    await flagOn("pros", cohort);
    await flagOn("static", list);
    assert.deepEqual([await enabled("pros", "ann"), await enabled("pros", "dan")], [true, false]);
    assert.equal(await enabled("pros", "new here", { person_properties: { plan: "pro" } }), true);
    const local = (query) =>
      leapfrog.must(api.path(`feature_flags/local_evaluation/?token=${leapfrog.project.token}${query}`));
    const { cohorts } = await local("&send_cohorts");
    assert.deepEqual(cohorts[cohort.id], pro.properties);
    assert.equal(cohorts[list.id], undefined);
    const flat = (await local("")).flags.find(({ key }) => key === "pros");
    assert.deepEqual(flat.filters.groups[0].properties, pro.properties.values);
    await api.patch(cohort, "", { filters: all({ type: "person", key: "plan", value: "free", operator: "exact" }) });
    assert.deepEqual([await enabled("pros", "ann"), await enabled("pros", "dan")], [false, true]);
    const body = { deleted: true };
    const refused = await leapfrog.api(api.path(`cohorts/${cohort.id}/`), { method: "PATCH", body });
    assert.equal(refused.json.code, "in_use");
    assert.equal(refused.json.detail, "The feature flag 'pros' has a condition on this cohort. Change it first.");
  });
});
