// What the columns of a SQL answer are: numbers, times, texts; how wide they have to be; their order. Pure.
import type { TableAnswer } from "@/query/types";
import { exactNumber } from "@/ui/numbers";

export function typeOf(answer: TableAnswer, column: number): string {
  const type = answer.types?.[column];
  return (Array.isArray(type) ? type[1] : type) ?? "";
}

// "LowCardinality(Nullable(String))" → "String".
function bareType(type: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)?.[1];
  return inner === undefined ? type : bareType(inner);
}

// As people say it: "text, or nothing".
export function typeWords(type: string): string {
  const bare = bareType(type);
  const short = bare.replace(/\(.*\)$/s, "");
  return type.includes("Nullable(") ? `${short}?` : short;
}

export const isNumeric = (type: string) =>
  /^(U?Int|Float|Decimal)/.test(bareType(type)) || type === "integer" || type === "float";

export const isDated = (type: string) => /^Date/.test(bareType(type));

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isInteger(value) ? exactNumber(value) : String(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export const isNumberColumn = (answer: TableAnswer, column: number) =>
  isNumeric(typeOf(answer, column)) ||
  (typeOf(answer, column) === "" && typeof answer.results[0]?.[column] === "number");

const looked = 200;
// A name that is longer is cut; it may be dragged wider.
const mostOfName = 24;
const characterPx = 7.3;
const paddingPx = 28;

// Wide enough for what the first rows hold: a width that changed while the table scrolls would be unreadable.
export function columnWidths(answer: TableAnswer): number[] {
  return answer.columns.map((name, column) => {
    let longest = Math.max(Math.min(name.length, mostOfName), typeWords(typeOf(answer, column)).length) + 2;
    for (const row of answer.results.slice(0, looked)) longest = Math.max(longest, cellText(row[column]).length);
    return Math.round(Math.min(420, Math.max(88, longest * characterPx + paddingPx)));
  });
}

export interface RowOrder {
  column: number;
  descending: boolean;
}

// The places of the rows in that order; what is nothing comes last either way.
export function sortedRows(answer: TableAnswer, order: RowOrder | undefined): number[] {
  const places = answer.results.map((_, place) => place);
  if (!order) return places;
  const numeric = isNumberColumn(answer, order.column);
  const keys = answer.results.map((row) => {
    const value = row[order.column];
    if (value === null || value === undefined) return null;
    return numeric ? Number(value) : cellText(value).toLowerCase();
  });
  const sign = order.descending ? -1 : 1;
  return places.sort((a, b) => {
    const [left, right] = [keys[a] ?? null, keys[b] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a - b;
    return left < right ? -sign : left > right ? sign : a - b;
  });
}
