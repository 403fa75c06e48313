// Saved views of lists as the server gives them.
import { queryOptions } from "@tanstack/react-query";
import type { SavedView as Stored } from "@/app/api-types";
import { request } from "@/app/client";
import type { Creator } from "@/features/insights/api";

export interface SavedView extends Omit<Stored, "columns" | "visibility" | "created_by"> {
  columns: string[];
  visibility: "private" | "shared";
  created_by: Creator | null;
}

interface ViewPage {
  results: SavedView[];
}

const base = (projectId: number) => `/api/projects/${projectId}/column_configurations/`;

// `list` is which list they are views of: "events".
export const savedViewsQuery = (projectId: number, list: string) =>
  queryOptions({
    queryKey: ["project", projectId, "saved-views", list],
    queryFn: async ({ signal }) =>
      (await request<ViewPage>(base(projectId), { query: { context_key: list, limit: 500 }, signal })).results,
    staleTime: 60_000,
  });

export type ViewChanges = Partial<Pick<SavedView, "name" | "columns" | "filters" | "visibility">>;

export const createView = (projectId: number, list: string, view: ViewChanges) =>
  request<SavedView>(base(projectId), { method: "POST", body: { context_key: list, ...view } });

export const changeView = (projectId: number, id: number, changes: ViewChanges) =>
  request<SavedView>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes });

export const deleteView = (projectId: number, id: number) =>
  request<void>(`${base(projectId)}${id}/`, { method: "DELETE" });
