import { type RawBuilder, sql } from "kysely";
import { foldText } from "#domain/text/fold-text.ts";
import type { Owner, Tx } from "./database.ts";

export interface InstanceSearch {
  readonly words: readonly string[];
  /** What a row must fulfil to be looked at. */
  readonly narrowing: RawBuilder<boolean>;
  /** Whether every word is in the task's text or in what was written about this instance. */
  matches(row: { taskId: string; note: string; description: string }): boolean;
}

/** More words than anybody types; each costs a query. */
const mostWords = 8;

/**
 * Prepares a search for words in a task's name and texts or in an instance's note and description, regardless of case
 * and accents. Tasks hold their text folded; of instances only those with a text of their own have to be read.
 */
export async function instanceSearch(tx: Tx, owner: Owner, search = ""): Promise<InstanceSearch> {
  const words = foldText(search).split(/\s+/u).filter(Boolean).slice(0, mostWords);
  const taskIds: Set<string>[] = [];
  for (const word of words) taskIds.push(await findTaskIds(tx, owner, word));
  const conditions = words.map(
    (word) => sql<boolean>`(
      ${sql.ref("note")} <> '' or ${sql.ref("description")} <> '' or ${sql.ref("taskId")} in (
        select ${sql.ref("id")} from ${sql.table("task")}
        where ${sql.ref("userId")} = ${owner} and ${sql.ref("searchText")} like ${patternOf(word)}
      )
    )`,
  );
  return {
    words,
    narrowing: words.length === 0 ? sql<boolean>`1 = 1` : sql.join(conditions, sql` and `),
    matches({ taskId, note, description }) {
      if (words.length === 0) return true;
      const text = foldText(`${note}\n${description}`);
      return words.every((word, index) => taskIds[index]?.has(taskId) || text.includes(word));
    },
  };
}

async function findTaskIds(tx: Tx, owner: Owner, word: string): Promise<Set<string>> {
  const rows = await tx
    .selectFrom("task")
    .select("id")
    .where("userId", "=", owner)
    .where("deletedAt", "is", null)
    .where("searchText", "like", patternOf(word))
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** A LIKE pattern has no escape character that both engines agree on: its wildcards match any one character instead. */
function patternOf(word: string): string {
  return `%${word.replace(/[%\\]/g, "_")}%`;
}
