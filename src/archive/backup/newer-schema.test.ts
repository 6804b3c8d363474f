import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, everyone, exclusively } from "#storage/database.ts";
import type { Migration } from "#storage/dialect/migration-context.ts";
import { migrate } from "#storage/migrate.ts";
import { migrations } from "#storage/migrations/index.ts";
import { addAreas, allAreas, backupsOf, hashOfAll } from "#test/support/backups.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { createBackup } from "./create-backup.ts";
import { proveBackup } from "./prove-backup.ts";
import { restoreBackup } from "./restore-backup.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-newer-schema-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the next release might add, so that this one can go on. */
const shelf: Migration = {
  name: "299901010000-shelf",
  previousReleaseCanRun: true,
  async up({ db, types, createPersonalTable }) {
    await createPersonalTable("shelf", (table) =>
      table.addColumn("label", types.text, (column) => column.notNull()).addColumn("weight", types.scale),
    );
    await createPersonalTable("book", (table) =>
      table
        .addColumn("shelf_id", types.id, (column) => column.notNull())
        .addForeignKeyConstraint("shelf_fk", ["user_id", "shelf_id"], "shelf", ["user_id", "id"]),
    );
    // SQLite adds one at a time.
    const areas = db.schema.alterTable("area");
    await areas.addColumn("mood", types.text, (column) => column.notNull().defaultTo("calm")).execute();
    await areas.addColumn("height", types.real).execute();
    await areas.addColumn("seen_at", types.instant, (column) => column.notNull().defaultTo(7)).execute();
  },
};

const run = (database: Database, work: (db: Kysely<unknown>) => Promise<unknown>) =>
  exclusively(database, async (db) => void (await work(db)));

eachDialect((_engine, _open, { place, openAt }) => {
  /** A diary that a newer release was at work on, and then this one again. */
  const afterRollback = async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    const person = await addAreas(database, "garden");
    const context = await backupsOf(target, folder);
    const before = await createBackup(context, { label: "manual" });
    await migrate(database, { migrations: [...migrations, shelf], appVersion: "9.8.7" });
    await run(database, async (db) => {
      await sql`insert into shelf (user_id, id, label, weight) values (${person}, 's', 'by the window', 2.5)`.execute(
        db,
      );
      await sql`insert into book (user_id, id, shelf_id) values (${person}, 'b', 's')`.execute(db);
      await sql`update area set mood = 'wild', height = 1.5`.execute(db);
    });
    return { target, database, context, before: before.receipt };
  };
  const moods = (database: Database) =>
    database.read(everyone, async (tx) => {
      const { rows } = await sql<{ mood: string; height: number | null; at: number }>`
        select mood, height, seen_at as at from area`.execute(tx);
      return rows;
    });

  test("after a rollback of code alone backups are proven, and hold what only the newer release knows", async () => {
    const { database, context } = await afterRollback();
    const { receipt, troubles } = await createBackup(context, { label: "scheduled" });
    expect(troubles).toEqual([]);
    expect(receipt.provenAt).not.toBeNull();
    expect(receipt.tables).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "shelf", rows: 1 }),
        expect.objectContaining({ name: "book", rows: 1 }),
      ]),
    );
    expect(await proveBackup(context, receipt.id)).toMatchObject({ troubles: [], rows: receipt.rows });

    const hash = await hashOfAll(database);
    await run(database, async (db) => {
      await sql`delete from book`.execute(db);
      await sql`delete from shelf`.execute(db);
      await sql`update area set mood = 'lost', name = 'lost'`.execute(db);
    });
    expect(await restoreBackup(context, receipt.id)).toMatchObject({ rows: receipt.rows, upgraded: false });
    expect(await hashOfAll(database)).toBe(hash);
    expect(await moods(database)).toEqual([{ mood: "wild", height: 1.5, at: 7 }]);
  });

  test("a backup from before the update comes back, with the newer release's columns as they begin", async () => {
    const { database, context, before } = await afterRollback();
    expect(await restoreBackup(context, before.id)).toMatchObject({ rows: 2, upgraded: true });
    expect(await allAreas(database)).toEqual(["garden"]);
    expect(await moods(database)).toEqual([{ mood: "calm", height: null, at: 7 }]);
  });

  test("where that release was never at work its backups are refused", async () => {
    const { context } = await afterRollback();
    const { receipt } = await createBackup(context, { label: "manual" });
    const elsewhere = { ...context, target: await place("migrated") };
    for (const work of [restoreBackup, proveBackup]) {
      await expect(work(elsewhere, receipt.id)).rejects.toMatchObject({ code: "backup-schema-newer" });
    }
  });

  test("what somebody else keeps in the same database is in no backup", async () => {
    const { database, context } = await afterRollback();
    await run(database, (db) => sql`create table stamps (id integer primary key)`.execute(db));
    const { receipt } = await createBackup(context, { label: "manual" });
    expect(receipt.tables.map(({ name }) => name)).not.toContain("stamps");
  });
});
