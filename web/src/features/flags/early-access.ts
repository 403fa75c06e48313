// Previews (early access features) as the team behind them sees them, and how their public page looks.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import { fetchEvents } from "@/features/events/api";
import type { PropertyFilter } from "@/query/types";
import { type Flag, reachQuery } from "./api";

export const stages = ["draft", "concept", "alpha", "beta", "general-availability", "archived"] as const;
export type Stage = (typeof stages)[number];

export interface EarlyAccess {
  id: string;
  name: string;
  description: string;
  stage: Stage;
  documentation_url: string;
  created_at: string;
  feature_flag: Flag | null;
}

export interface EarlyAccessChanges {
  name?: string;
  description?: string;
  stage?: Stage;
  documentation_url?: string;
  feature_flag_id?: number;
}

// What each stage means to an app's users.
export const stageMeaning: Record<Stage, string> = {
  draft: "Only the team sees it.",
  concept: "Shown as planned. People say that they want it; nobody has it.",
  alpha: "Whoever joins has it.",
  beta: "Whoever joins has it.",
  "general-availability": "Whoever joins has it. The flag lets everybody else in.",
  archived: "No longer shown.",
};

export const isPublic = (stage: Stage) => stage !== "draft" && stage !== "archived";

const base = (projectId: number) => `/api/projects/${projectId}/early_access_feature/`;
const listKey = (projectId: number) => ["project", projectId, "previews"];

export const earlyAccessListQuery = (projectId: number) =>
  queryOptions({
    queryKey: listKey(projectId),
    queryFn: ({ signal }) =>
      request<{ count: number; results: EarlyAccess[] }>(base(projectId), { query: { limit: 500 }, signal }),
  });

export const earlyAccessQuery = (projectId: number, id: string) =>
  queryOptions({
    queryKey: [...listKey(projectId), id],
    queryFn: ({ signal }) => request<EarlyAccess>(`${base(projectId)}${id}/`, { signal }),
  });

export const createEarlyAccess = (projectId: number, changes: EarlyAccessChanges) =>
  request<EarlyAccess>(base(projectId), { method: "POST", body: changes });

export const changeEarlyAccess = (projectId: number, id: string, changes: EarlyAccessChanges) =>
  request<EarlyAccess>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes });

export const deleteEarlyAccess = (projectId: number, id: string) =>
  request<void>(`${base(projectId)}${id}/`, { method: "DELETE" });

const joinedFilter = (flagKey: string): PropertyFilter => ({
  type: "person",
  key: `$feature_enrollment/${flagKey}`,
  operator: "exact",
  value: ["true"],
});

// How many people joined.
export const joinedCountQuery = (projectId: number, flagKey: string) =>
  reachQuery(projectId, { properties: [joinedFilter(flagKey)], rollout_percentage: 100 });

export interface JoinedPerson {
  uuid: string;
  name?: string;
  distinct_ids: string[];
  properties: Record<string, unknown>;
}

export const joinedPeopleQuery = (projectId: number, flagKey: string) =>
  queryOptions({
    queryKey: ["project", projectId, "preview-people", flagKey],
    queryFn: ({ signal }) =>
      request<{ next: string | null; results: JoinedPerson[] }>(`/api/projects/${projectId}/persons/`, {
        query: { properties: JSON.stringify([joinedFilter(flagKey)]), limit: 20 },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const commentEvent = "preview comment";

// The comments on all previews, the newest first.
export const commentsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "preview-comments"],
    queryFn: ({ signal }) => fetchEvents(projectId, { event: commentEvent, limit: 100 }, signal),
  });

export interface PageLook {
  headline: string;
  introduction: string;
  colour: string;
  logo: string;
}

const lookPath = (projectId: number) => `/api/projects/${projectId}/preview_page/`;

export const pageLookQuery = (projectId: number) =>
  queryOptions({
    queryKey: [...listKey(projectId), "page"],
    queryFn: ({ signal }) => request<PageLook>(lookPath(projectId), { signal }),
  });

export const changePageLook = (projectId: number, changes: Partial<PageLook>) =>
  request<PageLook>(lookPath(projectId), { method: "PATCH", body: changes });
