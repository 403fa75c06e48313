// Columns of lists of people and of groups: a few fixed ones, and one for any property, "properties.plan". Pure.
import { propertyName } from "./names";

const prefix = "properties.";
const mostColumns = 20;
const longestKey = 400;

export const columnOfProperty = (key: string): string => `${prefix}${key}`;

// The property that a column shows, if it shows one.
export const propertyOf = (column: string): string | undefined =>
  column.startsWith(prefix) && column.length > prefix.length ? column.slice(prefix.length) : undefined;

// `fixed` has the titles of the columns that are no property.
export function columnTitle(fixed: Readonly<Record<string, string>>, column: string): string {
  const key = propertyOf(column);
  return key === undefined ? (fixed[column] ?? column) : propertyName(key);
}

// Undefined for what is no list of columns, and for the usual ones: they need not stand in the address.
export function readColumns(
  value: unknown,
  fixed: Readonly<Record<string, string>>,
  usual: readonly string[],
): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const isColumn = (column: unknown): column is string =>
    typeof column === "string" &&
    column.length <= prefix.length + longestKey &&
    (Object.hasOwn(fixed, column) || propertyOf(column) !== undefined);
  const columns = [...new Set(value.filter(isColumn))].slice(0, mostColumns);
  return columns.length === 0 || columns.join("\n") === usual.join("\n") ? undefined : columns;
}

// A value of a property as a cell shows it; nothing where there is none.
export const valueWords = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
