// Who is in a dynamic cohort, for random definitions over random histories, against looking at every event.
// DIFFERENTIAL_CASES sets how many definitions (300), LEAPFROG_SEED repeats a run.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { CohortApi } from "../harness/cohorts.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { Random } from "../harness/random.mjs";
import { randomHistory, truthOf } from "./histories.mjs";
import { answer, movedToNow, randomFilters } from "./reference/cohorts.mjs";

const cases = Number(process.env.DIFFERENTIAL_CASES ?? 300);
const perHistory = 30;

describe("the people of a cohort are those that counting finds", () => {
  let leapfrog;
  let api;
  const seed = Random.fromEnvironment("cohorts").seed;
  const histories = [];

  async function tell(history) {
    const project = await leapfrog.newProject("Differential");
    const body = { timezone: history.zone };
    await leapfrog.must(`/api/projects/${project.id}/`, { method: "PATCH", body });
    await leapfrog.capture(history.events, { token: project.token, historical_migration: true });
    await leapfrog.flush(project);
    return project;
  }

  // Who each person of the truth is to the server: by any of the distinct ids.
  async function found(history, project, filters) {
    const cohort = await api.create({ filters }, project);
    assert.equal(cohort.errors_calculating, 0, `${cohort.last_error_message} ${JSON.stringify(filters)}`);
    const persons = new Map(truthOf(history).map(({ distinctId, person }) => [distinctId, person]));
    const { results } = await leapfrog.must(api.path(`cohorts/${cohort.id}/persons/?limit=1000`, project));
    assert.equal(results.length, cohort.count);
    return results.map(({ distinct_ids }) => distinct_ids.map((id) => persons.get(id)).find(Boolean)).sort();
  }

  async function differs(history, project, filters) {
    const expected = answer(history, truthOf(history), filters).join(" ");
    const actual = (await found(history, project, filters)).join(" ");
    return expected === actual ? undefined : `expected [${expected}], the server says [${actual}]`;
  }

  // Leaves out events as long as it still differs.
  async function shrink(history, filters) {
    let smallest = history;
    let tries = 40;
    for (let size = Math.ceil(history.events.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < smallest.events.length && tries > 0; ) {
        const events = smallest.events.filter((_, i) => i < at || i >= at + size);
        if (events.length === 0) break;
        const smaller = { ...smallest, events };
        --tries;
        if (await differs(smaller, await tell(smaller), filters)) smallest = smaller;
        else at += size;
      }
    }
    return smallest;
  }

  before(async () => {
    leapfrog = await startLeapfrog({ label: "cohorts", environment: { LEAPFROG_COHORT_REFRESH: "86400" } });
    api = new CohortApi(leapfrog);
    const random = new Random(seed);
    const now = Date.now();
    for (let i = 0; i < Math.ceil(cases / perHistory); ++i) {
      const history = movedToNow(randomHistory(random), random, now);
      histories.push({ history, project: await tell(history) });
    }
  });
  after(() => leapfrog?.stop());

  test(`${cases} definitions`, async () => {
    const random = new Random(seed ^ 0x5eed);
    let members = 0;
    for (let done = 0; done < cases; ++done) {
      const { history, project } = histories[done % histories.length];
      const filters = JSON.parse(JSON.stringify(randomFilters(random)));
      const difference = await differs(history, project, filters);
      members += answer(history, truthOf(history), filters).length;
      if (!difference) continue;
      const smallest = await shrink(history, filters);
      const again = await differs(smallest, await tell(smallest), filters);
      assert.fail(
        `case ${done} of seed ${seed}: ${again ?? difference}\nfilters ${JSON.stringify(filters)}\n` +
          `zone ${smallest.zone}, now ${new Date(smallest.now).toISOString()}, events\n` +
          smallest.events.map((event) => `  ${JSON.stringify(event)}`).join("\n"),
      );
    }
    assert.ok(members > cases / 10, `only ${members} people met anything`);
    console.log(`cohorts: ${cases} random definitions over ${histories.length} histories agree (${members} members)`);
  });
});
