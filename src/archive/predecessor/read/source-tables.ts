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

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

/** Every column the predecessor is known to write, exports, CSV mode and database together (domain.md 2.1, 2.4). */
export const knownColumns: Readonly<Record<SourceTableName, readonly string[]>> = {
  tasks: words(`task_id name description type version created_at updated_at is_recurring categories
    default_estimate_minutes task_type default_initial_aversion routine_frequency routine_days_of_week routine_time
    completion_window_hours completion_window_days notes user_id`),
  task_instances:
    words(`instance_id task_id task_name task_version created_at initialized_at started_at completed_at
    cancelled_at due_at predicted actual procrastination_score proactive_score behavioral_score net_relief net_emotional
    behavioral_deviation is_completed is_deleted status duration_minutes delay_minutes relief_score cognitive_load
    mental_energy_needed task_difficulty emotional_load environmental_effect skills_improved serendipity_factor
    disappointment_factor user_id`),
  emotions: words("emotion_id emotion user_id"),
  jobs: words("job_id name task_type description created_at updated_at"),
  job_task_mapping: words("job_id task_id created_at"),
  notes: words("note_id content timestamp user_id"),
  survey_responses: words(
    "user_id response_id question_category question_id response_value response_text timestamp",
  ),
  popup_triggers:
    words(`id user_id trigger_id task_id count last_shown_at helpful last_response last_comment created_at
    updated_at`),
  popup_responses: words(
    "id user_id trigger_id task_id instance_id response_value helpful comment context created_at",
  ),
  user_preferences: words(`user_id tutorial_completed tutorial_choice tutorial_auto_show tooltip_mode_enabled
    survey_completed created_at last_active gap_handling timezone detected_tz persistent_emotion_values
    productivity_history productivity_goal_settings monitored_metrics_config execution_score_chunk_state
    productivity_settings composite_score_weights task_horizon_days recommendation_weights analytics_section_prefs
    target_hours_settings cancellation_categories cancellation_penalties popup_daily_cap weekly_summary_day milestones
    template_goals`),
};

/** The columns that say which row it is. A row without them is set aside. */
export const keyColumns: Readonly<Record<SourceTableName, readonly string[]>> = {
  tasks: ["task_id"],
  task_instances: ["instance_id"],
  emotions: ["emotion"],
  jobs: ["job_id"],
  job_task_mapping: ["job_id", "task_id"],
  notes: ["note_id"],
  survey_responses: ["response_id"],
  popup_triggers: ["id"],
  popup_responses: ["id"],
  user_preferences: ["user_id"],
};

/** Columns that the database keeps as 0 and 1, and the export writes as True and False. */
export const booleanColumns: ReadonlySet<string> = new Set(
  words(`is_recurring is_completed is_deleted helpful tutorial_completed tutorial_auto_show tooltip_mode_enabled
    survey_completed`),
);

const tableByName = new Map<string, SourceTableName>(sourceTableNames.map((name) => [name, name]));

/** The table a file or a database table is named after, or null. Browsers' "tasks (1).csv" counts as tasks. */
export function tableOfFile(fileName: string): SourceTableName | null {
  const match = /^([a-z_]+?)(?: ?\(\d+\))?\.csv$/i.exec(fileName);
  return match?.[1] === undefined ? null : tableOfName(match[1]);
}

export function tableOfName(name: string): SourceTableName | null {
  return tableByName.get(name.toLowerCase()) ?? null;
}
