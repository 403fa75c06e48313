// The official OpenFeature SDK with its OFREP provider, as npm delivers them: every type of value.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let client;
before(async () => {
  leapfrog = await startLeapfrog({ label: "open-feature" });
  const provider = new OFREPProvider({
    baseUrl: leapfrog.url,
    headers: { Authorization: `Bearer ${leapfrog.project.token}` },
  });
  await OpenFeature.setProviderAndWait(provider);
  client = OpenFeature.getClient();
});
after(async () => {
  await OpenFeature.close();
  await leapfrog?.stop();
});

const person = { targetingKey: "ada", plan: "team" };

function createFlag(body) {
  return leapfrog.must(`/api/projects/${leapfrog.project.id}/feature_flags/`, { method: "POST", body });
}
// A flag whose only variant carries a value.
function valued(key, payload) {
  return createFlag({
    key,
    filters: {
      groups: [{ properties: [] }],
      multivariate: { variants: [{ key: "chosen", rollout_percentage: 100 }] },
      ...(payload === undefined ? {} : { payloads: { chosen: payload } }),
    },
  });
}

describe("OpenFeature", () => {
  it("evaluates booleans, with the reason", async () => {
    await createFlag({
      key: "for-teams",
      filters: { groups: [{ properties: [{ key: "plan", value: "team", operator: "exact", type: "person" }] }] },
    });
    assert.equal(await client.getBooleanValue("for-teams", false, person), true);
    assert.equal(await client.getBooleanValue("for-teams", true, { targetingKey: "bob" }), false);
    const details = await client.getBooleanDetails("for-teams", false, person);
    assert.equal(details.reason, "TARGETING_MATCH");
    assert.equal(details.flagMetadata.version, 1);
  });

  it("evaluates strings, numbers and objects", async () => {
    await valued("colour");
    await valued("greeting", '"hello"');
    await valued("limit", "42.5");
    await valued("layout", { columns: 3, order: ["a", "b"] });
    assert.equal(await client.getStringValue("colour", "none", person), "chosen");
    assert.equal(await client.getStringValue("greeting", "none", person), "hello");
    assert.equal(await client.getNumberValue("limit", 0, person), 42.5);
    assert.deepEqual(await client.getObjectValue("layout", {}, person), { columns: 3, order: ["a", "b"] });
  });

  it("falls back to the default in the code", async () => {
    await createFlag({
      key: "switched-off",
      active: false,
      filters: {
        groups: [{ properties: [] }],
        multivariate: { variants: [{ key: "chosen", rollout_percentage: 100 }] },
      },
    });
    assert.equal(await client.getStringValue("switched-off", "mine", person), "mine");
    assert.equal(await client.getStringValue("nowhere", "mine", person), "mine");
    const details = await client.getBooleanDetails("nowhere", true, person);
    assert.equal(details.errorCode, "FLAG_NOT_FOUND");
    assert.equal((await client.getBooleanDetails("colour", true, {})).value, true);
  });
});
