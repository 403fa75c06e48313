// What stands over the insights of a dashboard while somebody looks at it: the dates, filters and values of variables in the
// address, over those that are kept. The server puts them into the questions (src/query/overrides.h), here as on public
// links and in letters. Pure.
import { isComplete } from "@/features/insights/filters";
import { variablesIn } from "@/features/sql/statements";
import type { InsightQuery, PropertyFilter, SqlVariable } from "@/query/types";
import type { DashboardSearch } from "./search";

export interface Over {
  filters?: { date_from?: string | null; date_to?: string | null; properties?: PropertyFilter[] };
  variables?: Record<string, SqlVariable>;
}

export function overOf({ from, to, filters, vars }: DashboardSearch): Over {
  const over: Over = {};
  // The end of a range goes with its start.
  if (from !== undefined) over.filters = { date_from: from, date_to: to ?? null };
  if (filters !== undefined) over.filters = { ...over.filters, properties: filters.filter(isComplete) };
  if (vars !== undefined) {
    const given = Object.entries(vars).map(([name, value]) => [name, { variableId: name, code_name: name, value }]);
    over.variables = Object.fromEntries(given);
  }
  return over;
}

// The code names of variables that the statements of tiles name, each once.
export function variablesOf(queries: ReadonlyArray<InsightQuery | undefined>): string[] {
  const names = queries.flatMap((query) => (query?.kind === "HogQLQuery" ? variablesIn(query.query) : []));
  return [...new Set(names)];
}
