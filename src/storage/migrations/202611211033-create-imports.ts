import { dates, flagColumn, origin } from "../dialect/column-builders.ts";
import type { Migration } from "../dialect/migration-context.ts";

/** What imports bring, and the record of them. */
export const createImports: Migration = {
  name: "202611211033-create-imports",
  previousReleaseCanRun: false,
  async up({ types, createPersonalTable }) {
    await createPersonalTable("note", (table) =>
      table
        .addColumn("body", types.text, (column) => column.notNull())
        .addColumn("written_at", types.instant, (column) => column.notNull())
        .$call(dates(types))
        .$call(origin(types, "note")),
    );
    await createPersonalTable("survey_response", (table) =>
      table
        .addColumn("category", types.text, (column) => column.notNull())
        .addColumn("question_id", types.text, (column) => column.notNull())
        .addColumn("value", types.text)
        .addColumn("text", types.text)
        .addColumn("answered_at", types.instant, (column) => column.notNull())
        .$call(dates(types))
        .$call(origin(types, "survey_response")),
    );
    await createPersonalTable("import_run", (table) =>
      table
        .addColumn("form", types.text, (column) => column.notNull())
        .addColumn("time_zone", types.text, (column) => column.notNull())
        .$call(flagColumn(types, "converted_scale"))
        .addColumn("state", types.text, (column) => column.notNull())
        .addColumn("created_at", types.instant, (column) => column.notNull())
        .addColumn("finished_at", types.instant)
        .addColumn("undone_at", types.instant)
        .addColumn("report", types.json, (column) => column.notNull().defaultTo("{}")),
    );
    await createPersonalTable("imported_row", (table) =>
      table
        .addColumn("file", types.text, (column) => column.notNull())
        .addColumn("source_id", types.text, (column) => column.notNull())
        .addColumn("position", types.count, (column) => column.notNull())
        .addColumn("content", types.json, (column) => column.notNull())
        .addColumn("import_id", types.id)
        .addUniqueConstraint("imported_row_source_key", ["user_id", "file", "source_id"]),
    );
  },
};
