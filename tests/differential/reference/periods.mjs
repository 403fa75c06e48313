// The time that a question compares with.

// As many intervals before as the range touches.
export function previous(calendar, interval, { from, to, buckets }) {
  const shift = (at) => {
    if (interval === "hour") return at - buckets.length * 3_600_000;
    const back = (day) => {
      if (interval === "month") {
        const [year, month, date] = day.split("-").map(Number);
        const first = new Date(Date.UTC(year, month - 1 - buckets.length, 1));
        const last = new Date(Date.UTC(year, month - buckets.length, 0)).getUTCDate();
        return `${first.toISOString().slice(0, 8)}${String(Math.min(date, last)).padStart(2, "0")}`;
      }
      return calendar.addDays(day, -buckets.length * (interval === "week" ? 7 : 1));
    };
    return back(calendar.date(at));
  };
  const begin = interval === "hour" ? shift(from) : calendar.startOf(shift(from));
  const end = interval === "hour" ? shift(to) : calendar.endOf(shift(to));
  return { from: begin, to: end, buckets: calendar.buckets(interval, begin, end) };
}
