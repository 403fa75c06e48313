// Date ranges of questions: in words, from what a person types, and the interval that suits them. Pure.
import type { DateRange, Interval } from "./types";

export interface DatePreset {
  title: string;
  range: DateRange;
}

export const datePresets: readonly DatePreset[] = [
  { title: "Today", range: { date_from: "dStart" } },
  { title: "Yesterday", range: { date_from: "-1dStart", date_to: "-1dEnd" } },
  { title: "Last 24 hours", range: { date_from: "-24h" } },
  { title: "Last 7 days", range: { date_from: "-7d" } },
  { title: "Last 14 days", range: { date_from: "-14d" } },
  { title: "Last 30 days", range: { date_from: "-30d" } },
  { title: "Last 90 days", range: { date_from: "-90d" } },
  { title: "Last 180 days", range: { date_from: "-180d" } },
  { title: "This month", range: { date_from: "mStart" } },
  { title: "This year", range: { date_from: "yStart" } },
  { title: "All time", range: { date_from: "all" } },
];

const units: Readonly<Record<string, string>> = {
  h: "hour",
  d: "day",
  w: "week",
  m: "month",
  q: "quarter",
  y: "year",
};

const same = (a: DateRange, b: DateRange) =>
  (a.date_from ?? "-7d") === (b.date_from ?? "-7d") && (a.date_to ?? null) === (b.date_to ?? null);

function dayWords(day: string): string {
  const at = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

// One end of a range: "3 Nov 2026", "2 weeks ago".
export function edgeTitle(edge: string): string {
  const relative = /^-(\d+)([hdwmqy])(Start|End)?$/.exec(edge);
  if (!relative) return dayWords(edge);
  const count = Number(relative[1]);
  const unit = units[relative[2] ?? "d"] ?? "day";
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

export function rangeTitle(range: DateRange | undefined): string {
  const wanted = range ?? {};
  const preset = datePresets.find(({ range: each }) => same(each, wanted));
  if (preset) return preset.title;
  const { date_from: from, date_to: to } = wanted;
  const relative = /^-(\d+)([hdwmqy])$/.exec(from ?? "-7d");
  if (relative && !to) {
    const count = Number(relative[1]);
    const unit = units[relative[2] ?? "d"] ?? "day";
    return count === 1 ? `Last ${unit}` : `Last ${count} ${unit}s`;
  }
  const begin = from ? edgeTitle(from) : "7 days ago";
  return to ? `${begin} – ${edgeTitle(to)}` : `Since ${begin}`;
}

const isoDay = /^\d{4}-\d{2}-\d{2}$/;

// "45d", "last 6 weeks", "2026-10-01", "2026-10-01 to 2026-10-15" as a person types it; undefined when it is no range.
export function parseRange(text: string): DateRange | undefined {
  const typed = text.trim().toLowerCase();
  const preset = datePresets.find(({ title }) => title.toLowerCase() === typed);
  if (preset) return preset.range;
  const relative = /^(?:last\s+|-)?(\d{1,4})\s*(h|d|w|m|q|y|hours?|days?|weeks?|months?|quarters?|years?)$/.exec(typed);
  if (relative) return { date_from: `-${Number(relative[1])}${relative[2]?.[0]}` };
  const [from, to, ...rest] = typed.split(/\s*(?:–|\bto\b|\.\.)\s*/);
  if (from === undefined || rest.length > 0 || !isRealDay(from)) return undefined;
  if (to === undefined || to === "") return { date_from: from };
  return isRealDay(to) && from <= to ? { date_from: from, date_to: to } : undefined;
}

function isRealDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  // The 31st of a short month is read as the first of the next.
  return isoDay.test(text) && !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

// How many days a range covers, about; undefined when only the data knows.
export function rangeDays(range: DateRange | undefined, today: Date): number | undefined {
  const from = range?.date_from ?? "-7d";
  if (from === "all") return undefined;
  if (from === "dStart" || from === "-1dStart") return 1;
  if (from === "mStart") return today.getUTCDate();
  if (from === "yStart") return Math.ceil((today.getTime() - Date.UTC(today.getUTCFullYear(), 0, 1)) / 86_400_000);
  const relative = /^-(\d+)([hdwmqy])/.exec(from);
  if (relative) {
    const each = { h: 1 / 24, d: 1, w: 7, m: 30, q: 91, y: 365 }[relative[2] ?? "d"] ?? 1;
    return Number(relative[1]) * each;
  }
  const begin = Date.parse(from);
  const end = range?.date_to ? Date.parse(range.date_to) : today.getTime();
  if (Number.isNaN(begin) || Number.isNaN(end)) return undefined;
  return (end - begin) / 86_400_000 + 1;
}

// The interval that gives a readable number of points.
export function fittingInterval(range: DateRange | undefined, today: Date): Interval {
  const days = rangeDays(range, today);
  if (days === undefined) return "month";
  if (days <= 1) return "hour";
  if (days <= 92) return "day";
  return days <= 400 ? "week" : "month";
}
