// What people and scripts can get wrong about people, events, definitions, actions, insights and dashboards: the
// status, the code and the sentence of each.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "refusals" });
  await leapfrog.capture(anEvent({ event: "known", distinct_id: "known" }));
  await leapfrog.flush();
  await leapfrog.must(`/api/projects/${leapfrog.project.id}/dashboards/`, { method: "POST", body: { name: "First" } });
});
after(() => leapfrog?.stop());

const many = (count, one = 1) => Array.from({ length: count }, () => one);
const filters = (value) => `persons/?properties=${encodeURIComponent(JSON.stringify(value))}`;
const nobody = "00000000-0000-7000-8000-000000000000";

describe("about people, refused is", () => {
  refuses(
    () => leapfrog,
    [
      ["an unknown person", [`persons/${nobody}/`], 404, "not_found", "There is no such person."],
      [
        "an order",
        ["persons/?ordering=name"],
        400,
        "invalid_input",
        "People are ordered by created_at or -created_at.",
        "ordering",
      ],
      [
        "a filter that is text",
        [filters("x")],
        400,
        "invalid_input",
        "Expected a list of property filters.",
        "properties",
      ],
      ["a list of numbers", [filters([1])], 400, "invalid_input", "Every property filter is an object.", "properties"],
      [
        "51 filters",
        [filters(many(51, { key: "a", value: "b" }))],
        400,
        "invalid_input",
        "There are at most 50 property filters.",
        "properties",
      ],
      [
        "501 values",
        [filters([{ key: "a", value: many(501, "b") }])],
        400,
        "invalid_input",
        "A property filter has at most 500 values.",
        "properties",
      ],
      ["no value", [filters([{ key: "a" }])], 400, "invalid_input", "A property filter needs a value.", "properties"],
      [
        "an unknown operator",
        [filters([{ key: "a", value: "b", operator: "near" }])],
        400,
        "invalid_input",
        'People cannot be filtered with the operator "near" here.',
        "properties",
      ],
      [
        "1001 erasures",
        ["POST persons/bulk_delete/", { ids: many(1001) }],
        400,
        "invalid_input",
        "Expected a list of at most 1000 ids.",
        "ids",
      ],
      [
        "a group type's number",
        ["groups/?group_type_index=5"],
        400,
        "invalid_input",
        "Expected a group type's index, 0 to 4.",
        "group_type_index",
      ],
      [
        "an unknown group",
        ["groups/find/?group_type_index=0&group_key=none"],
        404,
        "not_found",
        "There is no such group.",
      ],
      [
        "names that are no list",
        ["PATCH groups_types/update_metadata/", {}],
        400,
        "invalid_input",
        "Expected a list of group types.",
      ],
      [
        "names that are no objects",
        ["PATCH groups_types/update_metadata/", [1]],
        400,
        "invalid_input",
        "Every group type is an object.",
      ],
    ],
  );
});

describe("moving an insight to a dashboard that it is on", () => {
  it("is refused: 400 invalid_input", async () => {
    const base = `/api/projects/${leapfrog.project.id}`;
    const from = await leapfrog.must(`${base}/dashboards/`, { method: "POST", body: { name: "From" } });
    const to = await leapfrog.must(`${base}/dashboards/`, { method: "POST", body: { name: "To" } });
    const body = { name: "Both", query: { kind: "TrendsQuery", series: [] }, dashboards: [from.id, to.id] };
    await leapfrog.must(`${base}/insights/`, { method: "POST", body });
    const { tiles } = await leapfrog.must(`${base}/dashboards/${from.id}/`);
    const answer = await leapfrog.api(`${base}/dashboards/${from.id}/move_tile/`, {
      method: "PATCH",
      body: { tile: { id: tiles[0].id }, toDashboard: to.id },
    });
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.json.code, "invalid_input");
    assert.equal(answer.json.detail, "The insight is on that dashboard already.");
  });
});

describe("a body that is no JSON", () => {
  it("is refused: 400 parse_error", async () => {
    const answer = await leapfrog.send({
      method: "POST",
      path: `/api/projects/${leapfrog.project.id}/actions/`,
      headers: { authorization: `Bearer ${leapfrog.project.key}`, "content-type": "application/json" },
      body: "{",
    });
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.json.code, "parse_error");
    assert.match(answer.json.detail, /^JSON parse error: .+/);
  });
});

describe("about events, refused is", () => {
  const properties = encodeURIComponent('[{"key":"a"}]');
  refuses(
    () => leapfrog,
    [
      [
        "a time",
        ["events/?after=soon"],
        400,
        "invalid_input",
        "'after' must be an ISO 8601 time such as 2026-01-31T12:00:00Z.",
        "after",
      ],
      ["a person", ["events/?person_id=7"], 400, "invalid_input", "'person_id' must be a UUID.", "person_id"],
      [
        "a cursor",
        ["events/?cursor_uuid=7"],
        400,
        "invalid_input",
        "The page cursor is malformed; follow the 'next' link as it is.",
        "cursor_uuid",
      ],
      [
        "a filter",
        [`events/?properties=${properties}`],
        400,
        "invalid_input",
        "Filtering this list by properties is not supported; use the query endpoint.",
        "properties",
      ],
      [
        "a column",
        ["events/values/?key=colour&is_column=true"],
        400,
        "invalid_choice",
        "Expected event, distinct_id, session_id or person_mode.",
        "key",
      ],
      ["a path below /api/ that is none", ["/api/nothing/at/all/"], 404, "not_found", "There is no such endpoint."],
    ],
  );
});

describe("about definitions and actions, refused is", () => {
  const step = (more) => ({ name: "A", steps: [{ event: "x", ...more }] });
  refuses(
    () => leapfrog,
    [
      ["an order", ["property_definitions/?ordering=age"], 400, "invalid_input", "Expected name or -name.", "ordering"],
      [
        "broken JSON",
        ["property_definitions/?properties=[1"],
        400,
        "invalid_input",
        "Expected a JSON list of strings.",
        "properties",
      ],
      [
        "numbers",
        ["property_definitions/?properties=[1]"],
        400,
        "invalid_input",
        "Expected a JSON list of strings.",
        "properties",
      ],
      [
        "a tag that is a number",
        ["POST actions/", { name: "A", tags: [1] }],
        400,
        "invalid_input",
        "Every tag is a string.",
        "tags",
      ],
      [
        "making a key with a key",
        ["POST /api/personal_api_keys/", { label: "K" }],
        403,
        "permission_denied",
        "This action does not support personal API key access.",
      ],
      [
        "1001 names",
        [`property_definitions/?properties=${many(1001, "a").join()}`],
        400,
        "invalid_input",
        "Expected at most 1000 names.",
        "properties",
      ],
      [
        "a regular expression",
        ["POST actions/", step({ url: "(", url_matching: "regex" })],
        400,
        "invalid_regex",
        /^The regular expression cannot be read: .+\.$/,
      ],
      [
        "a pin",
        ["POST actions/", { name: "A", pinned_at: "soon" }],
        400,
        "invalid_input",
        "Expected a time such as 2026-01-31T12:00:00Z, or null.",
        "pinned_at",
      ],
      [
        "too many steps",
        ["POST actions/", { name: "A", steps: many(1000, { event: "x" }) }],
        400,
        "max_length",
        /^An action has at most \d+ steps\.$/,
        "steps",
      ],
      [
        "too many filters",
        ["POST actions/", step({ properties: many(1000, {}) })],
        400,
        "invalid_input",
        /^Expected a list of at most \d+ filters\.$/,
      ],
    ],
  );
});

describe("about insights and dashboards, refused is", () => {
  const insight = (more) => ["POST insights/", { name: "I", ...more }];
  const annotation = (more) => ["POST annotations/", { content: "C", ...more }];
  refuses(
    () => leapfrog,
    [
      ["an order", ["insights/?order=colour"], 400, "invalid_input", "Insights cannot be ordered by this.", "order"],
      [
        "a query without a kind",
        insight({ query: { series: [] } }),
        400,
        "invalid_input",
        "The query has no kind.",
        "query",
      ],
      [
        "a huge query",
        insight({ query: { kind: "x", text: "x".repeat(300_000) } }),
        400,
        "invalid_input",
        "This object is too large.",
        "query",
      ],
      [
        "dashboards that are no list",
        insight({ dashboards: 1 }),
        400,
        "invalid_input",
        "Expected a list of dashboards.",
        "dashboards",
      ],
      [
        "a dashboard's name",
        insight({ dashboards: ["a"] }),
        400,
        "invalid_input",
        "Every dashboard is a number.",
        "dashboards",
      ],
      [
        "an unknown dashboard",
        insight({ dashboards: [987654] }),
        400,
        "invalid_input",
        "There is no dashboard 987654 in this project.",
        "dashboards",
      ],
      [
        "tags that are no list",
        insight({ tags: "a" }),
        400,
        "invalid_input",
        /^Expected a list of at most \d+ tags\.$/,
        "tags",
      ],
      ["a tag that is no text", insight({ tags: [1] }), 400, "invalid_input", "Every tag is a short string.", "tags"],
      [
        "nothing looked at",
        ["POST insights/viewed/", {}],
        400,
        "invalid_input",
        /^Expected a list of at most \d+ ids\.$/,
        "insight_ids",
      ],
      [
        "a date",
        annotation({ date_marker: "soon" }),
        400,
        "invalid_input",
        "Expected a time such as 2026-11-03T12:00:00Z.",
        "date_marker",
      ],
      ["a scope", annotation({ scope: "galaxy" }), 400, "invalid_input", "This is no scope of annotations.", "scope"],
      [
        "a way of making",
        annotation({ creation_type: "HAND" }),
        400,
        "invalid_input",
        "Expected USR or GIT.",
        "creation_type",
      ],
      [
        "tiles that are no list",
        ["PATCH dashboards/1/", { tiles: 1 }],
        400,
        "invalid_input",
        /^Expected a list of at most \d+ tiles\.$/,
        "tiles",
      ],
      [
        "a tile that is a number",
        ["PATCH dashboards/1/", { tiles: [1] }],
        400,
        "invalid_input",
        "Every tile is an object.",
        "tiles",
      ],
      [
        "an unknown tile",
        ["PATCH dashboards/1/", { tiles: [{ id: 98765 }] }],
        400,
        "invalid_input",
        "There is no tile 98765 on this dashboard.",
        "tiles",
      ],
      [
        "a new tile of nothing",
        ["PATCH dashboards/1/", { tiles: [{}] }],
        400,
        "invalid_input",
        "A new tile needs a text; insights name their dashboards.",
        "tiles",
      ],
      [
        "moving a tile nowhere",
        ["PATCH dashboards/1/move_tile/", { tile: {} }],
        400,
        "required",
        "A tile and a dashboard are required.",
        "toDashboard",
      ],
      [
        "deleting for good",
        ["DELETE insights/1/"],
        405,
        "method_not_allowed",
        'Method "DELETE" not allowed. Use PATCH with {"deleted": true}.',
      ],
    ],
  );
});
