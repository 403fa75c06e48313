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
  has_encrypted_payloads: boolean;
  requires_approval: boolean;
  created_by: Creator | null;
  created_at: string;
  updated_at: string;
  last_called_at: string | null;
  usage_dashboard: number | null;
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
  requires_approval?: boolean;
  filters?: FlagFilters;
  tags?: string[];
}

export const createFlag = (projectId: number, changes: FlagChanges) =>
  request<Flag>(base(projectId), { method: "POST", body: changes });

export const changeFlag = (projectId: number, id: number, changes: FlagChanges) =>
  request<Flag>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes });

// Makes the dashboard of a flag's usage, unless there is one.
export const makeDashboard = (projectId: number, id: number) =>
  request<{ success: boolean }>(`${base(projectId)}${id}/dashboard/`, { method: "POST", body: {} });

// Keeps the people whom a flag is on for now as a list.
export const keepPeople = (projectId: number, id: number) =>
  request<{ cohort: { id: number; name: string } }>(`${base(projectId)}${id}/create_static_cohort_for_flag/`, {
    method: "POST",
    body: {},
  });

export interface Reach {
  affected: number;
  total: number;
  is_estimate: boolean;
}

// How many people, or groups of a type, a condition is about, before its percentage.
export const reachQuery = (projectId: number, condition: Condition, groupType?: number) =>
  queryOptions({
    queryKey: ["project", projectId, "flag-reach", groupType, condition.properties],
    queryFn: ({ signal }) =>
      request<Reach>(`${base(projectId)}user_blast_radius/`, {
        method: "POST",
        body: { condition: { ...condition, rollout_percentage: 100 }, group_type_index: groupType ?? null },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

export interface FlagVersion {
  version: number;
  changed_by: Creator | null;
  changed_at: string;
  changes: FieldChange[];
}

export const versionsQuery = (projectId: number, flag: Flag) =>
  queryOptions({
    queryKey: ["project", projectId, "flag-versions", flag.id, flag.version],
    queryFn: ({ signal }) =>
      request<{ results: FlagVersion[] }>(`${base(projectId)}${flag.id}/versions/`, { query: { limit: 50 }, signal }),
    placeholderData: keepPreviousData,
  });

export const revertFlag = (projectId: number, id: number, version: number) =>
  request<Flag>(`${base(projectId)}${id}/versions/${version}/revert/`, { method: "POST", body: {} });

export interface Evaluated {
  value: boolean | string;
  evaluation: { reason: string; condition_index: number | null; description: string; payload: string | null };
}

// Of every flag, by key.
export const testFlags = (projectId: number, distinctId: string) =>
  request<Record<string, Evaluated>>(`${base(projectId)}test/`, { method: "POST", body: { distinct_id: distinctId } });

export const testFlagsQuery = (projectId: number, distinctId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "flags-of", distinctId],
    queryFn: () => testFlags(projectId, distinctId),
    placeholderData: keepPreviousData,
  });

export interface EvaluatedThen {
  flags: Record<string, { value: boolean | string; version: number; description: string }>;
  properties_as_of: string | null;
}

export const evaluationAt = (projectId: number, flag: string, distinctId: string, at: string) =>
  request<EvaluatedThen>(`${base(projectId)}evaluation_at/`, { query: { flag, distinct_id: distinctId, at } });

export interface Moved {
  people: number;
  on_before: number;
  on_after: number;
  switched_on: number;
  switched_off: number;
  other_variant: number;
  is_estimate: boolean;
}

// Whom the people of the last week a change would move.
export const whatIfQuery = (projectId: number, flag: number, filters: FlagFilters) =>
  queryOptions({
    queryKey: ["project", projectId, "flag-what-if", flag, filters],
    queryFn: ({ signal }) =>
      request<Moved>(`${base(projectId)}what_if/`, { method: "POST", body: { flag, days: 7, filters }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export interface ScheduledChange {
  id: number;
  payload: { operation: string; value: unknown };
  scheduled_at: string;
  executed_at: string | null;
  failure_reason: string | null;
}

const scheduleBase = (projectId: number) => `/api/projects/${projectId}/scheduled_changes/`;

export const scheduleQuery = (projectId: number, flag: number) =>
  queryOptions({
    queryKey: ["project", projectId, "flag-schedule", flag],
    queryFn: ({ signal }) =>
      request<{ results: ScheduledChange[] }>(scheduleBase(projectId), { query: { record_id: flag }, signal }),
  });

export const scheduleSwitch = (projectId: number, flag: number, active: boolean, at: string) =>
  request<ScheduledChange>(scheduleBase(projectId), {
    method: "POST",
    body: {
      model_name: "FeatureFlag",
      record_id: flag,
      payload: { operation: "update_status", value: active },
      scheduled_at: at,
    },
  });

export const unschedule = (projectId: number, id: number) =>
  request<void>(`${scheduleBase(projectId)}${id}/`, { method: "DELETE" });

export interface ChangeRequest {
  id: number;
  changes: Record<string, unknown>;
  note: string;
  status: "waiting" | "applied" | "rejected" | "withdrawn";
  created_by: Creator | null;
  created_at: string;
}

const requestsBase = (projectId: number, flag: number) => `${base(projectId)}${flag}/change_requests/`;

export const changeRequestsQuery = (projectId: number, flag: number) =>
  queryOptions({
    queryKey: ["project", projectId, "flag-requests", flag],
    queryFn: ({ signal }) => request<{ results: ChangeRequest[] }>(requestsBase(projectId, flag), { signal }),
  });

export const askForChange = (projectId: number, flag: number, changes: FlagChanges) =>
  request<ChangeRequest>(requestsBase(projectId, flag), { method: "POST", body: { changes } });

export const decideRequest = (projectId: number, flag: number, id: number, verb: "approve" | "reject" | "withdraw") =>
  request<ChangeRequest>(`${requestsBase(projectId, flag)}${id}/${verb}/`, { method: "POST", body: {} });
