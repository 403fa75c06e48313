// Times as text: relative for reading, exact with the zone named on hover, days for grouping. Pure: `now` and the zone
// are arguments.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

// "now", "20 s ago", "3 min ago", "5 h ago", "2 days ago", then the date.
export function relativeTime(at: Date, now: Date, zone: string): string {
  const past = now.getTime() - at.getTime();
  if (past < -5000) return dateText(at, now, zone);
  if (past < 10_000) return "now";
  // Whole tens: a column of seconds that all count would never be at rest.
  if (past < minute) return `${Math.floor(past / 10_000) * 10} s ago`;
  if (past < hour) return `${Math.floor(past / minute)} min ago`;
  if (past < day) return `${Math.floor(past / hour)} h ago`;
  if (past < 7 * day) return Math.floor(past / day) === 1 ? "1 day ago" : `${Math.floor(past / day)} days ago`;
  return dateText(at, now, zone);
}

// Making a formatter takes a hundred times as long as using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(at: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${zone} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = formatterFor(zone, options);
    formatters.set(key, formatter);
  }
  return formatter.format(at);
}

function formatterFor(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
}

// "3 Nov", with the year when it is not this one.
export function dateText(at: Date, now: Date, zone: string): string {
  const year = (moment: Date) => format(moment, zone, { year: "numeric" });
  return format(at, zone, {
    day: "numeric",
    month: "short",
    ...(year(at) === year(now) ? {} : { year: "numeric" }),
  });
}

// "Mon 3 Nov 2025, 14:05:09.123 Europe/Berlin"
export function exactTime(at: Date, zone: string): string {
  const text = format(at, zone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  });
  return `${text} ${zone}`;
}

// "14:05:09"
export function clockTime(at: Date, zone: string): string {
  return format(at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
}

// The day in the zone as "2025-11-03": the key to group by.
export function dayKey(at: Date, zone: string): string {
  const part = (options: Intl.DateTimeFormatOptions) => format(at, zone, options);
  return `${part({ year: "numeric" })}-${part({ month: "2-digit" })}-${part({ day: "2-digit" })}`;
}

// "Today", "Yesterday", "Mon 3 Nov", with the year when it is not this one.
export function dayTitle(at: Date, now: Date, zone: string): string {
  const key = dayKey(at, zone);
  if (key === dayKey(now, zone)) return "Today";
  if (key === dayKey(new Date(now.getTime() - day), zone)) return "Yesterday";
  return `${format(at, zone, { weekday: "short" })} ${dateText(at, now, zone)}`;
}

// The instant at which the day "2025-11-03" begins in the zone, as ISO text. `addDays` 1 gives the end of that day.
export function dayStart(day: string, zone: string, addDays = 0): string {
  const [year, month, date] = day.split("-").map(Number);
  const wall = Date.UTC(year ?? 1970, (month ?? 1) - 1, (date ?? 1) + addDays);
  // The offset at the wall time read as UTC can differ from the one at the real instant near a clock change: ask twice.
  const first = wall - zoneOffset(new Date(wall), zone);
  return new Date(wall - zoneOffset(new Date(first), zone)).toISOString();
}

function zoneOffset(at: Date, zone: string): number {
  const parts = format(at, zone, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).match(/\d+/g);
  const [date, month, year, hours, minutes, seconds] = (parts ?? []).map(Number);
  const wall = Date.UTC(year ?? 1970, (month ?? 1) - 1, date ?? 1, hours ?? 0, minutes ?? 0, seconds ?? 0);
  return wall - Math.floor(at.getTime() / 1000) * 1000;
}
