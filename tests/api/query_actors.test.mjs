// The people behind a number: ActorsQuery with its sources, GroupsQuery.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
const day = (n, hour = 12) => `2026-03-${String(n).padStart(2, "0")}T${String(hour).padStart(2, "0")}:00:00.000Z`;

async function ask(query) {
  const answer = await leapfrog.api(`/api/projects/${leapfrog.project.id}/query/`, { method: "POST", body: { query } });
  return { status: answer.status, ...answer.json };
}
async function must(query) {
  const answer = await ask(query);
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer;
}

const dateRange = { date_from: "2026-03-01", date_to: "2026-03-10" };
const trends = (series, more = {}) => ({
  kind: "TrendsQuery",
  dateRange,
  series: [{ kind: "EventsNode", event: "paid", ...series }],
  ...more,
});
const behind = (source, point = {}, more = {}) => ({
  kind: "ActorsQuery",
  source: { kind: "InsightActorsQuery", source, ...point },
  select: ["id", "event_count", "person_display_name", "properties.plan"],
  limit: 1000,
  ...more,
});

// ann and her phone are one person; bob is himself; cat has no profile; eve came in the period before.
before(async () => {
  leapfrog = await startLeapfrog({ label: "actors" });
  const paid = (distinct_id, n, properties = {}, more = {}) =>
    anEvent({ event: "paid", distinct_id, timestamp: day(n), properties, ...more });
  await leapfrog.capture([
    anEvent({
      event: "$identify",
      distinct_id: "ann",
      timestamp: day(1, 1),
      properties: { $set: { email: "ann@example.com", plan: "team", age: 40 } },
    }),
    anEvent({
      event: "$identify",
      distinct_id: "bob",
      timestamp: day(1, 2),
      properties: { $set: { name: "Bob", age: 7 } },
    }),
    paid("phone", 2, { amount: 5, currency: "EUR" }),
    paid("ann", 3, { amount: 10, currency: "EUR", $groups: { company: "acme" } }),
    paid("ann", 3, { currency: "USD" }),
    paid("bob", 3, { amount: 7, currency: "USD", $groups: { company: "acme" } }),
    paid("bob", 8, { amount: 1, $groups: { company: "umbrella" } }),
    paid("cat", 4, { amount: 2, currency: "GBP", $process_person_profile: false }),
    paid("eve", 1, { amount: 3, $set: { name: "eve" } }, { timestamp: "2026-02-24T12:00:00.000Z" }),
    anEvent({
      event: "$groupidentify",
      distinct_id: "ann",
      timestamp: day(1),
      properties: { $group_type: "company", $group_key: "acme", $group_set: { name: "Acme Inc", size: 12 } },
    }),
  ]);
  await leapfrog.capture(
    anEvent({ event: "$create_alias", distinct_id: "ann", timestamp: day(9), properties: { alias: "phone" } }),
  );
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

describe("people behind a trend", () => {
  it("are as many as the number of people on each day", async () => {
    const source = trends({ math: "dau" });
    const [line] = (await must(source)).results;
    assert.deepEqual(line.data, [0, 1, 2, 1, 0, 0, 0, 1, 0, 0]);
    for (const [i, date] of line.days.entries()) {
      const people = await must(behind(source, { day: date, series: 0 }));
      assert.equal(people.results.length, line.data[i], date);
    }
  });

  it("are one person after a merge, with all of their events", async () => {
    const people = await must(behind(trends({}), {}));
    const ann = people.results.find((row) => row[2].display_name === "ann@example.com");
    assert.equal(ann[1], 3);
    assert.equal(ann[3], "team");
    assert.equal(people.results.length, 3);
    assert.equal(people.missing_actors_count, 1, "cat has no profile");
    assert.equal(
      people.results.reduce((sum, row) => sum + row[1], 0),
      6,
    );
  });

  it("are as many as the number for every math that counts people", async () => {
    for (const math of [
      "dau",
      "weekly_active",
      "monthly_active",
      "first_time_for_user",
      "first_matching_event_for_user",
    ]) {
      const source = trends({ math });
      const [line] = (await must(source)).results;
      for (const [i, date] of line.days.entries()) {
        const people = await must(behind(source, { day: date, series: 0 }));
        assert.equal(people.results.length, line.data[i], `${math} on ${date}`);
      }
    }
  });

  it("did as many events as the number says, and only those that it was computed from", async () => {
    const total = await must(behind(trends({ math: "total" }), { day: "2026-03-03" }));
    assert.deepEqual(total.results.map((row) => row[1]).sort(), [1, 2]);
    const sum = await must(behind(trends({ math: "sum", math_property: "amount" }), { day: "2026-03-03" }));
    assert.deepEqual(
      sum.results.map((row) => row[1]),
      [1, 1],
      "one of ann's has no amount",
    );
    const perPerson = await must(behind(trends({ math: "max_count_per_actor" }), { day: "2026-03-03" }));
    assert.deepEqual(
      perPerson.results.map((row) => row[1]),
      [2, 1],
    );
  });

  it("are those with the breakdown value, the null and the other included", async () => {
    const source = trends(
      { math: "dau" },
      { breakdownFilter: { breakdown: "currency", breakdown_type: "event", breakdown_limit: 1 } },
    );
    const answer = await must(source);
    for (const line of answer.results) {
      for (const [i, date] of line.days.entries()) {
        const people = await must(behind(source, { day: date, breakdown: line.breakdown_value }));
        assert.equal(people.results.length, line.data[i], `${line.breakdown_value} on ${date}`);
      }
    }
    assert.ok(answer.results.some((line) => line.breakdown_value === "$$_posthog_breakdown_other_$$"));
    const none = trends({ math: "dau" }, { breakdownFilter: { breakdown: "currency", breakdown_type: "event" } });
    const people = await must(behind(none, { breakdown: "$$_posthog_breakdown_null_$$" }));
    assert.equal(people.results.length, 1, "bob's last payment has no currency");
  });

  it("are those of the period compared with", async () => {
    const source = trends({ math: "dau" }, { compareFilter: { compare: true } });
    const previous = (await must(source)).results.find((line) => line.compare_label === "previous");
    assert.equal(previous.count, 1);
    const date = previous.days[previous.data.indexOf(1)];
    assert.equal((await must(behind(source, { day: date, compare: "previous" }))).results.length, 1);
    assert.equal((await must(behind(source, { compare: "previous" }))).results.length, 1);
  });

  it("are groups where groups are counted", async () => {
    const people = await must(
      behind(
        trends({ math: "unique_group", math_group_type_index: 0 }),
        {},
        { select: ["actor", "id", "group_name", "properties.size"] },
      ),
    );
    assert.deepEqual(people.results.map((row) => row.slice(1)).sort(), [
      ["acme", "Acme Inc", 12],
      ["umbrella", "umbrella", null],
    ]);
    assert.equal(people.results.find((row) => row[1] === "acme")[0].type, "group");
    const source = trends({ math: "dau" }, { aggregation_group_type_index: 0 });
    assert.equal((await must(behind(source, { day: "2026-03-03" }))).results.length, 1);
  });

  it("stand behind totals and hours too", async () => {
    const number = trends({ math: "dau" }, { trendsFilter: { display: "BoldNumber" } });
    assert.equal((await must(number)).results[0].aggregated_value, 3);
    assert.equal((await must(behind(number))).results.length, 3);
    const hourly = trends({ math: "dau" }, { interval: "hour" });
    assert.equal((await must(behind(hourly, { day: "2026-03-03 12:00:00" }))).results.length, 2);
    assert.equal((await must(behind(hourly, { day: "2026-03-03 13:00:00" }))).results.length, 0);
  });

  it("and their points are listed", async () => {
    const options = await must({
      kind: "InsightActorsQueryOptions",
      source: { kind: "InsightActorsQuery", source: trends({}, { compareFilter: { compare: true } }) },
    });
    assert.equal(options.day.length, 10);
    assert.deepEqual(options.series, [{ label: "paid", value: 0 }]);
    assert.deepEqual(
      options.compare.map((one) => one.value),
      ["current", "previous"],
    );
  });
});

describe("ActorsQuery", () => {
  it("gives actor, id, created_at and event_count when nothing is selected", async () => {
    const { columns, results, hasMore, limit, offset } = await must({
      kind: "ActorsQuery",
      source: { kind: "InsightActorsQuery", source: trends({}) },
    });
    assert.deepEqual(columns, ["actor", "id", "created_at", "event_count"]);
    assert.deepEqual([hasMore, limit, offset], [false, 100, 0]);
    assert.equal(results[0][0].id, results[0][1]);
    assert.deepEqual(results[0][0].distinct_ids, ["ann", "phone"]);
    assert.equal(results[0][0].properties.email, "ann@example.com");
  });

  it("lists everybody without a source", async () => {
    const all = await must({ kind: "ActorsQuery", select: ["name"], orderBy: ["person_display_name"] });
    assert.deepEqual(
      all.results.map((row) => row[0]),
      ["ann@example.com", "Bob", "eve"],
    );
  });

  it("searches by name, distinct id and id", async () => {
    const names = async (search) =>
      (await must({ kind: "ActorsQuery", select: ["name"], search })).results.map((row) => row[0]);
    assert.deepEqual(await names("ANN@"), ["ann@example.com"]);
    assert.deepEqual(await names("phone"), ["ann@example.com"]);
    assert.deepEqual(await names("nobody"), []);
    const [[id]] = (await must({ kind: "ActorsQuery", select: ["id"], search: "bob" })).results;
    assert.deepEqual(await names(id), ["Bob"]);
  });

  it("filters by what people are", async () => {
    const names = async (properties) =>
      (await must(behind(trends({}), {}, { select: ["name"], properties }))).results.map((row) => row[0]);
    assert.deepEqual(await names([{ type: "person", key: "age", operator: "gt", value: 10 }]), ["ann@example.com"]);
    assert.deepEqual(await names([{ type: "person", key: "age", operator: "lt", value: 10 }]), ["Bob"]);
    const refused = await ask(behind(trends({}), {}, { properties: [{ type: "event", key: "x", value: "y" }] }));
    assert.equal(refused.status, 400);
    assert.equal(refused.attr, "query.properties[0].type");
  });

  it("sorts, and cuts into pages that never overlap", async () => {
    const seen = [];
    for (let offset = 0; ; offset += 1) {
      const page = await must(behind(trends({}), {}, { orderBy: ["event_count DESC"], limit: 1, offset }));
      seen.push(page.results[0][1]);
      if (!page.hasMore) break;
    }
    assert.deepEqual(seen, [3, 2, 1]);
    const byAge = await must({ kind: "ActorsQuery", select: ["properties.age"], orderBy: ["properties.age ASC"] });
    assert.deepEqual(
      byAge.results.map((row) => row[0]),
      [7, 40, null],
    );
  });

  it("says what is wrong, and where", async () => {
    const wrong = async (query) => {
      const { status, attr } = await ask(query);
      assert.equal(status, 400);
      return attr;
    };
    assert.equal(await wrong(behind(trends({}), { day: "2025-01-01" })), "query.source.day");
    assert.equal(await wrong(behind(trends({}), { series: 4 })), "query.source.series");
    assert.equal(await wrong(behind({ kind: "Nothing" })), "query.source.source.kind");
    assert.equal(await wrong({ kind: "ActorsQuery", source: { kind: "TrendsQuery" } }), "query.source.kind");
    assert.equal(await wrong(behind(trends({}), {}, { select: ["id", "secrets"] })), "query.select[1]");
    assert.equal(await wrong(behind(trends({}), {}, { orderBy: ["1; DROP TABLE persons"] })), "query.orderBy[0]");
    assert.equal(await wrong({ kind: "ActorsQuery", limit: "many" }), "query.limit");
  });
});

describe("GroupsQuery", () => {
  it("lists the groups of a type", async () => {
    const groups = await must({
      kind: "GroupsQuery",
      group_type_index: 0,
      select: ["group_name", "key", "properties.size"],
    });
    assert.deepEqual(groups.results, [["Acme Inc", "acme", 12]]);
    assert.equal((await must({ kind: "GroupsQuery", group_type_index: 0, search: "zzz" })).results.length, 0);
    assert.equal((await must({ kind: "GroupsQuery", group_type_index: 1 })).results.length, 0);
  });
});
