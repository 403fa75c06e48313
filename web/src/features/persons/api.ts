// People as the server gives them.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { Properties } from "@/features/events/api";

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
  limit: number;
  offset: number;
}

export const personsQuery = (projectId: number, query: PersonsRequest) =>
  queryOptions({
    queryKey: ["project", projectId, "persons", query],
    queryFn: ({ signal }) =>
      request<PersonPage>(`/api/projects/${projectId}/persons/`, { query: { ...query }, signal }),
    placeholderData: keepPreviousData,
  });

export const personQuery = (projectId: number, id: string) =>
  queryOptions({
    queryKey: ["project", projectId, "person", id],
    queryFn: ({ signal }) =>
      request<Person>(`/api/projects/${projectId}/persons/${encodeURIComponent(id)}/`, { signal }),
  });

const personPath = (projectId: number, uuid: string) =>
  `/api/projects/${projectId}/persons/${encodeURIComponent(uuid)}/`;

export const updateProperty = (projectId: number, uuid: string, key: string, value: unknown) =>
  request<unknown>(`${personPath(projectId, uuid)}update_property/`, { method: "POST", body: { key, value } });

export const deleteProperty = (projectId: number, uuid: string, key: string) =>
  request<unknown>(`${personPath(projectId, uuid)}delete_property/`, { method: "POST", body: { $unset: key } });

// What the deletion did; shown to the person who asked for it.
export type DeletionReceipt = Record<string, unknown>;

export const deletePerson = (projectId: number, uuid: string, withEvents: boolean) =>
  request<DeletionReceipt | undefined>(personPath(projectId, uuid), {
    method: "DELETE",
    query: { delete_events: withEvents },
  });
