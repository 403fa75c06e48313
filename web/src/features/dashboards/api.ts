// Dashboards as the server gives them.
import { queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { Creator, Insight } from "@/features/insights/api";
import type { DateRange, PropertyFilter, SqlVariable } from "@/query/types";
import type { Box } from "./grid";
import type { Over } from "./over";

export interface Tile {
  id: number;
  insight: Insight | null;
  text: { body: string } | null;
  layouts: { sm?: Box; xs?: Box };
  color: string | null;
}

// Dates that stand for those of the insights, and filters beside theirs.
export interface DashboardFilters extends DateRange {
  properties?: PropertyFilter[];
}

export interface DashboardBasic {
  id: number;
  name: string;
  description: string;
  pinned: boolean;
  tags: string[];
  filters: DashboardFilters;
  created_at: string;
  created_by: Creator | null;
  last_accessed_at: string | null;
}

export interface Dashboard extends DashboardBasic {
  // With the questions as they are asked here.
  tiles: Tile[];
  // For everybody; `filters` and `variables` are those that it was asked with.
  persisted_filters: DashboardFilters;
  persisted_variables: Record<string, SqlVariable>;
}

export interface DashboardPage {
  count: number;
  next: string | null;
  results: DashboardBasic[];
}

const base = (projectId: number) => `/api/projects/${projectId}/dashboards/`;

export const dashboardsQuery = (projectId: number, search = "") =>
  queryOptions({
    queryKey: ["project", projectId, "dashboards", search],
    queryFn: ({ signal }) => request<DashboardPage>(base(projectId), { query: { search, limit: 300 }, signal }),
  });

const overParameters = ({ filters, variables }: Over) => ({
  filters_override: filters && JSON.stringify(filters),
  variables_override: variables && JSON.stringify(variables),
});

export const dashboardQuery = (projectId: number, id: number, over: Over = {}) =>
  queryOptions({
    queryKey: ["project", projectId, "dashboard", id, over],
    queryFn: ({ signal }) => request<Dashboard>(`${base(projectId)}${id}/`, { query: overParameters(over), signal }),
  });

export interface TileChange {
  id?: number;
  layouts?: { sm: Box };
  text?: { body: string };
  deleted?: boolean;
}

export interface DashboardChanges {
  name?: string;
  description?: string;
  pinned?: boolean;
  tags?: string[];
  filters?: DashboardFilters;
  variables?: Record<string, SqlVariable>;
  deleted?: boolean;
  tiles?: TileChange[];
  use_dashboard?: number;
  duplicate_tiles?: boolean;
}

export const createDashboard = (projectId: number, changes: DashboardChanges) =>
  request<Dashboard>(base(projectId), { method: "POST", body: changes });

export const changeDashboard = (projectId: number, id: number, changes: DashboardChanges, over: Over = {}) =>
  request<Dashboard>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes, query: overParameters(over) });
