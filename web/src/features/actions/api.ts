// Actions as the server gives them: named conditions on events.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { Creator } from "@/features/insights/api";
import type { PropertyFilter } from "@/query/types";

export type Matching = "exact" | "contains" | "regex";

// All that is set must hold of an event.
export interface Step {
  event: string | null;
  selector: string | null;
  tag_name: string | null;
  text: string | null;
  text_matching: Matching | null;
  href: string | null;
  href_matching: Matching | null;
  url: string | null;
  url_matching: Matching | null;
  properties: PropertyFilter[];
}

export interface Action {
  id: number;
  name: string;
  description: string;
  tags: string[];
  steps: Step[];
  deleted: boolean;
  created_at: string;
  created_by: Creator | null;
  updated_at: string;
}

interface ActionList {
  count: number;
  next: string | null;
  results: Action[];
}

const base = (projectId: number) => `/api/projects/${projectId}/actions/`;

export const actionsQuery = (projectId: number, search = "") =>
  queryOptions({
    queryKey: ["project", projectId, "actions", search],
    queryFn: ({ signal }) => request<ActionList>(base(projectId), { query: { search, limit: 500 }, signal }),
    placeholderData: keepPreviousData,
  });

export const actionQuery = (projectId: number, id: number) =>
  queryOptions({
    queryKey: ["project", projectId, "action", id],
    queryFn: ({ signal }) => request<Action>(`${base(projectId)}${id}/`, { signal }),
  });

export interface ActionChanges {
  name?: string;
  description?: string;
  tags?: string[];
  steps?: Step[];
  deleted?: boolean;
}

export const createAction = (projectId: number, changes: ActionChanges) =>
  request<Action>(base(projectId), { method: "POST", body: changes });

export const changeAction = (projectId: number, id: number, changes: ActionChanges) =>
  request<Action>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes });

export interface Preview {
  count: number;
  persons: number;
  date_from: string;
  date_to: string;
  days: string[];
  data: number[];
  recent: Array<{ uuid: string; event: string; timestamp: string; distinct_id: string }>;
}

// What steps fit, saved or not, among the events of the last days.
export const previewQuery = (projectId: number, steps: Step[], days = 30) =>
  queryOptions({
    queryKey: ["project", projectId, "action-preview", steps, days],
    queryFn: ({ signal }) =>
      request<Preview>(`${base(projectId)}preview/`, { method: "POST", body: { steps, days }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });
