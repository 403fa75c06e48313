// Erasing a person: nothing of them is left in any table, and what was remembered of them counts no more.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { all, CohortApi, view, within } from "../harness/cohorts.mjs";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
let api;
before(async () => {
  leapfrog = await startLeapfrog({ label: "erasure" });
  api = new CohortApi(leapfrog);
});
after(() => leapfrog?.stop());

const erase = async (project, person, query = "?delete_events=true") => {
  const receipt = await leapfrog.must(`/api/projects/${project.id}/persons/${person.uuid}/${query}`, {
    method: "DELETE",
  });
  return until(
    async () => {
      const now = await leapfrog.must(`/api/projects/${project.id}/persons/erasures/${receipt.id}/`);
      return now.status === "finished" && now;
    },
    { timeout: 30_000, what: "the erasure" },
  );
};

// Tables of the engine with a row that has one of these texts anywhere.
async function tablesWith(texts) {
  const tables = await leapfrog.sql(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
  );
  const found = [];
  for (const [table] of tables) {
    const any = texts.map((text) => `position(formatRow('JSONEachRow', *), '${text}') > 0`).join(" OR ");
    const [[count]] = await leapfrog.sql(`SELECT count() FROM ${table} WHERE ${any}`);
    if (Number(count) > 0) found.push(table);
  }
  return found.sort();
}

describe("erasing a person", () => {
  it("leaves nothing of them in the engine, in lists, in warnings and in what flags remember", async () => {
    const project = await leapfrog.newProject();
    const flag = {
      key: "continued",
      ensure_experience_continuity: true,
      filters: { groups: [{ properties: [], rollout_percentage: 50 }] },
    };
    await leapfrog.must(api.path("feature_flags/", project), { method: "POST", body: flag });
    const ask = async (body) => {
      const answer = await leapfrog.send({
        method: "POST",
        path: "/flags/?v=2",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: project.token, ...body }),
      });
      return answer.json.flags.continued.enabled;
    };
    const first = async (prefix, wanted) => {
      for (let i = 0; ; i += 1) if ((await ask({ distinct_id: `${prefix}-${i}` })) === wanted) return `${prefix}-${i}`;
    };
    const browser = await first("browser-of-zoe", true);
    const zoe = await first("zoe@example.com", false);
    const send = async (...events) => {
      await leapfrog.capture(events, { token: project.token });
      await leapfrog.flush(project);
    };
    await send(
      anEvent({ event: "view", distinct_id: browser }),
      anEvent({ event: "view", distinct_id: "yan" }),
      anEvent({
        event: "$identify",
        distinct_id: zoe,
        properties: { $anon_distinct_id: browser, $set: { email: "zoe@example.com" } },
      }),
      anEvent({ event: "view", distinct_id: zoe, properties: { $set: { ["k".repeat(401)]: 1 } } }),
    );
    assert.equal(await ask({ distinct_id: zoe, $anon_distinct_id: browser }), true);
    assert.equal(await ask({ distinct_id: zoe }), true);

    const person = await leapfrog.person(zoe, project);
    const yan = await leapfrog.person("yan", project);
    const list = await api.create({ is_static: true, _create_static_person_ids: [person.uuid, yan.uuid] }, project);
    assert.equal(list.count, 2);
    const defined = await api.create({ filters: all({ ...view, value: "performed_event", ...within(7) }) }, project);
    assert.equal(defined.count, 2);
    const warning = async () => {
      const { results } = await leapfrog.must(api.path("ingestion/warnings/", project));
      return results.find(({ type }) => type === "person_property_key_too_long");
    };
    assert.ok(JSON.stringify(await warning()).includes(zoe), JSON.stringify(await warning()));
    const texts = ["zoe@example.com", browser, person.uuid];
    const held = ["cohort_changes", "cohort_people", "events", "person_distinct_ids", "person_overrides", "persons"];
    assert.deepEqual(await tablesWith(texts), held);

    const receipt = await erase(project, person);
    assert.equal(receipt.distinct_ids_removed, 2);
    assert.equal(receipt.events_removed, 3);
    assert.deepEqual(await tablesWith(texts), []);
    const now = await warning();
    assert.equal(now.count, 1);
    assert.ok(!JSON.stringify(now).includes("zoe"), JSON.stringify(now));
    const shorter = await until(
      async () => {
        const counted = await leapfrog.must(api.path(`cohorts/${list.id}/`, project));
        return counted.count === 1 && counted;
      },
      { timeout: 30_000, what: "the shorter list" },
    );
    assert.equal(shorter.errors_calculating, 0);
    assert.deepEqual(await api.people(list, project), ["yan"]);
    assert.equal(await ask({ distinct_id: zoe }), false);

    // Who comes back is somebody new.
    await send(anEvent({ event: "hello", distinct_id: zoe }));
    const again = await leapfrog.person(zoe, project);
    assert.notEqual(again.uuid, person.uuid);
    assert.deepEqual(again.properties.email, undefined);
    assert.equal(await ask({ distinct_id: zoe }), false);
    assert.deepEqual(await leapfrog.sql(`SELECT person_id FROM person_distinct_ids WHERE distinct_id = '${zoe}'`), [
      [again.uuid],
    ]);
  });

  it("keeps what events say unless they are to go as well", async () => {
    const project = await leapfrog.newProject();
    await leapfrog.capture([anEvent({ event: "view", distinct_id: "xia-the-first", properties: { $set: { a: 1 } } })], {
      token: project.token,
    });
    await leapfrog.flush(project);
    const person = await leapfrog.person("xia-the-first", project);
    const receipt = await erase(project, person, "");
    assert.equal(receipt.events_removed, 0);
    assert.deepEqual(await tablesWith(["xia-the-first", person.uuid]), ["events"]);
  });
});

describe("erasing several people", () => {
  it("is one request, each with a receipt, and goes on after a crash", async () => {
    const project = await leapfrog.newProject();
    const ids = Array.from({ length: 60 }, (_, i) => `several-${i}-gone`);
    const say = (distinct_id) => anEvent({ event: "view", distinct_id, properties: { $set: { a: 1 } } });
    await leapfrog.capture([...ids, ...ids, "several-stays"].map(say), { token: project.token });
    await leapfrog.flush(project);
    const first = await leapfrog.person(ids[0], project);
    const path = `/api/projects/${project.id}/persons/`;
    const answer = await leapfrog.must(`${path}bulk_delete/`, {
      method: "POST",
      body: { ids: [first.uuid], distinct_ids: [...ids, "nobody"], delete_events: true },
    });
    assert.deepEqual(answer, { persons_found: 60, persons_deleted: 60, events_queued_for_deletion: true });
    await leapfrog.kill();
    await leapfrog.start();
    const receipts = await until(
      async () => {
        const { results } = await leapfrog.must(`${path}erasures/?limit=100`);
        return results.every(({ status }) => status === "finished") && results;
      },
      { timeout: 30_000, what: "the erasures" },
    );
    assert.equal(receipts.length, 60);
    assert.deepEqual(await tablesWith(["-gone"]), []);
    assert.deepEqual(
      (await leapfrog.persons({}, project)).map(({ distinct_ids }) => distinct_ids),
      [["several-stays"]],
    );
    const log = await leapfrog.must(`/api/projects/${project.id}/activity_log/?scope=Person&limit=100`);
    assert.equal(log.results.filter(({ activity }) => activity === "deleted").length, 60);
  });
});
