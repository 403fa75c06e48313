// Funnels for tests: small histories in a project of their own, and the questions about them.
import assert from "node:assert/strict";
import { anEvent } from "./events.mjs";

const start = Date.parse("2026-03-02T00:00:00Z");
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export const step = (event, more = {}) => ({ kind: "EventsNode", event, ...more });
export const steps = (...events) => events.map((event) => (typeof event === "string" ? step(event) : event));

// A project with the histories: {person: [[event, ms after the start, properties], …]}.
export async function told(leapfrog, people, { patch } = {}) {
  const project = await leapfrog.newProject("Funnels");
  if (patch) await leapfrog.must(`/api/projects/${project.id}/`, { method: "PATCH", body: patch });
  const events = Object.entries(people).flatMap(([distinct_id, list]) =>
    list.map(([event, after, properties = {}]) =>
      anEvent({ event, distinct_id, timestamp: new Date(start + after).toISOString(), properties }),
    ),
  );
  await leapfrog.capture(events, { token: project.token, historical_migration: true });
  await leapfrog.flush(project);
  return project;
}

export async function ask(leapfrog, project, query) {
  const path = `/api/projects/${project.id}/query/`;
  const answer = await leapfrog.api(path, { method: "POST", body: { query } });
  return { status: answer.status, ...answer.json };
}

export const funnel = (series, funnelsFilter = {}, more = {}) => ({
  kind: "FunnelsQuery",
  series: steps(...series),
  dateRange: { date_from: "2026-03-01", date_to: "2026-06-30" },
  funnelsFilter,
  ...more,
});

export async function results(leapfrog, project, query) {
  const answer = await ask(leapfrog, project, query);
  assert.equal(answer.status, 200, JSON.stringify(answer));
  return answer.results;
}
export const counts = (list) => list.map(({ count }) => count);

// What the funnel a → b → c comes to for people with these histories.
export async function countsOf(leapfrog, people, filter = {}, series = ["a", "b", "c"], more = {}) {
  return counts(await results(leapfrog, await told(leapfrog, people), funnel(series, filter, more)));
}
// {value: [counts]} of a funnel with a breakdown.
export const byValue = (list) => Object.fromEntries(list.map((one) => [one[0].breakdown_value.join("/"), counts(one)]));
