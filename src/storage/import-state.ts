import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import type { Owner, Tx } from "./database.ts";
import { listEveryEmotion } from "./every-emotion.ts";
import { type ImportedKey, type ImportedTable, importedTables, listImportedKeys } from "./imported-keys.ts";

/** What a person has already of one source, and what an import has to fit in with. */
export interface ImportState {
  readonly keys: Readonly<Record<ImportedTable, readonly ImportedKey[]>>;
  /** Names of their tasks by id, as far as an import brought them. */
  readonly taskNames: ReadonlyMap<string, string>;
  /** `task/area` of every task that is in an area. */
  readonly taskAreas: ReadonlySet<string>;
  /** `file/source id`. */
  readonly importedRows: ReadonlySet<string>;
  /** All emotions, removed ones included. */
  readonly emotions: readonly Emotion[];
}

export async function readImportState(tx: Tx, owner: Owner, source: string): Promise<ImportState> {
  const keys: [ImportedTable, ImportedKey[]][] = [];
  for (const table of importedTables) keys.push([table, await listImportedKeys(tx, owner, table, source)]);
  const tasks = await tx
    .selectFrom("task")
    .select(["id", "name"])
    .where("userId", "=", owner)
    .where("source", "=", source)
    .execute();
  const links = await tx
    .selectFrom("taskArea")
    .select(["taskId", "areaId"])
    .where("userId", "=", owner)
    .execute();
  const kept = await tx
    .selectFrom("importedRow")
    .select(["file", "sourceId"])
    .where("userId", "=", owner)
    .execute();
  return {
    // One entry per table was pushed above.
    keys: Object.fromEntries(keys) as Record<ImportedTable, ImportedKey[]>,
    taskNames: new Map(tasks.map(({ id, name }) => [id, name])),
    taskAreas: new Set(links.map(({ taskId, areaId }) => `${taskId}/${areaId}`)),
    importedRows: new Set(kept.map(({ file, sourceId }) => `${file}/${sourceId}`)),
    emotions: await listEveryEmotion(tx, owner),
  };
}
