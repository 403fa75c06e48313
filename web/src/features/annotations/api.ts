// What happened when, as people wrote it down; marks on every chart over time.
import { queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { Creator } from "@/features/insights/api";

export interface Annotation {
  id: number;
  content: string;
  date_marker: string;
  scope: string;
  creation_type: "USR" | "GIT";
  deleted: boolean;
  created_at: string;
  created_by: Creator | null;
}

interface AnnotationPage {
  count: number;
  next: string | null;
  results: Annotation[];
}

const base = (projectId: number) => `/api/projects/${projectId}/annotations/`;

export const annotationsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "annotations"],
    queryFn: async ({ signal }) =>
      (await request<AnnotationPage>(base(projectId), { query: { limit: 500 }, signal })).results,
    staleTime: 60_000,
  });

export const createAnnotation = (projectId: number, content: string, date_marker: string) =>
  request<Annotation>(base(projectId), { method: "POST", body: { content, date_marker, scope: "project" } });

export const changeAnnotation = (projectId: number, id: number, changes: Partial<Annotation>) =>
  request<Annotation>(`${base(projectId)}${id}/`, { method: "PATCH", body: changes });

export const chartNotes = (annotations: readonly Annotation[] | undefined) =>
  (annotations ?? []).map((annotation) => ({ date: annotation.date_marker, text: annotation.content }));
