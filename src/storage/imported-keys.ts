import { type RawBuilder, sql } from "kysely";
import type { Owner, Tx } from "./database.ts";

/** The tables whose rows know where they came from. */
export const importedTables = ["area", "emotion", "task", "instance", "note", "surveyResponse"] as const;
export type ImportedTable = (typeof importedTables)[number];

/** A row that an import brought, now or earlier. */
export interface ImportedKey {
  readonly id: string;
  readonly sourceId: string;
  /** Changed here since the import; deleting is changing. */
  readonly changed: boolean;
  readonly deleted: boolean;
  /** It was made here and only its export brought it back. */
  readonly madeHere: boolean;
}

/** Every row of `source` that a person has in a table, deleted ones included. */
export async function listImportedKeys(
  tx: Tx,
  owner: Owner,
  table: ImportedTable,
  source: string,
): Promise<ImportedKey[]> {
  const rows = await tx
    // The columns read below are the same in all these tables; the type of a union is beyond the query builder.
    .selectFrom(table as "area")
    .select(["id", "sourceId", "updatedAt", "importedAt", "deletedAt"])
    .where("userId", "=", owner)
    .where("source", "=", source)
    .execute();
  return rows.map(({ id, sourceId, updatedAt, importedAt, deletedAt }) => ({
    id,
    sourceId: sourceId ?? "",
    changed: updatedAt !== importedAt || deletedAt !== null,
    deleted: deletedAt !== null,
    madeHere: false,
  }));
}

/** Those of these rows that were made here, by id with the name that their export gave them. */
export async function listKeysMadeHere(
  tx: Tx,
  owner: Owner,
  table: ImportedTable,
  names: ReadonlyMap<string, string>,
): Promise<ImportedKey[]> {
  const keys: ImportedKey[] = [];
  const ids = [...names.keys()];
  // SQLite takes a limited number of parameters in one statement.
  for (let start = 0; start < ids.length; start += 500) {
    const rows = await tx
      // As above: these columns are in all of them.
      .selectFrom(table as "area")
      .select(["id", "deletedAt"])
      .where("userId", "=", owner)
      .where("source", "is", null)
      .where("id", "in", ids.slice(start, start + 500))
      .execute();
    for (const { id, deletedAt } of rows) {
      keys.push({
        id,
        sourceId: names.get(id) ?? "",
        changed: true,
        deleted: deletedAt !== null,
        madeHere: true,
      });
    }
  }
  return keys;
}

/** A row as its person would recognise it. */
export interface NamedRow {
  readonly id: string;
  readonly name: string;
}

/** Rows by id, or all rows of one import, with what they are called: an instance by its task, a note by its beginning. */
export async function listNamedRows(
  tx: Tx,
  owner: Owner,
  table: ImportedTable,
  wanted: { readonly ids: readonly string[] } | { readonly importId: string },
): Promise<NamedRow[]> {
  const select = () =>
    tx
      // As above: these columns are in all of them.
      .selectFrom(table as "area")
      .select(["id", names[table].as("name")])
      .where("userId", "=", owner)
      .orderBy("id");
  if ("importId" in wanted) return await select().where("importId", "=", wanted.importId).execute();
  const rows: NamedRow[] = [];
  // SQLite takes a limited number of parameters in one statement.
  for (let start = 0; start < wanted.ids.length; start += 500) {
    const ids = wanted.ids.slice(start, start + 500);
    rows.push(...(await select().where("id", "in", ids).execute()));
  }
  return rows;
}

const names: Record<ImportedTable, RawBuilder<string>> = {
  area: sql`name`,
  emotion: sql`positive`,
  task: sql`name`,
  instance: sql`(select named.name from task as named where named.user_id = instance.user_id and named.id = instance.task_id)`,
  note: sql`substr(body, 1, 60)`,
  surveyResponse: sql`question_id`,
};
