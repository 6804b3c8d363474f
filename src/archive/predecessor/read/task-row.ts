import { Cells } from "./cells.ts";
import { common, numberList, textList } from "./other-rows.ts";
import type { ReportCollector } from "./report-collector.ts";
import type { SourceTask } from "./source-rows.ts";
import type { RawRow } from "./table-reader.ts";

export function readTask(row: RawRow, report: ReportCollector): SourceTask {
  const cells = new Cells("tasks", row, report);
  return {
    ...common(cells),
    id: row.id,
    // The oldest version's list calls the name "task".
    name: cells.name("name") ?? cells.name("task"),
    description: cells.text("description"),
    type: cells.plain("type"),
    taskType: cells.plain("task_type"),
    version: cells.number("version"),
    isRecurring: cells.boolean("is_recurring"),
    categories: textList(cells, "categories"),
    defaultEstimateMinutes: cells.number("default_estimate_minutes"),
    defaultInitialAversion: cells.number("default_initial_aversion"),
    routineFrequency: cells.plain("routine_frequency"),
    routineDaysOfWeek: numberList(cells, "routine_days_of_week"),
    routineTime: cells.plain("routine_time"),
    completionWindowHours: cells.number("completion_window_hours"),
    completionWindowDays: cells.number("completion_window_days"),
    notes: cells.text("notes"),
    createdAt: cells.time("created_at", "source-zone"),
    updatedAt: cells.time("updated_at", "source-zone"),
  };
}
