// When somebody was last in a project, as the server remembers it.
import { queryOptions } from "@tanstack/react-query";
import type { Visit } from "@/app/api-types";
import { request } from "@/app/client";

const visitMs = 10 * 60_000;

// Asking says that one is here; the frame asks again and again while somebody looks at the app.
export const visitQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "visit"],
    queryFn: async ({ signal }) => {
      const visit = await request<Visit>(`/api/projects/${projectId}/visits/`, { method: "POST", signal });
      return { since: visit.since ?? null };
    },
    staleTime: visitMs,
    refetchInterval: visitMs,
    gcTime: Number.POSITIVE_INFINITY,
  });
