// Colours of series. A series is known by its key (event and breakdown value), so it looks the same on every page and
// whatever else is drawn beside it, unless two keys of one chart fall on the same colour. Pure.

// The tenth is a grey for what is left over.
export const colourCount = 9;
// The first of them look best alone; a chart of many series takes the others as well.
const preferred = 5;

function hash(key: string): number {
  let value = 2166136261;
  for (let index = 0; index < key.length; index++) value = Math.imul(value ^ key.charCodeAt(index), 16777619);
  return value >>> 0;
}

// One colour for each key, in order. The same key twice gets the same colour.
export function seriesColours(keys: readonly string[]): string[] {
  const taken = new Set<number>();
  const chosen = new Map<string, number>();
  for (const key of keys) {
    if (chosen.has(key)) continue;
    let slot = hash(key) % preferred;
    for (let tries = 0; taken.has(slot) && tries < colourCount; tries++) slot = (slot + 1) % colourCount;
    taken.add(slot);
    if (taken.size === colourCount) taken.clear();
    chosen.set(key, slot);
  }
  return keys.map((key) => `var(--chart-${(chosen.get(key) ?? 0) + 1})`);
}

export const statusColours: Readonly<Record<string, string>> = {
  new: "var(--chart-2)",
  returning: "var(--chart-1)",
  resurrecting: "var(--chart-4)",
  dormant: "var(--chart-3)",
};
