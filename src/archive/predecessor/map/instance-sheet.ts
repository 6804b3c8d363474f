import { escapeLikePredecessor } from "../read/escaped-text.ts";
import { exportIdOf } from "./export-id.ts";
import { type InstanceView, minutesTaken, rounded } from "./instance-view.ts";
import { always, Sheet } from "./sheet.ts";

/** The columns of `task_instances` but its two JSON objects, as our columns give them. Source: domain 2.1. */
export function instanceSheet(view: InstanceView): Sheet {
  const { row, task } = view;
  const sheet = new Sheet();
  sheet.say("instance_id", row.sourceId ?? exportIdOf("i", row.id));
  sheet.say("task_id", task.sourceId);
  sheet.say("task_name", escapeLikePredecessor(task.name));
  sheet.say("task_version", row.taskVersion);
  sheet.say("created_at", row.createdAt);
  sheet.say("initialized_at", row.initializedAt);
  sheet.say("started_at", startedAt(view), [row.state === "paused", startedAt(view)]);
  sheet.say("completed_at", row.completedAt);
  sheet.say("cancelled_at", row.cancelledAt);
  sheet.say("due_at", row.dueAt);
  const closed = row.state === "completed" || row.state === "cancelled";
  sheet.say("is_completed", closed);
  sheet.say("is_deleted", false, always);
  sheet.say("status", statusOf(row.state));
  sayDerived(sheet, view);
  sheet.say("environmental_effect", null, always);
  sheet.say("skills_improved", "", always);
  return sheet;
}

/** The last start; a pause clears it. */
function startedAt({ row, intervals }: InstanceView): number | null {
  if (row.state === "paused") return null;
  const running = intervals.find(({ endedAt }) => endedAt === null);
  return running?.startedAt ?? row.firstStartedAt;
}

function statusOf(state: string): string {
  if (state === "planned") return "draft";
  return state === "paused" ? "initialized" : state;
}

/** Copies and differences that the predecessor fills in at completion: domain M-05, M-08 and 2.2.7. */
function sayDerived(sheet: Sheet, view: InstanceView): void {
  const { row } = view;
  const minutes = minutesTaken(view);
  const relief = difference(row.outcomeRelief, row.forecastRelief);
  const reliefs = [row.outcomeRelief, row.forecastRelief];
  const loads = [row.outcomeMentalEnergy, row.outcomeDifficulty];
  const delay = row.state === "completed" ? delayOf(view, minutes) : null;
  const estimate = Math.max(row.forecastMinutes ?? 0, 1);
  const procrastination = delay === null ? null : rounded(Math.min(10, delay / estimate), 3);
  const proactive = delay === null ? null : Math.min(10, Math.max(0, 10 * (1 - delay / (2 * estimate))));
  sheet.say("procrastination_score", procrastination, [delay, row.forecastMinutes]);
  sheet.say("proactive_score", proactive === null ? null : rounded(proactive, 3), [
    delay,
    row.forecastMinutes,
  ]);
  const plan = [row.outcomeCompletion, minutes, row.forecastMinutes, delay];
  sheet.say("behavioral_score", null, plan);
  sheet.say("behavioral_deviation", null, plan);
  sheet.say("net_relief", relief, reliefs);
  sheet.say("serendipity_factor", relief === null ? null : Math.max(0, relief), reliefs);
  sheet.say("disappointment_factor", relief === null ? null : Math.max(0, -relief), reliefs);
  const emotional = [row.outcomeEmotional, row.forecastEmotional];
  sheet.say("net_emotional", difference(row.outcomeEmotional, row.forecastEmotional), emotional);
  sheet.say("duration_minutes", minutes);
  sheet.say("delay_minutes", delay);
  sheet.say("relief_score", row.outcomeRelief);
  sheet.say("cognitive_load", null, loads);
  sheet.say("mental_energy_needed", row.outcomeMentalEnergy);
  sheet.say("task_difficulty", row.outcomeDifficulty);
  sheet.say("emotional_load", row.outcomeEmotional);
}

/** Minutes from being ready to the start; never started: to the end, less the work itself. */
function delayOf({ row }: InstanceView, minutes: number | null): number | null {
  const ready = row.initializedAt ?? row.createdAt;
  if (row.firstStartedAt !== null) return rounded((row.firstStartedAt - ready) / 60_000, 2);
  if (row.completedAt === null) return null;
  return rounded((row.completedAt - ready) / 60_000 - (minutes ?? 0), 2);
}

/** To six digits, so that 0.3 − 0.1 is 0.2; never −0. */
function difference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : rounded(one - other, 6) + 0;
}
