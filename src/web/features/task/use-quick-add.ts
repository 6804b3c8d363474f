import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { TaskView } from "#contract/task.ts";
import { useAccount } from "../../lib/account-context.tsx";
import { write } from "../../lib/api.ts";
import { samePerson } from "../../lib/same-person.ts";
import { ApiProblem, sentenceOf } from "../../lib/api-problem.ts";
import { keepDraft, readDraft } from "../../lib/drafts.ts";
import { idempotencyKey } from "../../lib/idempotency-key.ts";
import { isPassing, refreshAll, retryDelay } from "../../lib/query-client.ts";

export interface WaitingTask {
  /** Also the idempotency key: sent again after a reload, the task is still made once. */
  key: string;
  name: string;
}

const draftName = "quick-add-waiting";

interface QuickAdd {
  waiting: readonly WaitingTask[];
  /** What the server did not take, to be put back into the box. */
  refused: { name: string; sentence: string } | null;
  add: (name: string) => void;
}

/** Takes a name at once and keeps it, in this browser too, until the server has it. */
export function useQuickAdd(): QuickAdd {
  const { id } = useAccount();
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<WaitingTask[]>(() => keptTasks(readDraft(id, draftName)));
  const [refused, setRefused] = useState<QuickAdd["refused"]>(null);
  const sent = useRef(new Set<string>());

  const drop = (key: string) => {
    const left = keptTasks(readDraft(id, draftName)).filter((one) => one.key !== key);
    keepDraft(id, draftName, left.length > 0 ? left : undefined);
    setWaiting((before) => before.filter((one) => one.key !== key));
  };

  const { mutate } = useMutation({
    mutationKey: ["save"],
    mutationFn: ({ key, name, same }: WaitingTask & { same: () => boolean }) => {
      // Never in the name of the next person; it stays kept for this one.
      if (!same()) throw new ApiProblem({ code: "discarded", status: 499, sentence: "" });
      return write<TaskView>("POST", "/tasks", key, { name });
    },
    retry: (_, error) => isPassing(error),
    retryDelay,
    onSuccess: async (_, { key }) => {
      await refreshAll(client);
      drop(key);
    },
    onError: (error, { key, name, same }) => {
      // Signed out meanwhile: it is sent again when this person is back.
      if (!same()) return;
      drop(key);
      setRefused({ name, sentence: sentenceOf(error) });
    },
  });

  useEffect(() => {
    for (const task of waiting) {
      if (sent.current.has(task.key)) continue;
      sent.current.add(task.key);
      mutate({ ...task, same: samePerson() });
    }
  }, [waiting, mutate]);

  return {
    waiting,
    refused,
    add: (name) => {
      const task = { key: idempotencyKey(), name };
      keepDraft(id, draftName, [...keptTasks(readDraft(id, draftName)), task]);
      setRefused(null);
      setWaiting((before) => [...before, task]);
    },
  };
}

function keptTasks(kept: unknown): WaitingTask[] {
  return Array.isArray(kept) ? kept.filter(isWaitingTask) : [];
}

function isWaitingTask(value: unknown): value is WaitingTask {
  return (
    typeof value === "object" &&
    value !== null &&
    "key" in value &&
    typeof value.key === "string" &&
    "name" in value &&
    typeof value.name === "string"
  );
}
