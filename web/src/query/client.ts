// Asks the query endpoint. The only place that knows its path and what a request and an answer look like around the
// question itself.
import { queryOptions } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { ActorsQuery, Answer, AnswerReceipt, AnyQuery, InsightQuery, InsightVizNode, TableAnswer } from "./types";

// blocking: from the cache when it is fresh; force_blocking: computed now.
export type Refresh = "blocking" | "force_blocking";

export interface Asked {
  refresh?: Refresh;
  signal?: AbortSignal;
  // What its progress can be asked for by.
  id?: string;
}

// How rows are drawn is nothing the server is asked.
function withoutDrawing(query: AnyQuery): AnyQuery {
  if (query.kind !== "HogQLQuery") return query;
  const { drawn: _drawn, ...asked } = query;
  return asked;
}

export const ask = <Result>(projectId: number, query: AnyQuery, { refresh = "blocking", signal, id }: Asked = {}) =>
  request<Result>(`/api/projects/${projectId}/query/`, {
    method: "POST",
    body: { query: withoutDrawing(query), refresh, ...(id ? { client_query_id: id } : {}) },
    signal,
  });

// Questions being computed, by their key, so that whoever waits can be shown how far they are.
const running = new Map<string, string>();

interface RunStatus {
  query_status: {
    complete: boolean;
    query_progress?: { rows_read: number; estimated_rows_total: number; time_elapsed: number } | null;
  };
}

// Asked again and again while the question with that key is computed.
export const progressQuery = (projectId: number, queryKey: readonly unknown[]) =>
  queryOptions({
    queryKey: ["project", projectId, "progress", queryKey],
    queryFn: async ({ signal }) => {
      const id = running.get(JSON.stringify(queryKey));
      if (!id) return null;
      const status = await request<RunStatus>(`/api/projects/${projectId}/query/${id}/`, { signal });
      return status.query_status.query_progress ?? null;
    },
    refetchInterval: 700,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

export interface Replay {
  identical: boolean;
  reasons: Array<{ code: string; count?: number | null; detail: string }>;
  changes: Array<{ path: string; before: unknown; after: unknown }> | null;
  recomputed: AnswerReceipt;
  // The same with all events there are now.
  now: {
    identical: boolean;
    late_events: number;
    changes: Array<{ path: string; before: unknown; after: unknown }> | null;
    reasons: Array<{ code: string; count?: number | null; detail: string }>;
  };
}

// Computes an answer again as it was, and as it would be now.
export const replay = (projectId: number, receipt: AnswerReceipt, query: AnyQuery) =>
  request<Replay>(`/api/projects/${projectId}/query/replay/`, { method: "POST", body: { receipt, query } });

// crypto.randomUUID() is there only on https and localhost.
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Questions whose next answer was asked to be computed anew, whatever the cache says.
const forced = new Set<string>();

export function forceNext(queryKey: readonly unknown[]) {
  forced.add(JSON.stringify(queryKey));
}

export const insightKey = (projectId: number, query: AnyQuery) =>
  ["project", projectId, "query", withoutDrawing(query)] as const;

// The answer to a question; the same question is asked once however many places show it.
export const answerQuery = <Result = Answer<unknown>>(projectId: number, query: AnyQuery) => {
  const queryKey = insightKey(projectId, query);
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }) => {
      const name = JSON.stringify(queryKey);
      const refresh: Refresh = forced.delete(name) ? "force_blocking" : "blocking";
      const id = newId();
      running.set(name, id);
      try {
        return await ask<Result>(projectId, query, { refresh, signal, id });
      } finally {
        if (running.get(name) === id) running.delete(name);
      }
    },
    staleTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
};

export const actorsQuery = (projectId: number, query: ActorsQuery) => answerQuery<TableAnswer>(projectId, query);

// As it is saved with an insight and copied by people.
export function asVizNode(source: InsightQuery): InsightVizNode {
  if (source.kind === "HogQLQuery") {
    const { drawn, ...asked } = source;
    return {
      kind: "DataVisualizationNode",
      source: asked,
      ...(drawn ? { display: drawn.display } : {}),
      ...(drawn?.x || drawn?.y
        ? {
            chartSettings: {
              ...(drawn.x ? { xAxis: { column: drawn.x } } : {}),
              ...(drawn.y ? { yAxis: drawn.y.map((column) => ({ column })) } : {}),
            },
          }
        : {}),
    };
  }
  return { kind: "InsightVizNode", source };
}
