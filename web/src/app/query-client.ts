// Settings of the query cache: reads are kept for half a minute, refused requests are not repeated, and everything
// loads again when the server comes back.
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./client";
import { onReachability } from "./reachability";

const signedOutListeners = new Set<() => void>();

// Calls the listener when the server says that nobody is signed in any longer.
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof ApiError && error.signedOut) for (const listener of signedOutListeners) listener();
    },
  }),
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
