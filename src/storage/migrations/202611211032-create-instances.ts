import { type CreateTableBuilder, sql } from "kysely";
import { dates, oneOf, origin, ownedReference, scaleColumn } from "../dialect/column-builders.ts";
import type { ColumnTypes } from "../dialect/column-types.ts";
import type { Migration } from "../dialect/migration-context.ts";

/** Instances with their log and their clock. */
export const createInstances: Migration = {
  name: "202611211032-create-instances",
  previousReleaseCanRun: false,
  async up({ db, types, createPersonalTable }) {
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
    // With deletedAt the count of what was completed reads the index alone.
    await index("instance_task_idx").columns(["user_id", "task_id", "completed_at", "deleted_at"]).execute();
    await index("instance_open_idx")
      .columns(["user_id", "task_id", "created_at", "id", "due_at"])
      .where(sql`deleted_at is null and completed_at is null and cancelled_at`, "is", null)
      .execute();
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
  },
};

type Table<C extends string> = CreateTableBuilder<string, C>;

/** Every reading a person gives before and after; null is "not touched". */
function instanceReadings<C extends string>(types: ColumnTypes, table: Table<C>): Table<string> {
  const scales = [
    "forecast_aversion",
    "forecast_relief",
    "forecast_mental_energy",
    "forecast_difficulty",
    "forecast_emotional",
    "forecast_physical",
    "forecast_stress",
    "motivation",
    "capacity_before",
    "relief_before",
    "outcome_aversion",
    "outcome_relief",
    "outcome_mental_energy",
    "outcome_difficulty",
    "outcome_emotional",
    "outcome_physical",
    "outcome_stress",
    "capacity_after",
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
