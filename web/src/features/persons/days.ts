// Events grouped by the day in the project's zone. Pure.
import type { StoredEvent } from "@/features/events/api";
import { dayKey } from "@/ui/dates";

export interface Day {
  key: string;
  events: StoredEvent[];
}

// Keeps the order of the events: newest first in, newest day first out.
export function groupByDay(events: readonly StoredEvent[], zone: string): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const key = dayKey(new Date(event.timestamp), zone);
    const last = days.at(-1);
    if (last?.key === key) last.events.push(event);
    else days.push({ key, events: [event] });
  }
  return days;
}
