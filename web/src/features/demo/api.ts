// Filling a project with the history of an invented product, and how far that is.
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { DemoProgress as Stored } from "@/app/api-types";
import { request } from "@/app/client";

export interface DemoProgress extends Omit<Stored, "state"> {
  state: "none" | "waiting" | "loading" | "done" | "failed";
}

const path = (projectId: number) => `/api/projects/${projectId}/demo/`;

export const fillWithDemo = (projectId: number) => request<DemoProgress>(path(projectId), { method: "POST", body: {} });

export const onItsWay = (progress: DemoProgress | undefined): boolean =>
  progress?.state === "waiting" || progress?.state === "loading";

const lookAgainMs = 500;

export const demoQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "demo"],
    queryFn: ({ signal }) => request<DemoProgress>(path(projectId), { signal }),
    refetchInterval: (query) => (onItsWay(query.state.data) ? lookAgainMs : false),
    staleTime: 0,
  });

export const useDemoProgress = (projectId: number) => useQuery(demoQuery(projectId)).data;
