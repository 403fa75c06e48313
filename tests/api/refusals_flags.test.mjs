// What can be wrong about feature flags, their schedules and early access: the status, the code and the sentence of each.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";

let leapfrog;
let first;
before(async () => {
  leapfrog = await startLeapfrog({ label: "refused-flags" });
  const make = (path, body) => leapfrog.must(`/api/projects/${leapfrog.project.id}/${path}`, { method: "POST", body });
  first = await make("feature_flags/", { key: "first" });
  const groups = { groups: [{ properties: [] }], aggregation_group_type_index: 0 };
  await make("feature_flags/", { key: "of-groups", filters: groups });
  await make("early_access_feature/", { name: "Taken", stage: "beta", feature_flag_id: first.id });
});
after(() => leapfrog?.stop());

const many = (count, one) => Array.from({ length: count }, () => one);
const flag = (more) => ["POST feature_flags/", { key: "refused", ...more }];
const when = (property) => flag({ filters: { groups: [{ properties: [property] }] } });
const feature = (more) => ["POST early_access_feature/", { name: "F", stage: "beta", ...more }];
// Ids of flags are numbers in the order they are made: the first is 1, the second 2.
const change = (more) => [
  "POST scheduled_changes/",
  {
    model_name: "FeatureFlag",
    record_id: 1,
    scheduled_at: "2099-01-01T00:00:00Z",
    payload: { operation: "update_status", value: true },
    ...more,
  },
];
const payload = (value, operation) => change({ payload: { operation, value } });

describe("of flags, refused is", () => {
  refuses(
    () => leapfrog,
    [
      ["a kind", ["feature_flags/?type=odd"], 400, "invalid_choice", "Not a valid choice.", "type"],
      [
        "deleting for good",
        ["DELETE feature_flags/1/"],
        405,
        "method_not_allowed",
        'Hard delete of this model is not allowed. Use a patch API call to set "deleted" to true',
      ],
      [
        "a new one that is deleted",
        flag({ deleted: true }),
        400,
        "invalid_input",
        "A new flag cannot be deleted.",
        "deleted",
      ],
      ["filters that are no object", flag({ filters: [] }), 400, "invalid", "Filters are a JSON object.", "filters"],
      [
        "huge filters",
        flag({ filters: { x: "x".repeat(600_000) } }),
        400,
        "max_length",
        "The filters are larger than 524288 bytes.",
        "filters",
      ],
      [
        "huge conditions of its end",
        flag({ rollback_conditions: ["x".repeat(600_000)] }),
        400,
        "invalid_input",
        "The value is too large.",
        "rollback_conditions",
      ],
      [
        "tags that are no list",
        flag({ tags: "a" }),
        400,
        "not_a_list",
        "Expected a list of at most 100 texts.",
        "tags",
      ],
      ["an empty tag", flag({ tags: [""] }), 400, "invalid", /^Every entry is a text of 1 to \d+ bytes\.$/, "tags"],
      [
        "an operator",
        when({ key: "a", type: "person", operator: "near", value: 1 }),
        400,
        undefined,
        /^"near" is no operator of flag conditions\. \(property "a"\)$/,
      ],
      [
        "an operator without its value",
        when({ key: "a", type: "person", operator: "gt", value: "x" }),
        400,
        undefined,
        'The operator "gt" needs a number. (property "a")',
      ],
      [
        "a regular expression",
        when({ key: "a", type: "person", operator: "regex", value: "(?=a)" }),
        400,
        undefined,
        /^The regular expression cannot be used: .* Look-around and back-references are not supported\.$/,
      ],
      [
        "too many values",
        when({ key: "a", type: "person", value: many(10_001, "x") }),
        400,
        undefined,
        'A condition lists at most 10000 values. (property "a")',
      ],
      [
        "ids that are no list",
        ["POST feature_flags/bulk_keys/", { ids: 1 }],
        400,
        "invalid_input",
        "Expected a list of at most 1000 ids.",
        "ids",
      ],
      [
        "an id that is no number",
        ["POST feature_flags/bulk_keys/", { ids: ["x"] }],
        400,
        "invalid_input",
        "Every id is a number.",
        "ids",
      ],
      [
        "deleting 1001",
        ["POST feature_flags/bulk_delete/", { ids: many(1001, 1) }],
        400,
        "invalid_input",
        "Expected a list of at most 1000 ids.",
        "ids",
      ],
      ["a version", ["feature_flags/1/versions/99/diff/"], 404, "not_found", "The flag has no such version."],
      [
        "groups that are no object",
        ["feature_flags/my_flags/?groups=[]"],
        400,
        "invalid_input",
        "Expected a JSON object of keys by group type.",
        "groups",
      ],
      [
        "counting without a condition",
        ["POST feature_flags/user_blast_radius/", {}],
        400,
        "required",
        "Missing condition for which to get blast radius",
        "condition",
      ],
      [
        "counting groups of a sixth type",
        ["POST feature_flags/user_blast_radius/", { condition: {}, group_type_index: 5 }],
        400,
        "invalid_input",
        "There are at most 5 group types.",
        "group_type_index",
      ],
    ],
  );

  const filters = (more) => flag({ filters: { groups: [{ properties: [] }], ...more } });
  const group = (more) => filters({ groups: [{ properties: [], ...more }] });
  const cohort = (more) => when({ key: "id", type: "cohort", ...more });
  const variants = (...list) => filters({ multivariate: { variants: list } });
  const bad = "invalid_input";
  refuses(
    () => leapfrog,
    [
      [
        "a share of people",
        group({ rollout_percentage: 101 }),
        400,
        bad,
        "The rollout_percentage of condition 1 is a number from 0 to 100.",
        "filters",
      ],
      [
        "a group type",
        group({ aggregation_group_type_index: 5 }),
        400,
        bad,
        "aggregation_group_type_index is a number from 0 to 4, or null.",
        "filters",
      ],
      ["a number as a filter", when(1), 400, bad, "Every property filter is an object.", "filters"],
      [
        "a filter of events",
        when({ key: "a", type: "event", value: 1 }),
        400,
        bad,
        'Flags cannot be targeted by filters of type "event".',
        "filters",
      ],
      [
        "a cohort without a number",
        cohort({}),
        400,
        bad,
        "A filter of type cohort has the cohort's id as its value.",
        "filters",
      ],
      [
        "a cohort compared",
        cohort({ value: 1, operator: "gt" }),
        400,
        bad,
        "A filter of type cohort has the operator in or not_in.",
        "filters",
      ],
      [
        "a filter without a key",
        when({ type: "person", value: 1 }),
        400,
        bad,
        "Every property filter has a key.",
        "filters",
      ],
      [
        "conditions that are no list",
        filters({ groups: 1 }),
        400,
        bad,
        /^"groups" is a list of at most \d+ conditions\.$/,
        "filters",
      ],
      ["a condition that is a number", filters({ groups: [1] }), 400, bad, "Condition 1 is not an object.", "filters"],
      [
        "too many filters",
        group({ properties: many(1001, {}) }),
        400,
        bad,
        /^A condition has a list of at most \d+ properties\.$/,
        "filters",
      ],
      [
        "variants that are no list",
        filters({ multivariate: {} }),
        400,
        bad,
        /^multivariate\.variants is a list of at most \d+ variants\.$/,
        "filters",
      ],
      ["a variant without a key", variants({}), 400, bad, "Every variant has a key.", "filters"],
      [
        "two variants of a name",
        variants({ key: "a", rollout_percentage: 50 }, { key: "a", rollout_percentage: 50 }),
        400,
        bad,
        'There are two variants with the key "a".',
        "filters",
      ],
      [
        "payloads that are no object",
        filters({ payloads: [] }),
        400,
        bad,
        "payloads is an object of values by variant.",
        "filters",
      ],
      [
        "a payload of a variant that is none",
        filters({ payloads: { a: 1 } }),
        400,
        bad,
        "Payload keys must be 'true' for boolean flags",
        "filters",
      ],
      [
        "a payload that is broken",
        filters({ payloads: { true: "{" } }),
        400,
        bad,
        "Payload value is not valid JSON",
        "filters",
      ],
      [
        "a holdout without an id",
        filters({ holdout: {} }),
        400,
        bad,
        "A holdout has an id and an exclusion_percentage.",
        "filters",
      ],
      [
        "one bound",
        when({ key: "a", type: "person", operator: "between", value: [1] }),
        400,
        bad,
        'The operator "between" needs a list of two numbers. (property "a")',
      ],
      [
        "bounds in the wrong order",
        when({ key: "a", type: "person", operator: "between", value: [2, 1] }),
        400,
        bad,
        'The operator "between" needs two numbers, the smaller one first. (property "a")',
      ],
    ],
  );

  it("a list of the people of a flag that is off, about groups or not there", async () => {
    const path = `/api/projects/${leapfrog.project.id}/feature_flags/`;
    const off = await leapfrog.must(path, { method: "POST", body: { key: "off", active: false } });
    for (const [id, status, code, detail] of [
      [off.id, 400, "flag_disabled", "The flag is switched off, so it is on for nobody."],
      [2, 400, "group_flag", "The flag is about groups; a cohort is a list of people."],
      [999, 404, "not_found", "Not found."],
    ]) {
      const answer = await leapfrog.api(`${path}${id}/create_static_cohort_for_flag/`, { method: "POST", body: {} });
      assert.deepEqual([answer.status, answer.json.code, answer.json.detail], [status, code, detail]);
    }
  });

  it("a condition that leads back to the flag: 400 circular_dependency", async () => {
    const path = `/api/projects/${leapfrog.project.id}/feature_flags/`;
    const on = (id) => ({
      groups: [{ properties: [{ key: String(id), type: "flag", operator: "flag_evaluates_to", value: true }] }],
    });
    const second = await leapfrog.must(path, { method: "POST", body: { key: "second", filters: on(first.id) } });
    const answer = await leapfrog.api(`${path}${first.id}/`, { method: "PATCH", body: { filters: on(second.id) } });
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.json.code, "circular_dependency");
    assert.match(answer.json.detail, /^A condition leads back to this flag, or over more than \d+ flags\.$/);
  });
});

describe("of schedules, refused is", () => {
  refuses(
    () => leapfrog,
    [
      [
        "another thing",
        change({ model_name: "Insight" }),
        400,
        "invalid_choice",
        "Only changes of a FeatureFlag can be scheduled.",
        "model_name",
      ],
      [
        "no flag",
        change({ record_id: null }),
        400,
        "required",
        "This field is required: the id of a feature flag.",
        "record_id",
      ],
      [
        "an unknown flag",
        change({ record_id: 98765 }),
        400,
        "does_not_exist",
        "There is no such feature flag.",
        "record_id",
      ],
      [
        "a time",
        change({ scheduled_at: "soon" }),
        400,
        "invalid_input",
        "Expected a time such as 2026-01-31T12:00:00Z.",
        "scheduled_at",
      ],
      [
        "a payload that is no object",
        change({ payload: 1 }),
        400,
        "invalid_input",
        "The payload is an object with an operation and a value.",
        "payload",
      ],
      [
        "conditions that are no list",
        payload({ groups: 1 }, "add_release_condition"),
        400,
        "invalid_input",
        "The value has a list of groups.",
        "payload",
      ],
      [
        "an operation",
        payload({}, "explode"),
        400,
        "invalid_input",
        "The operation is update_status, add_release_condition or update_variants, with its value.",
        "payload",
      ],
    ],
  );
});

describe("of early access, refused is", () => {
  refuses(
    () => leapfrog,
    [
      [
        "an address that is none to open",
        feature({ documentation_url: "javascript:alert(1)" }),
        400,
        "invalid_input",
        "Enter a valid URL.",
        "documentation_url",
      ],
      ["a payload", feature({ payload: "x" }), 400, "invalid_input", "The payload is a small JSON object.", "payload"],
      [
        "an unknown flag",
        feature({ feature_flag_id: 98765 }),
        400,
        "does_not_exist",
        "There is no such feature flag.",
        "feature_flag_id",
      ],
      [
        "a flag that is taken",
        feature({ feature_flag_id: 1 }),
        400,
        "invalid_input",
        "Linked feature flag first already has a feature attached to it.",
        "feature_flag_id",
      ],
      [
        "a flag of groups",
        feature({ feature_flag_id: 2 }),
        400,
        "invalid_input",
        "Group-based feature flags are not supported for Early Access Features.",
        "feature_flag_id",
      ],
      [
        "a colour of the public page",
        ["PATCH preview_page/", { colour: "green" }],
        400,
        "invalid_input",
        "Expected a colour such as #1f7a3d.",
        "colour",
      ],
      [
        "a logo that is no picture",
        ["PATCH preview_page/", { logo: "data:image/svg+xml;base64,PHN2Zz4=" }],
        400,
        "invalid_input",
        "The logo is a PNG, JPEG or WebP picture as a data: URL.",
        "logo",
      ],
      [
        "a long headline",
        ["PATCH preview_page/", { headline: "x".repeat(201) }],
        400,
        "max_length",
        "Ensure this field has no more than 200 bytes.",
        "headline",
      ],
    ],
  );
});

describe("of OpenFeature's requests, refused is", () => {
  // [what, body, status, code, sentence, key]
  const rows = [
    ["text", "text", 400, "PARSE_ERROR", "The body is not a JSON object.", "first"],
    ["no context", {}, 400, "INVALID_CONTEXT", "The body has no context object.", "first"],
    ["nobody", { context: {} }, 400, "TARGETING_KEY_MISSING", "The context has no targetingKey.", "first"],
    ["an unknown flag", { context: { targetingKey: "a" } }, 404, "FLAG_NOT_FOUND", 'There is no flag "none".', "none"],
  ];
  for (const [what, body, status, code, sentence, key] of rows) {
    it(`${what}: ${status} ${code}`, async () => {
      const path = `/ofrep/v1/evaluate/flags/${key}`;
      const answer = await leapfrog.api(path, { method: "POST", body, key: leapfrog.project.token });
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.json.errorCode, code);
      assert.equal(answer.json.errorDetails, sentence);
    });
  }
});

describe("of local evaluation, refused is", () => {
  it("a project's key that no project has: 401", async () => {
    const answer = await leapfrog.api("/flags/definitions/?token=phc_none");
    assert.equal(answer.status, 401, answer.text);
    assert.equal(
      answer.json.detail,
      "Project API key invalid. You can find your project API key in the project's settings.",
    );
  });
  it("the key of another's project: 403", async () => {
    const other = await leapfrog.newProject();
    const secret = await leapfrog.api("/flags/definitions/?token=" + other.token, { key: "phx_wrong" });
    assert.equal(secret.status, 401, secret.text);
  });
});
