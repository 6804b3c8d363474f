import type { ImportState, NamesMadeHere } from "#storage/import-state.ts";
import type { ImportedTable } from "#storage/imported-keys.ts";
import { idOfExportId } from "../predecessor/map/export-id.ts";
import type { KnownRow } from "../predecessor/map/map-context.ts";
import type { PredecessorSource } from "../predecessor/read/source-rows.ts";
import type { SourceTableName } from "../predecessor/read/source-tables.ts";

const tablesOfKeys: Partial<Record<SourceTableName, ImportedTable>> = {
  tasks: "task",
  task_instances: "instance",
  emotions: "emotion",
  jobs: "area",
  notes: "note",
  survey_responses: "surveyResponse",
};

/** What in a source looks like a row of ours that was exported. */
export function namesMadeHere({ rows }: PredecessorSource): NamesMadeHere {
  const names = (list: readonly { readonly id: string }[]) =>
    new Map(
      list.flatMap(({ id }): [string, string][] => {
        const own = idOfExportId(id);
        return own === null ? [] : [[own, id]];
      }),
    );
  return {
    task: names(rows.tasks),
    instance: names(rows.task_instances),
    area: names(rows.jobs),
    note: names(rows.notes),
    surveyResponse: names(rows.survey_responses),
  };
}

/** What mapping is told of rows that are here already. */
export function knownRows(
  state: ImportState,
): Partial<Record<SourceTableName, ReadonlyMap<string, KnownRow>>> {
  return Object.fromEntries(
    Object.entries(tablesOfKeys).map(([name, table]) => [
      name,
      new Map(
        state.keys[table].map(({ sourceId, id }) => [sourceId, { id, name: state.taskNames.get(id) ?? "" }]),
      ),
    ]),
  );
}
