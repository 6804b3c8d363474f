import type { PredecessorSource, SourceRow, SourceRows } from "./source-rows.ts";

/** The source without the rows that name another owner; rows that name none stay. */
export function onlyUser(source: PredecessorSource, userId: string): PredecessorSource {
  const mine = <T extends SourceRow>(rows: readonly T[]): readonly T[] =>
    rows.filter((row) => row.userId === null || row.userId.replace(/\.0$/, "") === userId);
  const { rows } = source;
  const kept: SourceRows = {
    tasks: mine(rows.tasks),
    task_instances: mine(rows.task_instances),
    emotions: mine(rows.emotions),
    jobs: mine(rows.jobs),
    job_task_mapping: mine(rows.job_task_mapping),
    notes: mine(rows.notes),
    survey_responses: mine(rows.survey_responses),
    popup_triggers: mine(rows.popup_triggers),
    popup_responses: mine(rows.popup_responses),
    user_preferences: mine(rows.user_preferences),
  };
  return { ...source, rows: kept };
}
