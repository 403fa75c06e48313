// The columns of the list of events: what there is, what a URL says, what a cell of an event reads. Pure.
import { propertyName } from "@/features/definitions/names";
import { valueWords } from "@/features/definitions/property-columns";
import type { StoredEvent } from "./api";

// "event", "where", "person", "time", "distinct_id", "uuid", or a property: "properties.plan", "person.properties.role".
export type ColumnId = string;

const ofEvent = "properties.";
const ofPerson = "person.properties.";

export const fixedColumns: Readonly<Record<string, string>> = {
  event: "Event",
  where: "Where",
  person: "Person",
  time: "Time",
  distinct_id: "Distinct id",
  session: "Session",
  library: "Library",
};

export const usualColumns: readonly ColumnId[] = ["event", "where", "person", "time"];
const mostColumns = 30;
const longest = 500;

export const propertyColumn = (type: string, key: string): ColumnId =>
  `${type === "person" ? ofPerson : ofEvent}${key}`;

function isColumn(value: unknown): value is ColumnId {
  if (typeof value !== "string" || value.length > longest) return false;
  if (Object.hasOwn(fixedColumns, value)) return true;
  return [ofEvent, ofPerson].some((prefix) => value.startsWith(prefix) && value.length > prefix.length);
}

// Undefined for what is no list of columns, and for the usual ones: they need not stand in the address.
export function readColumns(value: unknown): ColumnId[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const columns = [...new Set(value.filter(isColumn))].slice(0, mostColumns);
  if (columns.length === 0 || columns.join("\n") === usualColumns.join("\n")) return undefined;
  return columns;
}

// The property a column shows, if it shows one.
export function columnProperty(column: ColumnId): { type: "event" | "person"; key: string } | undefined {
  if (column.startsWith(ofPerson)) return { type: "person", key: column.slice(ofPerson.length) };
  if (column.startsWith(ofEvent)) return { type: "event", key: column.slice(ofEvent.length) };
  return undefined;
}

export function columnTitle(column: ColumnId): string {
  const property = columnProperty(column);
  return property ? propertyName(property.key) : (fixedColumns[column] ?? column);
}

// What a cell says, for columns that are only text.
export function columnText(column: ColumnId, event: StoredEvent): string {
  const property = columnProperty(column);
  if (property?.type === "person") return valueWords(event.person?.properties?.[property.key]);
  if (property) return valueWords(event.properties[property.key]);
  if (column === "distinct_id") return event.distinct_id;
  if (column === "session") return valueWords(event.properties.$session_id);
  if (column === "library") {
    return [event.properties.$lib, event.properties.$lib_version].map(valueWords).filter(Boolean).join(" ");
  }
  return "";
}

const widths: Readonly<Record<string, string>> = {
  event: "minmax(180px,1.15fr)",
  where: "minmax(160px,1.5fr)",
  person: "minmax(150px,1fr)",
  time: "96px",
};
const narrowest: Readonly<Record<string, number>> = { event: 180, where: 160, person: 150, time: 96 };
const other = 130;
const gap = 16;

// The grid's tracks, after the one with the arrow that opens a row.
export const columnTracks = (columns: readonly ColumnId[], dragged: Readonly<Record<string, number>> = {}): string =>
  [
    "20px",
    ...columns.map((column) => {
      const own = dragged[column];
      return own === undefined ? (widths[column] ?? `minmax(${other}px,1fr)`) : `${own}px`;
    }),
  ].join(" ");

// How many pixels the columns need at least; a narrower list scrolls sideways.
export const columnsWidth = (columns: readonly ColumnId[], dragged: Readonly<Record<string, number>> = {}): number =>
  columns.reduce((sum, column) => sum + gap + (dragged[column] ?? narrowest[column] ?? other), 20 + 48);
