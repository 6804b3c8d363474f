import type { SourceReport } from "./source-report.ts";
import type { SourceTableName } from "./source-tables.ts";
import type { SourceTime } from "./source-time.ts";

/** A JSON object of the predecessor, parsed, with the keys exactly as they were written. */
export type SourceObject = { readonly [key: string]: unknown };

/** What every row has, whichever file or table it came from. */
export interface SourceRow {
  /** 1 for the first row after the header; a row of the database counts the same way. */
  readonly line: number;
  /** The owner named in the file. Only offered as a choice; every row is re-owned. */
  readonly userId: string | null;
  /**
   * Every cell, known column or not, as text and still HTML-escaped; known columns are named as in the export whatever their
   * case in the file. Empty text where the source has null. Booleans of the database read "True" and "False".
   */
  readonly raw: Readonly<Record<string, string>>;
}

/** `tasks`. Texts are unescaped once; numbers are null when absent or unreadable (then the raw cell still has them). */
export interface SourceTask extends SourceRow {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly type: string | null;
  readonly taskType: string | null;
  readonly version: number | null;
  readonly isRecurring: boolean | null;
  readonly categories: readonly string[];
  readonly defaultEstimateMinutes: number | null;
  readonly defaultInitialAversion: number | null;
  readonly routineFrequency: string | null;
  /** 0 = Monday … 6 = Sunday. */
  readonly routineDaysOfWeek: readonly number[];
  readonly routineTime: string | null;
  readonly completionWindowHours: number | null;
  readonly completionWindowDays: number | null;
  readonly notes: string | null;
  readonly createdAt: SourceTime | null;
  readonly updatedAt: SourceTime | null;
}

/** Emotion intensities 0–100 by name, and the names that came without a value. */
export interface SourceEmotionValues {
  readonly values: ReadonlyMap<string, number>;
  /** Names of the old list that have no value; read as 50, flagged `imported-default` by whoever maps them. */
  readonly bareNames: readonly string[];
}

/** `predicted` with older spellings resolved (see domain.md 2.2.6). Null = absent or unreadable. */
export interface SourcePredicted {
  readonly expectedAversion: number | null;
  readonly initializationExpectedAversion: number | null;
  readonly initialAversion: number | null;
  readonly expectedRelief: number | null;
  readonly expectedMentalEnergy: number | null;
  readonly expectedDifficulty: number | null;
  readonly expectedEmotionalLoad: number | null;
  readonly expectedPhysicalLoad: number | null;
  readonly expectedStress: number | null;
  readonly motivation: number | null;
  readonly timeEstimateMinutes: number | null;
  readonly initFormDurationSeconds: number | null;
  readonly initSlidersAdjustedCount: number | null;
  readonly description: string | null;
  readonly physicalContext: string | null;
  readonly emotions: SourceEmotionValues;
}

/** One postponement, as written. */
export interface SourcePostponement {
  readonly reason: string | null;
  readonly at: SourceTime | null;
}

/** `actual` with older spellings resolved; where the JSON has nothing, the column's value (JSON > column > null). */
export interface SourceActual {
  readonly relief: number | null;
  readonly mentalEnergy: number | null;
  readonly difficulty: number | null;
  readonly emotional: number | null;
  readonly physical: number | null;
  readonly stress: number | null;
  readonly completionPercent: number | null;
  readonly timeActualMinutes: number | null;
  readonly completionNotes: string | null;
  readonly emotions: SourceEmotionValues;
  readonly completionFormDurationSeconds: number | null;
  readonly completionSlidersAdjustedCount: number | null;
  readonly timeSpentBeforePause: number | null;
  readonly paused: boolean | null;
  readonly pauseReason: string | null;
  readonly pauseCompletionPercentage: number | null;
  readonly resumeStartedAt: SourceTime | null;
  readonly postponements: readonly SourcePostponement[];
  readonly postponeReason: string | null;
  readonly cancelled: boolean | null;
  readonly cancellationCategory: string | null;
  readonly cancellationReason: string | null;
}

/** The numeric columns of `task_instances`, as they stand, before any precedence. */
export interface SourceInstanceColumns {
  readonly procrastinationScore: number | null;
  readonly proactiveScore: number | null;
  readonly behavioralScore: number | null;
  readonly netRelief: number | null;
  readonly netEmotional: number | null;
  readonly behavioralDeviation: number | null;
  readonly durationMinutes: number | null;
  readonly delayMinutes: number | null;
  readonly reliefScore: number | null;
  readonly cognitiveLoad: number | null;
  readonly mentalEnergyNeeded: number | null;
  readonly taskDifficulty: number | null;
  readonly emotionalLoad: number | null;
  readonly environmentalEffect: number | null;
  readonly serendipityFactor: number | null;
  readonly disappointmentFactor: number | null;
}

/** `task_instances`. */
export interface SourceInstance extends SourceRow {
  readonly id: string;
  readonly taskId: string | null;
  readonly taskName: string | null;
  readonly taskVersion: number | null;
  readonly createdAt: SourceTime | null;
  readonly initializedAt: SourceTime | null;
  readonly startedAt: SourceTime | null;
  readonly completedAt: SourceTime | null;
  readonly cancelledAt: SourceTime | null;
  readonly dueAt: SourceTime | null;
  /** The JSON as parsed, original keys; null when the cell is empty or unreadable (raw keeps the text). */
  readonly predicted: SourceObject | null;
  readonly actual: SourceObject | null;
  readonly predictedValues: SourcePredicted;
  readonly actualValues: SourceActual;
  readonly columns: SourceInstanceColumns;
  readonly isCompleted: boolean | null;
  readonly isDeleted: boolean | null;
  /** Not to be trusted: use `deriveLifecycle`. */
  readonly status: string | null;
  readonly skillsImproved: string | null;
}

/** `emotions`: a word of the person's vocabulary. */
export interface SourceEmotion extends SourceRow {
  readonly emotion: string;
}

/** `jobs`: our areas. */
export interface SourceJob extends SourceRow {
  readonly id: string;
  readonly name: string | null;
  readonly taskType: string | null;
  readonly description: string | null;
  readonly createdAt: SourceTime | null;
  readonly updatedAt: SourceTime | null;
}

/** `job_task_mapping`. */
export interface SourceJobTask extends SourceRow {
  readonly jobId: string;
  readonly taskId: string;
  readonly createdAt: SourceTime | null;
}

/** `notes`: the stand-alone notes page. */
export interface SourceNote extends SourceRow {
  readonly id: string;
  readonly content: string | null;
  readonly writtenAt: SourceTime | null;
}

/** `survey_responses`. */
export interface SourceSurveyResponse extends SourceRow {
  readonly id: string;
  readonly questionCategory: string | null;
  readonly questionId: string | null;
  readonly responseValue: string | null;
  readonly responseText: string | null;
  readonly answeredAt: SourceTime | null;
}

/** `popup_triggers`. */
export interface SourcePopupTrigger extends SourceRow {
  readonly id: string;
  readonly triggerId: string | null;
  readonly taskId: string | null;
  readonly count: number | null;
  readonly lastShownAt: SourceTime | null;
  readonly helpful: boolean | null;
  readonly lastResponse: string | null;
  readonly lastComment: string | null;
  readonly createdAt: SourceTime | null;
  readonly updatedAt: SourceTime | null;
}

/** `popup_responses`. */
export interface SourcePopupResponse extends SourceRow {
  readonly id: string;
  readonly triggerId: string | null;
  readonly taskId: string | null;
  readonly instanceId: string | null;
  readonly responseValue: string | null;
  readonly helpful: boolean | null;
  readonly comment: string | null;
  readonly context: unknown;
  readonly createdAt: SourceTime | null;
}

/** `user_preferences`: one row per account of the predecessor. */
export interface SourcePreferences extends SourceRow {
  readonly createdAt: SourceTime | null;
  readonly lastActive: SourceTime | null;
  /** `timezone`, else `detected_tz`, if it is an IANA zone. */
  readonly timezone: string | null;
  /** Every non-empty column by name: JSON parsed, True/False as boolean, the rest as text. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Rows by table, in the order of the source, duplicates already resolved. */
export interface SourceRows {
  readonly tasks: readonly SourceTask[];
  readonly task_instances: readonly SourceInstance[];
  readonly emotions: readonly SourceEmotion[];
  readonly jobs: readonly SourceJob[];
  readonly job_task_mapping: readonly SourceJobTask[];
  readonly notes: readonly SourceNote[];
  readonly survey_responses: readonly SourceSurveyResponse[];
  readonly popup_triggers: readonly SourcePopupTrigger[];
  readonly popup_responses: readonly SourcePopupResponse[];
  readonly user_preferences: readonly SourcePreferences[];
}

/** The same names as the contract's `importForms`. */
export type SourceForm =
  | "predecessor-zip"
  | "predecessor-folder"
  | "predecessor-csv-mode"
  | "predecessor-database";

/** One owner named in the files, with how many rows name it. */
export interface SourceUser {
  readonly id: string;
  readonly rows: number;
}

/** Everything that was read: rows, where they came from, and what was odd about them. */
export interface PredecessorSource extends SourceReport {
  readonly form: SourceForm;
  /** Tables the source has, also empty ones. */
  readonly tables: readonly SourceTableName[];
  readonly rows: SourceRows;
  /** The header of each table, in its order, as named in `raw`. */
  readonly columns: Partial<Record<SourceTableName, readonly string[]>>;
  readonly unknownColumns: Partial<Record<SourceTableName, readonly string[]>>;
  readonly users: readonly SourceUser[];
  /** The zone the preferences name, if there is one valid answer. */
  readonly timezone: string | null;
}
