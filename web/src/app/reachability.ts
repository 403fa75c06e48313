// Whether the server answers. A failed request sets it to gone; a probe every few seconds sets it back, and then every
// query loads again.
export type Reachability = "reachable" | "gone";

let state: Reachability = "reachable";
let probe: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<(state: Reachability) => void>();
const probeEveryMs = 2000;

function change(next: Reachability) {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener(next);
}

async function look() {
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    if (response.ok) return reportReachable();
  } catch {
    // Still gone; look again below.
  }
  probe = setTimeout(look, probeEveryMs);
}

export function reportUnreachable() {
  if (state === "gone") return;
  change("gone");
  clearTimeout(probe);
  probe = setTimeout(look, probeEveryMs);
}

export function reportReachable() {
  clearTimeout(probe);
  change("reachable");
}

export function reachability(): Reachability {
  return state;
}

export function onReachability(listener: (state: Reachability) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
