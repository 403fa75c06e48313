// The columns of the list of people, beside those of their properties. Pure.
import { columnTitle, readColumns } from "@/features/definitions/property-columns";

export const fixedPersonColumns: Readonly<Record<string, string>> = {
  person: "Person",
  known: "Known",
  place: "Place",
  ids: "Distinct id",
  created: "First seen",
};

export const usualPersonColumns: readonly string[] = ["person", "known", "place", "ids", "created"];

export const personColumnTitle = (column: string): string => columnTitle(fixedPersonColumns, column);

export const readPersonColumns = (value: unknown): string[] | undefined =>
  readColumns(value, fixedPersonColumns, usualPersonColumns);
