import type { Owner, Tx } from "./database.ts";
import { type ImportedTable, importedTables, listNamedRows, type NamedRow } from "./imported-keys.ts";

/** What an undo took out, by table, and the rows of the import that stay. */
export interface UndoneRows {
  readonly removed: Readonly<Record<ImportedTable | "taskArea" | "importedRow", number>>;
  readonly kept: readonly (NamedRow & { readonly table: ImportedTable })[];
}

/**
 * Takes out what an import brought, except what was changed or deleted here since and what that needs: a task with
 * instances that stay, an area with tasks that stay, an emotion that is still answered or asked somewhere.
 */
export async function removeImported(tx: Tx, owner: Owner, importId: string): Promise<UndoneRows> {
  const linksBefore = await countTaskAreas(tx, owner, importId);
  const removed = {
    instance: await removeUnchanged(tx, owner, "instance", importId),
    task: await removeTasks(tx, owner, importId),
    taskArea: linksBefore - (await removeTaskAreas(tx, owner, importId)),
    area: await removeAreas(tx, owner, importId),
    note: await removeUnchanged(tx, owner, "note", importId),
    surveyResponse: await removeUnchanged(tx, owner, "surveyResponse", importId),
    importedRow: await removeImportedRows(tx, owner, importId),
    emotion: await removeEmotions(tx, owner, importId),
  };
  const kept = [];
  for (const table of importedTables) {
    const rows = await listNamedRows(tx, owner, table, { importId });
    for (const { id, name } of rows) kept.push({ table, id, name });
  }
  return { removed, kept };
}

/** Rows that nothing else points at; an instance takes its log and intervals along. */
async function removeUnchanged(
  tx: Tx,
  owner: Owner,
  table: "instance" | "note" | "surveyResponse" | "area" | "emotion",
  importId: string,
  only?: readonly string[],
): Promise<number> {
  let query = tx
    // The columns named are the same in all these tables.
    .deleteFrom(table as "note")
    .where("userId", "=", owner)
    .where("importId", "=", importId)
    .whereRef("updatedAt", "=", "importedAt")
    .where("deletedAt", "is", null);
  if (only) query = query.where("id", "in", only);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

async function removeTasks(tx: Tx, owner: Owner, importId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("task")
    .where("userId", "=", owner)
    .where("importId", "=", importId)
    .whereRef("updatedAt", "=", "importedAt")
    .where("deletedAt", "is", null)
    .where((has) =>
      has.not(
        has.exists(
          has
            .selectFrom("instance")
            .select("instance.id")
            .where("instance.userId", "=", owner)
            .whereRef("instance.taskId", "=", "task.id"),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** A task that stays keeps its areas; those of removed tasks are gone with them. Resolves to how many are left. */
async function removeTaskAreas(tx: Tx, owner: Owner, importId: string): Promise<number> {
  await tx
    .deleteFrom("taskArea")
    .where("userId", "=", owner)
    .where("importId", "=", importId)
    .where((has) =>
      has.not(
        has.exists(
          has
            .selectFrom("task")
            .select("task.id")
            .where("task.userId", "=", owner)
            .whereRef("task.id", "=", "taskArea.taskId")
            .where("task.importId", "=", importId),
        ),
      ),
    )
    .execute();
  return countTaskAreas(tx, owner, importId);
}

async function countTaskAreas(tx: Tx, owner: Owner, importId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("taskArea")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("userId", "=", owner)
    .where("importId", "=", importId)
    .executeTakeFirstOrThrow();
  return count;
}

async function removeAreas(tx: Tx, owner: Owner, importId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("area")
    .where("userId", "=", owner)
    .where("importId", "=", importId)
    .whereRef("updatedAt", "=", "importedAt")
    .where("deletedAt", "is", null)
    .where((has) =>
      has.not(
        has.exists(
          has
            .selectFrom("taskArea")
            .select("taskArea.areaId")
            .where("taskArea.userId", "=", owner)
            .whereRef("taskArea.areaId", "=", "area.id"),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function removeImportedRows(tx: Tx, owner: Owner, importId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("importedRow")
    .where("userId", "=", owner)
    .where("importId", "=", importId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function removeEmotions(tx: Tx, owner: Owner, importId: string): Promise<number> {
  const brought = await listNamedRows(tx, owner, "emotion", { importId });
  const used = await usedEmotions(tx, owner);
  const unused = brought.map(({ id }) => id).filter((id) => !used.has(id));
  let removed = 0;
  // SQLite takes a limited number of parameters in one statement.
  for (let start = 0; start < unused.length; start += 500) {
    removed += await removeUnchanged(tx, owner, "emotion", importId, unused.slice(start, start + 500));
  }
  return removed;
}

/** Ids of emotions that are answered in an instance or asked by a task. */
export async function usedEmotions(tx: Tx, owner: Owner): Promise<Set<string>> {
  const used = new Set<string>();
  const answered = await tx
    .selectFrom("instance")
    .select(["emotionsBefore", "emotionsAfter"])
    .distinct()
    .where("userId", "=", owner)
    .execute();
  for (const { emotionsBefore, emotionsAfter } of answered) {
    for (const text of [emotionsBefore, emotionsAfter]) for (const id of keysOf(text)) used.add(id);
  }
  const asked = await tx
    .selectFrom("task")
    .select("askedEmotions")
    .where("userId", "=", owner)
    .where("askedEmotions", "is not", null)
    .execute();
  for (const { askedEmotions } of asked) {
    const ids: unknown = JSON.parse(askedEmotions ?? "[]");
    if (Array.isArray(ids)) for (const id of ids) used.add(String(id));
  }
  return used;
}

function keysOf(json: string): string[] {
  if (json === "{}") return [];
  const values: unknown = JSON.parse(json);
  return typeof values === "object" && values !== null ? Object.keys(values) : [];
}
