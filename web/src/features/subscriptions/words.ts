// Schedules as people choose them, and as the server keeps them.
import type { Subscription, SubscriptionChanges } from "./api";

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export const frequencies = [
  { value: "daily", title: "days" },
  { value: "weekly", title: "weeks" },
  { value: "monthly", title: "months" },
  { value: "yearly", title: "years" },
] as const;

export interface Schedule {
  frequency: Subscription["frequency"];
  interval: number;
  weekdays: string[];
  // The first delivery, in the time of whoever looks: "2026-11-23T09:00".
  start: string;
}

const two = (number: number) => String(number).padStart(2, "0");
export const localInput = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;

// The next Monday at nine.
export function newSchedule(now: Date): Schedule {
  const start = new Date(now);
  start.setDate(start.getDate() + ((8 - start.getDay()) % 7 || 7));
  start.setHours(9, 0, 0, 0);
  return { frequency: "weekly", interval: 1, weekdays: [], start: localInput(start) };
}

export const scheduleOf = (subscription: Subscription): Schedule => ({
  frequency: subscription.frequency,
  interval: subscription.interval,
  weekdays: subscription.byweekday ?? [],
  start: localInput(new Date(subscription.start_date)),
});

export function changesOf(schedule: Schedule): SubscriptionChanges {
  const weekly = schedule.frequency === "weekly";
  return {
    frequency: schedule.frequency,
    interval: schedule.interval,
    byweekday: weekly && schedule.weekdays.length > 0 ? schedule.weekdays : null,
    bysetpos: null,
    start_date: new Date(schedule.start).toISOString(),
  };
}

// Who gets it, in few words.
export function targetText({ target_type, target_value }: Subscription): string {
  if (target_type === "webhook") {
    try {
      return new URL(target_value).host;
    } catch {
      return "a webhook";
    }
  }
  const addresses = target_value.split(",");
  const more = addresses.length - 1;
  return more > 0 ? `${addresses[0]} and ${more} more` : (addresses[0] ?? "");
}
