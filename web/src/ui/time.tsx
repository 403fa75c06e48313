// A moment: relative text that keeps itself up to date, the exact instant with its zone on hover.
import { createContext, useContext, useSyncExternalStore } from "react";
import { exactTime, relativeTime } from "./dates";

export const ZoneContext = createContext("UTC");

export function useZone(): string {
  return useContext(ZoneContext);
}

const tickMs = 2000;
const listeners = new Set<() => void>();
let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = new Date();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

// The time now, refreshed every few seconds for all who ask, by one timer.
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}

export function Time({ at, className }: { at: string | null | undefined; className?: string }) {
  const zone = useZone();
  const ticking = useNow();
  if (!at) return <span className={className}>never</span>;
  const date = new Date(at);
  // A row that just arrived is younger than the last tick.
  const reference = date > ticking ? new Date() : ticking;
  return (
    <time dateTime={at} title={exactTime(date, zone)} className={className}>
      {relativeTime(date, reference, zone)}
    </time>
  );
}
