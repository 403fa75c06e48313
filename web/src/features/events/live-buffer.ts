// The rows of the live page: newest first, each event once, never more than a fixed number. Pure.
import type { StoredEvent } from "./api";

export const mostRows = 2000;

// Puts `arrived` (oldest first, as they came) before `rows`. What is there already is left out.
export function addNewest(rows: readonly StoredEvent[], arrived: readonly StoredEvent[]): StoredEvent[] {
  const known = new Set(rows.map((row) => row.uuid));
  const fresh: StoredEvent[] = [];
  for (const event of arrived) {
    if (known.has(event.uuid)) continue;
    known.add(event.uuid);
    fresh.push(event);
  }
  return [...fresh.reverse(), ...rows].slice(0, mostRows);
}

// The latest stored events and what has streamed in so far, newest first by the time they happened.
export function mergeInitial(stored: readonly StoredEvent[], streamed: readonly StoredEvent[]): StoredEvent[] {
  const known = new Set(streamed.map((row) => row.uuid));
  return [...streamed, ...stored.filter((row) => !known.has(row.uuid))].slice(0, mostRows);
}

// Of the latest stored events (newest first) those that nobody has seen arrive, oldest first like arrivals.
export function missedOf(stored: readonly StoredEvent[], ...seen: Array<readonly StoredEvent[]>): StoredEvent[] {
  const known = new Set(seen.flat().map((row) => row.uuid));
  return stored.filter((row) => !known.has(row.uuid)).reverse();
}

// Arrivals per second over the last minute, for the rate and its small chart.
export class RateMeter {
  private readonly counts = new Map<number, number>();

  add(count: number, nowMs: number) {
    const second = Math.floor(nowMs / 1000);
    this.counts.set(second, (this.counts.get(second) ?? 0) + count);
    for (const key of this.counts.keys()) if (key < second - 60) this.counts.delete(key);
  }

  // The last `seconds` complete seconds, oldest first.
  perSecond(nowMs: number, seconds: number): number[] {
    const current = Math.floor(nowMs / 1000);
    return Array.from({ length: seconds }, (_, index) => this.counts.get(current - seconds + index) ?? 0);
  }

  // Mean of the last ten complete seconds.
  rate(nowMs: number): number {
    return this.perSecond(nowMs, 10).reduce((sum, count) => sum + count, 0) / 10;
  }
}
