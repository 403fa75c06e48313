// Variables that a project keeps for its SQL: PostHog's insight variables. A statement that names one is asked with the
// value of the request, else with that of the dashboard, else with the default.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";

let leapfrog;
let base;
before(async () => {
  leapfrog = await startLeapfrog({ label: "sql-variables" });
  base = `/api/projects/${leapfrog.project.id}`;
  await leapfrog.capture([1, 2, 3, 4].map((amount) => anEvent({ event: "paid", properties: { amount } })));
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

const send = (method, path, body) => leapfrog.api(`${base}/${path}`, { method, body });
async function make(body) {
  const { status, json, text } = await send("POST", "insight_variables/", body);
  assert.equal(status, 201, text);
  return json;
}
const count = "select count() from events where properties.amount >= {variables.least}";
async function ask(more = {}, variables_override) {
  const { status, json, text } = await send("POST", "query/", {
    query: { kind: "HogQLQuery", query: count, ...more },
    ...(variables_override ? { variables_override } : {}),
  });
  assert.equal(status, 200, text);
  return json.results[0][0];
}

describe("a variable", () => {
  let least;
  it("is made with a code name from its name, and listed by name", async () => {
    least = await make({ name: "Least", type: "Number", default_value: 3 });
    assert.deepEqual(Object.keys(least).sort(), [
      ...["code_name", "created_at", "created_by", "default_value", "id", "name", "type", "values"],
    ]);
    assert.match(least.id, /^[0-9a-f]{8}-[0-9a-f]{4}-/);
    assert.equal(least.code_name, "least");
    await make({ name: "A plan", type: "List", values: ["free", "pro"], default_value: "pro" });
    const { results, next } = await leapfrog.must(`${base}/insight_variables/`);
    assert.deepEqual(
      results.map(({ code_name, default_value, values }) => [code_name, default_value, values]),
      [
        ["a_plan", "pro", ["free", "pro"]],
        ["least", 3, []],
      ],
    );
    assert.equal(next, null);
    assert.deepEqual(await leapfrog.must(`${base}/insight_variables/${least.id}/`), least);
  });
  it("stands for its default where nothing is given", async () => {
    assert.equal(await ask(), 2);
    const named = (more) => ({ variables: { [least.id]: { variableId: least.id, code_name: "least", ...more } } });
    assert.equal(await ask(named({})), 2);
    assert.equal(await ask(named({ value: null })), 2);
    assert.equal(await ask(named({ value: 4 })), 1);
    assert.equal(await ask(named({ isNull: true })), 0);
  });
  it("takes the value of a request and of a dashboard", async () => {
    const variables = { [least.id]: { variableId: least.id, code_name: "least" } };
    const given = (value) => ({ [least.id]: { variableId: least.id, code_name: "least", value } });
    assert.equal(await ask({ variables }, given(1)), 4);
    const dashboard = (await send("POST", "dashboards/", { name: "Money", variables: given(2) })).json;
    const query = { kind: "DataVisualizationNode", source: { kind: "HogQLQuery", query: count, variables } };
    await send("POST", "insights/", { name: "Payments", query, dashboards: [dashboard.id] });
    const read = (rest = "") => leapfrog.must(`${base}/dashboards/${dashboard.id}/?refresh=blocking${rest}`);
    assert.deepEqual((await read()).tiles[0].insight.result, [[3]]);
    const override = encodeURIComponent(JSON.stringify(given(4)));
    assert.deepEqual((await read(`&variables_override=${override}`)).tiles[0].insight.result, [[1]]);
  });
  it("with another default gives another answer, not the kept one", async () => {
    assert.equal(await ask(), 2);
    const { json } = await send("PATCH", `insight_variables/${least.id}/`, { default_value: 4, name: "At least" });
    assert.deepEqual([json.name, json.code_name, json.default_value], ["At least", "least", 4]);
    assert.equal(await ask(), 1);
  });
  it("is known to the editor, and missed when it is deleted", async () => {
    const check = async () =>
      (await send("POST", "query/", { query: { kind: "HogQLMetadata", language: "hogQL", query: count } })).json;
    assert.deepEqual((await check()).errors, []);
    assert.equal((await send("DELETE", `insight_variables/${least.id}/`)).status, 204);
    assert.match((await check()).errors[0].message, /Nothing was given for the placeholder \{variables\.least\}/);
    assert.equal((await send("GET", `insight_variables/${least.id}/`)).status, 404);
  });
  it("belongs to its project, and is in the activity log", async () => {
    const [plan] = (await leapfrog.must(`${base}/insight_variables/`)).results;
    const other = await leapfrog.must("/api/organizations/@current/projects/", {
      method: "POST",
      body: { name: "Other" },
    });
    const path = `/api/projects/${other.id}/insight_variables/`;
    assert.equal((await leapfrog.must(path)).results.length, 0);
    assert.equal((await leapfrog.api(`${path}${plan.id}/`)).status, 404);
    const log = await leapfrog.must(`${base}/activity_log/`);
    const noted = log.results.filter(({ scope }) => scope === "InsightVariable").map(({ activity }) => activity);
    assert.deepEqual(noted, ["deleted", "updated", "created", "created"]);
  });
});

const post = (body) => ["POST insight_variables/", { name: "One", type: "String", ...body }];
describe("refused is", () => {
  before(() => make({ name: "Taken", type: "String" }));
  refuses(
    () => leapfrog,
    [
      ["no name", post({ name: "" }), 400, "required", "This field is required.", "name"],
      ["no type", ["POST insight_variables/", { name: "One" }], 400, "required", "This field is required.", "type"],
      [
        "a type of nobody",
        post({ type: "Colour" }),
        400,
        "invalid_input",
        "Expected String, Number, Boolean, Date or List.",
        "type",
      ],
      [
        "a name that no statement can write",
        post({ name: "价格" }),
        400,
        "invalid_input",
        "The name needs a letter from a to z or a digit: statements write it {variables.name}.",
        "name",
      ],
      [
        "a code name that is taken",
        post({ name: "TAKEN!" }),
        400,
        "unique",
        "There is a variable with the code name taken already. Choose another name.",
        "name",
      ],
      [
        "a default of another type",
        post({ type: "Number", default_value: "3" }),
        400,
        "invalid_input",
        "This is no value of the type Number.",
        "default_value",
      ],
      [
        "a default that is not in the list",
        post({ type: "List", values: ["a"], default_value: "b" }),
        400,
        "invalid_input",
        "The default of a list is one of its values.",
        "default_value",
      ],
      [
        "values that are no texts",
        post({ type: "List", values: [1] }),
        400,
        "invalid_input",
        "Expected a list of texts.",
        "values",
      ],
      [
        "too many values",
        post({ type: "List", values: Array.from({ length: 501 }, (_, index) => `v${index}`) }),
        400,
        "invalid_input",
        "A list has at most 500 values.",
        "values",
      ],
    ],
  );
});
