// What a project's owner and its operator rely on around the data: limits of keys, links, deletion, the log of changes.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { owner, startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "upkeep", args: ["--public-url", "https://leapfrog.example.com/"] });
});
after(() => leapfrog?.stop());

const path = (rest, of = leapfrog.project) => `/api/projects/${of.id}/${rest}`;

describe("API keys", () => {
  it("may ask so many times a minute, then hear when to come back", async () => {
    const limited = await startLeapfrog({
      label: "limits",
      environment: { LEAPFROG_API_REQUESTS_PER_MINUTE: "8", LEAPFROG_API_QUERIES_PER_MINUTE: "3" },
    });
    const ask = (rest) => limited.api(`/api/projects/1/${rest}`);
    for (let i = 0; i < 3; i++) assert.equal((await ask("events/")).status, 200);
    const refused = await ask("events/");
    assert.equal(refused.status, 429);
    assert.equal(refused.json.type, "throttled_error");
    assert.equal(refused.json.code, "throttled");
    assert.match(refused.json.detail, /^Request was throttled\. Expected available in \d+ seconds\.$/);
    assert.ok(Number(refused.headers["retry-after"]) > 0);
    for (let i = 0; i < 5; i++) assert.equal((await ask("actions/")).status, 200);
    assert.equal((await ask("actions/")).status, 429);
    // SDKs are not held up by it.
    await limited.capture(anEvent());
    await limited.stop();
  });
});

describe("the public URL", () => {
  it("is what links are made with", async () => {
    await leapfrog.capture([anEvent(), anEvent(), anEvent()]);
    await leapfrog.flush();
    const page = await leapfrog.must(path("persons/?limit=1"));
    assert.match(page.next, /^https:\/\/leapfrog\.example\.com\/api\/projects\/1\/persons\/\?/);
    const invitation = await leapfrog.must("/api/organizations/@current/invites/", { method: "POST", body: {} });
    assert.match(invitation.link, /^https:\/\/leapfrog\.example\.com\/signup\//);
    assert.match(leapfrog.output, /^Open https:\/\/leapfrog\.example\.com$/m);
  });
});

describe("the ledger", () => {
  it("says when the newest event was received and how long others have waited", async () => {
    const project = await leapfrog.newProject();
    assert.equal((await leapfrog.ledger(project)).last_event_at, null);
    const before = Date.now();
    await leapfrog.capture(anEvent({ timestamp: "2026-01-01T00:00:00Z" }), { token: project.token });
    await leapfrog.flush(project);
    const ledger = await leapfrog.ledger(project);
    const at = Date.parse(ledger.last_event_at);
    assert.ok(at >= before - 1000 && at <= Date.now() + 1000, ledger.last_event_at);
    assert.equal(ledger.lag_seconds, 0);
  });
});

describe("projects that anonymise addresses", () => {
  it("know the country and keep no address", async () => {
    const project = await leapfrog.newProject();
    await leapfrog.must(path("", project), { method: "PATCH", body: { anonymize_ips: true } });
    const proxied = await startLeapfrog({ label: "proxied", args: ["--trusted-proxies", "127.0.0.1"] });
    await proxied.must("/api/projects/1/", { method: "PATCH", body: { anonymize_ips: true } });
    const answer = await proxied.send({
      method: "POST",
      path: "/e/",
      headers: { "content-type": "application/json", "x-forwarded-for": "8.8.8.8" },
      body: JSON.stringify({ api_key: proxied.project.token, ...anEvent({ distinct_id: "ada" }) }),
    });
    assert.equal(answer.status, 200, answer.text);
    const event = await proxied.event({ distinct_id: "ada" });
    assert.equal(event.properties.$geoip_country_code, "US");
    assert.equal(event.properties.$ip, undefined);
    assert.doesNotMatch(JSON.stringify([event, await proxied.person("ada")]), /8\.8\.8/);
    await proxied.stop();
  });
});

describe("edits of people", () => {
  it("are in the activity log by key, without what the keys hold", async () => {
    await leapfrog.capture(anEvent({ distinct_id: "grace", properties: { $set: { plan: "free" } } }));
    const person = await leapfrog.person("grace");
    const at = path(`persons/${person.uuid}/`);
    await leapfrog.must(at, { method: "PATCH", body: { properties: { email: "grace@example.com" } } });
    await leapfrog.must(`${at}delete_property/`, { method: "POST", body: { $unset: "plan" } });
    const { results } = await leapfrog.must(`${at}activity/`);
    assert.deepEqual(
      results.map((entry) => [entry.activity, entry.detail.changes[0].after]),
      [
        ["updated", ["plan"]],
        ["updated", ["email"]],
      ],
    );
    assert.equal(results[0].user.email, owner.email);
    await leapfrog.must(at, { method: "DELETE" });
    const log = await leapfrog.must(path(`activity_log/?scope=Person&item_id=${person.uuid}`));
    assert.equal(log.results[0].activity, "deleted");
    assert.doesNotMatch(JSON.stringify(log), /grace@/);
  });
});

describe("deleting a project", () => {
  it("erases its events and people in the background, also after a restart, and nobody else's", async () => {
    const project = await leapfrog.newProject("Doomed");
    const other = await leapfrog.newProject("Staying");
    for (const of of [project, other]) {
      const some = Array.from({ length: 30 }, (_, n) => anEvent({ distinct_id: `p${n}`, properties: { $set: { n } } }));
      await leapfrog.capture(some, { token: of.token });
    }
    await leapfrog.flush();
    await leapfrog.must(path("actions/", project), { method: "POST", body: { name: "a" } });
    const rows = async (table, of) =>
      Number((await leapfrog.sql(`SELECT count() FROM ${table} WHERE project_id = ${of.id}`))[0][0]);
    assert.equal(await rows("events", project), 30);
    await leapfrog.must(path("", project), { method: "DELETE", body: { name: "Doomed" } });
    await leapfrog.kill(); // perhaps in the middle of it
    await leapfrog.start();
    const tables = ["events", "persons", "person_distinct_ids"];
    for (const table of tables) await until(async () => (await rows(table, project)) === 0, { what: `no ${table}` });
    for (const table of tables) assert.equal(await rows(table, other), 30, table);
    await until(() => /Erased a deleted project/.test(leapfrog.output), { what: "the erasure's end" });
    assert.equal((await leapfrog.persons({}, other)).length, 30);
    assert.equal((await leapfrog.ledger(other)).balanced, true);
  });
});
