// Cohorts over HTTP: each criterion with people who can be counted by hand, their life, every refusal.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { all, any, CohortApi, daysAgo, startWithPeople, view, within } from "../harness/cohorts.mjs";

let leapfrog;
let api;
before(async () => {
  leapfrog = await startWithPeople("cohorts");
  api = new CohortApi(leapfrog);
});
after(() => leapfrog?.stop());

// Who meets the filters; the preview must say the same number.
async function meet(filters) {
  const cohort = await api.create({ filters });
  const found = await api.people(cohort);
  assert.equal(cohort.count, found.length);
  const preview = await leapfrog.must(api.path("cohorts/preview/"), { method: "POST", body: { filters } });
  assert.deepEqual(preview, { count: found.length, total: 7 });
  return found.join(" ");
}

describe("criteria", () => {
  it("properties of people", async () => {
    assert.equal(await meet(all({ type: "person", key: "plan", value: ["pro"], operator: "exact" })), "ann bob");
    assert.equal(await meet(all({ type: "person", key: "seats", value: 10, operator: "gt" })), "ann");
    assert.equal(
      await meet(all({ type: "person", key: "plan", value: "pro", operator: "is_not" })),
      "cat dan eve fay gus",
    );
    assert.equal(
      await meet(all({ type: "person", key: "plan", value: "is_set", operator: "is_set", negation: true })),
      "cat eve fay gus",
    );
  });
  it("performed_event, and who did not", async () => {
    const recent = { ...view, value: "performed_event", ...within(7) };
    assert.equal(await meet(all(recent)), "ann cat dan fay gus");
    assert.equal(await meet(all({ ...recent, negation: true })), "bob eve");
    assert.equal(await meet(all({ ...recent, ...within("2", "week") })), "ann bob cat dan fay gus");
    assert.equal(await meet(all({ ...recent, ...within(24, "hour") })), "ann cat dan gus");
  });
  it("performed_event between dates", async () => {
    const dates = { ...view, value: "performed_event", explicit_datetime: daysAgo(12) };
    assert.equal(await meet(all({ ...dates, explicit_datetime_to: daysAgo(8) })), "bob");
    assert.equal(await meet(all({ ...dates, explicit_datetime: "-5d" })), "ann cat dan fay gus");
    const day = daysAgo(40).slice(0, 10);
    assert.equal(await meet(all({ ...dates, explicit_datetime: day, explicit_datetime_to: day })), "bob gus");
  });
  it("performed_event with filters of the event, or by an action", async () => {
    const event_filters = [{ type: "event", key: "path", value: "/pricing" }];
    const recent = { ...view, value: "performed_event", ...within(7) };
    assert.equal(await meet(all({ ...recent, event_filters })), "cat");
    const action = await leapfrog.must(api.path("actions/"), {
      method: "POST",
      body: { name: "Bought", steps: [{ event: "buy" }] },
    });
    assert.equal(await meet(all({ ...recent, event_type: "actions", key: action.id })), "ann dan");
  });
  it("performed_event_multiple: of those who did it at all", async () => {
    const times = (operator, operator_value) =>
      meet(all({ ...view, value: "performed_event_multiple", ...within(30), operator, operator_value }));
    assert.equal(await times("gte", 2), "ann fay");
    assert.equal(await times("gt", 2), "ann");
    assert.equal(await times("exact", 1), "bob cat dan gus");
    assert.equal(await times("eq", "3"), "ann");
    assert.equal(await times("lte", 2), "bob cat dan fay gus");
    assert.equal(await times("lt", 2), "bob cat dan gus");
  });
  it("performed_event_first_time: the first of all", async () => {
    const first = { ...view, value: "performed_event_first_time" };
    assert.equal(await meet(all({ ...first, ...within(7) })), "ann cat dan fay");
    assert.equal(await meet(all({ ...first, ...within(1) })), "cat dan");
    assert.equal(await meet(all({ ...first, ...within(2, "month") })), "ann bob cat dan fay gus");
  });
  it("performed_event_regularly", async () => {
    const regularly = (min_periods, total_periods, operator_value = 1, operator = "gte") =>
      meet(
        all({
          ...view,
          value: "performed_event_regularly",
          ...within(1),
          operator,
          operator_value,
          min_periods,
          total_periods,
        }),
      );
    assert.equal(await regularly(3, 4), "ann");
    assert.equal(await regularly(2, 5), "ann fay");
    assert.equal(await regularly(1, 1), "ann cat dan gus");
    assert.equal(await regularly(1, 5, 2), "");
  });
  it("stopped_performing_event", async () => {
    const stopped = { ...view, value: "stopped_performing_event", ...within(30) };
    assert.equal(await meet(all({ ...stopped, seq_time_value: 7, seq_time_interval: "day" })), "bob");
    assert.equal(await meet(all({ ...stopped, seq_time_value: 1, seq_time_interval: "day" })), "bob fay");
  });
  it("restarted_performing_event", async () => {
    const restarted = { ...view, value: "restarted_performing_event", ...within(30) };
    assert.equal(await meet(all({ ...restarted, seq_time_value: 14, seq_time_interval: "day" })), "bob gus");
    assert.equal(await meet(all({ ...restarted, seq_time_value: 7, seq_time_interval: "day" })), "gus");
  });
  it("performed_event_sequence: one after the other, in time", async () => {
    const then = (first, second, seq_time_value, seq_time_interval = "hour") =>
      meet(
        all({
          ...view,
          key: first,
          value: "performed_event_sequence",
          ...within(7),
          seq_event: second,
          seq_event_type: "events",
          seq_time_value,
          seq_time_interval,
        }),
      );
    assert.equal(await then("view", "buy", 3), "ann");
    assert.equal(await then("view", "buy", 2), "");
    assert.equal(await then("buy", "view", 36), "ann dan");
    assert.equal(await then("view", "view", 24), "ann fay");
    assert.equal(await then("buy", "buy", 30, "day"), "");
  });
  it("nested in AND and OR", async () => {
    const recent = { ...view, value: "performed_event", ...within(7) };
    const pro = { type: "person", key: "plan", value: "pro", operator: "exact" };
    const bought = { ...recent, key: "buy" };
    assert.equal(await meet(all(recent, pro)), "ann");
    assert.equal(await meet(any(bought, pro)), "ann bob dan");
    const nested = { type: "AND", values: [recent, { type: "OR", values: [bought, { ...pro, negation: true }] }] };
    assert.equal(await meet(any(nested, { type: "AND", values: [] })), "ann cat dan fay gus");
  });
  it("other cohorts, in and not in", async () => {
    const pro = await api.create({ filters: all({ type: "person", key: "plan", value: "pro", operator: "exact" }) });
    const inside = { type: "cohort", key: "id", value: pro.id };
    const recent = { ...view, value: "performed_event", ...within(7) };
    assert.equal(await meet(all(inside, recent)), "ann");
    assert.equal(await meet(all({ ...inside, negation: true }, recent)), "cat dan fay gus");
    assert.equal(await meet(all({ ...inside, operator: "not_in" }, recent)), "cat dan fay gus");
  });
  it("the older groups", async () => {
    const cohort = await api.create({
      groups: [
        { properties: [{ key: "plan", value: "free", type: "person" }] },
        { event_id: "view", days: 7, count: 2, count_operator: "gte" },
        { properties: { email__icontains: "FAY@" } },
      ],
    });
    assert.deepEqual(await api.people(cohort), ["ann", "dan", "fay"]);
    assert.equal(cohort.groups.length, 3);
    assert.equal(cohort.filters, null);
  });
});

describe("a cohort's life", () => {
  const pro = all({ type: "person", key: "plan", value: "pro", operator: "exact" });

  it("has PostHog's fields", async () => {
    const cohort = await api.create({ name: "Pros", description: "who pay", filters: pro });
    assert.equal(cohort.name, "Pros");
    assert.equal(cohort.count, 2);
    assert.equal(cohort.is_static, false);
    assert.equal(cohort.cohort_type, "person_property");
    assert.equal(cohort.errors_calculating, 0);
    assert.deepEqual(cohort.filters, pro);
    assert.deepEqual(cohort.groups, []);
    assert.equal(cohort.created_by.email, "owner@example.com");
    assert.ok(Date.parse(cohort.last_calculation) >= Date.parse(cohort.created_at));
    const behavioural = await api.create({ filters: all({ ...view, value: "performed_event", ...within(7) }) });
    assert.equal(behavioural.cohort_type, "behavioral");
  });

  it("is listed, searched, paged, changed, deleted and brought back", async () => {
    const project = await leapfrog.newProject();
    const make = (name, body = { filters: pro }) => api.create({ name, ...body }, project);
    const first = await make("Anteaters");
    await make("Badgers", { is_static: true });
    await make("Camels");
    const list = (query = "") => leapfrog.must(api.path(`cohorts/${query}`, project));
    assert.deepEqual(
      (await list()).results.map(({ name }) => name),
      ["Camels", "Badgers", "Anteaters"],
    );
    assert.equal((await list("?search=badg")).count, 1);
    assert.deepEqual((await list("?type=static")).results[0].name, "Badgers");
    const page = await list("?limit=1&offset=1");
    assert.equal(page.count, 3);
    assert.equal(page.results[0].name, "Badgers");
    assert.ok(page.next && page.previous);
    const change = (body) => leapfrog.must(api.path(`cohorts/${first.id}/`, project), { method: "PATCH", body });
    assert.equal((await change({ name: "Aardvarks" })).name, "Aardvarks");
    await change({ deleted: true });
    assert.equal((await list()).count, 2);
    assert.equal((await leapfrog.api(api.path(`cohorts/${first.id}/`, project))).status, 404);
    assert.equal((await leapfrog.api(api.path(`cohorts/${first.id}/`, project), { method: "DELETE" })).status, 405);
    await change({ deleted: false });
    assert.equal((await list()).count, 3);
    const { results } = await leapfrog.must(api.path(`cohorts/${first.id}/activity/`, project));
    assert.deepEqual(
      results.map(({ activity }) => activity),
      ["restored", "deleted", "updated", "created"],
    );
    const other = await leapfrog.newProject();
    assert.equal((await leapfrog.api(api.path(`cohorts/${first.id}/`, other))).status, 404);
  });

  it("counts again when its definition changes, and those that stand on it", async () => {
    const base = await api.create({ filters: pro });
    const above = await api.create({ filters: all({ type: "cohort", key: "id", value: base.id }) });
    assert.equal(above.count, 2);
    await api.patch(base, "", { filters: all({ type: "person", key: "plan", value: "free", operator: "exact" }) });
    assert.deepEqual(await api.people(await api.counted(base)), ["dan"]);
    assert.deepEqual(await api.people(await api.counted(above)), ["dan"]);
    const { results, count } = await leapfrog.must(api.path(`cohorts/${above.id}/calculation_history/`));
    assert.ok(count >= 2);
    assert.equal(results[0].count, 1);
    assert.equal(results[0].is_successful, true);
    const refused = await leapfrog.api(api.path(`cohorts/${base.id}/`), { method: "PATCH", body: { deleted: true } });
    assert.equal(refused.status, 400);
    assert.equal(refused.json.code, "in_use");
  });

  it("outlasts a restart", async () => {
    const cohort = await api.create({ filters: pro });
    await leapfrog.restart();
    const after = await api.counted(cohort);
    assert.equal(after.count, 2);
    assert.deepEqual(await api.people(after), ["ann", "bob"]);
  });

  it("says which cohorts a person is in", async () => {
    const cohort = await api.create({ name: "Mine", filters: pro });
    const ann = await leapfrog.person("ann");
    const { results } = await leapfrog.must(api.path(`persons/cohorts/?person_id=${ann.id}`));
    assert.ok(results.some(({ id }) => id === cohort.id));
    const eve = await leapfrog.person("eve");
    const none = await leapfrog.must(api.path(`persons/cohorts/?person_id=${eve.id}`));
    assert.ok(!none.results.some(({ id }) => id === cohort.id));
  });
});
