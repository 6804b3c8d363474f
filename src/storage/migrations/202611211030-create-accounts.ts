import { oneOf } from "../dialect/column-builders.ts";
import type { Migration } from "../dialect/migration-context.ts";

/** Accounts, sessions, invitations, and the answers kept for retried writes. */
export const createAccounts: Migration = {
  name: "202611211030-create-accounts",
  previousReleaseCanRun: false,
  async up({ db, types, createTable, createPersonalTable }) {
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
  },
};
