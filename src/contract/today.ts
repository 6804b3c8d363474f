import { z } from "zod";
import { instanceSchema } from "./instance.ts";
import { taskSchema } from "./task.ts";

export const todaySchema = z.object({
  /** Active and paused, the newest first. */
  running: z.array(instanceSchema),
  /** Planned or forecast but not begun: those with a due date first, soonest first; 20 at most. */
  planned: z.array(instanceSchema),
  plannedCount: z.number().int(),
  /** The tasks used or made last, without those that are open; 12 at most. */
  tasks: z.array(taskSchema),
  taskCount: z.number().int(),
  closedToday: z.number().int(),
  /** Whole days since the person was last here, when it is two or more. */
  daysAway: z.number().int().nullable(),
});
export type TodayView = z.infer<typeof todaySchema>;
