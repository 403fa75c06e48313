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
