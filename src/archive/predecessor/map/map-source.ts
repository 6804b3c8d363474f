import type { ImportedRowTable, TaskTable } from "#storage/schema.ts";
import type { SourceEmotion, SourceInstance, SourceRow, SourceRows } from "../read/source-rows.ts";
import type { SourceTableName } from "../read/source-tables.ts";
import { mapArea, mapTaskArea } from "./area-mapping.ts";
import { mapEmotions } from "./emotion-mapping.ts";
import { importedRow } from "./imported-row-mapping.ts";
import type { MapContext } from "./map-context.ts";
import { mapInstance } from "./map-instance.ts";
import type { Mapped, MappedFirst, MappedInstance, MappedRest, MappedSource } from "./mapped.ts";
import { mapNote } from "./note-mapping.ts";
import { placeholderTask } from "./placeholder-task.ts";
import { mapSurveyResponse } from "./survey-mapping.ts";
import { mapTask } from "./task-mapping.ts";

/** Every row of a source as rows of ours, also those that are there already: `sourceId` tells which. */
export function mapSource(rows: SourceRows, context: MapContext): MappedSource {
  const { first, instances, rest } = startMapping(rows, context);
  const all = [...instances()];
  return { ...first, instances: all, ...rest() };
}

/** A mapping under way, so that instances need not all be held at once. */
export interface SourceMapping {
  readonly first: MappedFirst;
  /** To be read to its end, once. */
  readonly instances: () => Generator<MappedInstance>;
  /** What only the end of the instances tells. */
  readonly rest: () => MappedRest;
}

/** The same as `mapSource`, piece by piece. */
export function startMapping(rows: SourceRows, context: MapContext): SourceMapping {
  const kept: Mapped<ImportedRowTable>[] = [];
  const keep = (table: SourceTableName, sourceId: string, row: SourceRow) =>
    kept.push(importedRow(table, sourceId, row, context));
  const listed = listEmotions(rows.emotions, context, keep);
  const lastUse = lastUses(rows.task_instances, context);
  const areas = rows.jobs.map((job) => mapArea(job, context));
  const tasks = rows.tasks.map((task) => mapTask(task, context, lastUse.get(task.id) ?? null));
  const taskAreas = rows.job_task_mapping.flatMap((source) => {
    const mapped = mapTaskArea(source, context);
    if (mapped.kept !== null) kept.push(mapped.kept);
    return mapped.link === null ? [] : [mapped.link];
  });
  const placeholders = new Map<string, Mapped<TaskTable>>();
  for (const source of rows.task_instances) {
    const placeholder = source.isDeleted === true ? null : placeholderTask(source, context);
    if (placeholder !== null) placeholders.set(placeholder.sourceId, placeholder);
  }
  function* instances() {
    for (const source of rows.task_instances) {
      if (source.isDeleted === true) {
        context.repair("deleted-at-source", "task_instances", source.id);
        keep("task_instances", source.id, source);
      } else yield mapInstance(source, context);
    }
  }
  function rest(): MappedRest {
    const notes = rows.notes.map((note) => mapNote(note, context));
    const surveyResponses = rows.survey_responses.map((answer) => mapSurveyResponse(answer, context));
    for (const row of rows.popup_triggers) keep("popup_triggers", row.id, row);
    for (const row of rows.popup_responses) keep("popup_responses", row.id, row);
    for (const row of rows.user_preferences) keep("user_preferences", row.userId ?? "", row);
    return {
      emotions: mapEmotions(listed, context),
      emotionsPresent: rows.emotions.filter(({ emotion }) => isKnown(emotion, context)).length,
      notes,
      surveyResponses,
      importedRows: kept,
      repairs: context.repairs,
    };
  }
  return { first: { areas, tasks: [...tasks, ...placeholders.values()], taskAreas }, instances, rest };
}

/**
 * The vocabulary's words by the id of the emotion they made. A word that means one already there (an end of a pair, say) is
 * kept as it was.
 */
function listEmotions(
  emotions: readonly SourceEmotion[],
  context: MapContext,
  keep: (table: SourceTableName, sourceId: string, row: SourceRow) => void,
): Map<string, SourceEmotion> {
  const listed = new Map<string, SourceEmotion>();
  for (const source of emotions) {
    // Another import brought the word: its own row, wherever it is, speaks for it.
    if (isKnown(source.emotion, context)) continue;
    if (context.emotions.knows(source.emotion)) {
      const again = [...listed.values()].some(({ emotion }) => emotion === source.emotion);
      keep("emotions", again ? `${source.emotion}/${source.userId ?? ""}` : source.emotion, source);
    } else listed.set(context.emotions.meaning(source.emotion).id, source);
  }
  return listed;
}

function isKnown(emotion: string, context: MapContext): boolean {
  return context.input.known.emotions?.has(emotion) === true;
}

/** When each task was last touched, by the predecessor's id. */
function lastUses(instances: readonly SourceInstance[], context: MapContext): Map<string, number> {
  const uses = new Map<string, number>();
  for (const source of instances) {
    const { taskId } = source;
    const time =
      source.completedAt ??
      source.cancelledAt ??
      source.startedAt ??
      source.initializedAt ??
      source.createdAt;
    if (taskId === null || time === null) continue;
    const at = context.clock.toInstant(time).instant;
    if (at > (uses.get(taskId) ?? Number.NEGATIVE_INFINITY)) uses.set(taskId, at);
  }
  return uses;
}
