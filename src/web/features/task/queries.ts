import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { ForecastCardView, TaskPage, TaskPatch, TaskView } from "#contract/task.ts";
import { read, write } from "../../lib/api.ts";
import { useSave } from "../../lib/use-save.ts";

export type TaskShow = "current" | "retired" | "deleted";

export const taskKeys = {
  list: (show: TaskShow, search: string) => ["task", "list", show, search] as const,
  one: (id: string) => ["task", id] as const,
  forecastCard: (id: string) => ["task", id, "forecast-card"] as const,
};

const pathOf = (id: string) => `/tasks/${encodeURIComponent(id)}`;

export function useTasks(show: TaskShow, search: string) {
  return useInfiniteQuery({
    queryKey: taskKeys.list(show, search),
    queryFn: ({ pageParam, signal }) =>
      read<TaskPage>("/tasks", { show, search: search || undefined, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined, // The first page has no cursor.
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
}

/** Null: not known yet which one. */
export function useTask(id: string | null) {
  return useQuery({
    queryKey: taskKeys.one(id ?? ""),
    queryFn: ({ signal }) => read<TaskView>(pathOf(id ?? ""), {}, signal),
    enabled: id !== null,
  });
}

/** Earlier times of a task: what was feared and how it was. */
export function useForecastCard(id: string) {
  return useQuery({
    queryKey: taskKeys.forecastCard(id),
    queryFn: ({ signal }) => read<ForecastCardView>(`${pathOf(id)}/forecast-card`, {}, signal),
  });
}

export function usePatchTask(id: string, onSaved?: (task: TaskView, here: boolean) => void) {
  return useSave((body: TaskPatch, key) => write<TaskView>("PATCH", pathOf(id), key, body), { onSaved });
}

export type TaskVerb = "copy" | "retire" | "bring-back" | "restore" | "take-back" | "delete";

/** One press on a task; every one of them can be taken back. */
export function useTaskVerb(onSaved?: (done: { verb: TaskVerb; task: TaskView }, here: boolean) => void) {
  return useSave(
    async ({ id, verb }: { id: string; verb: TaskVerb }, key) => {
      const task =
        verb === "delete"
          ? await write<TaskView>("DELETE", pathOf(id), key)
          : await write<TaskView>("POST", `${pathOf(id)}/${verb}`, key, {});
      return { verb, task };
    },
    { onSaved },
  );
}
