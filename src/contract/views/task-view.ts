import type { Task } from "#domain/task/task.ts";
import type { TaskView } from "../task.ts";
import { isoOrNull, isoOf } from "./iso.ts";

/** What a person has done with a task so far. */
interface Use {
  openInstanceId: string | null;
  openInstanceDueAt: number | null;
  completedCount: number;
  lastCompletedAt: number | null;
  canTakeBack: boolean;
}

/** A task as it is sent out. */
export function taskView(task: Task, use: Use): TaskView {
  return {
    id: task.id,
    name: task.name,
    description: task.description,
    taskType: task.taskType,
    recurrence: task.recurrence,
    version: task.version,
    categories: task.categories,
    estimateMinutes: task.estimateMinutes,
    place: task.place,
    notes: task.notes,
    areaIds: task.areaIds,
    askedEmotions: task.askedEmotions,
    retiredAt: isoOrNull(task.retiredAt),
    deletedAt: isoOrNull(task.deletedAt),
    createdAt: isoOf(task.createdAt),
    updatedAt: isoOf(task.updatedAt),
    openInstanceId: use.openInstanceId,
    openInstanceDueAt: isoOrNull(use.openInstanceDueAt),
    completedCount: use.completedCount,
    lastCompletedAt: isoOrNull(use.lastCompletedAt),
    canTakeBack: use.canTakeBack,
  };
}
