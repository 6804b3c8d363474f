import type { Person } from "#domain/account/person.ts";
import type { Database } from "#storage/database.ts";
import { mergeTablesOf } from "#storage/merge-tables.ts";
import { readTable } from "#storage/table-rows.ts";

/** Every row a person has, with the owner's name instead of their id; imports and what they brought not counted. */
export async function ownRows(
  database: Database,
  { id }: Pick<Person, "id">,
): Promise<Record<string, string[]>> {
  const left = new Set(["import_run", "restored_row", "session", "idempotency_key"]);
  return database.read(id, async (tx) => {
    const rows: Record<string, string[]> = {};
    for (const { table } of await mergeTablesOf(tx, database.engine)) {
      if (left.has(table.name)) continue;
      rows[table.name] = [];
      for await (const chunk of readTable(tx, table, { owner: id })) {
        for (const row of chunk) rows[table.name]?.push(JSON.stringify(row).replaceAll(id, "owner"));
      }
    }
    return rows;
  });
}
