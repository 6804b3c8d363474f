import type { Emotion } from "#domain/emotion/emotion-pair.ts";
import type { Owner, Tx } from "./database.ts";
import { listEveryEmotion } from "./every-emotion.ts";
import {
  type ImportedKey,
  type ImportedTable,
  importedTables,
  listImportedKeys,
  listKeysMadeHere,
} from "./imported-keys.ts";

/** Ids of rows that may have been made here, with what their export called them, by table. */
export type NamesMadeHere = Partial<Record<ImportedTable, ReadonlyMap<string, string>>>;

/** What a person has already of one source, and what an import has to fit in with. */
export interface ImportState {
  readonly keys: Readonly<Record<ImportedTable, readonly ImportedKey[]>>;
  /** Names of their tasks by id. */
  readonly taskNames: ReadonlyMap<string, string>;
  /** `task/area` of every task that is in an area. */
  readonly taskAreas: ReadonlySet<string>;
  /** `file/source id`. */
  readonly importedRows: ReadonlySet<string>;
  /** All emotions, removed ones included. */
  readonly emotions: readonly Emotion[];
}

export async function readImportState(
  tx: Tx,
  owner: Owner,
  source: string,
  madeHere: NamesMadeHere = {},
): Promise<ImportState> {
  const keys: [ImportedTable, ImportedKey[]][] = [];
  for (const table of importedTables) {
    const brought = await listImportedKeys(tx, owner, table, source);
    const made = await listKeysMadeHere(tx, owner, table, madeHere[table] ?? new Map());
    keys.push([table, [...brought, ...made]]);
  }
  const tasks = await tx.selectFrom("task").select(["id", "name"]).where("userId", "=", owner).execute();
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
