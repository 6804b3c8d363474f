import { asObject, booleanAt, emotionsOf, numberAt, textAt } from "./json-values.ts";
import type { SourceActual, SourceInstanceColumns, SourceObject, SourcePostponement } from "./source-rows.ts";
import { parseSourceTime, type SourceTime } from "./source-time.ts";

/** The outcome's values: JSON before column, never a forecast, never a constant (domain.md 2.2.7, appendix D). */
export function actualValues(actual: SourceObject | null, columns: SourceInstanceColumns): SourceActual {
  const cognitive = numberAt(actual, "actual_cognitive");
  return {
    relief: numberAt(actual, "actual_relief") ?? columns.reliefScore,
    mentalEnergy:
      numberAt(actual, "actual_mental_energy") ??
      cognitive ??
      columns.mentalEnergyNeeded ??
      columns.cognitiveLoad,
    difficulty:
      numberAt(actual, "actual_difficulty") ?? cognitive ?? columns.taskDifficulty ?? columns.cognitiveLoad,
    emotional: numberAt(actual, "actual_emotional", "emotional_load") ?? columns.emotionalLoad,
    physical: numberAt(actual, "actual_physical"),
    stress: numberAt(actual, "actual_stress"),
    completionPercent: numberAt(actual, "completion_percent"),
    timeActualMinutes: numberAt(actual, "time_actual_minutes") ?? columns.durationMinutes,
    completionNotes: textAt(actual, "completion_notes"),
    emotions: emotionsOf(actual),
    completionFormDurationSeconds: numberAt(actual, "completion_form_duration_seconds"),
    completionSlidersAdjustedCount: numberAt(actual, "completion_sliders_adjusted_count"),
    timeSpentBeforePause: numberAt(actual, "time_spent_before_pause"),
    paused: booleanAt(actual, "paused"),
    pauseReason: textAt(actual, "pause_reason"),
    pauseCompletionPercentage: numberAt(actual, "pause_completion_percentage"),
    resumeStartedAt: timeOf(actual?.resume_started_at),
    postponements: postponementsOf(actual?.postpone_history),
    postponeReason: textAt(actual, "postpone_reason"),
    cancelled: booleanAt(actual, "cancelled"),
    cancellationCategory: textAt(actual, "cancellation_category"),
    cancellationReason: textAt(
      actual,
      "reason_for_canceling",
      "reason_for_cancelling",
      "reason_for_cancellation",
      "cancellation_reason",
      "cancel_reason",
    ),
  };
}

function timeOf(value: unknown): SourceTime | null {
  return typeof value === "string" ? parseSourceTime(value, "source-zone") : null;
}

function postponementsOf(value: unknown): SourcePostponement[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => {
    const object = asObject(item);
    return { reason: textAt(object, "reason"), at: timeOf(object?.at) };
  });
}
