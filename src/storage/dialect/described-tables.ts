import { type ColumnDefinitionBuilder, type CreateTableBuilder, sql } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import type { MigrationContext } from "./migration-context.ts";
import type { ColumnDescription, TableDescription } from "./schema-description.ts";

/** Creates a table with the columns and keys of a description, whichever engine that was read from. */
export async function createDescribedTable(
  { types, createTable }: MigrationContext,
  name: string,
  { columns, primaryKey, foreignKeys }: TableDescription,
): Promise<void> {
  await createTable(name, (table) => {
    let built: CreateTableBuilder<string, string> = table;
    for (const [column, description] of Object.entries(columns)) {
      built = built.addColumn(column, typeOf(types, description), (builder) => rulesOf(builder, description));
    }
    // Names of columns are checked against what a builder has seen, which a description is not.
    const named = (names: readonly string[]) => [...names] as never[];
    if (primaryKey.length > 0) built = built.addPrimaryKeyConstraint(`${name}_pk`, named(primaryKey));
    for (const [index, key] of foreignKeys.entries()) {
      const label = `${name}_fk_${index}`;
      built = built.addForeignKeyConstraint(label, named(key.columns), key.table, [...key.references]);
    }
    return built;
  });
}

export async function addDescribedColumn(
  { db, types }: MigrationContext,
  table: string,
  column: string,
  description: ColumnDescription,
): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn(column, typeOf(types, description), (builder) => rulesOf(builder, description))
    .execute();
}

function typeOf(types: ColumnTypes, { type }: ColumnDescription) {
  // 64 bits hold those of a narrower column too.
  const ours = { text: types.text, integer: types.instant, real: types.real, bytes: undefined }[type];
  if (ours === undefined) throw new Error("No copy of the schema knows columns of bytes yet.");
  return ours;
}

function rulesOf(builder: ColumnDefinitionBuilder, { nullable, default: initial }: ColumnDescription) {
  const named = nullable ? builder : builder.notNull();
  return initial === undefined ? named : named.defaultTo(sql.raw(initial));
}
