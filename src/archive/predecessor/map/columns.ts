import type { SourceTableName } from "../read/source-tables.ts";

/** How a column is written and compared. `time` is to the minute in the server's zone, `iso` to the microsecond in UTC. */
export type ColumnKind = "text" | "integer" | "float" | "boolean" | "time" | "iso" | "json";

type Columns = Readonly<Record<string, ColumnKind>>;

/** The columns of an exported file in the predecessor's order. Source: domain 2.1. */
export const columnKinds = {
  tasks: {
    task_id: "text",
    name: "text",
    description: "text",
    type: "text",
    version: "integer",
    created_at: "time",
    is_recurring: "boolean",
    categories: "json",
    default_estimate_minutes: "integer",
    task_type: "text",
    default_initial_aversion: "text",
    routine_frequency: "text",
    routine_days_of_week: "json",
    routine_time: "text",
    completion_window_hours: "integer",
    completion_window_days: "integer",
    notes: "text",
    user_id: "text",
  },
  task_instances: {
    instance_id: "text",
    task_id: "text",
    task_name: "text",
    task_version: "integer",
    created_at: "time",
    initialized_at: "time",
    started_at: "time",
    completed_at: "time",
    cancelled_at: "time",
    due_at: "time",
    predicted: "json",
    actual: "json",
    procrastination_score: "float",
    proactive_score: "float",
    behavioral_score: "float",
    net_relief: "float",
    net_emotional: "float",
    behavioral_deviation: "float",
    is_completed: "boolean",
    is_deleted: "boolean",
    status: "text",
    duration_minutes: "float",
    delay_minutes: "float",
    relief_score: "float",
    cognitive_load: "float",
    mental_energy_needed: "float",
    task_difficulty: "float",
    emotional_load: "float",
    environmental_effect: "float",
    skills_improved: "text",
    serendipity_factor: "float",
    disappointment_factor: "float",
    user_id: "text",
  },
  emotions: { emotion: "text", user_id: "text" },
  jobs: {
    job_id: "text",
    name: "text",
    task_type: "text",
    description: "text",
    created_at: "iso",
    updated_at: "iso",
  },
  job_task_mapping: { job_id: "text", task_id: "text", created_at: "iso" },
  notes: { note_id: "text", content: "text", timestamp: "iso", user_id: "text" },
  survey_responses: {
    user_id: "text",
    response_id: "text",
    question_category: "text",
    question_id: "text",
    response_value: "text",
    response_text: "text",
    timestamp: "iso",
  },
} as const satisfies Partial<Record<SourceTableName, Columns>>;

/** The tables whose rows are written from our own columns; the other three are given back as they came. */
export type WrittenTable = keyof typeof columnKinds;

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

const givenBack: Readonly<Record<Exclude<SourceTableName, WrittenTable>, readonly string[]>> = {
  popup_triggers:
    words(`id user_id trigger_id task_id count last_shown_at helpful last_response last_comment created_at
    updated_at`),
  popup_responses: words(
    "id user_id trigger_id task_id instance_id response_value helpful comment context created_at",
  ),
  user_preferences: words(`user_id tutorial_completed tutorial_choice tutorial_auto_show tooltip_mode_enabled
    survey_completed created_at last_active`),
};

/** The header of an exported file: the predecessor's columns, then the unknown ones that its rows have. */
export function exportHeader(
  table: SourceTableName,
  rows: Iterable<Readonly<Record<string, string>>>,
): string[] {
  const known = isWritten(table) ? Object.keys(columnKinds[table]) : givenBack[table];
  const header = new Set<string>(known);
  for (const row of rows) for (const column of Object.keys(row)) header.add(column);
  return [...header];
}

function isWritten(table: SourceTableName): table is WrittenTable {
  return Object.hasOwn(columnKinds, table);
}
