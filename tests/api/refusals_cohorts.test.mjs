// What people and scripts can get wrong about cohorts: the status, the code and the sentence of each.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { all, CohortApi, startWithPeople, view, within } from "../harness/cohorts.mjs";
import { refuses } from "../harness/refusals.mjs";

let leapfrog;
let api;
let dynamic;
let list;
before(async () => {
  leapfrog = await startWithPeople("refusals");
  api = new CohortApi(leapfrog);
  dynamic = await api.create({ name: "Viewers", filters: viewed() });
  list = await api.create({ is_static: true });
});
after(() => leapfrog?.stop());

const viewed = (fields) => all({ ...view, value: "performed_event", ...within(7), ...fields });
const place = "filters.properties.values[0]";
const create = (body) => ["POST cohorts/", { name: "Refused", ...body }];
const filters = (...values) => create({ filters: all(...values) });
const did = (fields) => create({ filters: viewed(fields) });
const wrong = (what, request, detail, attr, code = "invalid_input") => [what, request, 400, code, detail, attr];
const required = (what, request, attr) => wrong(what, request, `${attr} is required.`, attr, "required");
const nobody = "00000000-0000-7000-8000-000000000000";

describe("of a cohort, refused is", () => {
  refuses(
    () => leapfrog,
    [
      wrong("no name", ["POST cohorts/", {}], "This field is required.", "name", "required"),
      wrong("an empty name", create({ name: " " }), "This field may not be blank.", "name", "blank"),
      wrong(
        "no definition",
        create({}),
        "A cohort needs filters: {properties: {type: AND or OR, values: […]}}.",
        "filters",
        "required",
      ),
      wrong("a list of filters", create({ filters: [] }), "filters must be an object.", "filters"),
      wrong(
        "filters of another shape",
        create({ filters: { a: 1 } }),
        "filters.properties is required: {type: AND or OR, values: […]}.",
        "filters.properties",
        "required",
      ),
      wrong(
        "nothing to meet",
        filters(),
        "A cohort needs at least one criterion.",
        "filters.properties.values",
        "required",
      ),
      wrong(
        "an unknown group",
        create({ filters: { properties: { type: "XOR", values: [] } } }),
        "filters.properties.type must be AND or OR.",
        "filters.properties.type",
      ),
      wrong(
        "values that are no list",
        create({ filters: { properties: { type: "AND", values: {} } } }),
        "filters.properties.values must be a list, not an object.",
        "filters.properties.values",
      ),
      wrong(
        "a definition of half a megabyte",
        filters({ type: "person", key: "a", value: Array.from({ length: 5000 }, () => "x".repeat(100)) }),
        "The definition is too long.",
        "filters",
        "max_length",
      ),
      wrong(
        "a query for a dynamic one",
        create({ query: { kind: "ActorsQuery" }, filters: viewed() }),
        "Only a static cohort is made from a query; give filters, or is_static: true.",
        "query",
      ),
      wrong(
        "a query that is text",
        create({ is_static: true, query: "SELECT 1" }),
        "query must be an object with a kind.",
        "query",
      ),
      wrong(
        "a list for a dynamic one",
        create({ csv: "ann", filters: viewed() }),
        "Only a static cohort has a list of people; give is_static: true.",
        "csv",
      ),
      wrong("an empty list", create({ is_static: true, csv: "" }), "The CSV names nobody.", "csv", "invalid_csv"),
      wrong(
        "an id that is no uuid",
        create({ is_static: true, _create_static_person_ids: [nobody, "x"] }),
        "_create_static_person_ids[1] is not a uuid.",
        "_create_static_person_ids[1]",
      ),
      wrong(
        "ids that are no list",
        create({ is_static: true, _create_static_person_ids: nobody }),
        "_create_static_person_ids must be a list of uuids.",
        "_create_static_person_ids",
      ),
      wrong(
        "an empty older group",
        create({ groups: [{}] }),
        "groups[0] needs properties, event_id or action_id.",
        "groups[0]",
        "required",
      ),
      wrong("older groups that are none", create({ groups: 3 }), "groups must be a list, not a number.", "groups"),
    ],
  );
});

describe("of a criterion, refused is", () => {
  const times = (fields) => did({ value: "performed_event_multiple", ...fields });
  refuses(
    () => leapfrog,
    [
      wrong(
        "an unknown type",
        filters({ type: "event", key: "a" }),
        `${place}.type must be one of behavioral, cohort, person, not 'event'.`,
        `${place}.type`,
      ),
      required("a person's property without a value", filters({ type: "person", key: "a" }), `${place}.value`),
      required("a person's property without a key", filters({ type: "person", value: "a" }), `${place}.key`),
      wrong(
        "a broken pattern",
        filters({ type: "person", key: "a", value: "(", operator: "regex" }),
        /^filters\.properties\.values\[0\]\.value is not a regular expression: missing \)/,
        `${place}.value`,
        "invalid_regex",
      ),
      wrong(
        "a cohort by name",
        filters({ type: "cohort", key: "id", value: "x" }),
        `${place}.value must be the number of a cohort.`,
        `${place}.value`,
      ),
      wrong(
        "an unknown cohort",
        filters({ type: "cohort", key: "id", value: 99_999 }),
        "There is no cohort 99999.",
        `${place}.value`,
        "not_found",
      ),
      wrong(
        "an unknown behaviour",
        did({ value: "performed" }),
        /must be one of performed_event, performed_event_multiple, .*, not 'performed'\.$/,
        `${place}.value`,
      ),
      required("no type of event", did({ event_type: undefined }), `${place}.event_type`),
      required("no event", did({ key: undefined }), `${place}.key`),
      wrong("an event that is a number", did({ key: 5 }), `${place}.key must be the name of an event.`, `${place}.key`),
      wrong(
        "an action by name",
        did({ event_type: "actions", key: "Bought" }),
        `${place}.key must be the number of an action.`,
        `${place}.key`,
      ),
      wrong(
        "an unknown action",
        did({ event_type: "actions", key: "99999" }),
        "There is no action 99999.",
        `${place}.key`,
        "not_found",
      ),
      required("no time", did({ time_value: undefined }), `${place}.time_value`),
      ...[0, 1.5, "soon", 20_001].map((time_value) =>
        wrong(
          `a time of ${time_value} days`,
          did({ time_value }),
          `${place}.time_value must be a whole number from 1 to 20000.`,
          `${place}.time_value`,
        ),
      ),
      wrong(
        "an unknown interval",
        did({ time_interval: "decade" }),
        `${place}.time_interval must be one of minute, hour, day, week, month, year, not 'decade'.`,
        `${place}.time_interval`,
      ),
      wrong("a negation in words", did({ negation: "yes" }), `${place}.negation must be true or false.`),
      wrong(
        "a date that is none",
        did({ explicit_datetime: "soon" }),
        /^filters\.properties\.values\[0\]\.explicit_datetime cannot be read: 'soon' is not a date/,
        `${place}.explicit_datetime`,
      ),
      wrong(
        "a date that is a number",
        did({ explicit_datetime: 7 }),
        `${place}.explicit_datetime must be a text.`,
        `${place}.explicit_datetime`,
      ),
      required(
        "an end without a start",
        did({ time_value: undefined, explicit_datetime_to: "-1d" }),
        `${place}.explicit_datetime`,
      ),
      wrong(
        "a filter of the event in SQL",
        did({ event_filters: [{ type: "hogql", key: "1" }] }),
        `${place}.event_filters[0].type must be event, person, group, element or feature here.`,
        `${place}.event_filters[0].type`,
      ),
      required("no number of times", times({}), `${place}.operator_value`),
      wrong(
        "an unknown comparison",
        times({ operator: "about", operator_value: 2 }),
        `${place}.operator must be one of gte, gt, lte, lt, exact, eq, not 'about'.`,
        `${place}.operator`,
      ),
      wrong(
        "no times at all",
        times({ operator_value: 0 }),
        `${place}.operator_value must be a whole number from 1 to 1000000000.`,
        `${place}.operator_value`,
      ),
      wrong(
        "more periods than there are",
        did({ value: "performed_event_regularly", operator_value: 1, total_periods: 3, min_periods: 4 }),
        `${place}.min_periods must be a whole number from 1 to 3.`,
        `${place}.min_periods`,
      ),
      required("no second time", did({ value: "stopped_performing_event" }), `${place}.seq_time_interval`),
      wrong(
        "a second time before the first",
        did({ value: "stopped_performing_event", seq_time_value: 2, seq_time_interval: "week" }),
        `${place}.time_value must reach further back than seq_time_value.`,
        `${place}.time_value`,
      ),
      required("no second event", did({ value: "performed_event_sequence" }), `${place}.seq_event_type`),
    ],
  );
});

describe("refused are also", () => {
  const patch = async (cohort, rest, body) => {
    const answer = await leapfrog.api(api.path(`cohorts/${cohort.id}/${rest}`), { method: "PATCH", body });
    return `${answer.status} ${answer.json.code}: ${answer.json.detail}`;
  };

  it("cohorts that stand on themselves", async () => {
    const second = await api.create({ name: "Above", filters: all({ type: "cohort", key: "id", value: dynamic.id }) });
    for (const value of [dynamic.id, second.id]) {
      assert.equal(
        await patch(dynamic, "", { filters: all({ type: "cohort", key: "id", value }) }),
        `400 circular: Cohort ${value} is itself made of this one, so neither could be counted.`,
      );
    }
    assert.equal(
      await patch(dynamic, "", { deleted: true }),
      "400 in_use: The cohort 'Above' is made of this one. Change or delete it first.",
    );
  });
  it("cohorts that are to become static", async () => {
    assert.equal(
      await patch(dynamic, "", { is_static: true }),
      "400 invalid_input: A cohort stays what it is; duplicate it as a static one instead.",
    );
  });
  it("lists that are none, and people who are not there", async () => {
    const add = "add_persons_to_static_cohort/";
    const remove = "remove_person_from_static_cohort/";
    assert.equal(
      await patch(dynamic, add, { person_ids: [nobody] }),
      "400 not_static: Only the list of a static cohort is changed by hand; change this one's filters.",
    );
    assert.equal(
      await patch(list, add, { person_ids: [nobody] }),
      "400 not_found: None of these people is known here.",
    );
    assert.equal(await patch(list, add, {}), "400 invalid_input: person_ids must be a list of uuids.");
    assert.equal(await patch(list, remove, { person_id: "x" }), "400 invalid_input: person_id is not a uuid.");
    assert.equal(await patch(list, remove, { person_id: nobody }), "404 not_found: This person is not in the cohort.");
  });
  it("forms that cannot be read", async () => {
    const send = async (body) => {
      const headers = {
        authorization: `Bearer ${leapfrog.project.key}`,
        "content-type": "multipart/form-data; boundary=x",
      };
      const answer = await leapfrog.send({ method: "POST", path: api.path("cohorts/"), headers, body });
      return `${answer.status} ${answer.json.code}: ${answer.json.detail}`;
    };
    assert.equal(
      await send("--x"),
      "400 parse_error: Multipart form parse error - a part does not begin on a line of its own.",
    );
    const field = (name, value) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--x--`;
    assert.equal(await send(field("is_static", "maybe")), "400 invalid_input: is_static must be true or false.");
  });
  it("questions about a cohort that could not be counted, which says why", async () => {
    await leapfrog.capture({
      event: "visit",
      distinct_id: "ann",
      properties: { $groups: { company: "acme" } },
    });
    await leapfrog.flush();
    const series = [{ kind: "EventsNode", event: "visit", math: "unique_group", math_group_type_index: 0 }];
    const source = {
      kind: "InsightActorsQuery",
      source: { kind: "TrendsQuery", series, aggregation_group_type_index: 0 },
    };
    const cohort = await api.create({ is_static: true, query: { kind: "ActorsQuery", source } });
    assert.equal(cohort.last_error_message, "The query gives groups; a cohort is made of people.");
    assert.equal(cohort.errors_calculating, 1);
    assert.equal(cohort.count, null);
    const query = {
      kind: "ActorsQuery",
      select: ["id"],
      properties: [{ type: "cohort", key: "id", value: cohort.id }],
    };
    const asked = await leapfrog.api(api.path("query/"), { method: "POST", body: { query } });
    assert.equal(asked.status, 503);
    assert.equal(asked.json.detail, `The people of cohort ${cohort.id} are being counted. Try again in a moment.`);
    const copied = await leapfrog.api(api.path(`cohorts/${cohort.id}/duplicate_as_static_cohort/`));
    assert.equal(copied.status, 503);
    assert.equal(copied.json.detail, "The people of this cohort are being counted. Try again in a moment.");
  });
});
