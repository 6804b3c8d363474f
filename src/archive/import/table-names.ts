import type { ImportedTable } from "#storage/imported-keys.ts";
import type { SourceTableName } from "../predecessor/read/source-tables.ts";

/** The tables a report counts, as in SQL. */
export const reportTables = [
  "task",
  "instance",
  "area",
  "task_area",
  "emotion",
  "note",
  "survey_response",
  "imported_row",
] as const;
export type ReportTable = (typeof reportTables)[number];

/** Where the rows of a file of the predecessor end up. */
export const tableOfSource: Readonly<Record<SourceTableName, ReportTable>> = {
  tasks: "task",
  task_instances: "instance",
  emotions: "emotion",
  jobs: "area",
  job_task_mapping: "task_area",
  notes: "note",
  survey_responses: "survey_response",
  popup_triggers: "imported_row",
  popup_responses: "imported_row",
  user_preferences: "imported_row",
};

/** The same table in a report as in code. */
export const reportNames: Readonly<Record<ImportedTable | "taskArea" | "importedRow", ReportTable>> = {
  area: "area",
  emotion: "emotion",
  task: "task",
  instance: "instance",
  note: "note",
  surveyResponse: "survey_response",
  taskArea: "task_area",
  importedRow: "imported_row",
};
