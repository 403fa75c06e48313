// Every kind of question, asked over random histories, against a plain reference that counts. script/test-deep asks more.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { Random } from "../harness/random.mjs";
import { difference } from "./compare.mjs";
import { randomHistory } from "./histories.mjs";
import { kinds, titleOf } from "./reference/kinds.mjs";
import { isWanted, questions } from "./size.mjs";
import { shrink, Tellings } from "./telling.mjs";

const cases = questions(250);
const perHistory = 30;
const atOnce = 4; // a question waits for the server most of the time

describe("answers are what counting gives", () => {
  let leapfrog;
  let tellings;
  const { seed } = Random.fromEnvironment("differential");
  // A generator of its own for each case: one can be repeated without those before it.
  const randomOf = (stream, n) =>
    new Random((seed ^ Math.imul(stream, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b)) >>> 0);
  const told = new Map(); // generator → number of the history → promise

  // The history that the case is about, told when the first case of it comes.
  function historyOf(kind, number) {
    const invent = kind.randomHistory ?? randomHistory;
    if (!told.has(invent)) told.set(invent, new Map());
    const histories = told.get(invent);
    if (!histories.has(number)) histories.set(number, tellings.tell(invent(randomOf(1, number)), invent.prepare));
    return histories.get(number);
  }
  // While the one before is asked about.
  function tellAhead(kind, number) {
    if (number * perHistory < cases) historyOf(kind, number).catch(() => {}); // whoever asks about it is told
  }

  // What is different, as a sentence; a refusal is a difference too.
  async function differs(kind, telling, query) {
    try {
      return await compared(kind, telling, query);
    } catch (error) {
      return error.stack;
    }
  }
  async function compared(kind, telling, query) {
    const expected = kind.answer(telling.history, telling.truth, query, telling);
    const actual = kind.observe
      ? await kind.observe(telling.ask, query, telling)
      : kind.seen((await telling.ask(query)).results, telling);
    return difference(expected, actual);
  }

  async function explain(kind, number, telling, query, found) {
    const prepare = (kind.randomHistory ?? randomHistory).prepare;
    const stillDiffers = async (history) => differs(kind, await tellings.tell(history, prepare), query);
    const smallest = await shrink(telling.history, stillDiffers);
    const again = await stillDiffers(smallest);
    return (
      `${titleOf(kind)}, case ${number} of seed ${seed}: ${again ?? found}\nquery ${JSON.stringify(query)}\n` +
      `zone ${smallest.zone}, weeks from ${smallest.mondays ? "Monday" : "Sunday"}, events\n` +
      smallest.events.map((event) => `  ${JSON.stringify(event)}`).join("\n")
    );
  }

  before(async () => {
    leapfrog = await startLeapfrog({ label: "differential" });
    tellings = new Tellings(leapfrog);
  });
  after(() => leapfrog?.stop());

  for (const kind of kinds.filter((one) => isWanted(titleOf(one)))) {
    test(`${titleOf(kind)}: ${cases} questions`, async () => {
      const from = Date.now();
      let next = 0;
      let failed;
      const worker = async () => {
        while (next < cases && !failed) {
          const number = next++;
          if (number > 0 && number % 1000 === 0) console.log(`${titleOf(kind)}: ${number} of ${cases}`);
          const telling = await historyOf(kind, Math.floor(number / perHistory));
          tellAhead(kind, Math.floor(number / perHistory) + 1);
          const query = kind.randomQuery(randomOf(2, number), telling.history);
          const found = await differs(kind, telling, query);
          if (found) failed ??= { number, telling, query, found };
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      if (failed) assert.fail(await explain(kind, failed.number, failed.telling, failed.query, failed.found));
      const seconds = Math.round((Date.now() - from) / 1000);
      const histories = Math.ceil(cases / perHistory);
      console.log(
        `${titleOf(kind)}: ${cases} random questions over ${histories} histories agree (seed ${seed}, ${seconds} s)`,
      );
    });
  }
});
