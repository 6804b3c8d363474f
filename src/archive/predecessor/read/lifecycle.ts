import type { SourceInstance } from "./source-rows.ts";

export type SourceLifecycle = "draft" | "initialized" | "active" | "paused" | "completed" | "cancelled";

type LifecycleRow = Pick<
  SourceInstance,
  "cancelledAt" | "completedAt" | "startedAt" | "initializedAt" | "isCompleted" | "status"
> & { readonly actualValues: Pick<SourceInstance["actualValues"], "cancelled" | "paused"> };

/** Where an instance really stands. Its status column is only believed when it says cancelled (domain.md 2.2.8). */
export function deriveLifecycle(row: LifecycleRow): SourceLifecycle {
  const { cancelled, paused } = row.actualValues;
  if (row.cancelledAt !== null || cancelled === true || /^cancell?ed$/i.test(row.status ?? ""))
    return "cancelled";
  if (row.completedAt !== null || row.isCompleted === true) return "completed";
  if (paused === true) return "paused";
  if (row.startedAt !== null) return "active";
  return row.initializedAt === null ? "draft" : "initialized";
}
