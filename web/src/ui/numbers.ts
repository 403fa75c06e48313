// Numbers, sizes and durations as a person reads them. Pure; the exact value goes beside it on hover.

// 999 → "999", 12_400 → "12.4k", 3_000_000 → "3M". Never more than one decimal.
export function compactNumber(value: number): string {
  const size = Math.abs(value);
  if (size < 1000) return Number.isInteger(value) ? String(value) : value.toFixed(1);
  for (const [unit, suffix] of [
    [1e3, "k"],
    [1e6, "M"],
    [1e9, "B"],
    [1e12, "T"],
  ] as const) {
    const scaled = Math.round((value / unit) * 10) / 10;
    if (Math.abs(scaled) < 1000 || suffix === "T") return `${scaled}${suffix}`;
  }
  return String(value);
}

// Making a formatter takes a hundred times as long as using it.
const grouped = new Intl.NumberFormat("en-US");

export function exactNumber(value: number): string {
  return grouped.format(value);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${exactNumber(count)} ${count === 1 ? one : many}`;
}

// Bytes as words: 512 → "512 B", 3_400_000 → "3.4 MB".
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  for (const [unit, suffix] of [
    [1e3, "kB"],
    [1e6, "MB"],
    [1e9, "GB"],
  ] as const) {
    const scaled = Math.round((bytes / unit) * 10) / 10;
    if (scaled < 1000 || suffix === "GB") return `${scaled} ${suffix}`;
  }
  return `${bytes} B`;
}

// A length of time in the words a person uses: "45 s", "3 min 20 s", "5 h 10 min", "2 d 4 h".
export function durationText(seconds: number): string {
  if (seconds < 1) return seconds <= 0 ? "0 s" : `${Math.round(seconds * 1000)} ms`;
  const steps = [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
  ] as const;
  const whole = Math.round(seconds);
  const place = steps.findIndex(([length]) => whole >= length);
  const [length, unit] = steps[place] ?? [1, "s"];
  const smaller = steps[place + 1];
  const rest = smaller ? Math.floor((whole % length) / smaller[0]) : 0;
  return `${Math.floor(whole / length)} ${unit}${smaller && rest > 0 ? ` ${rest} ${smaller[1]}` : ""}`;
}
