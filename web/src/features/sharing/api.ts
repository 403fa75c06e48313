// Public links: as members set them up, and as visitors see what they lead to.
import { queryOptions } from "@tanstack/react-query";
import type { SharingChange as Change, SharePass, Sharing } from "@/app/api-types";
import { request } from "@/app/client";
import type { Box } from "@/features/dashboards/grid";
import type { Answer, InsightQuery, InsightVizNode } from "@/query/types";

export type SharedKind = "dashboards" | "insights";

// What is left out stays; an empty password or null: none from now on.
export type SharingChange = Partial<Change>;

const base = (projectId: number, kind: SharedKind, id: number) => `/api/projects/${projectId}/${kind}/${id}/sharing/`;

export const sharingQuery = (projectId: number, kind: SharedKind, id: number) =>
  queryOptions({
    queryKey: ["project", projectId, "sharing", kind, id],
    queryFn: ({ signal }) => request<Sharing>(base(projectId, kind, id), { signal }),
  });

export const changeSharing = (projectId: number, kind: SharedKind, id: number, body: SharingChange) =>
  request<Sharing>(base(projectId, kind, id), { method: "PATCH", body });

export const newLink = (projectId: number, kind: SharedKind, id: number) =>
  request<Sharing>(`${base(projectId, kind, id)}refresh/`, { method: "POST" });

interface SharedInsight {
  name: string | null;
  description: string;
  query: InsightVizNode | InsightQuery | null;
}

export interface SharedTile {
  id: number;
  layouts: { sm?: Box };
  insight: SharedInsight | null;
  text: { body: string } | null;
}

export interface Shared {
  kind: "dashboard" | "insight";
  timezone: string;
  dashboard: { name: string; description: string; tiles: SharedTile[] } | null;
  insight: SharedInsight | null;
}

const passed = (pass: string | null): Record<string, string> => (pass ? { "x-share-pass": pass } : {});

export const sharedQuery = (token: string, pass: string | null) =>
  queryOptions({
    queryKey: ["shared", token, pass],
    queryFn: ({ signal }) => request<Shared>(`/api/shared/${token}/`, { headers: passed(pass), signal }),
    retry: false,
    staleTime: 60_000,
  });

// Of a tile; 0 for an insight that is shared alone.
export const sharedAnswerQuery = (token: string, pass: string | null, number: number) =>
  queryOptions({
    queryKey: ["shared", token, pass, number],
    queryFn: ({ signal }) =>
      request<Answer<unknown>>(`/api/shared/${token}/results/${number}/`, { headers: passed(pass), signal }),
    staleTime: 60_000,
    refetchInterval: 5 * 60_000,
  });

export const unlock = (token: string, password: string) =>
  request<SharePass>(`/api/shared/${token}/unlock/`, { method: "POST", body: { password } });
