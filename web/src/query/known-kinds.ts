// Which kinds of questions and things this server knows, from its own description. An older server than the app shows
// only what it knows; until it has said so, all are assumed.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { request } from "@/app/client";
import type { InsightKind } from "./types";

interface OpenApi {
  components?: { schemas?: Record<string, unknown> };
}

const knownKindsQuery = queryOptions({
  queryKey: ["known-kinds"],
  queryFn: async ({ signal }) => {
    const { components } = await request<OpenApi>("/api/openapi.json", { signal });
    return Object.keys(components?.schemas ?? {});
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export function useKnownKinds(): (kind: InsightKind | "Cohort") => boolean {
  const { data } = useQuery(knownKindsQuery);
  return (kind) => data === undefined || data.includes(kind);
}
