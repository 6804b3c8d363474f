import { dates, oneOf, origin, ownedReference, scaleColumn } from "../dialect/column-builders.ts";
import type { Migration } from "../dialect/migration-context.ts";

/** Areas, emotions, and tasks with their edits. */
export const createTasks: Migration = {
  name: "202611211031-create-tasks",
  previousReleaseCanRun: false,
  async up({ db, types, createPersonalTable }) {
    await createPersonalTable("area", (table) =>
      table
        .addColumn("name", types.text, (column) => column.notNull())
        .addColumn("task_type", types.text)
        .addColumn("description", types.text, (column) => column.notNull().defaultTo(""))
        .$call(dates(types))
        .$call(origin(types, "area")),
    );
    await createPersonalTable("emotion", (table) =>
      table
        .addColumn("kind", types.text, (column) => column.notNull())
        .addColumn("positive", types.text, (column) => column.notNull())
        .addColumn("negative", types.text)
        .addColumn("name_key", types.text, (column) => column.notNull())
        .addColumn("position", types.count, (column) => column.notNull())
        .$call(dates(types))
        .$call(origin(types, "emotion"))
        .addUniqueConstraint("emotion_name_key", ["user_id", "name_key"])
        .$call(oneOf("kind", ["pair", "custom"])),
    );
    await createPersonalTable("task", (table) =>
      table
        .addColumn("name", types.text, (column) => column.notNull())
        .addColumn("search_text", types.text, (column) => column.notNull())
        .addColumn("description", types.text, (column) => column.notNull().defaultTo(""))
        .addColumn("task_type", types.text)
        .addColumn("recurrence", types.text)
        .addColumn("version", types.count, (column) => column.notNull().defaultTo(1))
        .addColumn("categories", types.json, (column) => column.notNull().defaultTo("[]"))
        .$call(scaleColumn(types, "estimate_minutes", { max: 1e9 }))
        .addColumn("place", types.text)
        .addColumn("notes", types.text, (column) => column.notNull().defaultTo(""))
        .addColumn("asked_emotions", types.json)
        .addColumn("retired_at", types.instant)
        .addColumn("last_used_at", types.instant, (column) => column.notNull())
        .$call(dates(types))
        .$call(origin(types, "task")),
    );
    await db.schema
      .createIndex("task_recent_idx")
      .on("task")
      .columns(["user_id", "last_used_at", "id"])
      .execute();
    await createPersonalTable(
      "task_area",
      (table) =>
        table
          .addColumn("task_id", types.id, (column) => column.notNull())
          .addColumn("area_id", types.id, (column) => column.notNull())
          .addColumn("created_at", types.instant, (column) => column.notNull())
          .addColumn("import_id", types.id)
          .$call(ownedReference("task_id", "task"))
          .$call(ownedReference("area_id", "area")),
      { key: ["task_id", "area_id"] },
    );
    await db.schema
      .createIndex("task_area_area_idx")
      .on("task_area")
      .columns(["user_id", "area_id"])
      .execute();
    await createPersonalTable(
      "task_edit",
      (table) =>
        table
          .addColumn("task_id", types.id, (column) => column.notNull())
          .addColumn("version", types.count, (column) => column.notNull())
          .addColumn("at", types.instant, (column) => column.notNull())
          .addColumn("before", types.json, (column) => column.notNull())
          .addColumn("after", types.json, (column) => column.notNull())
          .addColumn("taken_back_at", types.instant)
          .$call(ownedReference("task_id", "task")),
      { key: ["task_id", "version"] },
    );
  },
};
