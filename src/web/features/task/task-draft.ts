import type { TaskPatch, TaskView } from "#contract/task.ts";
import { typedMinutes } from "../../lib/minutes.ts";

export interface TaskDraft {
  name: string;
  description: string;
  taskType: string | null;
  recurrence: TaskView["recurrence"];
  categories: string;
  estimate: string;
  place: string;
  notes: string;
  areaIds: string[];
  askedEmotions: string[];
}

/** The form as the task is now. */
export function taskDraftOf(task: TaskView): TaskDraft {
  return {
    name: task.name,
    description: task.description,
    taskType: task.taskType,
    recurrence: task.recurrence,
    categories: task.categories.join(", "),
    estimate: task.estimateMinutes === null ? "" : String(task.estimateMinutes),
    place: task.place ?? "",
    notes: task.notes,
    areaIds: task.areaIds,
    askedEmotions: task.askedEmotions ?? [],
  };
}

/** Only what differs, as the API takes it. */
export function taskPatchOf(before: TaskDraft, after: TaskDraft): TaskPatch {
  const differs = (field: keyof TaskDraft) => String(before[field]) !== String(after[field]);
  return {
    ...(differs("name") && { name: after.name }),
    ...(differs("description") && { description: after.description }),
    ...(differs("taskType") && { taskType: after.taskType }),
    ...(differs("recurrence") && { recurrence: after.recurrence }),
    ...(differs("categories") && { categories: categoriesOf(after.categories) }),
    ...(differs("estimate") && { estimateMinutes: typedMinutes(after.estimate) ?? null }),
    ...(differs("place") && { place: after.place.trim() === "" ? null : after.place }),
    ...(differs("notes") && { notes: after.notes }),
    ...(differs("areaIds") && { areaIds: after.areaIds }),
    ...(differs("askedEmotions") && {
      askedEmotions: after.askedEmotions.length === 0 ? null : after.askedEmotions,
    }),
  };
}

/** Words with commas between them, each once. */
function categoriesOf(text: string): string[] {
  const words = text.split(",").map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ""))];
}
