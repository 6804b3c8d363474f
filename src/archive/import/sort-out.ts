import type { ImportState } from "#storage/import-state.ts";
import type { ImportedTable } from "#storage/imported-keys.ts";
import type { Mapped, MappedFirst, MappedRest } from "../predecessor/map/mapped.ts";

/** Rows of one table that are new, and those that are here already. */
export interface Sorted<Row> {
  readonly fresh: readonly Row[];
  /** By their id in the source. */
  readonly present: ReadonlySet<string>;
}

/** Tells new rows from those that are here already, deleted ones included. */
export function sortFirst(mapped: MappedFirst, state: ImportState) {
  const changedTasks = new Set(state.keys.task.filter(({ changed }) => changed).map(({ id }) => id));
  const knownAreas = new Set(state.keys.area.map(({ id }) => id));
  return {
    area: split(mapped.areas, keysOf(state, "area")),
    task: split(mapped.tasks, keysOf(state, "task")),
    taskArea: sort(
      mapped.taskAreas,
      ({ row: { taskId, areaId } }) =>
        state.taskAreas.has(`${taskId}/${areaId}`) ||
        // Taken out of its area here: that is a change of the task, and it stays.
        (changedTasks.has(taskId) && knownAreas.has(areaId)),
      ({ row }) => row,
    ),
  };
}

/** The same for what comes after the instances. */
export function sortRest(mapped: MappedRest, state: ImportState) {
  return {
    emotion: split(mapped.emotions, keysOf(state, "emotion")),
    note: split(mapped.notes, keysOf(state, "note")),
    surveyResponse: split(mapped.surveyResponses, keysOf(state, "surveyResponse")),
    importedRow: sort(
      mapped.importedRows,
      ({ row }) => state.importedRows.has(`${row.file}/${row.sourceId}`),
      ({ row }) => row,
    ),
  };
}

/** The `source_id` of every row of a table that is here. */
export function keysOf(state: ImportState, table: ImportedTable): Set<string> {
  return new Set(state.keys[table].map(({ sourceId }) => sourceId));
}

function split<Row>(rows: readonly Mapped<Row>[], known: ReadonlySet<string>): Sorted<Row> {
  return sort(rows, hasKey(known), ({ row }) => row);
}

export function hasKey(known: ReadonlySet<string>) {
  return ({ sourceId }: { readonly sourceId: string }) => known.has(sourceId);
}

function sort<Item extends { readonly sourceId: string }, Row>(
  items: readonly Item[],
  isPresent: (item: Item) => boolean,
  rowOf: (item: Item) => Row,
): Sorted<Row> {
  const present = new Set<string>();
  const fresh: Row[] = [];
  for (const item of items) {
    if (isPresent(item)) present.add(item.sourceId);
    else fresh.push(rowOf(item));
  }
  return { fresh, present };
}
