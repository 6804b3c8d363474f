import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { defaultPairs } from "#domain/emotion/emotion-pair.ts";
import type { SourceRows } from "#archive/predecessor/read/source-rows.ts";
import { type SourceTableName, sourceTableNames } from "#archive/predecessor/read/source-tables.ts";
import { areaExportId, unmapArea, unmapTaskArea } from "#archive/predecessor/map/area-mapping.ts";
import { unmapEmotion } from "#archive/predecessor/map/emotion-mapping.ts";
import { unmapImportedRow } from "#archive/predecessor/map/imported-row-mapping.ts";
import { MapContext, type MapInput } from "#archive/predecessor/map/map-context.ts";
import { mapSource } from "#archive/predecessor/map/map-source.ts";
import type { MappedSource } from "#archive/predecessor/map/mapped.ts";
import { unmapNote } from "#archive/predecessor/map/note-mapping.ts";
import { unmapSurveyResponse } from "#archive/predecessor/map/survey-mapping.ts";
import { taskExportId, unmapTask } from "#archive/predecessor/map/task-mapping.ts";
import { type ExportCells, unmapContext } from "#archive/predecessor/map/unmap-context.ts";
import { unmapInstance } from "#archive/predecessor/map/unmap-instance.ts";

export const emptySource: SourceRows = {
  tasks: [],
  task_instances: [],
  emotions: [],
  jobs: [],
  job_task_mapping: [],
  notes: [],
  survey_responses: [],
  popup_triggers: [],
  popup_responses: [],
  user_preferences: [],
};

/** A mapping for tests: ids count up, the zone is UTC unless said otherwise. */
export function testMapContext(input: Partial<MapInput> = {}): MapContext {
  let made = 0;
  return new MapContext({
    userId: "person-1",
    importId: "import-1",
    importedAt: Date.UTC(2026, 10, 21, 10),
    timeZone: "UTC",
    newId: () => {
      made += 1;
      return `0199e000-0000-7000-8000-${made.toString(16).padStart(12, "0")}`;
    },
    emotions: defaultPairs,
    known: {},
    convert: [],
    ...input,
  });
}

export function mapRows(rows: Partial<SourceRows>, input: Partial<MapInput> = {}) {
  const context = testMapContext(input);
  return { context, mapped: mapSource({ ...emptySource, ...rows }, context) };
}

/** What an export of these rows would hold, table by table, as a person without other rows would get it. */
export function exportRows(
  mapped: MappedSource,
  timeZone = "UTC",
  emotions = defaultPairs,
): Record<SourceTableName, ExportCells[]> {
  const context = unmapContext({
    timeZone,
    userId: "1",
    emotions: [...emotions, ...mapped.emotions.map(({ row }) => ({ ...row, kind: "custom" as const }))],
  });
  const tables = new Map<SourceTableName, ExportCells[]>(sourceTableNames.map((name) => [name, []]));
  const add = (table: SourceTableName, cells: ExportCells | null) => {
    if (cells !== null) tables.get(table)?.push(cells);
  };
  const tasks = new Map(mapped.tasks.map(({ row }) => [row.id, row]));
  const areas = new Map(mapped.areas.map(({ row }) => [row.id, row]));
  const links = mapped.importedRows.filter(({ row }) => row.file === "job_task_mapping");
  for (const { row } of mapped.emotions) add("emotions", unmapEmotion(row, context));
  for (const { row } of mapped.areas) add("jobs", unmapArea(row, context));
  for (const { row } of mapped.tasks) add("tasks", unmapTask(row, context));
  for (const { row } of mapped.taskAreas) {
    const task = tasks.get(row.taskId);
    const area = areas.get(row.areaId);
    if (task === undefined || area === undefined) throw new Error("A link to nowhere.");
    const sourceId = `${areaExportId(area)}/${taskExportId(task)}`;
    const kept = links.find((link) => link.sourceId === sourceId)?.row;
    add("job_task_mapping", unmapTaskArea(row, area, task, kept, context));
  }
  for (const { row, intervals } of mapped.instances) {
    const task = tasks.get(row.taskId);
    if (task === undefined) throw new Error("An instance without a task.");
    const named = { sourceId: taskExportId(task), name: task.name };
    add("task_instances", unmapInstance({ row, task: named, intervals }, context));
  }
  for (const { row } of mapped.notes) add("notes", unmapNote(row, context));
  for (const { row } of mapped.surveyResponses) add("survey_responses", unmapSurveyResponse(row, context));
  for (const { row } of mapped.importedRows) {
    const kept = unmapImportedRow(row);
    if (kept !== null) add(kept.table, kept.cells);
  }
  // The map was filled from the list of all names.
  return Object.fromEntries(tables) as Record<SourceTableName, ExportCells[]>;
}

/** A CSV file as its header and its rows, read by nothing of ours. */
export async function csvRows(path: string): Promise<{ header: string[]; rows: ExportCells[] }> {
  const [header = [], ...lines]: string[][] = parse(await readFile(path));
  const rows = lines.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])));
  return { header, rows };
}
