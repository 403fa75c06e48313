// The time that a question compares with.

// The day so many days or months before; of a month that is too short its last.
export function dayBefore(calendar, day, count, unit) {
  if (unit !== "month") return calendar.addDays(day, -count * (unit === "week" ? 7 : 1));
  const [year, month, date] = day.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 - count, 1));
  const last = new Date(Date.UTC(year, month - count, 0)).getUTCDate();
  return `${first.toISOString().slice(0, 8)}${String(Math.min(date, last)).padStart(2, "0")}`;
}

// As many intervals before as the range touches, or the same range moved by `compareTo` (such as "-1w").
export function previous(calendar, interval, { from, to, buckets }, compareTo) {
  if (!compareTo && interval === "hour") {
    const [begin, end] = [from, to].map((at) => at - buckets.length * 3_600_000);
    return { from: begin, to: end, buckets: calendar.buckets(interval, begin, end) };
  }
  const [, moved, letter] = /^-(\d+)([dwm])$/.exec(compareTo ?? "") ?? [];
  const unit = { d: "day", w: "week", m: "month" }[letter] ?? interval;
  const back = (at) => dayBefore(calendar, calendar.date(at), Number(moved ?? buckets.length), unit);
  const [begin, end] = [calendar.startOf(back(from)), calendar.endOf(back(to))];
  return { from: begin, to: end, buckets: calendar.buckets(interval, begin, end) };
}
