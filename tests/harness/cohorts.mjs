// People who viewed and bought, to make cohorts of, and short ways to make them.
import assert from "node:assert/strict";
import { anEvent } from "./events.mjs";
import { startLeapfrog } from "./leapfrog.mjs";
import { until } from "./until.mjs";

const now = Date.now();
export const daysAgo = (days) => new Date(now - days * 86_400_000).toISOString();

export function did(distinct_id, event, days, properties = {}) {
  return anEvent({ event, distinct_id, timestamp: daysAgo(days), properties });
}

export const all = (...values) => ({ properties: { type: "AND", values } });
export const any = (...values) => ({ properties: { type: "OR", values } });
export const view = { type: "behavioral", key: "view", event_type: "events" };
export const within = (time_value, time_interval = "day") => ({ time_value, time_interval });

const set = (values) => ({ $set: values });
const history = [
  did("eve", "hello", 100),
  did("bob", "view", 40, set({ plan: "pro" })),
  did("gus", "view", 40),
  did("bob", "view", 10),
  did("phone", "view", 4.5),
  did("fay", "$identify", 4, { $anon_distinct_id: "phone", $set: { email: "fay@example.com" } }),
  did("fay", "view", 3.5),
  did("ann", "view", 2.5, set({ plan: "pro", email: "ann@example.com", seats: 12 })),
  did("dan", "buy", 2, set({ plan: "free" })),
  did("ann", "view", 1.5),
  did("ann", "buy", 1.4),
  did("ann", "view", 0.5),
  did("cat", "view", 0.5, { path: "/pricing" }),
  did("dan", "view", 0.5),
  did("gus", "view", 0.5),
];

// A server with the seven people.
export async function startWithPeople(label) {
  const leapfrog = await startLeapfrog({ label });
  await leapfrog.capture(history, { historical_migration: true });
  await leapfrog.flush();
  return leapfrog;
}

export class CohortApi {
  constructor(leapfrog) {
    this.leapfrog = leapfrog;
  }
  path(rest, project = this.leapfrog.project) {
    return `/api/projects/${project.id}/${rest}`;
  }
  // Creates one and waits until it is counted.
  async create(body, project) {
    const options = { method: "POST", body: { name: "A cohort", ...body } };
    return this.counted(await this.leapfrog.must(this.path("cohorts/", project), options), project);
  }
  patch(cohort, rest, body) {
    return this.leapfrog.must(this.path(`cohorts/${cohort.id}/${rest}`), { method: "PATCH", body });
  }
  counted(cohort, project) {
    return until(
      async () => {
        const found = await this.leapfrog.must(this.path(`cohorts/${cohort.id}/`, project));
        return !found.is_calculating && found;
      },
      { timeout: 120_000, what: "the counting of a cohort" },
    );
  }
  // The names of its people.
  async people(cohort, project) {
    const { results } = await this.leapfrog.must(this.path(`cohorts/${cohort.id}/persons/`, project));
    return results.map(({ distinct_ids }) => distinct_ids.filter((id) => id !== "phone")[0]).sort();
  }
  async ask(query, project) {
    const answer = await this.leapfrog.api(this.path("query/", project), { method: "POST", body: { query } });
    assert.equal(answer.status, 200, answer.text);
    return answer.json.results;
  }
}
