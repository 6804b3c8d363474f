import { isOpen, type InstanceState } from "#domain/instance/instance.ts";
import { cancelCategorySpelling } from "./cancel-category-spelling.ts";
import { type InstanceView, minutesBefore, minutesTaken } from "./instance-view.ts";
import { jsonText } from "./json-text.ts";
import { Sheet } from "./sheet.ts";

/** The `actual` object as our columns give it; unanswered scales are left out. Source: domain 1.2, 1.4. */
export function actualSheet(view: InstanceView): Sheet {
  const { row, emotionsAfter } = view;
  const sheet = new Sheet();
  const completed = row.state === "completed";
  const scale = (key: string, value: number | null) => sheet.say(key, value ?? undefined);
  scale("actual_relief", row.outcomeRelief);
  scale("actual_mental_energy", row.outcomeMentalEnergy);
  scale("actual_difficulty", row.outcomeDifficulty);
  scale("actual_emotional", row.outcomeEmotional);
  scale("actual_physical", row.outcomePhysical);
  scale("actual_stress", row.outcomeStress);
  scale("completion_percent", row.outcomeCompletion);
  scale("time_actual_minutes", minutesTaken(view));
  const noted = completed || row.note !== "";
  sheet.say("completion_notes", noted ? jsonText(row.note) : undefined, row.note);
  const felt = completed || Object.keys(emotionsAfter).length > 0;
  sheet.say("emotion_values", felt ? emotionsAfter : undefined, emotionsAfter);
  const { outcomeMentalEnergy: energy, outcomeDifficulty: difficulty } = row;
  const mean = energy === null || difficulty === null ? undefined : (energy + difficulty) / 2;
  sheet.say("actual_cognitive", mean, [energy, difficulty]);
  sheet.say("emotional_load", undefined, row.outcomeEmotional);
  sayPause(sheet, view);
  sayPostponements(sheet, view);
  sayCancellation(sheet, row);
  return sheet;
}

function sayPause(sheet: Sheet, view: InstanceView): void {
  const { row, intervals, pauseReason } = view;
  // Every state of a row is one of ours: the database checks it.
  const open = isOpen(row.state as InstanceState);
  const before = open ? minutesBefore(view) : null;
  sheet.say("time_spent_before_pause", before ?? undefined, [open, before]);
  sheet.say("pause_completion_percentage", open ? (row.progress ?? undefined) : undefined, [
    open,
    row.progress,
  ]);
  // Without a reason of our own, the source's stands until it is paused again.
  const reason = pauseReason ? jsonText(pauseReason) : undefined;
  sheet.say("pause_reason", open ? reason : undefined, [open, before, reason ?? null]);
  sheet.say("paused", row.state === "paused" ? true : undefined, row.state);
  const running = intervals.find(({ endedAt }) => endedAt === null);
  const resumed = running !== undefined && before !== null ? running.startedAt : null;
  sheet.say("resume_started_at", resumed === null ? undefined : view.wallClock(resumed), resumed);
}

function sayPostponements(sheet: Sheet, view: InstanceView): void {
  const made = (view.postponements ?? []).map(({ at, reason }) => ({
    reason: jsonText(reason),
    at: view.wallClock(at).slice(0, 16).replace("T", " "),
  }));
  const history: unknown[] = [...(view.extra.postponements ?? []), ...made];
  const last = history.at(-1);
  sheet.say("postpone_history", history.length === 0 ? undefined : history, history.length);
  const told = typeof last === "object" && last !== null && "reason" in last ? last.reason : undefined;
  sheet.say("postpone_reason", told, history.length);
}

function sayCancellation(sheet: Sheet, row: InstanceView["row"]): void {
  const cancelled = row.state === "cancelled";
  const category = cancelCategorySpelling(row.cancelCategory);
  const reason = jsonText(row.cancelReason);
  const told = cancelled || reason !== "";
  sheet.say("cancellation_category", category === null ? undefined : jsonText(category), row.cancelCategory);
  for (const key of olderReasons) sheet.say(key, undefined, row.cancelReason);
  sheet.say("reason_for_canceling", told ? reason : undefined, row.cancelReason);
  sheet.say("cancelled", cancelled ? true : undefined, row.state);
}

const olderReasons = [
  "reason_for_cancelling",
  "reason_for_cancellation",
  "cancellation_reason",
  "cancel_reason",
] as const;

/** The keys in the order in which the predecessor writes them. */
export const actualKeys: readonly string[] =
  `actual_relief actual_mental_energy actual_difficulty actual_emotional actual_physical actual_stress
  completion_percent time_actual_minutes completion_notes emotion_values
  completion_form_duration_seconds completion_sliders_adjusted_count actual_cognitive
  time_spent_before_pause pause_completion_percentage pause_reason paused resume_started_at
  postpone_history postpone_reason cancellation_category reason_for_canceling cancelled`.split(/\s+/);
