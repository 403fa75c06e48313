// Order and search of a list of properties. Pure.

export interface PropertyRow {
  key: string;
  value: unknown;
}

// The product's own properties first, those of SDKs ("$…") after, each by name.
export function orderProperties(properties: Readonly<Record<string, unknown>>): PropertyRow[] {
  return Object.entries(properties)
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => Number(a.key.startsWith("$")) - Number(b.key.startsWith("$")) || a.key.localeCompare(b.key));
}

export function valueText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

export function searchProperties(rows: readonly PropertyRow[], search: string): PropertyRow[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return [...rows];
  return rows.filter(
    (row) => row.key.toLowerCase().includes(wanted) || valueText(row.value).toLowerCase().includes(wanted),
  );
}

// What a person typed as a value: a number, true, false, null and JSON objects or lists become those, all else is text.
export function parseTyped(text: string): unknown {
  const trimmed = text.trim();
  if (/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|\{[\s\S]*\}|\[[\s\S]*\])$/.test(trimmed)) {
    try {
      return JSON.parse(trimmed);
    } catch {
      return text;
    }
  }
  // Quotes keep a number or a word as text: "42".
  if (/^"[\s\S]*"$/.test(trimmed)) {
    try {
      return JSON.parse(trimmed);
    } catch {
      return text;
    }
  }
  return text;
}

// The other way round: what to put into the field so that parseTyped gives the value back.
export function editableText(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? "";
  return typeof parseTyped(value) === "string" && parseTyped(value) === value ? value : JSON.stringify(value);
}
