// Cohorts as the server gives them: sets of people, by what they did and are, or as a list.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { Creator } from "@/features/insights/api";
import type { Person } from "@/features/persons/api";
import type { ActorsSource, PropertyFilter } from "@/query/types";

export type TimeUnit = "minute" | "hour" | "day" | "week" | "month" | "year";
export type Comparator = "gte" | "gt" | "lte" | "lt" | "exact" | "eq";

export type BehaviourKind =
  | "performed_event"
  | "performed_event_multiple"
  | "performed_event_first_time"
  | "performed_event_regularly"
  | "stopped_performing_event"
  | "restarted_performing_event"
  | "performed_event_sequence";

export interface Behaviour {
  type: "behavioral";
  value: BehaviourKind;
  event_type: "events" | "actions";
  // The event's name, or the action's number.
  key: string | number;
  // Of the action, for people.
  name?: string;
  negation?: boolean;
  time_value?: number | string;
  time_interval?: TimeUnit;
  explicit_datetime?: string;
  explicit_datetime_to?: string;
  operator?: Comparator;
  operator_value?: number;
  event_filters?: PropertyFilter[];
  seq_time_value?: number | string;
  seq_time_interval?: TimeUnit;
}

export interface InCohort {
  type: "cohort";
  key: "id";
  value: number;
  negation?: boolean;
}

export type PersonFilter = PropertyFilter & { type: "person"; negation?: boolean };

export type Criterion = Behaviour | InCohort | PersonFilter;

export interface CriteriaGroup {
  type: "AND" | "OR";
  values: Criterion[];
}

export interface Definition {
  properties: { type: "AND" | "OR"; values: CriteriaGroup[] };
}

export interface Cohort {
  id: number;
  name: string;
  description: string;
  filters: Definition | null;
  query: unknown;
  is_static: boolean;
  is_calculating: boolean;
  deleted: boolean;
  // Nothing before the first counting.
  count: number | null;
  cohort_type: "static" | "person_property" | "behavioral" | string;
  created_at: string;
  created_by: Creator | null;
  last_calculation: string | null;
  last_error_message: string | null;
}

interface List<T> {
  count: number;
  next: string | null;
  results: T[];
}

const base = (projectId: number) => `/api/projects/${projectId}/cohorts/`;

export const cohortsQuery = (projectId: number, search = "") =>
  queryOptions({
    queryKey: ["project", projectId, "cohorts", search],
    queryFn: ({ signal }) => request<List<Cohort>>(base(projectId), { query: { search, limit: 500 }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.results.some((cohort) => cohort.is_calculating) ? 1500 : false),
  });

export const cohortQuery = (projectId: number, id: number) =>
  queryOptions({
    queryKey: ["project", projectId, "cohort", id],
    queryFn: ({ signal }) => request<Cohort>(`${base(projectId)}${id}/`, { signal }),
    refetchInterval: (query) => (query.state.data?.is_calculating ? 1500 : false),
  });

// `version` is part of the key: another counting, other people.
export const cohortPeopleQuery = (projectId: number, cohort: Cohort, limit: number, offset: number, search: string) =>
  queryOptions({
    queryKey: ["project", projectId, "cohort-people", cohort.id, cohort.last_calculation, limit, offset, search],
    queryFn: ({ signal }) =>
      request<List<Person>>(`${base(projectId)}${cohort.id}/persons/`, { query: { limit, offset, search }, signal }),
    placeholderData: keepPreviousData,
  });

export const cohortCountQuery = (projectId: number, filters: Definition) =>
  queryOptions({
    queryKey: ["project", projectId, "cohort-preview", filters],
    queryFn: ({ signal }) =>
      request<{ count: number; total: number }>(`${base(projectId)}preview/`, {
        method: "POST",
        body: { filters },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });

export interface CohortChanges {
  name?: string;
  description?: string;
  filters?: Definition;
  deleted?: boolean;
  is_static?: boolean;
  // Distinct ids, emails or person ids, with or without a head line.
  csv?: string;
  // The people behind a number, once.
  query?: ActorsSource;
}

export const createCohort = (projectId: number, body: CohortChanges) =>
  request<Cohort>(base(projectId), { method: "POST", body });

export const changeCohort = (projectId: number, id: number, body: CohortChanges) =>
  request<Cohort>(`${base(projectId)}${id}/`, { method: "PATCH", body });

export const copyAsList = (projectId: number, id: number) =>
  request<Cohort>(`${base(projectId)}${id}/duplicate_as_static_cohort/`, { method: "POST" });

export const takeOut = (projectId: number, id: number, person_id: string) =>
  request<{ success: boolean }>(`${base(projectId)}${id}/remove_person_from_static_cohort/`, {
    method: "PATCH",
    body: { person_id },
  });

export const putIn = (projectId: number, id: number, person_ids: string[]) =>
  request<{ success: boolean }>(`${base(projectId)}${id}/add_persons_to_static_cohort/`, {
    method: "PATCH",
    body: { person_ids },
  });
