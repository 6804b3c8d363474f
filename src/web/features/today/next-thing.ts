import type { InstanceView } from "#contract/instance.ts";
import type { TaskView } from "#contract/task.ts";
import type { TodayView } from "#contract/today.ts";

export type NextThing =
  | { kind: "planned"; instance: InstanceView }
  | { kind: "task"; task: TaskView }
  | { kind: "none" };

const justTypedMs = 10 * 60_000;

/**
 * The one thing Today puts first: what was typed in the last ten minutes, else what is planned for today or
 * earlier, else the task used last, else whatever is planned. Nothing while something is running or paused.
 */
export function nextThing(today: TodayView, now: number, isDue: (instant: string) => boolean): NextThing {
  if (today.running.length > 0) return { kind: "none" };
  const [task] = today.tasks;
  if (task && task.completedCount === 0 && now - Date.parse(task.createdAt) < justTypedMs) {
    return { kind: "task", task };
  }
  const [planned] = today.planned;
  const due = planned?.dueAt != null && isDue(planned.dueAt);
  if (planned && due) return { kind: "planned", instance: planned };
  if (task) return { kind: "task", task };
  return planned ? { kind: "planned", instance: planned } : { kind: "none" };
}
