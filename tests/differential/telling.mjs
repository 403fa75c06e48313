// Histories told to a server, each in a project of its own, and who is who there.
import { truthOf } from "./histories.mjs";

// Of a machine that has much else to do; how fast answers are is no matter here.
const timeout = 600_000;

export class Tellings {
  constructor(leapfrog) {
    this.leapfrog = leapfrog;
  }

  // {history, truth, project, ask, people, ids}: what a question is asked of and what its answer is held against.
  // `prepare(leapfrog, project)` makes the project's actions; {$action: n} in a question stands for the number of the n-th.
  async tell(history, prepare) {
    const { leapfrog } = this;
    const project = await leapfrog.newProject("Differential");
    const path = `/api/projects/${project.id}`;
    const body = { timezone: history.zone, week_start_day: history.mondays ? 1 : 0, ...history.settings };
    await leapfrog.must(`${path}/`, { method: "PATCH", body });
    if (history.events.length > 0) {
      await leapfrog.capture(history.events, { token: project.token, historical_migration: true });
      // Whoever sends again what was acknowledged must not be counted twice.
      await leapfrog.capture(history.events.slice(0, 5), { token: project.token, historical_migration: true });
    }
    await leapfrog.flush(project);
    const actions = await prepare?.(leapfrog, project);
    const ask = async (asked) => {
      const query = JSON.parse(JSON.stringify(asked), (_, value) =>
        value?.$action === undefined ? value : actions[value.$action],
      );
      const answer = await leapfrog.api(`${path}/query/`, { method: "POST", body: { query }, timeout });
      if (answer.status === 200) return answer.json;
      const trace = answer.status === 500 ? leapfrog.output.slice(-1500) : "";
      throw new Error(`${answer.status} ${answer.text}\n${JSON.stringify(query)}\n${trace}`);
    };
    const truth = truthOf(history);
    const persons = await leapfrog.must(`${path}/persons/?limit=1000`, { timeout });
    // The truth's name of each person by the server's id, and the other way round.
    const names = new Map(truth.map(({ distinctId, person }) => [distinctId, person]));
    const people = new Map(
      persons.results.map(({ id, distinct_ids }) => [id, distinct_ids.map((one) => names.get(one)).find(Boolean)]),
    );
    const ids = new Map([...people].map(([id, name]) => [name, id]));
    return { history, truth, project, ask, people, ids };
  }
}

// The fewest events that still show the difference, told anew for each try.
export async function shrink(history, stillDiffers, tries = 60) {
  let smallest = history;
  for (let size = Math.ceil(history.events.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < smallest.events.length && tries > 0; ) {
      const events = smallest.events.filter((_, i) => i < at || i >= at + size);
      const smaller = { ...smallest, events };
      --tries;
      if (events.length > 0 && (await stillDiffers(smaller))) smallest = smaller;
      else at += size;
    }
  }
  return smallest;
}
