// Variables that the project keeps for its SQL, as the server gives them.
import { queryOptions } from "@tanstack/react-query";
import type { InsightVariable } from "@/app/api-types";
import { request } from "@/app/client";
import type { VariableValue } from "./search";

export interface KeptVariable extends Omit<InsightVariable, "default_value"> {
  default_value: VariableValue["value"];
}

const base = (projectId: number) => `/api/projects/${projectId}/insight_variables/`;

export const variablesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "sql-variables"],
    queryFn: async ({ signal }) =>
      (await request<{ results: KeptVariable[] }>(base(projectId), { query: { limit: 500 }, signal })).results,
    staleTime: 60_000,
  });

export type VariableChanges = Partial<Pick<KeptVariable, "name" | "type" | "default_value" | "values">>;

export const createVariable = (projectId: number, variable: VariableChanges) =>
  request<KeptVariable>(base(projectId), { method: "POST", body: variable });

export const changeVariable = (projectId: number, id: string, changes: VariableChanges) =>
  request<KeptVariable>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes });

export const deleteVariable = (projectId: number, id: string) =>
  request<void>(`${base(projectId)}${id}/`, { method: "DELETE" });
