// The state of a dashboard's page as it stands in the URL. Pure.
import type { DateRange, PropertyFilter } from "@/query/types";

// null: the default, whatever is kept for the dashboard.
export type VariableGiven = string | number | boolean | null;

export interface DashboardSearch {
  // Instead of the dates of the insights.
  from?: string;
  to?: string;
  // Beside the filters of the insights.
  filters?: PropertyFilter[];
  // Values of variables of SQL, by their code names.
  vars?: Record<string, VariableGiven>;
  edit?: boolean;
  full?: boolean;
}

const date = /^(all|-?\d*[hdwmqy](Start|End)?|-\d+[hdwmqy](Start|End)?|\d{4}-\d{2}-\d{2}.*)$/;

export function readDashboardSearch(search: Record<string, unknown>): DashboardSearch {
  const result: DashboardSearch = {
    from: undefined,
    to: undefined,
    filters: undefined,
    vars: undefined,
    edit: undefined,
    full: undefined,
  };
  for (const edge of ["from", "to"] as const) {
    const value = search[edge];
    if (typeof value === "string" && value.length < 40 && date.test(value)) result[edge] = value;
  }
  if (isFilters(search.filters)) result.filters = search.filters;
  result.vars = readGiven(search.vars);
  if (search.edit === true) result.edit = true;
  if (search.full === true) result.full = true;
  return result;
}

const mostVariables = 50;

function readGiven(value: unknown): Record<string, VariableGiven> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const given = Object.entries(value)
    .filter(
      ([name, each]) =>
        /^\w{1,200}$/.test(name) && (each === null || ["number", "boolean"].includes(typeof each) || isShortText(each)),
    )
    .slice(0, mostVariables);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

const isShortText = (value: unknown) => typeof value === "string" && value.length <= 2000;

function isFilters(value: unknown): value is PropertyFilter[] {
  return (
    Array.isArray(value) &&
    value.length <= 50 &&
    value.every(
      (each) =>
        typeof each === "object" && each !== null && typeof each.key === "string" && typeof each.type === "string",
    )
  );
}

export const rangeIn = (search: DashboardSearch): DateRange | undefined =>
  search.from ? { date_from: search.from, ...(search.to ? { date_to: search.to } : {}) } : undefined;
