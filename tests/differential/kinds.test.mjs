// Every kind of question, asked over random histories, against a plain reference that counts. DIFFERENTIAL_CASES sets
// how many questions of each kind (300), LEAPFROG_SEED repeats a run.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { Random } from "../harness/random.mjs";
import { difference } from "./compare.mjs";
import { randomHistory, truthOf } from "./histories.mjs";
import * as funnels from "./reference/funnels.mjs";
import * as lifecycle from "./reference/lifecycle.mjs";
import * as paths from "./reference/paths.mjs";
import * as retention from "./reference/retention.mjs";
import * as sessions from "./reference/sessions.mjs";
import * as stickiness from "./reference/stickiness.mjs";
import * as trends from "./reference/trends.mjs";
import * as webOverview from "./reference/web_overview.mjs";
import * as webStats from "./reference/web_stats.mjs";

const kinds = [trends, funnels, paths, retention, stickiness, lifecycle, sessions, webOverview, webStats];
const cases = Number(process.env.DIFFERENTIAL_CASES ?? 300);
const perHistory = 30;

describe("answers are what counting gives", () => {
  let leapfrog;
  const seed = Random.fromEnvironment("differential").seed;
  // Of each generator of histories that a kind asks for.
  const told = new Map();

  // A project of its own with the history in it.
  async function tell(history) {
    const project = await leapfrog.newProject("Differential");
    await leapfrog.must(`/api/projects/${project.id}/`, {
      method: "PATCH",
      body: { timezone: history.zone, week_start_day: history.mondays ? 1 : 0 },
    });
    if (history.events.length > 0) {
      await leapfrog.capture(history.events, { token: project.token, historical_migration: true });
      // Whoever sends again what was acknowledged must not be counted twice.
      await leapfrog.capture(history.events.slice(0, 5), { token: project.token, historical_migration: true });
    }
    await leapfrog.flush(project);
    return project;
  }

  async function ask(project, query) {
    const path = `/api/projects/${project.id}/query/`;
    const answer = await leapfrog.api(path, { method: "POST", body: { query } });
    assert.equal(
      answer.status,
      200,
      `${answer.text}\n${JSON.stringify(query)}\n${answer.status === 500 ? leapfrog.output.slice(-1500) : ""}`,
    );
    return answer.json.results;
  }

  async function differs(kind, history, project, query) {
    const expected = kind.answer(history, truthOf(history), query);
    return difference(expected, kind.seen(await ask(project, query)));
  }

  // The fewest events that still show the difference.
  async function shrink(kind, history, query) {
    let smallest = history;
    let tries = 60;
    for (let size = Math.ceil(history.events.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < smallest.events.length && tries > 0; ) {
        const events = smallest.events.filter((_, i) => i < at || i >= at + size);
        const smaller = { ...smallest, events };
        --tries;
        if (await differs(kind, smaller, await tell(smaller), query)) smallest = smaller;
        else at += size;
      }
    }
    return smallest;
  }

  before(async () => {
    leapfrog = await startLeapfrog({ label: "differential" });
    const random = new Random(seed);
    for (const invent of new Set(kinds.map((kind) => kind.randomHistory ?? randomHistory))) {
      const histories = [];
      for (let i = 0; i < Math.ceil(cases / perHistory); ++i) {
        const history = invent(random);
        histories.push({ history, project: await tell(history) });
      }
      told.set(invent, histories);
    }
  });
  after(() => leapfrog?.stop());

  for (const kind of kinds) {
    test(`${kind.title ?? kind.kind}: ${cases} questions`, async () => {
      const histories = told.get(kind.randomHistory ?? randomHistory);
      const random = new Random(seed ^ 0x5eed);
      for (let done = 0; done < cases; ++done) {
        const { history, project } = histories[done % histories.length];
        const query = kind.randomQuery(random, history);
        const found = await differs(kind, history, project, query);
        if (!found) continue;
        const smallest = await shrink(kind, history, query);
        const again = await differs(kind, smallest, await tell(smallest), query);
        assert.fail(
          `case ${done} of seed ${seed}: ${again ?? found}\nquery ${JSON.stringify(query)}\n` +
            `zone ${smallest.zone}, weeks from ${smallest.mondays ? "Monday" : "Sunday"}, events\n` +
            smallest.events.map((event) => `  ${JSON.stringify(event)}`).join("\n"),
        );
      }
      console.log(`${kind.title ?? kind.kind}: ${cases} random questions over ${histories.length} histories agree`);
    });
  }
});
