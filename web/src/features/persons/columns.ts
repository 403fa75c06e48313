// The columns of the list of people. Pure.
import { propertyName } from "@/features/definitions/names";

// "person", "known", "place", "ids", "created", or a property: "properties.plan".
export type PersonColumn = string;

const ofPerson = "properties.";

export const fixedPersonColumns: Readonly<Record<string, string>> = {
  person: "Person",
  known: "Known",
  place: "Place",
  ids: "Distinct id",
  created: "First seen",
};

export const usualPersonColumns: readonly PersonColumn[] = ["person", "known", "place", "ids", "created"];
const mostColumns = 20;
const longest = 400;

export const personColumnOf = (key: string): PersonColumn => `${ofPerson}${key}`;

export const propertyOf = (column: PersonColumn): string | undefined =>
  column.startsWith(ofPerson) ? column.slice(ofPerson.length) : undefined;

export function personColumnTitle(column: PersonColumn): string {
  const key = propertyOf(column);
  return key === undefined ? (fixedPersonColumns[column] ?? column) : propertyName(key);
}

const isColumn = (value: unknown): value is PersonColumn =>
  typeof value === "string" &&
  value.length <= longest + ofPerson.length &&
  (Object.hasOwn(fixedPersonColumns, value) || (value.startsWith(ofPerson) && value.length > ofPerson.length));

// Undefined for what is no list of columns, and for the usual ones: they need not stand in the address.
export function readPersonColumns(value: unknown): PersonColumn[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const columns = [...new Set(value.filter(isColumn))].slice(0, mostColumns);
  if (columns.length === 0 || columns.join("\n") === usualPersonColumns.join("\n")) return undefined;
  return columns;
}
