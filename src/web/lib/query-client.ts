import { MutationCache, QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { someoneElse } from "./same-person.ts";
import { ApiProblem } from "./api-problem.ts";

const longestWaitMs = 15_000;

/** How long to wait before the next try: 1 s, 2 s, 4 s … 15 s, or as long as the server asks for. */
export function retryDelay(failures: number, error: unknown): number {
  const asked = error instanceof ApiProblem ? error.retryAfterSeconds : undefined;
  if (asked !== undefined) return Math.min(asked * 1_000, 60_000);
  return Math.min(1_000 * 2 ** failures, longestWaitMs);
}

export function isPassing(error: unknown): boolean {
  return error instanceof ApiProblem && error.passing;
}

/**
 * `networkMode: always`, because the server may live on this very machine or in the house while the device calls
 * itself offline.
 */
export function createQueryClient(onSignedOut: (client: QueryClient) => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ApiProblem && error.is("not-signed-in")) onSignedOut(client);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: "always",
        staleTime: 5_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => isPassing(error) && failures < 2,
        retryDelay,
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

const personal = { predicate: ({ queryKey }: { queryKey: QueryKey }) => queryKey[0] !== "session" };

/** Takes everything that was read for one person out of memory, before another one is here. */
export function forgetPerson(client: QueryClient): void {
  someoneElse();
  client.removeQueries(personal);
}

/**
 * Reads afresh all that is on the screen, but not who is signed in: one change shows in several places. A first read
 * that is still under way may have looked before the change, so it is begun again.
 */
export async function refreshAll(client: QueryClient): Promise<void> {
  await client.cancelQueries(personal);
  await client.invalidateQueries(personal);
}
