// How wide the columns of a table are, as people drag them, and which are hidden: remembered in the browser by the
// table's name. The arithmetic is pure.
import { useCallback, useMemo, useState } from "react";
import { readStored, writeStored } from "@/app/stored";

export interface Measured {
  id: string;
  // In pixels, as it stands on the screen.
  width: number;
}

export interface Look {
  // Of the whole table, in per cent: a table keeps its proportions on a wider screen. Lists that scroll sideways keep
  // pixels instead.
  widths: Readonly<Record<string, number>>;
  hidden: readonly string[];
}

export const narrowest = 56;
const usual: Look = { widths: {}, hidden: [] };

const rounded = (value: number) => Math.round(value * 100) / 100;

// The columns after one was made `to` pixels wide. What it gains its neighbour at the right loses, so that the table
// stays as wide as it is; the last column has no such neighbour and keeps its width.
export function resized(columns: readonly Measured[], id: string, to: number): Record<string, number> | undefined {
  const shown = columns.filter(({ width }) => width > 0);
  const at = shown.findIndex((column) => column.id === id);
  const column = shown[at];
  const next = shown[at + 1];
  if (!column || !next) return undefined;
  const both = column.width + next.width;
  const width = Math.min(Math.max(to, Math.min(narrowest, both / 2)), both - Math.min(narrowest, both / 2));
  const total = shown.reduce((sum, each) => sum + each.width, 0);
  const widthOf = (each: Measured) => (each === column ? width : each === next ? both - width : each.width);
  return Object.fromEntries(shown.map((each) => [each.id, rounded((widthOf(each) / total) * 100)]));
}

// What was stored, without what is not ours.
export function readLook(text: string | null): Look {
  if (text === null) return usual;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return usual;
    const { widths, hidden } = value as { widths?: unknown; hidden?: unknown };
    const known = Object.entries(typeof widths === "object" && widths !== null ? widths : {}).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0,
    );
    return {
      widths: Object.fromEntries(known),
      hidden: Array.isArray(hidden) ? hidden.filter((each) => typeof each === "string") : [],
    };
  } catch {
    return usual;
  }
}

export function useLook(name: string) {
  const key = `table.${name}`;
  const [state, setState] = useState(() => ({ key, look: readLook(readStored(key)) }));
  // Another table, or another saved view of it, in the same place.
  const look = useMemo(() => (state.key === key ? state.look : readLook(readStored(key))), [state, key]);
  const change = useCallback(
    (next: Look) => {
      writeStored(key, JSON.stringify(next));
      setState({ key, look: next });
    },
    [key],
  );
  const isUsual = Object.keys(look.widths).length === 0 && look.hidden.length === 0;
  return { look, isUsual, change, reset: useCallback(() => change(usual), [change]) };
}
