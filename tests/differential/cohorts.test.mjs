// Who is in a dynamic cohort, for random definitions over random histories, against looking at every event.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { CohortApi } from "../harness/cohorts.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { Random } from "../harness/random.mjs";
import { randomHistory } from "./histories.mjs";
import { answer, movedToNow, randomFilters } from "./reference/cohorts.mjs";
import { isWanted, questions } from "./size.mjs";
import { shrink, Tellings } from "./telling.mjs";

const cases = questions(300);
const perHistory = 30;
const atOnce = 4; // a counting waits for its turn most of the time

describe("the people of a cohort are those that counting finds", {
  skip: !isWanted("cohorts"),
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

  // What the difference is, with the fewest events that show it.
  async function explain({ number, telling, filters, difference }) {
    const stillDiffers = async (history) => differs(await tellings.tell(history), filters);
    const smallest = await shrink(telling.history, stillDiffers, 40);
    return (
      `case ${number} of seed ${seed}: ${(await stillDiffers(smallest)) ?? difference}\n` +
      `filters ${JSON.stringify(filters)}\n` +
      `zone ${smallest.zone}, now ${new Date(smallest.now).toISOString()}, events\n` +
      smallest.events.map((event) => `  ${JSON.stringify(event)}`).join("\n")
    );
  }

  test(`${cases} definitions`, async () => {
    const random = new Random(seed);
    let members = 0;
    let done = 0;
    let failed;
    while (done < cases && !failed) {
      // What is counted depends on the time, so each history is told right before it is asked about.
      const telling = await tellings.tell(movedToNow(randomHistory(random), random, Date.now()));
      const end = Math.min(cases, done + perHistory);
      const worker = async () => {
        while (done < end && !failed) {
          const number = done++;
          if (number > 0 && number % 1000 === 0) console.log(`cohorts: ${number} of ${cases}`);
          const filters = JSON.parse(JSON.stringify(randomFilters(random)));
          const difference = await differs(telling, filters);
          members += answer(telling.history, telling.truth, filters).length;
          if (difference) failed ??= { number, telling, filters, difference };
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    }
    if (failed) assert.fail(await explain(failed));
    assert.ok(members > cases / 10, `only ${members} people met anything`);
    console.log(`cohorts: ${cases} random definitions agree (seed ${seed}, ${members} members)`);
  });
});
