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

export function exactNumber(value: number): string {
  return value.toLocaleString("en-US");
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${exactNumber(count)} ${count === 1 ? one : many}`;
}

// Seconds as words: 0.3 → "300 ms", 75 → "1 min 15 s".
export function durationText(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return rest(minutes, "min", Math.round(seconds % 60), "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return rest(hours, "h", minutes % 60, "min");
  return plural(Math.floor(hours / 24), "day");
}

function rest(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}
