// Asks the query endpoint. The only place that knows its path and what a request and an answer look like around the
// question itself.
import { queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { ActorsQuery, Answer, AnyQuery, InsightQuery, TableAnswer } from "./types";

// blocking: from the cache when it is fresh; force_blocking: computed now.
export type Refresh = "blocking" | "force_blocking";

export interface Asked {
  refresh?: Refresh;
  signal?: AbortSignal;
}

export const ask = <Result>(projectId: number, query: AnyQuery, { refresh = "blocking", signal }: Asked = {}) =>
  request<Result>(`/api/projects/${projectId}/query/`, { method: "POST", body: { query, refresh }, signal });

// Questions whose next answer was asked to be computed anew, whatever the cache says.
const forced = new Set<string>();

export function forceNext(queryKey: readonly unknown[]) {
  forced.add(JSON.stringify(queryKey));
}

export const insightKey = (projectId: number, query: AnyQuery) => ["project", projectId, "query", query] as const;

// The answer to a question; the same question is asked once however many places show it.
export const answerQuery = <Result = Answer<unknown>>(projectId: number, query: AnyQuery) => {
  const queryKey = insightKey(projectId, query);
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => {
      const refresh: Refresh = forced.delete(JSON.stringify(queryKey)) ? "force_blocking" : "blocking";
      return ask<Result>(projectId, query, { refresh, signal });
    },
    staleTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
};

export const actorsQuery = (projectId: number, query: ActorsQuery) => answerQuery<TableAnswer>(projectId, query);

// As it is saved with an insight and copied by people.
export function asVizNode(source: InsightQuery) {
  if (source.kind === "HogQLQuery") return { kind: "DataVisualizationNode" as const, source };
  return { kind: "InsightVizNode" as const, source };
}
