// The ledger of ingestion and its warnings, as the server gives them.
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { IngestionLedger } from "@/app/api-types";
import { request } from "@/app/client";
import { queryClient } from "@/app/query-client";

export type Ledger = Omit<IngestionLedger, "rejected"> & {
  rejected: { total: number; by_reason: Record<string, number> };
};

export interface IngestionWarning {
  type: string;
  count: number;
  last_seen: string;
  example: Record<string, unknown> | null;
}

export const ledgerQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "ingestion"],
    queryFn: ({ signal }) => request<Ledger>(`/api/projects/${projectId}/ingestion/`, { signal }),
    staleTime: 5_000,
  });

export const warningsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "ingestion", "warnings"],
    queryFn: ({ signal }) =>
      request<{ results: IngestionWarning[] }>(`/api/projects/${projectId}/ingestion/warnings/`, { signal }),
    staleTime: 5_000,
  });

function someIn(ledger: Ledger): boolean {
  return ledger.stored > 0;
}

export async function hasEvents(projectId: number): Promise<boolean> {
  return someIn(await queryClient.fetchQuery(ledgerQuery(projectId)));
}

const askWhileEmptyMs = 2000;

// Whether an event has ever been stored. While there is none it asks again every two seconds; then it rests.
export function useHasEvents(projectId: number) {
  return useQuery({
    ...ledgerQuery(projectId),
    select: someIn,
    refetchInterval: (query) => (query.state.data && someIn(query.state.data) ? false : askWhileEmptyMs),
  });
}
