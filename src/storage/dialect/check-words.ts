import { type QueryExecutorProvider, sql } from "kysely";
import type { Engine } from "./column-types.ts";

/** The rules of a table as the engine words them. */
export async function ruleTexts(db: QueryExecutorProvider, engine: Engine, table: string): Promise<string[]> {
  const query =
    engine === "sqlite"
      ? sql<{ rule: string }>`select sql as rule from sqlite_schema where type = 'table' and name = ${table}`
      : sql<{ rule: string }>`select pg_get_constraintdef(oid) as rule from pg_constraint
          where conrelid = to_regclass(quote_ident(${table})) and contype = 'c'`;
  return (await query.execute(db)).rows.map(({ rule }) => rule);
}

/** The first of the words that the rules allow in a column, or undefined when any will do. */
export function allowedWord(rules: readonly string[], column: string): string | undefined {
  const name = `"?\\b${column}\\b"?\\)?(?:::text)?`;
  const list = new RegExp(
    `${name}\\s*(?:in\\s*\\(|=\\s*any\\s*\\(+(?:array)?\\[|=)\\s*'((?:[^']|'')*)'`,
    "iu",
  );
  for (const rule of rules) {
    const word = list.exec(rule)?.[1];
    if (word !== undefined) return word.replaceAll("''", "'");
  }
  return undefined;
}
