// The SQL page's state in the URL: what was asked, with which values, how it is drawn, which saved query it is. Pure.
import { readDrawing } from "@/features/insights/url";
import type { HogQLQuery, SqlDrawing, SqlVariable } from "@/query/types";

export interface SqlSearch {
  q?: string;
  values?: VariableValues;
  drawn?: SqlDrawing;
  // The short id of the saved query that is being worked on.
  saved?: string;
}

export type VariableType = NonNullable<SqlVariable["type"]>;
export interface VariableValue {
  type: VariableType;
  value: string | number | boolean | null;
}
export type VariableValues = Record<string, VariableValue>;

export const longestStatement = 20_000;
const mostVariables = 50;
const types: readonly string[] = ["String", "Number", "Boolean", "Date", "List"] satisfies VariableType[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readValues(value: unknown): VariableValues | undefined {
  if (!isObject(value)) return undefined;
  const values: VariableValues = {};
  for (const [name, each] of Object.entries(value).slice(0, mostVariables)) {
    if (!/^\w{1,100}$/.test(name) || !isObject(each) || !types.includes(String(each.type))) continue;
    if (each.value !== null && !["string", "number", "boolean"].includes(typeof each.value)) continue;
    values[name] = { type: each.type as VariableType, value: each.value as VariableValue["value"] };
  }
  return Object.keys(values).length > 0 ? values : undefined;
}

export function readSqlSearch(search: Record<string, unknown>): SqlSearch {
  const q = typeof search.q === "string" && search.q.trim() !== "" ? search.q.slice(0, longestStatement) : undefined;
  const saved = typeof search.saved === "string" && /^\w{1,32}$/.test(search.saved) ? search.saved : undefined;
  return { q, saved, values: readValues(search.values), drawn: readDrawing(search.drawn) };
}

// What is given for the variables that a text names. Without a value stands the default of the project's variable of that
// name, or null.
export function asVariables(
  names: readonly string[],
  values: VariableValues,
  kept: ReadonlyArray<{ id: string; code_name: string; type: VariableType }>,
): HogQLQuery["variables"] {
  if (names.length === 0) return undefined;
  return Object.fromEntries(
    names.map((name) => {
      const own = kept.find(({ code_name }) => code_name === name);
      const { type, value } = values[name] ?? { type: "String" as const, value: null };
      const id = own?.id ?? name;
      return [id, { variableId: id, code_name: name, type: own?.type ?? type, value }];
    }),
  );
}

// The values that a saved query was saved with.
export function valuesOf(variables: HogQLQuery["variables"]): VariableValues | undefined {
  const values = Object.values(variables ?? {}).map(({ code_name, type, value }) => {
    const guessed = typeof value === "number" ? "Number" : typeof value === "boolean" ? "Boolean" : "String";
    return [code_name, { type: type ?? guessed, value: value ?? null }];
  });
  return readValues(Object.fromEntries(values));
}

export const firstStatement = `SELECT event, count() AS events, count(DISTINCT person_id) AS people
FROM events
WHERE timestamp > now() - INTERVAL 7 DAY
GROUP BY event
ORDER BY events DESC
LIMIT 100`;
