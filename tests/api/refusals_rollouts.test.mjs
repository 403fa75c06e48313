// What can be wrong about staged rollouts and about what several people do to flags: the status, the code and the
// sentence of each.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "refused-rollouts" });
  const make = (path, body) => leapfrog.must(`/api/projects/${leapfrog.project.id}/${path}`, { method: "POST", body });
  await make("feature_flags/", { key: "first" });
  await make("feature_flags/", {
    key: "of-groups",
    active: false,
    filters: { groups: [{ properties: [] }], aggregation_group_type_index: 0 },
  });
  await make("feature_flags/", { key: "guarded", requires_approval: true });
  await make("feature_flags/", {
    key: "dependent",
    filters: { groups: [{ properties: [{ key: "first", type: "flag", operator: "flag_evaluates_to", value: true }] }] },
  });
  await make("feature_flags/", {
    key: "sealed",
    has_encrypted_payloads: true,
    filters: { groups: [{ properties: [] }], payloads: { true: "1" } },
  });
  await make("feature_flags/", {
    key: "mixed",
    active: false,
    filters: { groups: [{ properties: [] }, { properties: [], aggregation_group_type_index: 0 }] },
  });
  await make("rollouts/", { flag: 1, steps: [{ percentage: 100, min_seconds: 3600 }] });
});
after(() => leapfrog?.stop());

// Ids of flags are numbers in the order they are made.
const rollout = (more) => ["POST rollouts/", { flag: 1, steps: [{ percentage: 100, min_seconds: 60 }], ...more }];
const guardrail = (more) => rollout({ guardrails: [more] });
const bulk = (path, more) => [`POST feature_flags/${path}/`, { ids: [1], ...more }];
const url = "Expected a URL that begins with https:// or http://.";
const receivers = "Expected a list of ids of people who can see this project.";
const approval = "Changes of this flag need the approval of a second person: ask for it with change_requests/.";

describe("of rollouts, refused is", () => {
  refuses(
    () => leapfrog,
    [
      [
        "one without a flag",
        ["POST rollouts/", {}],
        400,
        "required",
        "This field is required: the id of a feature flag.",
        "flag",
      ],
      [
        "one of no flag",
        rollout({ flag: 99 }),
        400,
        "does_not_exist",
        "There is no such flag, or it has no such condition.",
        "flag",
      ],
      [
        "one without such a condition",
        rollout({ condition: 7 }),
        400,
        "does_not_exist",
        "There is no such flag, or it has no such condition.",
      ],
      [
        "one of all conditions when they are not about the same",
        rollout({ flag: 6, condition: "all" }),
        400,
        "invalid_input",
        "Some conditions are about people, others about groups: they cannot be compared with one another. Choose one.",
        "condition",
      ],
      ["one of a flag that needs approval", rollout({ flag: 3 }), 409, "approval_required", approval, "filters"],
      [
        "a second one",
        rollout(),
        409,
        "conflict",
        "This flag is being rolled out already. Roll that back or let it finish first.",
        "flag",
      ],
      [
        "beginning below where the flag is",
        rollout({ flag: 4, steps: [{ percentage: 5 }] }),
        400,
        "invalid_input",
        "The condition already lets 100 % in, more than the first step. Lower it first, or begin with a larger step: rolling back leads to where the flag is now.",
        "steps[0].percentage",
      ],
      ["no step", rollout({ steps: [] }), 400, "required", "A rollout has at least one step.", "steps"],
      [
        "steps that are no list",
        rollout({ steps: 1 }),
        400,
        "invalid_input",
        "Expected a list of at most 20.",
        "steps",
      ],
      ["a step that is no object", rollout({ steps: [1] }), 400, "invalid_input", "Every entry is an object.", "steps"],
      [
        "a share that is no number",
        rollout({ steps: [{ percentage: "a" }] }),
        400,
        "invalid_input",
        "Expected a number.",
        "steps[0].percentage",
      ],
      [
        "a share of more than all",
        rollout({ steps: [{ percentage: 101 }] }),
        400,
        "invalid_input",
        "Expected a number from 0 to 100.",
        "steps[0].percentage",
      ],
      [
        "steps that do not grow",
        rollout({ steps: [{ percentage: 5 }, { percentage: 5 }] }),
        400,
        "invalid_input",
        "Every step is larger than the one before.",
        "steps[1].percentage",
      ],
      [
        "an unknown guardrail",
        guardrail({ kind: "luck" }),
        400,
        "invalid_choice",
        "Expected one of errors, conversion, mean.",
        "guardrails[0].kind",
      ],
      [
        "a guardrail of nothing",
        guardrail({ kind: "mean" }),
        400,
        "required",
        "Expected a list of 1 to 1 events or actions.",
        "guardrails[0].series",
      ],
      [
        "an unknown harm",
        guardrail({ kind: "errors", harm: "odd" }),
        400,
        "invalid_choice",
        "Expected increase or decrease.",
        "guardrails[0].harm",
      ],
      [
        "a long name",
        guardrail({ kind: "errors", name: "x".repeat(300) }),
        400,
        "max_length",
        "At most 200 bytes.",
        "guardrails[0].name",
      ],
      [
        "an unknown answer to a breach",
        rollout({ on_breach: "cry" }),
        400,
        "invalid_choice",
        "Expected roll_back or pause.",
        "on_breach",
      ],
      ["people by name", rollout({ subscribed_users: ["ada"] }), 400, "invalid_input", receivers, "subscribed_users"],
      ["people from elsewhere", rollout({ subscribed_users: [98765] }), 400, "invalid_input", receivers],
      ["a webhook that is no URL", rollout({ webhook: "ftp://a" }), 400, "invalid_input", url, "webhook"],
      ["going on with one that runs", ["POST rollouts/1/resume/", {}], 409, "conflict", "The rollout is running."],
    ],
  );
});

describe("of what several people do to flags, refused is", () => {
  refuses(
    () => leapfrog,
    [
      [
        "no flag at all",
        bulk("bulk_update", { ids: [] }),
        400,
        "invalid_input",
        "Expected a list of 1 to 1000 ids.",
        "ids",
      ],
      [
        "an id that is no number",
        bulk("bulk_update", { ids: ["a"] }),
        400,
        "invalid_input",
        "Every id is a number.",
        "ids",
      ],
      [
        "changing nothing",
        bulk("bulk_update"),
        400,
        "required",
        "This field is required: what is to change.",
        "changes",
      ],
      [
        "one key for all",
        bulk("bulk_update", { changes: { key: "k" } }),
        400,
        "invalid_input",
        "Keys are unique: change them one by one.",
        "changes",
      ],
      [
        "an unknown action",
        bulk("bulk_update_tags", { action: "x" }),
        400,
        "invalid_choice",
        "Expected add, remove or set.",
        "action",
      ],
      [
        "tags that are no list",
        bulk("bulk_update_tags", { action: "add" }),
        400,
        "invalid_input",
        "Expected a list.",
        "tags",
      ],
      [
        "asking for nothing",
        ["POST feature_flags/1/change_requests/", {}],
        400,
        "required",
        "This field is required: what is to change.",
        "changes",
      ],
      [
        "asking at length",
        ["POST feature_flags/1/change_requests/", { changes: {}, note: "x".repeat(5000) }],
        400,
        "max_length",
        "The note is too long.",
        "note",
      ],
      [
        "asking for what is so",
        ["POST feature_flags/1/change_requests/", { changes: { key: "first" } }],
        400,
        "invalid_input",
        "Nothing would change.",
        "changes",
      ],
      [
        "changing a guarded flag alone",
        ["PATCH feature_flags/3/", { key: "other" }],
        409,
        "approval_required",
        approval,
        "key",
      ],
      [
        "scheduling a change of it",
        [
          "POST scheduled_changes/",
          {
            model_name: "FeatureFlag",
            record_id: 3,
            scheduled_at: "2099-01-01T00:00:00Z",
            payload: { operation: "update_status", value: false },
          },
        ],
        409,
        "approval_required",
        "Changes of this flag need the approval of a second person and cannot be scheduled.",
        "record_id",
      ],
      [
        "showing what was encrypted",
        ["PATCH feature_flags/5/", { has_encrypted_payloads: false }],
        400,
        "invalid_input",
        "Encrypted payloads cannot be made readable again. Replace them by others.",
        "has_encrypted_payloads",
      ],
      [
        "references without a repository",
        ["POST feature_flags/code_references/", { repository: "" }],
        400,
        "invalid_input",
        "Expected a text of 1 to 1000 bytes.",
        "repository",
      ],
      [
        "references that are no list",
        ["POST feature_flags/code_references/", { repository: "r" }],
        400,
        "invalid_input",
        "Expected a list of at most 20000 references.",
        "references",
      ],
      [
        "a reference that is no object",
        ["POST feature_flags/code_references/", { repository: "r", references: [1] }],
        400,
        "invalid_input",
        "Every reference is an object.",
        "references",
      ],
      [
        "a project without previews",
        ["/api/previews/?token=phc_no"],
        404,
        "not_found",
        "There are no previews at this address.",
      ],
      [
        "a past without a time",
        ["feature_flags/evaluation_at/?distinct_id=a"],
        400,
        "invalid_input",
        "Expected a time such as 2026-01-31T12:00:00Z.",
        "at",
      ],
      [
        "a flag that was not there",
        ["feature_flags/evaluation_at/?distinct_id=a&flag=none&at=2026-01-01T00:00:00Z"],
        404,
        "not_found",
        "There was no such flag at that time.",
      ],
      [
        "groups without keys",
        ["feature_flags/evaluation_at/?distinct_id=a&at=2099-01-01T00:00:00Z&groups=%7B%22a%22%3A1%7D"],
        400,
        "invalid_input",
        "Every key is a text.",
        "groups",
      ],
      [
        "a span that is too long",
        ["POST feature_flags/what_if/", { flag: 1, days: 400 }],
        400,
        "invalid_input",
        "Expected 1 to 365 days.",
        "days",
      ],
    ],
  );

  it("a copy of a flag that depends on others", async () => {
    const other = await leapfrog.newProject();
    const answer = await leapfrog.must("/api/organizations/@current/feature_flags/copy_flags/", {
      method: "POST",
      body: { feature_flag_key: "dependent", from_project: leapfrog.project.id, target_project_ids: [other.id] },
    });
    assert.equal(
      answer.failed[0].errors,
      "The flag depends on cohorts or other flags, which this project does not have.",
    );
  });

  it("a change that is out of date, or decided already, or not one's own", async () => {
    const path = `/api/projects/${leapfrog.project.id}/feature_flags/3/change_requests/`;
    const asked = await leapfrog.must(path, { method: "POST", body: { changes: { key: "renamed" } } });
    const decide = (verb) => leapfrog.api(`${path}${asked.id}/${verb}/`, { method: "POST", body: {} });
    const own = await decide("approve");
    assert.deepEqual(
      [own.status, own.json.code, own.json.detail],
      [403, "second_person_required", "A change is approved by somebody else than whoever asked for it."],
    );
    assert.equal((await decide("withdraw")).status, 200);
    const late = await decide("withdraw");
    assert.deepEqual([late.status, late.json.detail], [409, "The change was withdrawn already."]);
  });

  it("a private address for a webhook, when it is connected to", async () => {
    const project = leapfrog.project.id;
    const flag = await leapfrog.must(`/api/projects/${project}/feature_flags/`, {
      method: "POST",
      body: { key: "hooked", active: false },
    });
    const made = await leapfrog.must(`/api/projects/${project}/rollouts/`, {
      method: "POST",
      body: {
        flag: flag.id,
        steps: [{ percentage: 1, min_seconds: 3600 }],
        webhook: `http://127.0.0.1:${leapfrog.port}/hook`,
      },
    });
    const one = `/api/projects/${project}/rollouts/${made.id}/`;
    const tried = async () => (await leapfrog.must(one)).deliveries.find(({ attempts }) => attempts > 0);
    const delivery = await until(tried, { what: "the webhook to be tried" });
    assert.equal(
      delivery.answer,
      "The address is private. Whoever runs this server can allow it with the setting outbound-allow.",
    );
    assert.deepEqual([delivery.state, delivery.delivered_at], ["given_up", null]);
  });
});
