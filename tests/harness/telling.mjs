// Histories written as a list, for tests that count by hand.
import assert from "node:assert/strict";
import { anEvent } from "./events.mjs";

// One event: [name, distinct id, "2026-03-02T10:00:00", properties?, more fields?]. A time without "Z" is one of UTC.
export const eventOf = ([event, distinct_id, time, properties = {}, more = {}]) =>
  anEvent({ event, distinct_id, timestamp: time.endsWith("Z") ? time : `${time}Z`, properties, ...more });

// A project with these events in it: {project, ask, refused}. `settings` are the project's, such as {timezone}.
export async function toldProject(leapfrog, events, settings = {}) {
  const project = await leapfrog.newProject();
  const path = `/api/projects/${project.id}/`;
  await leapfrog.must(path, { method: "PATCH", body: { timezone: "UTC", ...settings } });
  if (events.length > 0)
    await leapfrog.capture(events.map(eventOf), { token: project.token, historical_migration: true });
  await leapfrog.flush(project);
  const post = (query) => leapfrog.api(`${path}query/`, { method: "POST", body: { query } });
  const ask = async (query) => {
    const answer = await post(query);
    assert.equal(answer.status, 200, `${answer.text}\n${JSON.stringify(query)}`);
    return answer.json.results;
  };
  const refused = async (query) => {
    const answer = await post(query);
    assert.equal(answer.status, 400, answer.text);
    return answer.json;
  };
  return { project, ask, refused };
}
