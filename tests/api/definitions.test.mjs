// Event and property definitions as they follow from what SDKs send.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { owner, startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let project;
before(async () => {
  leapfrog = await startLeapfrog({ label: "definitions" });
  project = await leapfrog.newProject();
});
after(() => leapfrog?.stop());

const path = (rest, of = project) => `/api/projects/${of.id}/${rest}`;
const list = async (rest, of) => (await leapfrog.must(path(rest, of))).results;
const names = async (rest, of) => (await list(rest, of)).map(({ name }) => name);

describe("definitions", () => {
  it("list events, their properties, and those of people and groups, once they are stored", async () => {
    await leapfrog.capture(
      [
        anEvent({
          event: "paid",
          properties: { amount: 12.5, currency: "EUR", at: "2026-01-31T10:00:00Z", $groups: { org: "acme" } },
        }),
        anEvent({
          event: "viewed",
          distinct_id: "ada",
          properties: { big: true, $set: { plan: "pro" }, $set_once: { since: 2024 } },
        }),
        anEvent({
          event: "$groupidentify",
          properties: { $group_type: "org", $group_key: "acme", $group_set: { seats: 3 } },
        }),
      ],
      { token: project.token },
    );
    await leapfrog.flush(project);
    assert.deepEqual(await names("event_definitions/"), ["$groupidentify", "paid", "viewed"]);
    const own = (await list("property_definitions/?exclude_core_properties=true")).map((one) => [
      one.name,
      one.property_type,
    ]);
    assert.deepEqual(own, [
      ["amount", "Numeric"],
      ["at", "DateTime"],
      ["big", "Boolean"],
      ["currency", "String"],
    ]);
    const person = Object.fromEntries(
      (await list("property_definitions/?type=person")).map((one) => [one.name, one.property_type]),
    );
    assert.equal(person.plan, "String");
    assert.equal(person.since, "Numeric");
    assert.deepEqual(await names("property_definitions/?type=group&group_type_index=0"), ["seats"]);
    assert.ok((await names("property_definitions/?type=session")).includes("$session_duration"));
  });

  it("count the last 30 days and say when an event was last seen", async () => {
    const [event] = await list("event_definitions/?search=paid");
    assert.equal(event.volume_30_day, 1);
    assert.ok(Math.abs(Date.parse(event.last_seen_at) - Date.now()) < 120_000, event.last_seen_at);
  });

  it("say which properties occur with which events", async () => {
    const query = `event_names=${encodeURIComponent('["paid"]')}`;
    const seen = (await list(`property_definitions/?${query}&exclude_core_properties=true`)).filter(
      (one) => one.is_seen_on_filtered_events,
    );
    assert.deepEqual(seen.map((one) => one.name).sort(), ["amount", "at", "currency"]);
    assert.deepEqual(await leapfrog.must(path(`property_definitions/seen_together/?${query}&property_name=big`)), {
      paid: false,
    });
  });

  it("keep what people write about them over restarts and further events", async () => {
    const [event] = await list("event_definitions/?search=paid");
    const body = { description: "Money came in.", tags: ["revenue"], verified: true };
    const changed = await leapfrog.must(path(`event_definitions/${event.id}/`), { method: "PATCH", body });
    assert.equal(changed.verified_by.email, "owner@example.com");
    await leapfrog.restart();
    await leapfrog.capture(anEvent({ event: "paid", properties: { amount: "free" } }), { token: project.token });
    await leapfrog.flush(project);
    const again = await leapfrog.must(path(`event_definitions/${event.id}/`));
    assert.equal(again.description, "Money came in.");
    assert.deepEqual(again.tags, ["revenue"]);
    const [amount] = await list("property_definitions/?properties=amount");
    assert.equal(amount.property_type, "Numeric", "the first type stays");
    const { results } = await leapfrog.must(path("activity_log/?scope=EventDefinition"));
    assert.equal(results[0].activity, "changed");
  });

  it("belong to one project", async () => {
    const other = await leapfrog.newProject();
    assert.deepEqual(await names("event_definitions/", other), []);
    const [event] = await list("event_definitions/?search=paid");
    assert.equal((await leapfrog.api(path(`event_definitions/${event.id}/`, other))).status, 404);
  });

  it("need the scope", async () => {
    const json = { "content-type": "application/json" };
    const signedIn = await leapfrog.send({
      method: "POST",
      path: "/api/login/",
      headers: json,
      body: JSON.stringify(owner),
    });
    const cookies = signedIn.headers["set-cookie"].map((line) => line.split(";")[0]);
    const csrf = cookies.find((pair) => /csrf/i.test(pair)).split("=")[1];
    const answer = await leapfrog.send({
      method: "POST",
      path: "/api/personal_api_keys/",
      headers: { ...json, cookie: cookies.join("; "), "x-csrftoken": csrf },
      body: JSON.stringify({ label: "reader", scopes: ["event_definition:read"] }),
    });
    assert.equal(answer.status, 201, answer.text);
    const made = answer.json;
    const read = (rest, options = {}) => leapfrog.api(path(rest), { key: made.value, ...options });
    assert.equal((await read("event_definitions/")).status, 200);
    assert.equal((await read("property_definitions/")).status, 403);
    const [event] = await list("event_definitions/?search=paid");
    const refused = await read(`event_definitions/${event.id}/`, { method: "PATCH", body: { hidden: true } });
    assert.equal(refused.status, 403);
    assert.equal(refused.json.code, "permission_denied");
  });
});
