// Staged rollouts over HTTP: one that harms people is rolled back by itself, one that does not goes on, and a webhook is
// told. docs/internals/staged-rollouts.md has the rules.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { owner, startLeapfrog } from "../harness/leapfrog.mjs";
import { startMailServer } from "../harness/smtp.mjs";
import { until } from "../harness/until.mjs";
import { isSigned, startReceiver } from "../harness/webhooks.mjs";

let leapfrog;
let hook;
let mail;
let secret;
before(async () => {
  hook = await startReceiver();
  mail = await startMailServer();
  leapfrog = await startLeapfrog({
    label: "rollouts",
    args: [
      ...["--outbound-allow", "127.0.0.1", "--public-url", "https://app.example.com", "--smtp-url", mail.url],
      ...["--smtp-require-tls", "no", "--mail-from", "leapfrog@example.com"],
    ],
  });
});
after(async () => {
  await leapfrog?.stop();
  await mail?.close();
  await hook?.close();
});

const path = (project, rest = "") => `/api/projects/${project.id}/rollouts/${rest}`;
const createFlag = (project, body) =>
  leapfrog.must(`/api/projects/${project.id}/feature_flags/`, { method: "POST", body });
const flagOf = (project, flag) => leapfrog.must(`/api/projects/${project.id}/feature_flags/${flag.id}/`);
const share = (flag) => flag.filters.groups[0].rollout_percentage;
const start = (project, body) => leapfrog.must(path(project), { method: "POST", body });

// Of a flag about companies: each has two people, who are told what the company is told.
async function companyTraffic(project, key, companies, then) {
  const events = [];
  for (const company of companies) {
    const answer = await leapfrog.send({
      method: "POST",
      path: "/flags/?v=2",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: project.token, distinct_id: "anybody", groups: { company } }),
    });
    const on = answer.json.flags[key].enabled;
    const $groups = { company };
    for (const person of ["first", "second"])
      events.push(
        anEvent({
          event: "$feature_flag_called",
          distinct_id: `${person}-${company}`,
          properties: { $feature_flag: key, $feature_flag_response: on, $groups },
        }),
      );
    events.push(
      ...then(company, on).map((event, index) =>
        anEvent({
          event,
          distinct_id: `second-${company}`,
          properties: { $groups },
          timestamp: new Date(Date.now() + 5 + index).toISOString(),
        }),
      ),
    );
  }
  await leapfrog.capture(events, { token: project.token });
  await leapfrog.flush(project);
}

// Asks for the flag as SDKs do and sends what they would; `then` gives the events of a person by what they were told.
async function traffic(project, key, people, then) {
  const events = [];
  for (const id of people) {
    const answer = await leapfrog.send({
      method: "POST",
      path: "/flags/?v=2",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: project.token, distinct_id: id }),
    });
    const on = answer.json.flags[key].enabled;
    events.push(
      anEvent({
        event: "$feature_flag_called",
        distinct_id: id,
        properties: { $feature_flag: key, $feature_flag_response: on },
      }),
      ...then(id, on).map((event, index) =>
        anEvent({ event, distinct_id: id, timestamp: new Date(Date.now() + 5 + index).toISOString() }),
      ),
    );
  }
  await leapfrog.capture(events, { token: project.token });
  await leapfrog.flush(project);
}

const people = (prefix, count) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe("a rollout that breaks things", () => {
  it("is rolled back by itself within a minute, with the numbers, and the webhook is told", async () => {
    const project = await leapfrog.newProject();
    const flag = await createFlag(project, { key: "bad", active: false });
    const rollout = await start(project, {
      flag: flag.id,
      steps: [{ percentage: 50, min_seconds: 3600 }, { percentage: 100 }],
      guardrails: [{ kind: "errors" }, { kind: "conversion", series: [{ kind: "EventsNode", event: "paid" }] }],
      webhook: hook.url("/hook"),
    });
    assert.equal(rollout.status, "running");
    assert.match(rollout.webhook_secret, /^whsec_/);
    secret = rollout.webhook_secret;
    // Whoever starts one is told, unless the plan says otherwise.
    assert.equal(rollout.plan.subscribed_users.length, 1);
    assert.deepEqual([share(await flagOf(project, flag)), (await flagOf(project, flag)).active], [50, true]);
    await traffic(project, "bad", people("p", 240), (id, on) => {
      const often = Number(id.split("-")[1]) % 20 === 0;
      return on && !often ? ["$exception"] : often ? ["$exception", "paid"] : ["paid"];
    });
    const after = await until(
      async () => {
        const now = await leapfrog.must(path(project, `${rollout.id}/`));
        return now.status === "rolled_back" && now;
      },
      { timeout: 60_000, what: "the rollout to be rolled back" },
    );
    assert.match(after.reason, /^Errors: \d+ of \d+ exposed people \([\d.]+ %\) against \d+ of \d+ others/);
    const restored = await flagOf(project, flag);
    assert.deepEqual([share(restored), restored.active], [0, false]);
    const line = after.log.at(-1);
    assert.deepEqual([line.what, line.user, line.readings.length], ["rolled_back", null, 2]);
    assert.ok(line.readings[0].breached && line.readings[0].evidence >= line.readings[0].threshold);
    assert.ok(line.readings[0].exposed + line.readings[0].unexposed === 240);
    const request = await until(() => hook.received.find(({ json }) => json.event === "rollout.rolled_back"), {
      timeout: 30_000,
      what: "the webhook",
    });
    assert.ok(isSigned(request, secret));
    const message = request.json;
    assert.equal(message.rollout.id, rollout.id);
    assert.deepEqual(message.flag, { id: flag.id, key: "bad" });
    assert.equal(message.reason, after.reason);
    // The receiver has a message before the server has written down that it was delivered.
    await until(
      async () => {
        const { deliveries } = await leapfrog.must(path(project, `${rollout.id}/`));
        const hooks = deliveries.filter(({ channel }) => channel === "webhook");
        return hooks.length >= 2 && hooks.every(({ state }) => state === "delivered");
      },
      { what: "both webhooks to be listed as delivered" },
    );
    const letter = await until(() => mail.letters.find(({ subject }) => subject === "Rolled back: bad"), {
      what: "the letter",
    });
    assert.deepEqual(letter.to, [owner.email]);
    assert.ok(letter.text.includes(after.reason), letter.text);
    assert.ok(letter.text.includes(`https://app.example.com/project/${project.id}/flags/${flag.id}`));
    assert.ok(letter.text.includes("The flag is off again, as before."));
    assert.match(letter.text, /Errors: exposed [\d.]+, others [\d.]+ \(evidence of harm/);
  });

  it("only pauses when the plan says so", async () => {
    const project = await leapfrog.newProject();
    const flag = await createFlag(project, { key: "slow", active: false });
    const rollout = await start(project, {
      flag: flag.id,
      steps: [{ percentage: 50, min_seconds: 3600 }],
      guardrails: [
        {
          kind: "conversion",
          name: "Bought",
          series: [
            { kind: "EventsNode", event: "cart" },
            { kind: "EventsNode", event: "paid" },
          ],
        },
      ],
      on_breach: "pause",
    });
    await traffic(project, "slow", people("q", 200), (_, on) => (on ? ["cart"] : ["cart", "paid"]));
    const paused = await until(
      async () => {
        const now = await leapfrog.must(path(project, `${rollout.id}/`));
        return now.status === "paused" && now;
      },
      { timeout: 60_000, what: "the rollout to pause" },
    );
    assert.match(paused.reason, /^Bought: 0 of \d+ exposed people/);
    assert.equal(share(await flagOf(project, flag)), 50);
    await leapfrog.must(path(project, `${rollout.id}/roll_back/`), { method: "POST", body: {} });
    assert.equal((await flagOf(project, flag)).active, false);
  });
});

describe("a rollout among companies", () => {
  it("compares companies, and is rolled back when they are harmed", async () => {
    const project = await leapfrog.newProject();
    await leapfrog.capture(
      [
        anEvent({
          event: "$groupidentify",
          properties: { $group_type: "company", $group_key: "acme", $group_set: { name: "Acme" } },
        }),
      ],
      { token: project.token },
    );
    await leapfrog.flush(project);
    const flag = await createFlag(project, {
      key: "suite",
      active: false,
      filters: { groups: [{ properties: [], rollout_percentage: 0 }], aggregation_group_type_index: 0 },
    });
    const rollout = await start(project, {
      flag: flag.id,
      steps: [{ percentage: 50, min_seconds: 3600 }, { percentage: 100 }],
      guardrails: [{ kind: "errors" }],
    });
    assert.equal(rollout.group_type_index, 0);
    await until(
      async () => {
        const answer = await leapfrog.must(`/flags/definitions?token=${project.token}&send_cohorts`);
        return answer.group_type_mapping[0] === "company";
      },
      { what: "the group type of companies" },
    );
    await companyTraffic(project, "suite", people("c", 150), (_, on) => (on ? ["$exception"] : []));
    const after = await until(
      async () => {
        const now = await leapfrog.must(path(project, `${rollout.id}/`));
        return now.status === "rolled_back" && now;
      },
      { timeout: 60_000, what: "the rollout to be rolled back" },
    );
    assert.match(after.reason, /^Errors: (\d+) of \1 exposed groups \(100.00 %\) against 0 of \d+ others/);
    const [reading] = after.log.at(-1).readings;
    assert.equal(reading.exposed + reading.unexposed, 150);
    assert.equal((await flagOf(project, flag)).active, false);
  });
});

describe("a rollout that harms nobody", () => {
  it("goes through its steps to everybody", async () => {
    const project = await leapfrog.newProject();
    const flag = await createFlag(project, { key: "good", active: false });
    const rollout = await start(project, {
      flag: flag.id,
      steps: [
        { percentage: 50, min_people: 10 },
        { percentage: 100, min_seconds: 1 },
      ],
      guardrails: [
        { kind: "errors" },
        { kind: "mean", series: [{ kind: "EventsNode", event: "click" }], window_seconds: 1 },
      ],
    });
    await traffic(project, "good", people("g", 100), (id) =>
      Number(id.split("-")[1]) % 5 === 0 ? ["$exception", "click"] : ["click"],
    );
    const after = await until(
      async () => {
        const now = await leapfrog.must(path(project, `${rollout.id}/`));
        return now.status === "finished" && now;
      },
      { timeout: 60_000, what: "the rollout to finish" },
    );
    assert.deepEqual(
      after.log.map(({ what }) => what),
      ["started", "advanced", "finished"],
    );
    assert.equal(share(await flagOf(project, flag)), 100);
    assert.ok(after.looks.length >= 1);
  });

  it("waits for people who change the flag by hand", async () => {
    const project = await leapfrog.newProject();
    const flag = await createFlag(project, { key: "mine", active: false });
    const rollout = await start(project, { flag: flag.id, steps: [{ percentage: 10, min_seconds: 3600 }] });
    const second = await leapfrog.api(path(project), {
      method: "POST",
      body: { flag: flag.id, steps: [{ percentage: 20 }] },
    });
    assert.equal(second.status, 409, second.text);
    await leapfrog.must(`/api/projects/${project.id}/feature_flags/${flag.id}/`, {
      method: "PATCH",
      body: { active: false },
    });
    const paused = await until(
      async () => {
        const now = await leapfrog.must(path(project, `${rollout.id}/`));
        return now.status === "paused" && now;
      },
      { timeout: 30_000, what: "the pause" },
    );
    assert.match(paused.reason, /switched the flag off/);
    const on = await leapfrog.must(path(project, `${rollout.id}/resume/`), { method: "POST", body: {} });
    assert.equal(on.status, "running");
    assert.equal((await flagOf(project, flag)).active, true);
    const next = await leapfrog.must(path(project, `${rollout.id}/advance/`), { method: "POST", body: {} });
    assert.equal(next.status, "finished");
    const late = await leapfrog.api(path(project, `${rollout.id}/pause/`), { method: "POST", body: {} });
    assert.equal(late.status, 409);
  });

  it("is of the condition that was chosen, or of all, and goes back to each one's own share", async () => {
    const project = await leapfrog.newProject();
    const conditions = [
      { properties: [{ key: "plan", value: "a", type: "person" }], rollout_percentage: 40 },
      { properties: [{ key: "plan", value: "b", type: "person" }], rollout_percentage: 3 },
      { properties: [], rollout_percentage: 0 },
    ];
    const steps = [{ percentage: 50, min_seconds: 3600 }, { percentage: 100 }];
    const shares = async (flag) => (await flagOf(project, flag)).filters.groups.map((each) => each.rollout_percentage);
    const flag = await createFlag(project, { key: "some", filters: { groups: conditions } });

    const one = await start(project, { flag: flag.id, condition: 1, steps });
    assert.deepEqual([one.condition, one.percentage_before, await shares(flag)], [1, 3, [40, 50, 0]]);
    await leapfrog.must(path(project, `${one.id}/roll_back/`), { method: "POST", body: {} });
    assert.deepEqual(await shares(flag), [40, 3, 0]);

    const all = await start(project, { flag: flag.id, condition: "all", steps });
    assert.deepEqual([all.condition, all.percentages_before], ["all", [40, 3, 0]]);
    assert.deepEqual(await shares(flag), [50, 50, 50]);
    // A condition that somebody adds is none of its business.
    await leapfrog.must(`/api/projects/${project.id}/feature_flags/${flag.id}/`, {
      method: "PATCH",
      body: { filters: { groups: [...conditions, conditions[2]] } },
    });
    const paused = await until(
      async () => {
        const now = await leapfrog.must(path(project, `${all.id}/`));
        return now.status === "paused" && now;
      },
      { timeout: 30_000, what: "the pause" },
    );
    assert.equal(paused.reason, "Somebody added or removed a condition.");
    await leapfrog.must(`/api/projects/${project.id}/feature_flags/${flag.id}/`, {
      method: "PATCH",
      body: { filters: { groups: conditions } },
    });
    await leapfrog.must(path(project, `${all.id}/resume/`), { method: "POST", body: {} });
    assert.deepEqual(await shares(flag), [50, 50, 50]);
    await leapfrog.must(path(project, `${all.id}/roll_back/`), { method: "POST", body: {} });
    assert.deepEqual(await shares(flag), [40, 3, 0]);
  });

  it("does not begin above where it would go back to", async () => {
    const project = await leapfrog.newProject();
    const flag = await createFlag(project, { key: "wide" });
    const refused = await leapfrog.api(path(project), {
      method: "POST",
      body: { flag: flag.id, steps: [{ percentage: 5 }, { percentage: 100 }] },
    });
    assert.equal(refused.status, 400, refused.text);
    assert.match(refused.json.detail, /already lets 100 % in/);
  });
});
