// Who is in a dynamic cohort, for random definitions over random histories, against looking at every event.
// DIFFERENTIAL_CASES sets how many definitions (300), LEAPFROG_SEED repeats a run.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { CohortApi } from "../harness/cohorts.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { Random } from "../harness/random.mjs";
import { randomHistory } from "./histories.mjs";
import { answer, movedToNow, randomFilters } from "./reference/cohorts.mjs";
import { shrink, Tellings } from "./telling.mjs";

const cases = Number(process.env.DIFFERENTIAL_CASES ?? 300);
const wanted = process.env.DIFFERENTIAL_KINDS?.split(",");
const perHistory = 30;

describe("the people of a cohort are those that counting finds", {
  skip: wanted && !wanted.includes("cohorts"),
}, () => {
  let leapfrog;
  let api;
  let tellings;
  const { seed } = Random.fromEnvironment("cohorts");

  // Who the server says is in it, by the truth's names.
  async function found({ project, people }, filters) {
    const cohort = await api.create({ filters }, project);
    assert.equal(cohort.errors_calculating, 0, `${cohort.last_error_message} ${JSON.stringify(filters)}`);
    const { results } = await leapfrog.must(api.path(`cohorts/${cohort.id}/persons/?limit=1000`, project));
    assert.equal(results.length, cohort.count);
    return results.map(({ id }) => people.get(id)).sort();
  }

  async function differs(telling, filters) {
    const expected = answer(telling.history, telling.truth, filters).join(" ");
    const actual = (await found(telling, filters)).join(" ");
    return expected === actual ? undefined : `expected [${expected}], the server says [${actual}]`;
  }

  before(async () => {
    leapfrog = await startLeapfrog({ label: "cohorts", environment: { LEAPFROG_COHORT_REFRESH: "86400" } });
    api = new CohortApi(leapfrog);
    tellings = new Tellings(leapfrog);
  });
  after(() => leapfrog?.stop());

  test(`${cases} definitions`, async () => {
    const random = new Random(seed);
    let members = 0;
    let telling;
    for (let done = 0; done < cases; ++done) {
      // What is counted depends on the time, so each history is told right before it is asked about.
      if (done % perHistory === 0) telling = await tellings.tell(movedToNow(randomHistory(random), random, Date.now()));
      if (done > 0 && done % 1000 === 0) console.log(`cohorts: ${done} of ${cases}`);
      const filters = JSON.parse(JSON.stringify(randomFilters(random)));
      const difference = await differs(telling, filters);
      members += answer(telling.history, telling.truth, filters).length;
      if (!difference) continue;
      const stillDiffers = async (history) => differs(await tellings.tell(history), filters);
      const smallest = await shrink(telling.history, stillDiffers, 40);
      assert.fail(
        `case ${done} of seed ${seed}: ${(await stillDiffers(smallest)) ?? difference}\n` +
          `filters ${JSON.stringify(filters)}\n` +
          `zone ${smallest.zone}, now ${new Date(smallest.now).toISOString()}, events\n` +
          smallest.events.map((event) => `  ${JSON.stringify(event)}`).join("\n"),
      );
    }
    assert.ok(members > cases / 10, `only ${members} people met anything`);
    console.log(`cohorts: ${cases} random definitions agree (${members} members)`);
  });
});
