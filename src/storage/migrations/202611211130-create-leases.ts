import type { Migration } from "../dialect/migration-context.ts";

/** Who runs timed work, facts about this very database, and which rows a restored archive brought. */
export const createLeases: Migration = {
  name: "202611211130-create-leases",
  previousReleaseCanRun: true,
  async up({ types, createTable, createPersonalTable }) {
    await createTable("lease", (table) =>
      table
        .addColumn("name", types.text, (column) => column.primaryKey().notNull())
        .addColumn("holder", types.text, (column) => column.notNull())
        .addColumn("expires_at", types.instant, (column) => column.notNull())
        .addColumn("note", types.json, (column) => column.notNull().defaultTo("{}")),
    );
    await createTable("local_state", (table) =>
      table
        .addColumn("key", types.text, (column) => column.primaryKey().notNull())
        .addColumn("value", types.json, (column) => column.notNull()),
    );
    await createPersonalTable(
      "restored_row",
      (table) =>
        table
          .addColumn("import_id", types.id, (column) => column.notNull())
          .addColumn("table_name", types.text, (column) => column.notNull())
          .addColumn("row_key", types.text, (column) => column.notNull()),
      { key: ["import_id", "table_name", "row_key"] },
    );
  },
};
