// What an editor of SQL asks the server: which tables there are, what could stand here, what is wrong where.
import { queryOptions } from "@tanstack/react-query";
import { ask } from "@/query/client";
import type { HogQLQuery } from "@/query/types";

export interface SchemaField {
  name: string;
  type: string;
}

export interface SchemaTable {
  name: string;
  fields: Record<string, SchemaField>;
}

export const schemaQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "sql-schema"],
    queryFn: async ({ signal }) => {
      const schema = await ask<{ tables: Record<string, SchemaTable> }>(
        projectId,
        { kind: "DatabaseSchemaQuery" },
        { signal },
      );
      return Object.values(schema.tables);
    },
    staleTime: 10 * 60_000,
  });

// Places are counted in characters from the beginning of the text.
export interface SqlNotice {
  message: string;
  start: number;
  end: number;
}

export interface SqlMetadata {
  isValid: boolean;
  errors: SqlNotice[];
  warnings: SqlNotice[];
}

export const checkStatement = (
  projectId: number,
  query: string,
  variables: HogQLQuery["variables"],
  signal: AbortSignal,
) => ask<SqlMetadata>(projectId, { kind: "HogQLMetadata", language: "hogQL", query, variables }, { signal });

export interface SqlSuggestion {
  label: string;
  insertText: string;
  kind: "Class" | "Variable" | "Property" | "Function";
  detail?: string;
}

export interface SqlSuggestions {
  suggestions: SqlSuggestion[];
  incomplete_list: boolean;
}

export const suggest = (projectId: number, query: string, place: number, signal: AbortSignal) =>
  ask<SqlSuggestions>(
    projectId,
    { kind: "HogQLAutocomplete", query, startPosition: place, endPosition: place },
    { signal },
  );
