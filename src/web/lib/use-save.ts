import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ApiProblem, heldSentence } from "./api-problem.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { samePerson } from "./same-person.ts";
import { isPassing, refreshAll, retryDelay } from "./query-client.ts";

/** Sends one write. `key` stays the same over all tries; several requests in one save append to it. */
export type Send<Input, Output> = (input: Input, key: string) => Promise<Output>;

export interface Save<Input> {
  save: (input: Input) => void;
  /** Sent and not answered yet. */
  pending: boolean;
  /** A try failed in passing; the next one follows by itself. */
  waiting: boolean;
  /** Why it waits, where the server said so. */
  because: string | null;
  /** A refusal that trying again will not change. */
  problem: ApiProblem | null;
  /** Stops trying. What was typed stays on the screen. */
  discard: () => void;
}

interface SaveOptions<Output> {
  /** `here` is false when the person has left the screen meanwhile: then do not take them anywhere. */
  onSaved?: (output: Output, here: boolean) => void | Promise<void>;
}

/**
 * A write that tries again until it succeeds, is refused or is discarded; afterwards everything on the screen is read
 * afresh, because a finish changes Today, tasks and lists alike.
 */
export function useSave<Input, Output>(
  send: Send<Input, Output>,
  { onSaved }: SaveOptions<Output> = {},
): Save<Input> {
  const client = useQueryClient();
  const discarded = useRef(new Set<string>());
  const current = useRef("");
  const here = useRef(true);

  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);

  const mutation = useMutation({
    mutationKey: ["save"],
    mutationFn: async ({ input, key, same }: { input: Input; key: string; same: () => boolean }) => {
      // What one person entered is never sent in the name of the next.
      if (discarded.current.has(key) || !same()) throw discardedProblem;
      return send(input, key);
    },
    retry: (_, error) => isPassing(error),
    retryDelay,
    onSuccess: async (output, { same }) => {
      await onSaved?.(output, here.current);
      if (same()) void refreshAll(client);
    },
  });

  const { error } = mutation;
  return {
    save: (input) => {
      if (mutation.isPending) {
        // A second press while it is being tried is no second save; with other words it takes the first one's place.
        if (JSON.stringify(input) === JSON.stringify(mutation.variables.input)) return;
        discarded.current.add(current.current);
      }
      current.current = idempotencyKey();
      mutation.mutate({ input, key: current.current, same: samePerson() });
    },
    pending: mutation.isPending,
    waiting: mutation.isPending && mutation.failureCount > 0,
    because: heldSentence(mutation.failureReason),
    problem: error instanceof ApiProblem && error !== discardedProblem ? error : null,
    discard: () => {
      discarded.current.add(current.current);
      mutation.reset();
    },
  };
}

const discardedProblem = new ApiProblem({ code: "discarded", status: 499, sentence: "" });
