// Actions over HTTP, and their selectors over chains in the engine.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "actions" });
});
after(() => leapfrog?.stop());

const path = (rest) => `/api/projects/${leapfrog.project.id}/${rest}`;
const create = (body) => leapfrog.must(path("actions/"), { method: "POST", body });

describe("actions", () => {
  it("are created, listed, changed and deleted by PATCH", async () => {
    const action = await create({ name: "Bought", steps: [{ event: "paid", url: "/shop" }], tags: ["core"] });
    assert.equal(action.steps[0].url_matching, "contains");
    assert.equal(action.created_by.email, "owner@example.com");
    const { count, results } = await leapfrog.must(path("actions/"));
    assert.equal(count, 1);
    assert.deepEqual(results[0], action);
    const changed = await leapfrog.must(path(`actions/${action.id}/`), { method: "PATCH", body: { name: "Paid" } });
    assert.equal(changed.name, "Paid");
    assert.deepEqual(changed.steps, action.steps);
    const refused = await leapfrog.api(path(`actions/${action.id}/`), { method: "DELETE" });
    assert.equal(refused.status, 405);
    await leapfrog.must(path(`actions/${action.id}/`), { method: "PATCH", body: { deleted: true } });
    assert.equal((await leapfrog.api(path(`actions/${action.id}/`))).status, 404);
    assert.equal((await leapfrog.must(path("actions/"))).count, 0);
  });

  it("are refused with the place of the mistake", async () => {
    const wrong = async (body) => (await leapfrog.api(path("actions/"), { method: "POST", body })).json;
    assert.deepEqual(await wrong({ steps: [] }), {
      type: "validation_error",
      code: "required",
      detail: "This field is required.",
      attr: "name",
    });
    assert.equal((await wrong({ name: "x", steps: [{ selector: "a + b" }] })).attr, "steps[0].selector");
    assert.equal((await wrong({ name: "x", steps: [{ url: "(", url_matching: "regex" }] })).code, "invalid_regex");
    await create({ name: "taken" });
    assert.equal((await wrong({ name: "taken" })).code, "unique");
  });

  it("outlast a restart", async () => {
    const action = await create({ name: "Lasting", steps: [{ event: "e" }] });
    await leapfrog.restart();
    assert.deepEqual(await leapfrog.must(path(`actions/${action.id}/`)), action);
  });

  it("count the events that do them", async () => {
    const chain =
      'svg.icon:nth-child="1"nth-of-type="1";button.buy.md:flex:attr__data-attr="buy"nth-child="2"nth-of-type="1"' +
      'text="Buy; now";form:attr__class="shop"nth-child="1"nth-of-type="1"';
    const other = 'a.buy:href="/"nth-child="1"nth-of-type="1"text="form > button.buy"';
    const click = (elements, url) =>
      anEvent({ event: "$autocapture", properties: { $elements_chain: elements, $current_url: url, plan: "pro" } });
    await leapfrog.capture([
      click(chain, "https://example.com/shop/1"),
      click(chain, "https://example.com/other"),
      click(other, "https://example.com/shop/2"),
      anEvent({ event: "paid" }),
    ]);
    await leapfrog.flush();
    const count = async (steps) => {
      const { id } = await create({ name: `Action ${Math.random()}`, steps });
      const query = { kind: "TrendsQuery", series: [{ kind: "ActionsNode", id }], dateRange: { date_from: "-1d" } };
      const { results } = await leapfrog.must(path("query/"), { method: "POST", body: { query } });
      return results[0].count;
    };
    assert.equal(await count([{ event: "$autocapture", selector: "form > button.buy" }]), 2);
    assert.equal(await count([{ event: "$autocapture", selector: "form .icon" }]), 2);
    assert.equal(await count([{ selector: '.md\\:flex[data-attr="buy"]' }]), 2);
    assert.equal(await count([{ selector: ".buy" }]), 3);
    assert.equal(await count([{ selector: "a > button" }]), 0);
    assert.equal(await count([{ event: "$autocapture", selector: ".buy", url: "/shop/" }]), 2);
    assert.equal(await count([{ event: "$autocapture", url: "^https://[a-z.]+/other$", url_matching: "regex" }]), 1);
    assert.equal(await count([{ text: "Buy; now" }]), 2);
    assert.equal(await count([{ tag_name: "a" }, { event: "paid" }]), 2);
    const plan = [{ key: "plan", value: "pro", operator: "exact", type: "event" }];
    assert.equal(await count([{ properties: plan }]), 3);
    assert.equal(await count([]), 0);
  });
});
