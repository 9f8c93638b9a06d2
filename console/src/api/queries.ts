import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./client.ts";

/** Asked again after a refusal only if that can help. */
function retry(failures: number, error: Error): boolean {
  if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) return false;
  return failures < 2;
}

/** Keeps what was asked; `onLoggedOut` is told when the session is over. */
export function makeQueries(onLoggedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiProblem && error.code === "unauthenticated") onLoggedOut();
      },
    }),
    defaultOptions: {
      queries: { retry, staleTime: 10_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
