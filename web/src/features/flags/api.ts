// Feature flags as the server gives them.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { Creator } from "@/features/insights/api";
import type { PropertyFilter } from "@/query/types";

export interface Condition {
  properties: PropertyFilter[];
  // Per cent of those who fit; null is everybody.
  rollout_percentage: number | null;
  variant?: string | null;
}

export interface Variant {
  key: string;
  name?: string;
  rollout_percentage: number;
}

export interface FlagFilters {
  groups: Condition[];
  multivariate?: { variants: Variant[] } | null;
  payloads?: Record<string, unknown>;
  aggregation_group_type_index?: number | null;
}

export interface Flag {
  id: number;
  key: string;
  // What it is for, in words.
  name: string;
  filters: FlagFilters;
  active: boolean;
  deleted: boolean;
  version: number;
  tags: string[];
  created_by: Creator | null;
  created_at: string;
  updated_at: string;
  last_called_at: string | null;
  status: "ACTIVE" | "INACTIVE" | "STALE" | "DELETED";
}

interface FlagList {
  count: number;
  next: string | null;
  results: Flag[];
}

const base = (projectId: number) => `/api/projects/${projectId}/feature_flags/`;

export const flagsQuery = (projectId: number, search = "") =>
  queryOptions({
    queryKey: ["project", projectId, "flags", search],
    queryFn: ({ signal }) => request<FlagList>(base(projectId), { query: { search, limit: 500 }, signal }),
    placeholderData: keepPreviousData,
  });

export const flagQuery = (projectId: number, id: number) =>
  queryOptions({
    queryKey: ["project", projectId, "flag", id],
    queryFn: ({ signal }) => request<Flag>(`${base(projectId)}${id}/`, { signal }),
  });

export interface FlagChanges {
  key?: string;
  name?: string;
  active?: boolean;
  deleted?: boolean;
  filters?: FlagFilters;
  tags?: string[];
}

export const createFlag = (projectId: number, changes: FlagChanges) =>
  request<Flag>(base(projectId), { method: "POST", body: changes });

export const changeFlag = (projectId: number, id: number, changes: FlagChanges) =>
  request<Flag>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes });

export interface Reach {
  affected: number;
  total: number;
  is_estimate: boolean;
}

// How many people a condition is about, before its percentage.
export const reachQuery = (projectId: number, condition: Condition) =>
  queryOptions({
    queryKey: ["project", projectId, "flag-reach", condition.properties],
    queryFn: ({ signal }) =>
      request<Reach>(`${base(projectId)}user_blast_radius/`, {
        method: "POST",
        body: { condition: { ...condition, rollout_percentage: 100 } },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
  });
