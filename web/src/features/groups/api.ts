// Groups (companies, teams, workspaces: what an app calls them) as the server gives them.
import { queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { Properties } from "@/features/events/api";

export interface GroupType {
  group_type: string;
  group_type_index: number;
  name_singular?: string | null;
  name_plural?: string | null;
}

export interface Group {
  group_type_index: number;
  group_key: string;
  group_properties: Properties;
  created_at: string;
}

export interface GroupPage {
  next: string | null;
  previous: string | null;
  results: Group[];
}

export const groupTypesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "group-types"],
    queryFn: async ({ signal }) => {
      const answer = await request<GroupType[] | { results: GroupType[] }>(`/api/projects/${projectId}/groups_types/`, {
        signal,
      });
      return Array.isArray(answer) ? answer : answer.results;
    },
    staleTime: 60_000,
  });

// What the type is called in the app, instead of what apps send.
export const nameGroupType = (projectId: number, type: GroupType, name_singular: string, name_plural: string) =>
  request<unknown>(`/api/projects/${projectId}/groups_types/update_metadata/`, {
    method: "PATCH",
    body: [
      {
        group_type_index: type.group_type_index,
        name_singular: name_singular || null,
        name_plural: name_plural || null,
      },
    ],
  });

export interface GroupsRequest {
  group_type_index: number;
  search?: string;
  limit: number;
  offset: number;
}

export const fetchGroups = (projectId: number, query: GroupsRequest, signal: AbortSignal) =>
  request<GroupPage>(`/api/projects/${projectId}/groups/`, { query: { ...query }, signal });

export const groupQuery = (projectId: number, type: number, key: string) =>
  queryOptions({
    queryKey: ["project", projectId, "group", type, key],
    queryFn: ({ signal }) =>
      request<Group>(`/api/projects/${projectId}/groups/find/`, {
        query: { group_type_index: type, group_key: key },
        signal,
      }),
  });

// `undefined` takes the property away.
export const changeGroupProperty = (projectId: number, group: Group, key: string, value: unknown) =>
  request<unknown>(
    `/api/projects/${projectId}/groups/${value === undefined ? "delete_property" : "update_property"}/`,
    {
      method: "POST",
      query: { group_type_index: group.group_type_index, group_key: group.group_key },
      body: value === undefined ? { $unset: key } : { key, value },
    },
  );
