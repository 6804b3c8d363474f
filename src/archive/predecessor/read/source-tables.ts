/** The ten files of the predecessor's export; its database has tables of the same names. */
export const sourceTableNames = [
  "tasks",
  "task_instances",
  "emotions",
  "jobs",
  "job_task_mapping",
  "notes",
  "survey_responses",
  "popup_triggers",
  "popup_responses",
  "user_preferences",
] as const;

export type SourceTableName = (typeof sourceTableNames)[number];
