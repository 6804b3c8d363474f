import type { EmotionValues } from "#domain/emotion/emotion-pair.ts";
import type { InstanceTable, WorkIntervalTable } from "#storage/schema.ts";
import type { SourceInstance } from "../read/source-rows.ts";
import { actualSheet } from "./actual-sheet.ts";
import { cancelCategoryOf } from "./cancel-category-spelling.ts";
import { cellDifferences } from "./cell-differences.ts";
import { deriveLifecycle } from "./derive-lifecycle.ts";
import { jsonDifferences } from "./differences.ts";
import { namedEmotions } from "./emotion-readings.ts";
import { extraText, type PredecessorExtra } from "./extra.ts";
import { compactRow } from "./compact-row.ts";
import { type InstanceReadings, instanceReadings } from "./instance-readings.ts";
import { instanceSheet } from "./instance-sheet.ts";
import { instanceTimes } from "./instance-times.ts";
import type { InstanceView } from "./instance-view.ts";
import type { MapContext } from "./map-context.ts";
import type { MappedInstance } from "./mapped.ts";
import { addDifferences } from "./note-differences.ts";
import { predictedSheet } from "./predicted-sheet.ts";
import type { Sheet } from "./sheet.ts";
import { instanceTask } from "./placeholder-task.ts";

/** One instance of the predecessor as ours. Its task must have been mapped before, else it gets the placeholder's id. */
export function mapInstance(source: SourceInstance, context: MapContext): MappedInstance {
  const state = deriveLifecycle(source);
  const times = instanceTimes(source, state, context);
  const readings = instanceReadings(source, state, times.createdAt, context);
  const { forecast, outcome } = readings;
  const { predictedValues: before, actualValues: after } = source;
  const task = instanceTask(source, context);
  const history = source.actual?.postpone_history;
  const extra: PredecessorExtra = readings.extra;
  if (before.initialAversion !== null) extra.first = true;
  if (Array.isArray(history) && history.length > 0) extra.postponements = history;
  const { userId, importId, importedAt } = context.input;
  const row: InstanceTable = {
    id: context.idFor("task_instances", source.id),
    // What `context.origin` says, but spreading it into so wide a row takes as long as all the rest.
    userId,
    source: "predecessor",
    sourceId: source.id,
    importId,
    importedAt,
    updatedAt: importedAt,
    deletedAt: null,
    taskId: task.id,
    taskVersion: Math.max(1, Math.trunc(source.taskVersion ?? 1)),
    state,
    createdAt: times.createdAt,
    initializedAt: times.initializedAt,
    firstStartedAt: times.firstStartedAt,
    completedAt: times.completedAt,
    cancelledAt: times.cancelledAt,
    dueAt: times.dueAt,
    closedOn: times.closedOn,
    timeZone: context.input.timeZone,
    postponedCount: Math.max(after.postponements.length, after.postponeReason === null ? 0 : 1),
    daysSinceLast: null,
    description: before.description ?? "",
    place: before.physicalContext === "None" ? null : before.physicalContext,
    forecastAversion: forecast.aversion,
    forecastRelief: forecast.relief,
    forecastMinutes: forecast.minutes,
    forecastMentalEnergy: forecast.mentalEnergy,
    forecastDifficulty: forecast.difficulty,
    forecastEmotional: forecast.emotional,
    forecastPhysical: forecast.physical,
    forecastStress: forecast.stress,
    motivation: forecast.motivation,
    capacityBefore: null,
    reliefBefore: null,
    emotionsBefore: JSON.stringify(forecast.emotions),
    outcomeAversion: outcome.aversion,
    outcomeRelief: outcome.relief,
    outcomeMinutes: outcome.minutes,
    outcomeCompletion: outcome.completion,
    outcomeMentalEnergy: outcome.mentalEnergy,
    outcomeDifficulty: outcome.difficulty,
    outcomeEmotional: outcome.emotional,
    outcomePhysical: outcome.physical,
    outcomeStress: outcome.stress,
    capacityAfter: null,
    emotionsAfter: JSON.stringify(outcome.emotions),
    reliefMode: null,
    reliefChange: null,
    capacityMode: null,
    capacityChange: null,
    progress: readings.progress,
    carriedMinutes: readings.carriedMinutes,
    note: after.completionNotes ?? "",
    cancelCategory: cancelCategoryOf(after.cancellationCategory),
    cancelReason: after.cancellationReason ?? "",
    provenance: JSON.stringify(readings.provenance),
    eventCount: 1,
    extra: "{}",
  };
  const intervals = intervalsOf(row, times.runningSince, context);
  const view: InstanceView = {
    row,
    task,
    intervals,
    extra,
    emotionsBefore: named(forecast.emotions, context, extra.emotionsBefore),
    emotionsAfter: named(outcome.emotions, context, extra.emotionsAfter),
    wallClock: (instant) => context.clock.format(instant, "second", "T"),
  };
  addDifferences(
    extra,
    "columns",
    cellDifferences("task_instances", instanceSheet(view), source, times.read),
  );
  noteObject(extra, "predicted", predictedSheet(view), source);
  noteObject(extra, "actual", actualSheet(view), source);
  row.extra = extraText(extra);
  return { sourceId: source.id, row, intervals, event: importedEvent(row, intervals, readings) };
}

function named(values: EmotionValues, context: MapContext, given: PredecessorExtra["emotionsBefore"]) {
  return namedEmotions(values, context.emotions.emotions, given);
}

function noteObject(
  extra: PredecessorExtra,
  part: "predicted" | "actual",
  sheet: Sheet,
  source: SourceInstance,
): void {
  const cell = source.raw[part];
  if (cell === undefined) return;
  const object = source[part];
  if (object !== null) addDifferences(extra, part, jsonDifferences(sheet, object));
  if (object !== null && cell.trimStart().startsWith("{")) return;
  const now = object ?? Object.fromEntries(sheet.said);
  extra.whole = { ...extra.whole, [part]: { while: now, as: cell } };
}

function intervalsOf(row: InstanceTable, startedAt: number | null, context: MapContext): WorkIntervalTable[] {
  if (startedAt === null) return [];
  const { userId, newId } = context.input;
  return [{ userId, id: newId(), instanceId: row.id, startedAt, endedAt: null }];
}

function importedEvent(
  row: InstanceTable,
  intervals: readonly WorkIntervalTable[],
  { forecast, outcome, provenance }: InstanceReadings,
): MappedInstance["event"] {
  const instance = JSON.stringify(compactRow(row, forecast, outcome, intervals));
  // Where each answer came from is half of the text, and is written already.
  const sources = isEmptyRecord(provenance) ? "" : `,"provenance":${row.provenance}`;
  return {
    userId: row.userId,
    instanceId: row.id,
    seq: 1,
    type: "imported",
    at: row.updatedAt,
    timeZone: row.timeZone,
    payload: `{"instance":${instance.slice(0, -1)}${sources}}}`,
  };
}

function isEmptyRecord(record: object): boolean {
  return Object.keys(record).length === 0;
}
