// Days, weeks and months of a time zone, by asking the JavaScript engine's own zone rules for the local time of an
// instant and searching. Slow and plain.

const hour = 3_600_000;
const formats = new Map();

function format(zone) {
  if (!formats.has(zone)) {
    formats.set(
      zone,
      new Intl.DateTimeFormat("en-CA", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }),
    );
  }
  return formats.get(zone);
}

const calendars = new Map();

// Kept, because asking for local times is slow.
export function calendarOf(zone, mondays = false) {
  const name = `${zone} ${mondays}`;
  if (!calendars.has(name)) calendars.set(name, makeCalendar(zone, mondays));
  return calendars.get(name);
}

function makeCalendar(zone, mondays) {
  const cache = new Map();
  const starts = new Map();
  // "2026-03-29 01:59:59"
  const local = (at) => {
    const second = Math.floor(at / 1000) * 1000;
    if (!cache.has(second)) {
      const parts = Object.fromEntries(
        format(zone)
          .formatToParts(second)
          .map(({ type, value }) => [type, value]),
      );
      cache.set(second, `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}:${parts.second}`);
    }
    return cache.get(second);
  };
  const date = (at) => local(at).slice(0, 10);
  const addDays = (day, count) =>
    new Date(Date.parse(`${day}T00:00:00Z`) + count * 24 * hour).toISOString().slice(0, 10);
  // The first instant whose local date is `day` or later.
  const startOf = (day) => {
    if (!starts.has(day)) starts.set(day, searchStart(day));
    return starts.get(day);
  };
  const searchStart = (day) => {
    let low = Date.parse(`${day}T00:00:00Z`) - 26 * hour;
    let high = low + 52 * hour;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (date(middle) >= day) high = middle;
      else low = middle;
    }
    return high;
  };
  const weekday = (day) => new Date(`${day}T00:00:00Z`).getUTCDay();
  const dayOfBucket = (at, interval) => {
    const day = date(at);
    if (interval === "day") return day;
    if (interval === "month") return `${day.slice(0, 7)}-01`;
    return addDays(day, -((weekday(day) - (mondays ? 1 : 0) + 7) % 7));
  };
  const nextDay = (day, interval) => {
    if (interval === "day") return addDays(day, 1);
    if (interval === "week") return addDays(day, 7);
    return `${addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7)}-01`;
  };
  return {
    zone,
    local,
    date,
    addDays,
    startOf,
    startOfDay: (at) => startOf(date(at)),
    endOf: (day) => startOf(addDays(day, 1)) - 1,
    // All intervals that overlap [from, to]: {start, end (exclusive), day (as results name it)}.
    buckets(interval, from, to) {
      const list = [];
      if (interval === "hour" || interval === "minute") {
        const length = interval === "hour" ? hour : 60_000;
        const cut = interval === "hour" ? 14 : 17;
        let start = from - ((at) => Number(local(at).slice(14, 16)) * 60_000 * (cut === 14 ? 1 : 0))(from);
        start -= Number(local(start).slice(17, 19)) * 1000 + (((start % 1000) + 1000) % 1000);
        for (; start <= to; start += length)
          list.push({ start, end: start + length, day: `${local(start).slice(0, cut)}${cut === 14 ? "00:00" : "00"}` });
        return list;
      }
      for (let day = dayOfBucket(from, interval); startOf(day) <= to; day = nextDay(day, interval))
        list.push({ start: startOf(day), end: startOf(nextDay(day, interval)), day });
      return list;
    },
  };
}
