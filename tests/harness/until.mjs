// Waiting for conditions: polls until something is so, and says what it last saw when it never became so.
import { setTimeout as pause } from "node:timers/promises";

// Calls `condition` until it gives a truthy value, which is returned. An exception counts as "not yet", so that a
// condition may ask a server that is still starting. `what` names the condition in the failure.
export async function until(condition, { timeout = 60_000, interval = 25, what = "the condition" } = {}) {
  const deadline = Date.now() + timeout;
  let last;
  for (;;) {
    try {
      last = await condition();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`${what} did not come about within ${timeout} ms; last seen: ${String(seen).slice(0, 2000)}`);
    }
    await pause(interval);
  }
}

// A promise that fails after `ms`, for things that must happen by themselves.
export async function within(ms, promise, what = "it") {
  const stop = new AbortController();
  const late = pause(ms, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`${what} took longer than ${ms} ms`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
    late.catch(() => {});
  }
}
