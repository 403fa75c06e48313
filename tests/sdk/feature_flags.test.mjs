// Feature flags as posthog-node and posthog-js see them, unmodified: what an SDK decides by itself and what the server
// answers must be the same for everybody.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { PostHog } from "posthog-node";
import { launchChromium, openPage, serveSite, untilStored } from "../harness/browser.mjs";
import { repository } from "../harness/directories.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { Random } from "../harness/random.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "flags-sdk" });
});
after(() => leapfrog?.stop());

const people = Number(process.env.LEAPFROG_FLAG_PEOPLE ?? 300);
const flagCount = Number(process.env.LEAPFROG_FLAGS ?? 120);
const at = { method: "POST", headers: { "content-type": "application/json" } };

// A client that polls keeps the process alive, so it ends with its test, also with one that fails.
function client(test, project, options = {}) {
  const posthog = new PostHog(project.token, {
    host: leapfrog.url,
    personalApiKey: leapfrog.project.key,
    featureFlagsPollingInterval: 600_000,
    ...options,
  });
  test.after(() => posthog.shutdown());
  return posthog;
}

function createFlag(project, body) {
  return leapfrog.must(`/api/projects/${project.id}/feature_flags/`, { method: "POST", body });
}

async function ask(project, body, query = "v=2") {
  const answer = await leapfrog.send({
    ...at,
    path: `/flags/?${query}`,
    body: JSON.stringify({ token: project.token, evaluation_runtime: "server", geoip_disable: true, ...body }),
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const answered = (flag) => (flag.enabled ? (flag.variant ?? true) : false);

// Flags and people at random, of what an SDK can decide by itself.
class World {
  constructor(random) {
    this.random = random;
  }

  email() {
    return this.random.pick(["ada@Example.com", "bob@example.org", "émile@exämple.fr", "ΣΟΦΟΣ@example.gr", "x"]);
  }
  plan() {
    return this.random.pick(["free", "team", "Enterprise", "true", "False"]);
  }
  version() {
    return this.random.pick(["1.2.3", "v1.2", "2.0.0-beta", "1.10.0", "2", "0.3.1", "0.0.4"]);
  }
  date() {
    const day = this.random.between(-400, 400);
    return new Date(Date.now() - day * 86_400_000 - 3_600_000 * this.random.next()).toISOString();
  }

  person() {
    const all = {
      email: this.email(),
      plan: this.plan(),
      beta: this.random.chance(0.5),
      age: this.random.between(0, 60),
      score: this.random.between(0, 40) + 0.5,
      version: this.version(),
      joined: this.date(),
      nothing: null,
      tags: [this.plan(), this.plan()],
    };
    return Object.fromEntries(Object.entries(all).filter(() => this.random.chance(0.85)));
  }

  filter() {
    const { random } = this;
    const not = (operator) => (random.chance(0.5) ? `not_${operator}` : operator);
    const made = random.pick([
      () => ["email", random.pick(["exact", "is_not"]), random.pick([this.email(), [this.email(), this.plan()]])],
      () => [
        "plan",
        random.pick(["exact", "is_not"]),
        random.pick([this.plan(), true, "false", ["true", "FALSE"], []]),
      ],
      () => ["beta", random.pick(["exact", "is_not"]), random.pick([true, "true", "false", ["true"], "x"])],
      () => ["score", "exact", random.between(0, 40) + 0.5],
      () => ["nothing", random.pick(["exact", "is_not", "icontains"]), random.pick(["null", "x"])],
      () => ["tags", "exact", random.pick(['["team","free"]', this.plan()])],
      () => [random.pick(["email", "plan", "age"]), "is_set", "is_set"],
      () => [random.pick(["email", "plan", "age"]), not("icontains"), random.pick(["EXAMPLE", "e", "1", "ä"])],
      () => [
        random.pick(["email", "plan"]),
        not(random.pick(["starts_with", "ends_with"])),
        random.pick(["A", "m", ""]),
      ],
      () => [random.pick(["plan", "version"]), not("regex"), random.pick(["^[a-z]+$", "t(ea|ru)", "^v?1\\."])],
      () => [random.pick(["age", "score"]), random.pick(["gt", "gte", "lt", "lte"]), random.pick([20, "30", 12.5])],
      () => [
        "joined",
        random.pick(["is_date_before", "is_date_after"]),
        random.pick(["-30d", "-6m", "-1y", "-2w", "-12h", "2026-01-15", "2025-12-31T10:00:00Z"]),
      ],
      () => [
        "version",
        `semver_${random.pick(["eq", "neq", "gt", "gte", "lt", "lte", "tilde", "caret"])}`,
        random.pick(["1.2.3", "v1.10", "2", "0.3.0", "0.0.4"]),
      ],
      () => ["version", "semver_wildcard", random.pick(["1.*", "1.2.*", "0.*"])],
    ])();
    return { key: made[0], operator: made[1], value: made[2], type: "person" };
  }

  condition(keys, group) {
    const { random } = this;
    const properties = Array.from({ length: random.between(0, 3) }, () =>
      group ? { ...this.filter(), type: "group", group_type_index: 0 } : this.filter(),
    );
    if (keys.length > 0 && random.chance(0.15))
      properties.push({
        key: random.pick(keys),
        type: "flag",
        operator: "flag_evaluates_to",
        value: random.pick([true, false, "red"]),
      });
    return {
      properties,
      ...(random.chance(0.7) ? { rollout_percentage: random.pick([0, 10, 33.3, 50, 90, 100]) } : {}),
      ...(random.chance(0.3) ? { variant: random.pick(["red", "blue", "purple"]) } : {}),
    };
  }

  flag(number, keys) {
    const { random } = this;
    const group = random.chance(0.15);
    const filters = {
      groups: Array.from({ length: random.between(1, 4) }, () => this.condition(keys, group)),
      ...(group ? { aggregation_group_type_index: 0 } : {}),
      ...(random.chance(0.15) ? { early_exit: true } : {}),
      ...(random.chance(0.1)
        ? { holdout: { id: random.between(1, 5), exclusion_percentage: random.pick([5, 50]) } }
        : {}),
    };
    if (random.chance(0.4)) {
      filters.multivariate = {
        variants: [
          { key: "red", rollout_percentage: 33.3 },
          { key: "green", rollout_percentage: 33.3 },
          { key: "blue", rollout_percentage: 33.4 },
        ],
      };
      filters.payloads = { red: '{"colour":"red"}', blue: "5" };
    } else {
      filters.payloads = { true: '"on"' };
    }
    return { key: `flag-${number}`, active: random.chance(0.92), filters };
  }
}

// Whether the SDK knows all it needs. It skips a condition that it cannot decide and goes on with the next, as if nobody
// matched it: then it decides without having decided. A property that is missing matches nobody to the server too, but it
// satisfies the negative operators; and the server decides every flag that a condition depends on, the SDK (`local`) only
// those of whose dependencies, direct or not, it knows all.
function isClear(flag, definitions, local, personProperties, groupProperties) {
  const properties = flag.filters.aggregation_group_type_index === 0 ? groupProperties.company : personProperties;
  return flag.filters.groups.every((group) =>
    group.properties.every((filter) => {
      if (filter.type === "flag")
        return (
          filter.key in local &&
          isClear(definitions.get(filter.key), definitions, local, personProperties, groupProperties)
        );
      return !/^(is_not$|not_)/.test(filter.operator) || !properties || filter.key in properties;
    }),
  );
}

describe("posthog-node and the server", () => {
  it(`agree about ${people} people and ${flagCount} flags`, { timeout: 1_800_000 }, async (test) => {
    const random = Random.fromEnvironment("flags");
    const world = new World(random);
    const project = await leapfrog.newProject();
    // Makes the group type known. No filter asks for what it stores: the SDK could not know it.
    await leapfrog.capture(
      [
        {
          event: "$groupidentify",
          distinct_id: "company_acme",
          properties: { $group_type: "company", $group_key: "acme", $group_set: { name: "Acme" } },
        },
      ],
      { token: project.token },
    );
    await leapfrog.flush(project);
    const made = new Map();
    for (let i = 0; i < flagCount; ++i) {
      const flag = world.flag(i, [...made.keys()]);
      await createFlag(project, flag);
      made.set(flag.key, flag);
    }
    const definitions = `/flags/definitions?token=${project.token}&send_cohorts`;
    await until(async () => (await leapfrog.must(definitions)).group_type_mapping[0] === "company", {
      what: "the group type in the definitions",
    });
    const posthog = client(test, project, { sendFeatureFlagEvent: false });
    await posthog.reloadFeatureFlags();
    let compared = 0;
    const seen = { true: 0, false: 0, variants: 0 };
    for (let i = 0; i < people; ++i) {
      const distinctId = `user-${random.between(0, 1_000_000)}`;
      const personProperties = world.person();
      const groups = random.chance(0.6) ? { company: random.pick(["acme", "42", "ünï"]) } : {};
      const groupProperties = groups.company ? { company: world.person() } : {};
      const local = await posthog.getAllFlags(distinctId, {
        groups,
        personProperties,
        groupProperties,
        onlyEvaluateLocally: true,
      });
      const remote = await ask(project, {
        distinct_id: distinctId,
        groups,
        person_properties: personProperties,
        group_properties: groupProperties,
      });
      assert.equal(remote.errorsWhileComputingFlags, false);
      for (const [key, value] of Object.entries(local)) {
        if (!isClear(made.get(key), made, local, personProperties, groupProperties)) continue;
        const flag = remote.flags[key];
        const theirs = flag ? answered(flag) : false; // inactive ones are left out
        assert.equal(
          theirs,
          value,
          `${key} for ${distinctId} ${JSON.stringify({ personProperties, groups, groupProperties, flag })}`,
        );
        ++compared;
        if (typeof value === "string") ++seen.variants;
        else ++seen[value];
      }
    }
    console.log(`compared ${compared} pairs: ${JSON.stringify(seen)}`);
    assert.ok(compared > (people * flagCount) / 4, `only ${compared} pairs could be decided locally`);
    assert.ok(Math.min(...Object.values(seen)) > compared / 50, JSON.stringify(seen));
  });

  it("polls definitions and is told when nothing changed", async (test) => {
    const project = await leapfrog.newProject();
    const flag = await createFlag(project, { key: "polled" });
    const statuses = [];
    const posthog = client(test, project, {
      fetch: async (url, options) => {
        const answer = await fetch(url, options);
        if (url.includes("/flags/definitions")) statuses.push(answer.status);
        return answer;
      },
    });
    await posthog.reloadFeatureFlags();
    await posthog.reloadFeatureFlags();
    assert.equal(await posthog.getFeatureFlag("polled", "u", { onlyEvaluateLocally: true }), true);
    assert.equal(statuses.at(-1), 304, String(statuses));
    await leapfrog.must(`/api/projects/${project.id}/feature_flags/${flag.id}/`, {
      method: "PATCH",
      body: { active: false },
    });
    await posthog.reloadFeatureFlags();
    assert.equal(await posthog.getFeatureFlag("polled", "u", { onlyEvaluateLocally: true }), false);
    assert.equal(statuses.at(-1), 200);
  });

  it("reads remote config payloads, also encrypted ones", async (test) => {
    const project = leapfrog.project;
    await createFlag(project, {
      key: "limits",
      is_remote_configuration: true,
      has_encrypted_payloads: true,
      filters: { groups: [{ properties: [] }], payloads: { true: '{"most":5}' } },
    });
    const posthog = client(test, project);
    assert.deepEqual(await posthog.getRemoteConfigPayload("limits"), { most: 5 });
  });

  it("asks the server for what it cannot decide, and stores the call", async (test) => {
    const project = await leapfrog.newProject();
    await createFlag(project, {
      key: "by-stored-plan",
      filters: {
        groups: [{ properties: [{ key: "plan", value: "team", operator: "exact", type: "person" }], variant: "b" }],
        multivariate: {
          variants: [
            { key: "a", rollout_percentage: 50 },
            { key: "b", rollout_percentage: 50 },
          ],
        },
        payloads: { b: '{"seats":3}' },
      },
    });
    await leapfrog.capture([{ event: "sign up", distinct_id: "ada", properties: { $set: { plan: "team" } } }], {
      token: project.token,
    });
    await leapfrog.flush(project);
    const posthog = client(test, project);
    await posthog.reloadFeatureFlags();
    assert.equal(await posthog.getFeatureFlag("by-stored-plan", "ada"), "b");
    assert.deepEqual(await posthog.getFeatureFlagPayload("by-stored-plan", "ada"), { seats: 3 });
    assert.equal(await posthog.getFeatureFlag("by-stored-plan", "bob"), false);
    await posthog.shutdown();
    const calls = await leapfrog.events({ event: "$feature_flag_called", distinct_id: "ada" }, project);
    assert.equal(calls.length, 1);
    assert.equal(calls[0].properties.$feature_flag, "by-stored-plan");
    assert.equal(calls[0].properties.$feature_flag_response, "b");
    assert.equal(calls[0].properties["$feature/by-stored-plan"], "b");
  });
});

describe("posthog-js", () => {
  let browser;
  let site;
  const bundle = readFileSync(join(repository, "node_modules/posthog-js/dist/array.full.no-external.js"), "utf8");
  before(async () => {
    browser = await launchChromium();
    site = await serveSite({ "/bundle.js": { type: "text/javascript", body: bundle } });
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  let pages = 0;
  async function open(project, options = {}) {
    const config = JSON.stringify({ api_host: leapfrog.url, persistence: "localStorage", ...options });
    const path = `/flags-${++pages}`;
    site.pages[path] = `<!doctype html><html><head><script src="/bundle.js"></script><script>
      window.calls = []; posthog.init(${JSON.stringify(project.token)}, ${config});
      posthog.onFeatureFlags((flags, variants) => window.calls.push({ flags, variants }));
      </script></head><body></body></html>`;
    const page = await openPage(browser, `${site.url}${path}`, {
      userAgent:
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
    });
    await page.waitForFunction(() => window.posthog?.__loaded && window.calls.length > 0);
    return page;
  }

  async function projectWithFlags() {
    const project = await leapfrog.newProject();
    await createFlag(project, { key: "on", filters: { groups: [{ properties: [] }], payloads: { true: '{"a":1}' } } });
    await createFlag(project, { key: "off", filters: { groups: [{ properties: [], rollout_percentage: 0 }] } });
    await createFlag(project, {
      key: "colour",
      filters: {
        groups: [{ properties: [{ key: "team", value: "yes", type: "person", operator: "exact" }], variant: "red" }],
        multivariate: {
          variants: [
            { key: "red", rollout_percentage: 50 },
            { key: "blue", rollout_percentage: 50 },
          ],
        },
      },
    });
    return project;
  }

  it("evaluates remotely, with payloads and overrides, and stores the call", async () => {
    const project = await projectWithFlags();
    const page = await open(project);
    const answers = await page.evaluate(() => ({
      on: window.posthog.getFeatureFlag("on"),
      payload: window.posthog.getFeatureFlagPayload("on"),
      off: window.posthog.isFeatureEnabled("off"),
      colour: window.posthog.getFeatureFlag("colour"),
    }));
    assert.deepEqual(answers, { on: true, payload: { a: 1 }, off: false, colour: false });
    await page.evaluate(() => window.posthog.setPersonPropertiesForFlags({ team: "yes" }));
    await page.waitForFunction(() => window.posthog.getFeatureFlag("colour") === "red");
    const calls = await untilStored(
      leapfrog,
      { event: "$feature_flag_called" },
      (events) => events.some((event) => event.properties.$feature_flag === "on"),
      project,
    );
    const call = calls.find((event) => event.properties.$feature_flag === "on");
    assert.equal(call.properties.$feature_flag_response, true);
    assert.match(call.properties.$feature_flag_request_id, /^[0-9a-f-]{36}$/);
    assert.equal(call.properties.$feature_flag_reason, "Matched condition set 1");
    await page.context().close();
  });

  it("evaluates flags of groups, and lets a developer override any", async () => {
    const project = await leapfrog.newProject();
    await leapfrog.capture(
      [
        {
          event: "$groupidentify",
          distinct_id: "company_acme",
          properties: { $group_type: "company", $group_key: "acme", $group_set: { size: 80 } },
        },
      ],
      { token: project.token },
    );
    await leapfrog.flush(project);
    await createFlag(project, {
      key: "suite",
      filters: {
        groups: [{ properties: [{ key: "size", value: 50, operator: "gt", type: "group", group_type_index: 0 }] }],
        aggregation_group_type_index: 0,
      },
    });
    const page = await open(project);
    assert.equal(await page.evaluate(() => window.posthog.isFeatureEnabled("suite")), false);
    await page.evaluate(() => window.posthog.group("company", "acme"));
    await page.waitForFunction(() => window.posthog.isFeatureEnabled("suite") === true);
    await page.evaluate(() => window.posthog.featureFlags.overrideFeatureFlags({ flags: { suite: "mine" } }));
    await page.waitForFunction(() => window.posthog.getFeatureFlag("suite") === "mine");
    await page.evaluate(() => window.posthog.featureFlags.overrideFeatureFlags(false));
    await page.waitForFunction(() => window.posthog.getFeatureFlag("suite") === true);
    await page.context().close();
  });

  it("starts from bootstrapped flags", async () => {
    const project = await projectWithFlags();
    const page = await open(project, {
      bootstrap: { distinctID: "ada", featureFlags: { on: true, colour: "blue" } },
      advanced_disable_feature_flags_on_first_load: true,
    });
    assert.equal(await page.evaluate(() => window.posthog.getFeatureFlag("colour")), "blue");
    await page.evaluate(() => window.posthog.reloadFeatureFlags());
    await page.waitForFunction(() => window.posthog.getFeatureFlag("colour") === false);
    await page.context().close();
  });

  it("lists previews and lets people join them", async () => {
    const project = await leapfrog.newProject();
    await leapfrog.must(`/api/projects/${project.id}/early_access_feature/`, {
      method: "POST",
      body: { name: "Night mode", stage: "beta", description: "Easy on the eyes" },
    });
    const page = await open(project, { person_profiles: "always" });
    const features = await page.evaluate(
      () => new Promise((resolve) => window.posthog.getEarlyAccessFeatures(resolve, true, ["beta"])),
    );
    assert.equal(features.length, 1);
    assert.equal(features[0].flagKey, "night-mode");
    assert.equal(await page.evaluate(() => window.posthog.isFeatureEnabled("night-mode")), false);
    await page.evaluate(() => window.posthog.updateEarlyAccessFeatureEnrollment("night-mode", true));
    await page.waitForFunction(() => window.posthog.isFeatureEnabled("night-mode") === true);
    await page.context().close();
  });
});
