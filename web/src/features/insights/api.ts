// Saved insights as the server gives them.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import { asVizNode } from "@/query/client";
import type { InsightQuery, InsightVizNode } from "@/query/types";

export interface Creator {
  id: number;
  first_name: string;
  email: string;
}

export interface Insight {
  id: number;
  short_id: string;
  name: string | null;
  derived_name: string | null;
  description: string;
  query: InsightVizNode | null;
  tags: string[];
  favorited: boolean;
  saved: boolean;
  deleted: boolean;
  dashboards: number[];
  created_at: string;
  created_by: Creator | null;
  last_modified_at: string;
  last_viewed_at: string | null;
}

export interface InsightPage {
  count: number;
  next: string | null;
  results: Insight[];
}

export interface InsightsRequest {
  search?: string;
  favorited?: boolean;
  created_by?: number;
  insight?: string;
  limit: number;
  offset: number;
  order?: string;
}

const base = (projectId: number) => `/api/projects/${projectId}/insights/`;

export const insightsQuery = (projectId: number, query: InsightsRequest) =>
  queryOptions({
    queryKey: ["project", projectId, "insights", query],
    queryFn: ({ signal }) => request<InsightPage>(base(projectId), { query: { saved: true, ...query }, signal }),
    placeholderData: keepPreviousData,
  });

export const insightQuery = (projectId: number, shortId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "insight", shortId],
    queryFn: async ({ signal }) => {
      const page = await request<InsightPage>(base(projectId), { query: { short_id: shortId }, signal });
      return page.results[0] ?? null;
    },
  });

export interface InsightChanges {
  name?: string | null;
  derived_name?: string | null;
  description?: string;
  query?: ReturnType<typeof asVizNode>;
  tags?: string[];
  favorited?: boolean;
  saved?: boolean;
  deleted?: boolean;
  dashboards?: number[];
}

export const createInsight = (projectId: number, query: InsightQuery, changes: InsightChanges) =>
  request<Insight>(base(projectId), { method: "POST", body: { query: asVizNode(query), saved: true, ...changes } });

export const changeInsight = (projectId: number, id: number, changes: InsightChanges) =>
  request<Insight>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes });

// Remembered as "last viewed"; a page that cannot say so is not worse for it.
export const markViewed = (projectId: number, ids: number[]) =>
  request<unknown>(`${base(projectId)}viewed/`, { method: "POST", body: { insight_ids: ids } }).catch(() => {});
