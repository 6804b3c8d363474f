import { type CreateTableBuilder, type OnModifyForeignAction, sql } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

type Grow<N extends string> = <TB extends string, C extends string>(
  table: CreateTableBuilder<TB, C>,
) => CreateTableBuilder<TB, C | N>;

/** Adds a nullable double within a range (0–100 unless told), for `.$call`: null means untouched. */
export function scaleColumn<N extends string>(
  types: ColumnTypes,
  name: N,
  range: { readonly min?: number; readonly max?: number } = {},
): Grow<N> {
  const { min = 0, max = 100 } = range;
  return (table) =>
    table
      .addColumn(name, types.scale)
      .addCheckConstraint(`${name}_range`, sql`${sql.ref(name)} between ${sql.lit(min)} and ${sql.lit(max)}`);
}

/** Adds a 0/1 column with a default, for `.$call`. */
export function flagColumn<N extends string>(types: ColumnTypes, name: N, initial: 0 | 1 = 0): Grow<N> {
  return (table) =>
    table
      .addColumn(name, types.flag, (column) => column.notNull().defaultTo(initial))
      .addCheckConstraint(`${name}_flag`, sql`${sql.ref(name)} in (0, 1)`);
}

/** Limits a text column to a fixed list of words (null passes), for `.$call`. */
export function oneOf(
  name: string,
  words: readonly string[],
): <TB extends string, C extends string>(table: CreateTableBuilder<TB, C>) => CreateTableBuilder<TB, C> {
  const list = sql.join(words.map((word) => sql.lit(word)));
  return (table) => table.addCheckConstraint(`${name}_word`, sql`${sql.ref(name)} in (${list})`);
}

/** Ties (user_id, `column`) to a row of the same person in `target`, for `.$call`: no cross-owner reference can exist. */
export function ownedReference<N extends string>(
  column: N,
  target: string,
  onDelete: OnModifyForeignAction = "cascade",
): <TB extends string, C extends string>(
  table: CreateTableBuilder<TB, C | "user_id" | N>,
) => CreateTableBuilder<TB, C | "user_id" | N> {
  return (table) =>
    table.addForeignKeyConstraint(`${column}_fk`, ["user_id", column], target, ["user_id", "id"], (foreign) =>
      foreign.onDelete(onDelete),
    );
}

type Table<C extends string> = CreateTableBuilder<string, C>;

/** When a row was made, changed and (softly) deleted, for `.$call`. */
export function dates(types: ColumnTypes) {
  return <C extends string>(table: Table<C>) =>
    table
      .addColumn("created_at", types.instant, (column) => column.notNull())
      .addColumn("updated_at", types.instant, (column) => column.notNull())
      .addColumn("deleted_at", types.instant);
}

/** Where a row came from, for `.$call`. The same row of a source exists once per person, however often it is imported. */
export function origin(types: ColumnTypes, tableName: string) {
  return <C extends string>(table: Table<C>) =>
    table
      .addColumn("source", types.text)
      .addColumn("source_id", types.text)
      .addColumn("import_id", types.id)
      .addColumn("imported_at", types.instant)
      .addColumn("extra", types.json, (column) => column.notNull().defaultTo("{}"))
      .addUniqueConstraint(`${tableName}_source_key`, ["user_id", "source", "source_id"] as never[]);
}
