// What the places of a time axis are called. `day` is a period's beginning as answers have it: "2026-11-03", or
// "2026-11-03 14:00:00" for hours and minutes, in the project's zone. Pure.

import type { Interval } from "@/query/types";
import { dayKey } from "@/ui/dates";

const utc = (day: string) => new Date(`${day.replace(" ", "T").slice(0, 19)}${day.length > 10 ? "" : "T00:00:00"}Z`);

// Making a formatter takes a hundred times as long as using it, and there may be ten thousand periods.
const formatters = new Map<string, Intl.DateTimeFormat>();

function words(at: Date, options: Intl.DateTimeFormatOptions): string {
  const key = Object.values(options).join() + Object.keys(options).join();
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
    formatters.set(key, formatter);
  }
  return formatter.format(at);
}

function addDays(day: string, days: number): string {
  return new Date(utc(day.slice(0, 10)).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

// Short, for the axis: "3 Nov", "14:00", "Nov".
export function periodTick(day: string, interval: Interval): string {
  const at = utc(day);
  if (Number.isNaN(at.getTime())) return day;
  if (interval === "hour" || interval === "minute") {
    const clock = day.slice(11, 16);
    return clock === "00:00" ? words(at, { day: "numeric", month: "short" }) : clock;
  }
  if (interval === "month")
    return words(at, at.getUTCMonth() === 0 ? { month: "short", year: "numeric" } : { month: "short" });
  return words(at, { day: "numeric", month: "short" });
}

// Whole, for tooltips and tables: "Mon 3 Nov 2026", "3–9 Nov 2026", "November 2026", "Mon 3 Nov 2026, 14:00".
export function periodTitle(day: string, interval: Interval): string {
  const at = utc(day);
  if (Number.isNaN(at.getTime())) return day;
  const whole = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  if (interval === "month") return words(at, { month: "long", year: "numeric" });
  if (interval === "week") {
    const end = utc(addDays(day, 6));
    return `${words(at, { day: "numeric", month: "short" })} – ${words(end, { day: "numeric", month: "short", year: "numeric" })}`;
  }
  const date = words(at, whole).replace(",", "");
  return interval === "day" ? date : `${date}, ${day.slice(11, 16)}`;
}

// Whether the period that begins then is still going on.
export function isIncomplete(day: string, interval: Interval, now: Date, zone: string): boolean {
  const today = dayKey(now, zone);
  if (interval === "month") return day.slice(0, 7) >= today.slice(0, 7);
  if (interval === "week") return addDays(day, 6) >= today;
  if (interval === "day") return day.slice(0, 10) >= today;
  const clock = now.toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const length = interval === "hour" ? 13 : 16;
  return day.slice(0, length) >= `${today} ${clock}`.slice(0, length);
}

// The last day of a period, for a range of dates that ends with it.
export function periodEnd(day: string, interval: Interval): string {
  if (interval === "week") return addDays(day, 6);
  if (interval === "month") {
    const at = utc(day.slice(0, 10));
    return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).toISOString().slice(0, 10);
  }
  return day.slice(0, 10);
}
