// Settings of the query cache: reads are kept for half a minute, refused requests are not repeated, and everything
// loads again when the server comes back.
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./client";
import { onReachability } from "./reachability";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 1 && error instanceof ApiError && error.status >= 500,
      retryDelay: 600,
    },
  },
});

onReachability((state) => {
  if (state === "reachable") queryClient.invalidateQueries();
});
