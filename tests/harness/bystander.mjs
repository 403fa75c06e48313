// Whatever one client does wrong, another one's events must get through.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { anEvent } from "./events.mjs";

// Runs `action` while a well-behaved client keeps sending, and checks afterwards that all it sent is stored.
export async function alongsideGoodTraffic(leapfrog, project, action) {
  const name = `bystander ${randomUUID()}`;
  const sent = new Set();
  let done = false;
  const send = async () => {
    const event = anEvent({ event: name });
    await leapfrog.capture(event, { token: project.token });
    sent.add(event.uuid);
  };
  const traffic = (async () => {
    do {
      await send();
    } while (!done);
  })();
  let result;
  try {
    result = await action();
  } finally {
    done = true;
    await traffic;
  }
  await send();
  const stored = await leapfrog.events({ event: name }, project);
  assert.deepEqual(new Set(stored.map((event) => event.uuid)), sent);
  return result;
}
