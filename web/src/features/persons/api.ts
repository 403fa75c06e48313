// People as the server gives them.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiError, request } from "@/app/client";
import type { Page } from "@/features/accounts/api";
import type { Activity } from "@/features/accounts/settings/api";
import type { Properties } from "@/features/events/api";
import { isUuid } from "./name";

export interface Person {
  id?: number | string;
  uuid: string;
  name?: string;
  distinct_ids: string[];
  properties: Properties;
  created_at: string;
  is_identified?: boolean;
}

export interface PersonPage {
  count?: number;
  next: string | null;
  previous: string | null;
  results: Person[];
}

export interface PersonsRequest {
  search?: string;
  ordering?: string;
  limit: number;
  offset: number;
}

export const fetchPersons = (projectId: number, query: PersonsRequest, signal: AbortSignal) =>
  request<PersonPage>(`/api/projects/${projectId}/persons/`, { query: { ...query }, signal });

export const personsQuery = (projectId: number, query: PersonsRequest) =>
  queryOptions({
    queryKey: ["project", projectId, "persons", query],
    queryFn: ({ signal }) => fetchPersons(projectId, query, signal),
    placeholderData: keepPreviousData,
  });

export const personQuery = (projectId: number, id: string) =>
  queryOptions({
    queryKey: ["project", projectId, "person", id],
    queryFn: ({ signal }) => (isUuid(id) ? fetchPerson(projectId, id, signal) : findPerson(projectId, id, signal)),
  });

const fetchPerson = (projectId: number, uuid: string, signal: AbortSignal) =>
  request<Person>(personPath(projectId, uuid), { signal });

// By a distinct id, as events name people.
async function findPerson(projectId: number, distinctId: string, signal: AbortSignal): Promise<Person> {
  const page = await request<PersonPage>(`/api/projects/${projectId}/persons/`, {
    query: { distinct_id: distinctId, limit: 1 },
    signal,
  });
  const person = page.results[0];
  if (!person) throw new ApiError(404, { type: "invalid_request", code: "not_found", detail: "Not found." }, null);
  return person;
}

const personPath = (projectId: number, uuid: string) =>
  `/api/projects/${projectId}/persons/${encodeURIComponent(uuid)}/`;

export const updateProperty = (projectId: number, uuid: string, key: string, value: unknown) =>
  request<unknown>(`${personPath(projectId, uuid)}update_property/`, { method: "POST", body: { key, value } });

export const deleteProperty = (projectId: number, uuid: string, key: string) =>
  request<unknown>(`${personPath(projectId, uuid)}delete_property/`, { method: "POST", body: { $unset: key } });

// What the deletion did and what of it is still to come; shown to whoever asked for it.
export interface ErasureReceipt {
  id: string;
  person: string;
  person_removed: boolean;
  distinct_ids_removed: number;
  events_requested: boolean;
  // Known when it is finished.
  events_removed: number | null;
  status: "pending" | "finished";
  requested_at: string;
  finished_at: string | null;
}

export const erasureQuery = (projectId: number, receipt: ErasureReceipt) =>
  queryOptions({
    queryKey: ["project", projectId, "erasure", receipt.id],
    queryFn: ({ signal }) =>
      request<ErasureReceipt>(`/api/projects/${projectId}/persons/erasures/${receipt.id}/`, { signal }),
    initialData: receipt,
    refetchInterval: (query) => (query.state.data?.status === "pending" ? 1000 : false),
  });

export const deletePerson = (projectId: number, uuid: string, withEvents: boolean) =>
  request<ErasureReceipt>(personPath(projectId, uuid), {
    method: "DELETE",
    query: { delete_events: withEvents },
  });

// Takes the ids of a person apart: the person keeps one, every other id becomes a person of its own.
export const splitPerson = (projectId: number, uuid: string, main_distinct_id: string) =>
  request<{ success: boolean }>(`${personPath(projectId, uuid)}split/`, { method: "POST", body: { main_distinct_id } });

export interface PersonCohort {
  id: number;
  name: string;
  count: number | null;
  is_static: boolean;
}

export const cohortsOfPersonQuery = (projectId: number, uuid: string) =>
  queryOptions({
    queryKey: ["project", projectId, "person-cohorts", uuid],
    queryFn: async ({ signal }) =>
      (
        await request<{ results: PersonCohort[] }>(`/api/projects/${projectId}/persons/cohorts/`, {
          query: { person_id: uuid },
          signal,
        })
      ).results,
  });

// Who changed what about them.
export const personActivityQuery = (projectId: number, uuid: string) =>
  queryOptions({
    queryKey: ["project", projectId, "person-activity", uuid],
    queryFn: ({ signal }) =>
      request<Page<Activity>>(`${personPath(projectId, uuid)}activity/`, { query: { limit: 100 }, signal }),
  });

export const erasuresQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "erasures"],
    queryFn: async ({ signal }) =>
      (
        await request<{ results: ErasureReceipt[] }>(`/api/projects/${projectId}/persons/erasures/`, {
          query: { limit: 100 },
          signal,
        })
      ).results,
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "pending") ? 1500 : false),
  });

export const bulkDelete = (projectId: number, distinct_ids: string[], delete_events: boolean) =>
  request<{ persons_found: number; persons_deleted: number }>(`/api/projects/${projectId}/persons/bulk_delete/`, {
    method: "POST",
    body: { distinct_ids, delete_events },
  });
