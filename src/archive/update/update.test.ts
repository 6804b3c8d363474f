import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, everyone, exclusively } from "#storage/database.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import type { Migration } from "#storage/dialect/migration-context.ts";
import { takeLease } from "#storage/lease.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { migrations as released } from "#storage/migrations/index.ts";
import { listStoredTables } from "#storage/stored-tables.ts";
import { writersLease } from "#storage/write-gate.ts";
import { eachDialect, type Place } from "#test/support/each-dialect.ts";
import { addPerson, area, areaNames } from "#test/support/rows.ts";
import { expectedOf, loadRelease } from "#test/upgrade/release.ts";
import { type BackupContext, backupContext } from "../backup/backup-context.ts";
import { listBackups } from "../backup/list-backups.ts";
import { standardRetention } from "../backup/retention.ts";
import { digestTables } from "../portable/digest-tables.ts";
import { bringBackKept } from "./bring-back-kept.ts";
import { planRollback, rollBack } from "./roll-back.ts";
import { updateSchema } from "./update-schema.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-update-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;
function contextFor(target: Place): BackupContext & { ahead: number } {
  const own = join(folder, String(++made));
  const context = {
    ...backupContext({
      target,
      places: [{ kind: "folder", path: join(own, "backups"), label: "backups" }],
      workFolder: join(own, "work"),
      retention: standardRetention,
    }),
    ahead: 0,
    clock: () => Date.now() + context.ahead,
  };
  return context;
}

function broken(name: string, up: Migration["up"]): Migration {
  return { name, previousReleaseCanRun: true, up };
}

async function digestOf(database: Database) {
  const tables = await listStoredTables(database);
  return database.read(everyone, (tx) => digestTables(tx, tables));
}

/** As whoever holds the writers; tests go on writing, so nobody is held up for long. */
async function holding(database: Database, duration = 600_000): Promise<{ holder: string }> {
  const holder = crypto.randomUUID();
  if (!(await takeLease(database, writersLease, holder, duration))) throw new Error("Somebody holds.");
  return { holder };
}

eachDialect((_engine, _open, { place, openAt }) => {
  async function oldRelease() {
    const target = await place("empty");
    await loadRelease("0.1.0", target);
    return { target, database: await openAt(target), context: contextFor(target) };
  }

  test("an update makes a proven backup first, and a rollback brings the old release's state back", async () => {
    const { database, context } = await oldRelease();
    const before = await digestOf(database);
    const told: number[] = [];
    const updated = await updateSchema(database, context, { onProgress: (_what, share) => told.push(share) });
    expect(updated.applied.length).toBeGreaterThan(0);
    expect(told.at(-1)).toBe(1);
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    const [backup] = await listBackups(context);
    expect(backup).toMatchObject({ id: updated.backup, label: "pre-update", provenAt: expect.any(Number) });

    const person = await addPerson(database);
    await database.write(person, (tx) => insertMany(tx, "area", [area(person, "entered since")]));
    context.ahead = 60_000;
    const plan = await planRollback(database, context);
    expect(plan.version).toBe("0.1.0");
    expect(plan.takesBack).toEqual(updated.applied);
    expect(plan.since).toEqual([
      { table: "user_account", added: 1, changed: 0, removed: 0 },
      { table: "area", added: 1, changed: 0, removed: 0 },
    ]);
    const statement = (text: string) => exclusively(database, (db) => sql.raw<object>(text).execute(db));
    await statement("create table recipe (name text)");
    const { kept } = await rollBack(database, context, plan, await holding(database));
    expect(await digestOf(database)).toEqual(before);
    await expect(planRollback(database, context)).rejects.toMatchObject({ code: "nothing-to-roll-back" });
    // A table of something else is none of an update's business.
    expect((await statement("select name from recipe")).rows).toEqual([]);
    const { migrations } = await expectedOf("0.1.0");
    const { applied } = await migrationStatus(database);
    expect(applied.map(({ name }) => name)).toEqual(migrations);

    context.ahead = 120_000;
    await updateSchema(database, context);
    const report = await bringBackKept(database, context);
    expect(report.kept.id).toBe(kept);
    expect(await database.read(person, areaNames)).toContain("entered since");
    const again = await bringBackKept(database, context);
    expect(again.tables.filter(({ taken }) => taken > 0)).toEqual([]);
  }, 90_000);

  test("what was changed after the rollback stays, and is listed when the rest comes back", async () => {
    const { database, context } = await oldRelease();
    await updateSchema(database, context);
    const rows = await database.read(everyone, (tx) =>
      tx.selectFrom("area").select(["userId", "id"]).orderBy("id").limit(2).execute(),
    );
    const [one, other] = rows;
    if (!one || !other) throw new Error("The fixture has areas.");
    const rename = (row: typeof one, name: string) =>
      database.write(everyone, (tx) =>
        tx
          .updateTable("area")
          .set({ name })
          .where("userId", "=", row.userId)
          .where("id", "=", row.id)
          .execute(),
      );
    await rename(one, "renamed after the update");
    await rename(other, "renamed after the update, too");
    context.ahead = 60_000;
    const plan = await planRollback(database, context);
    await rollBack(database, context, plan, await holding(database));
    context.ahead = 120_000;
    await updateSchema(database, context);
    await rename(other, "renamed after the rollback");
    const { tables } = await bringBackKept(database, context);
    expect(tables.find(({ table }) => table === "area")).toEqual({
      table: "area",
      taken: 1,
      keptHere: 1,
      setAside: 0,
    });
    const names = await database.read(everyone, (tx) => tx.selectFrom("area").select("name").execute());
    const all = names.map(({ name }) => name);
    expect(all).toContain("renamed after the update");
    expect(all).toContain("renamed after the rollback");
    expect(all).not.toContain("renamed after the update, too");
  }, 90_000);

  test("what was written while the hold of a rollback was over is not lost with the tables", async () => {
    const { database, context } = await oldRelease();
    await updateSchema(database, context);
    const plan = await planRollback(database, context);
    const { holder } = await holding(database, 1);
    const before = await digestOf(database);
    const rolling = rollBack(database, context, plan, { holder });
    await expect(rolling).rejects.toMatchObject({ code: "rollback-lost-hold" });
    expect(await digestOf(database)).toEqual(before);
    expect((await migrationStatus(database)).pending).toEqual([]);
  }, 60_000);

  test("of two servers that update at once, the slower one keeps no copy of the updated state to go back to", async () => {
    const { target, database, context } = await oldRelease();
    const other = await openAt(target);
    let first: ReturnType<typeof updateSchema> | undefined;
    const slower = {
      ...context,
      // Asked after the slower one has seen that there is something to update.
      async freeSpace() {
        first ??= updateSchema(other, context);
        await first;
        return Number.MAX_SAFE_INTEGER;
      },
    };
    expect(await updateSchema(database, slower)).toEqual({ applied: [], backup: null });
    const { backup } = (await first) ?? {};
    expect((await listBackups(context)).map(({ id }) => id)).toEqual([backup]);
  }, 60_000);

  test("an update that fails is tried on a copy first and leaves the data untouched", async () => {
    const { database, context } = await oldRelease();
    const before = await digestOf(database);
    const failing = broken("299901010000-fail", async () => {
      throw new Error("planted");
    });
    const updating = updateSchema(database, context, { migrations: [...released, failing] });
    await expect(updating).rejects.toMatchObject({ code: "update-rehearsal-failed" });
    await expect(updating).rejects.toThrow(/database was not touched; start version 0\.1\.0 again/);
    expect(await digestOf(database)).toEqual(before);
    expect(await listBackups(context)).toEqual([]);
  }, 60_000);

  test("an update that fails on the data alone is undone", async () => {
    const { database, context } = await oldRelease();
    const before = await digestOf(database);
    const last = released.at(-1);
    if (!last) throw new Error("There are migrations.");
    let tries = 0;
    const second = broken(last.name, async (migration) => {
      if (++tries > 1) throw new Error("planted");
      await last.up(migration);
    });
    const updating = updateSchema(database, context, { migrations: [...released.slice(0, -1), second] });
    await expect(updating).rejects.toMatchObject({ code: "update-failed" });
    expect(await digestOf(database)).toEqual(before);
    // Its backup is no state that an update left.
    await expect(planRollback(database, context)).rejects.toMatchObject({ code: "nothing-to-roll-back" });
  }, 60_000);

  test("without a place for the backup the update does not begin, unless the host insists", async () => {
    const { database, target } = await oldRelease();
    const file = join(folder, `file-${++made}`);
    await writeFile(file, "");
    const nowhere = backupContext({
      target,
      places: [{ kind: "folder", path: join(file, "backups"), label: "nowhere" }],
      workFolder: join(folder, "work"),
      retention: standardRetention,
    });
    await expect(updateSchema(database, nowhere)).rejects.toMatchObject({ code: "update-without-backup" });
    expect((await migrationStatus(database)).pending).not.toEqual([]);
    await updateSchema(database, nowhere, { withoutBackup: true });
    expect((await migrationStatus(database)).pending).toEqual([]);
  }, 60_000);

  test("an update is not taken back after 14 days, and not where there was none", async () => {
    const { database, context } = await oldRelease();
    await expect(planRollback(database, context)).rejects.toMatchObject({ code: "nothing-to-roll-back" });
    await expect(bringBackKept(database, context)).rejects.toMatchObject({ code: "nothing-to-bring-back" });
    await updateSchema(database, context);
    context.ahead = 15 * 24 * 60 * 60_000;
    await expect(planRollback(database, context)).rejects.toThrow(/more than 14 days old/);
  }, 60_000);

  test("a new database is set up without a backup", async () => {
    const target = await place("empty");
    const context = contextFor(target);
    const { backup } = await updateSchema(await openAt(target), context);
    expect(backup).toBeNull();
    expect(await listBackups(context)).toEqual([]);
  });
});
