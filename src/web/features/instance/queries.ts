import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type {
  CompleteBody,
  ForecastInput,
  InstanceHistoryView,
  InstancePage,
  InstancePatch,
  InstanceView,
} from "#contract/instance.ts";
import { read, write } from "../../lib/api.ts";
import { useSave } from "../../lib/use-save.ts";

export interface InstanceFilter {
  show: "closed" | "completed" | "cancelled" | "deleted";
  search: string;
  cancelCategory: string;
  from: string;
  to: string;
}

export const instanceKeys = {
  list: (filter: InstanceFilter) => ["instance", "list", filter] as const,
  one: (id: string) => ["instance", id] as const,
  history: (id: string) => ["instance", id, "history"] as const,
};

const pathOf = (id: string) => `/instances/${encodeURIComponent(id)}`;

export function useInstance(id: string) {
  return useQuery({
    queryKey: instanceKeys.one(id),
    queryFn: ({ signal }) => read<InstanceView>(pathOf(id), {}, signal),
  });
}

export function useInstances(filter: InstanceFilter) {
  return useInfiniteQuery({
    queryKey: instanceKeys.list(filter),
    queryFn: ({ pageParam, signal }) => {
      const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
      return read<InstancePage>("/instances", { ...given, cursor: pageParam, limit: 30 }, signal);
    },
    initialPageParam: undefined as string | undefined, // The first page has no cursor.
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
}

export function useInstanceHistory(id: string, wanted: boolean) {
  return useQuery({
    queryKey: instanceKeys.history(id),
    queryFn: ({ signal }) => read<InstanceHistoryView>(`${pathOf(id)}/history`, {}, signal),
    enabled: wanted,
  });
}

export interface Begin {
  taskId: string;
  /** The planned one to go on with; null makes a new one. */
  instanceId: string | null;
  forecast: ForecastInput;
  place?: string;
  description?: string;
  dueAt?: string;
  /** Start now, or only save it for later. */
  start: boolean;
}

/** From the start screen: plans if need be, keeps the forecast, and starts unless it is for later. */
export function useBegin(
  onSaved: (done: { instance: InstanceView; started: boolean }, here: boolean) => void,
) {
  return useSave(
    async ({ taskId, instanceId, forecast, start, ...about }: Begin, key) => {
      const id =
        instanceId ?? (await write<InstanceView>("POST", "/instances", `${key}-plan`, { taskId })).id;
      const answered = Object.keys(forecast).length > 0 || Object.keys(about).length > 0;
      if (answered) {
        await write<InstanceView>("POST", `${pathOf(id)}/forecast`, `${key}-forecast`, {
          forecast,
          ...about,
        });
      }
      const instance = start
        ? await write<InstanceView>("POST", `${pathOf(id)}/start`, `${key}-start`, {})
        : await read<InstanceView>(pathOf(id));
      return { instance, started: start };
    },
    { onSaved },
  );
}

export type InstanceVerb =
  | { verb: "start" | "resume" | "reopen" | "restore" | "take-back" | "delete" }
  | { verb: "pause"; reason?: string; progress?: number }
  | { verb: "postpone"; reason?: string; dueAt?: string; pauseFirst?: boolean }
  | { verb: "cancel"; category: string; reason?: string };

/** One press on an instance. */
export function useInstanceVerb(
  id: string,
  onSaved?: (done: { verb: InstanceVerb["verb"]; instance: InstanceView }, here: boolean) => void,
) {
  return useSave(
    async (input: InstanceVerb, key) => {
      const { verb, ...given } = input;
      const { pauseFirst, ...body } = { pauseFirst: false, ...given };
      if (verb === "delete") {
        return { verb, instance: await write<InstanceView>("DELETE", pathOf(id), key) };
      }
      // What waits for another day does not go on counting.
      if (pauseFirst) await write<InstanceView>("POST", `${pathOf(id)}/pause`, `${key}-pause`, {});
      return { verb, instance: await write<InstanceView>("POST", `${pathOf(id)}/${verb}`, key, body) };
    },
    { onSaved },
  );
}

export function useComplete(id: string, onSaved?: (instance: InstanceView, here: boolean) => void) {
  return useSave(
    (body: CompleteBody, key) => write<InstanceView>("POST", `${pathOf(id)}/complete`, key, body),
    { onSaved },
  );
}

export function usePatchInstance(id: string, onSaved?: (instance: InstanceView, here: boolean) => void) {
  return useSave((body: InstancePatch, key) => write<InstanceView>("PATCH", pathOf(id), key, body), {
    onSaved,
  });
}

/** Plans a task for a day, or moves the one that is open already; null takes the day away. */
export function usePlanFor(onSaved?: (instance: InstanceView) => void) {
  return useSave(
    async (plan: { taskId: string; instanceId: string | null; dueAt: string | null }, key) => {
      const { taskId, instanceId, dueAt } = plan;
      if (instanceId !== null) return write<InstanceView>("PATCH", pathOf(instanceId), key, { dueAt });
      return write<InstanceView>("POST", "/instances", key, { taskId, ...(dueAt !== null && { dueAt }) });
    },
    { onSaved },
  );
}
