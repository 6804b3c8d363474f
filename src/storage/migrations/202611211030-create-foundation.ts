import { type CreateTableBuilder, sql } from "kysely";
import { flagColumn, oneOf, ownedReference, scaleColumn } from "../dialect/column-helpers.ts";
import type { ColumnTypes } from "../dialect/column-types.ts";
import type { Migration, MigrationContext } from "../dialect/migration-context.ts";

/** Accounts, sessions, tasks, instances with their event log, and what imports bring. */
export const createFoundation: Migration = {
  name: "202611211030-create-foundation",
  previousReleaseCanRun: false,
  async up(context) {
    await createSystemTables(context);
    await createVocabulary(context);
    await createTasks(context);
    await createInstances(context);
    await createImported(context);
  },
};

type Table<C extends string> = CreateTableBuilder<string, C>;

function dates(types: ColumnTypes) {
  return <C extends string>(table: Table<C>) =>
    table
      .addColumn("created_at", types.instant, (column) => column.notNull())
      .addColumn("updated_at", types.instant, (column) => column.notNull())
      .addColumn("deleted_at", types.instant);
}

/** Where a row came from. The same row of a source exists once per person, however often it is imported. */
function origin(types: ColumnTypes, tableName: string) {
  return <C extends string>(table: Table<C>) =>
    table
      .addColumn("source", types.text)
      .addColumn("source_id", types.text)
      .addColumn("import_id", types.id)
      .addColumn("imported_at", types.instant)
      .addColumn("extra", types.json, (column) => column.notNull().defaultTo("{}"))
      .addUniqueConstraint(`${tableName}_source_key`, ["user_id", "source", "source_id"] as never[]);
}

async function createSystemTables({ db, types, createTable, createPersonalTable }: MigrationContext) {
  await createTable("installation", (table) =>
    table
      .addColumn("key", types.text, (column) => column.primaryKey().notNull())
      .addColumn("value", types.text, (column) => column.notNull()),
  );
  await createTable("user_account", (table) =>
    table
      .addColumn("id", types.id, (column) => column.primaryKey().notNull())
      .addColumn("username", types.text)
      .addColumn("username_key", types.text)
      .addColumn("password_hash", types.text)
      .addColumn("role", types.text, (column) => column.notNull().defaultTo("person"))
      .addColumn("time_zone", types.text, (column) => column.notNull())
      .addColumn("created_at", types.instant, (column) => column.notNull())
      .addColumn("last_seen_at", types.instant, (column) => column.notNull())
      .addColumn("settings", types.json, (column) => column.notNull().defaultTo("{}"))
      .addUniqueConstraint("user_account_username_key", ["username_key"])
      .$call(oneOf("role", ["person", "admin"])),
  );
  await createTable("session", (table) =>
    table
      .addColumn("token_hash", types.text, (column) => column.primaryKey().notNull())
      .addColumn("user_id", types.id, (column) => column.notNull())
      .addColumn("created_at", types.instant, (column) => column.notNull())
      .addColumn("last_used_at", types.instant, (column) => column.notNull())
      .addColumn("expires_at", types.instant, (column) => column.notNull())
      .addForeignKeyConstraint("session_user_fk", ["user_id"], "user_account", ["id"], (key) =>
        key.onDelete("cascade"),
      ),
  );
  await db.schema.createIndex("session_user_idx").on("session").columns(["user_id"]).execute();
  await createTable("invitation", (table) =>
    table
      .addColumn("code_hash", types.text, (column) => column.primaryKey().notNull())
      .addColumn("created_at", types.instant, (column) => column.notNull())
      .addColumn("used_at", types.instant),
  );
  await createPersonalTable(
    "idempotency_key",
    (table) =>
      table
        .addColumn("key", types.text, (column) => column.notNull())
        .addColumn("request_hash", types.text, (column) => column.notNull())
        .addColumn("status", types.count, (column) => column.notNull())
        .addColumn("body", types.text, (column) => column.notNull())
        .addColumn("created_at", types.instant, (column) => column.notNull()),
    { key: ["key"] },
  );
}

async function createVocabulary({ types, createPersonalTable }: MigrationContext) {
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
}

async function createTasks({ db, types, createPersonalTable }: MigrationContext) {
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
  await db.schema.createIndex("task_area_area_idx").on("task_area").columns(["user_id", "area_id"]).execute();
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
}

async function createInstances({ db, types, createPersonalTable }: MigrationContext) {
  await createPersonalTable("instance", (table) =>
    instanceReadings(
      types,
      table
        .addColumn("task_id", types.id, (column) => column.notNull())
        .addColumn("task_version", types.count, (column) => column.notNull())
        .addColumn("state", types.text, (column) => column.notNull())
        .addColumn("initialized_at", types.instant)
        .addColumn("first_started_at", types.instant)
        .addColumn("completed_at", types.instant)
        .addColumn("cancelled_at", types.instant)
        .addColumn("due_at", types.instant)
        .addColumn("time_zone", types.text, (column) => column.notNull())
        .addColumn("closed_on", types.day)
        .addColumn("postponed_count", types.count, (column) => column.notNull().defaultTo(0))
        .$call(scaleColumn(types, "carried_minutes", { max: 1e9 }))
        .$call(scaleColumn(types, "days_since_last", { max: 1e9 }))
        .addColumn("description", types.text, (column) => column.notNull().defaultTo(""))
        .addColumn("place", types.text)
        .addColumn("note", types.text, (column) => column.notNull().defaultTo(""))
        .addColumn("cancel_category", types.text)
        .addColumn("cancel_reason", types.text, (column) => column.notNull().defaultTo(""))
        .addColumn("provenance", types.json, (column) => column.notNull().defaultTo("{}"))
        .addColumn("event_count", types.count, (column) => column.notNull())
        .$call(dates(types))
        .$call(origin(types, "instance"))
        .$call(ownedReference("task_id", "task"))
        .$call(oneOf("state", ["planned", "initialized", "active", "paused", "completed", "cancelled"]))
        .addCheckConstraint("closed_once", sql`completed_at is null or cancelled_at is null`),
    ),
  );
  const index = (name: string) => db.schema.createIndex(name).on("instance");
  await index("instance_task_idx").columns(["user_id", "task_id", "completed_at"]).execute();
  await index("instance_state_idx").columns(["user_id", "state", "updated_at"]).execute();
  await index("instance_closed_idx").columns(["user_id", "closed_on", "id"]).execute();
  await createPersonalTable(
    "instance_event",
    (table) =>
      table
        .addColumn("instance_id", types.id, (column) => column.notNull())
        .addColumn("seq", types.count, (column) => column.notNull())
        .addColumn("type", types.text, (column) => column.notNull())
        .addColumn("at", types.instant, (column) => column.notNull())
        .addColumn("time_zone", types.text, (column) => column.notNull())
        .addColumn("payload", types.json, (column) => column.notNull())
        .$call(ownedReference("instance_id", "instance")),
    { key: ["instance_id", "seq"] },
  );
  await createPersonalTable("work_interval", (table) =>
    table
      .addColumn("instance_id", types.id, (column) => column.notNull())
      .addColumn("started_at", types.instant, (column) => column.notNull())
      .addColumn("ended_at", types.instant)
      .addCheckConstraint("ends_after_start", sql`ended_at >= started_at`)
      .$call(ownedReference("instance_id", "instance")),
  );
  await db.schema
    .createIndex("work_interval_instance_idx")
    .on("work_interval")
    .columns(["user_id", "instance_id", "started_at"])
    .execute();
  await db.schema
    .createIndex("work_interval_open_idx")
    .unique()
    .on("work_interval")
    .columns(["user_id", "instance_id"])
    .where(sql`ended_at`, "is", null)
    .execute();
}

/** Every reading a person gives before and after; null is "not touched". */
function instanceReadings<C extends string>(types: ColumnTypes, table: Table<C>): Table<string> {
  const scales = [
    ...["forecast_aversion", "forecast_relief", "forecast_mental_energy", "forecast_difficulty"],
    ...["forecast_emotional", "forecast_physical", "forecast_stress", "motivation"],
    ...["capacity_before", "relief_before"],
    ...["outcome_aversion", "outcome_relief", "outcome_mental_energy", "outcome_difficulty"],
    ...["outcome_emotional", "outcome_physical", "outcome_stress", "capacity_after"],
  ];
  let built: Table<string> = table;
  for (const name of scales) built = built.$call(scaleColumn(types, name));
  for (const name of ["forecast_minutes", "outcome_minutes", "outcome_completion", "progress"]) {
    built = built.$call(scaleColumn(types, name, { max: 1e9 }));
  }
  for (const name of ["relief_change", "capacity_change"]) {
    built = built.$call(scaleColumn(types, name, { min: -100, max: 100 }));
  }
  for (const name of ["relief_mode", "capacity_mode"]) {
    built = built.addColumn(name, types.text).$call(oneOf(name, ["derived", "manual"]));
  }
  for (const name of ["emotions_before", "emotions_after"]) {
    built = built.addColumn(name, types.json, (column) => column.notNull().defaultTo("{}"));
  }
  return built;
}

async function createImported({ types, createPersonalTable }: MigrationContext) {
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
}
