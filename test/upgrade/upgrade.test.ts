import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { accountNamed } from "#features/account/actions.ts";
import { verifyPassword } from "#features/account/password.ts";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { describeSchema } from "#storage/dialect/introspect.ts";
import { tablesWithoutRowSecurity } from "#storage/dialect/introspect-postgres.ts";
import { migrate, migrationStatus } from "#storage/migrate.ts";
import { cast } from "#test/support/cast.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { describeRelease, makeSqlite } from "./make-release.ts";
import { readAsApp } from "./read-as-app.ts";
import { expectedOf, keptReleases, loadRelease } from "./release.ts";
import { changedTables, digestTables, tableShapes } from "./table-digest.ts";

test("there is a release to upgrade from", () => {
  expect(keptReleases()).toContain("0.1.0");
});

eachDialect((engine, open, { place, openAt }) => {
  describe.each(keptReleases())("a database of version %s", (version) => {
    /** It as that version left it. */
    const left = async (): Promise<Database> => {
      const there = await place("empty");
      await loadRelease(version, there);
      return openAt(there);
    };
    const upgraded = async (): Promise<Database> => {
      const database = await left();
      await migrate(database);
      return database;
    };

    test("is what that version left, before anything is done to it", async () => {
      const database = await left();
      const expected = await expectedOf(version);
      const { applied, unknown } = await migrationStatus(database);
      expect(applied.map(({ name }) => name)).toEqual(expected.migrations);
      expect(unknown).toEqual([]);
      expect(await digestTables(database, await tableShapes(database))).toEqual(expected.tables);
    });

    test("comes up to date with every old row as it was", async () => {
      const database = await left();
      const expected = await expectedOf(version);
      const { pending } = await migrationStatus(database);
      expect(await migrate(database)).toEqual(pending);
      expect(changedTables(expected.tables, await digestTables(database, expected.tables))).toEqual([]);
      const { applied } = await migrationStatus(database);
      expect(applied.slice(0, expected.migrations.length).map(({ name }) => name)).toEqual(
        expected.migrations,
      );
    });

    test("shows everybody their tasks, their Today and their history", async () => {
      const expected = await expectedOf(version);
      expect(await readAsApp(await upgraded(), expected.day)).toEqual(expected.people);
    });

    test("lets people in with the passwords they had", async () => {
      const database = await upgraded();
      for (const { username, password } of Object.values(cast)) {
        const account = await database.read(everyone, (tx) => accountNamed(tx, username));
        expect(await verifyPassword(password, account.passwordHash)).toBe(true);
      }
    });

    test("has the schema of a new database afterwards", async () => {
      const [old, fresh] = [await upgraded(), await open()];
      expect(await describeSchema(old)).toEqual(await describeSchema(fresh));
      if (engine === "sqlite") return;
      const walls = (database: Database) => database.read(everyone, tablesWithoutRowSecurity);
      expect(await walls(old)).toEqual(await walls(fresh));
    });

    test("is left alone by a second upgrade", async () => {
      const database = await upgraded();
      const shapes = await tableShapes(database);
      const look = async () => [await digestTables(database, shapes), await migrationStatus(database)];
      const before = await look();
      expect(await migrate(database)).toEqual([]);
      expect(await look()).toEqual(before);
    });

    test("with one value changed on the way is noticed", async () => {
      const database = await upgraded();
      const { tables } = await expectedOf(version);
      await database.write(everyone, (tx) =>
        sql`update note set body = body || ' ' where id = (select min(id) from note)`.execute(tx),
      );
      expect(changedTables(tables, await digestTables(database, tables))).toEqual(["note"]);
    });

    test("with one row lost on the way is noticed", async () => {
      const database = await upgraded();
      const { tables } = await expectedOf(version);
      await database.write(everyone, (tx) => sql`delete from invitation where used_at is null`.execute(tx));
      expect(changedTables(tables, await digestTables(database, tables))).toEqual(["invitation"]);
    });
  });
});

test("a database of today's version, as the next release keeps it, has rows in every table of a person", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tas-next-release-"));
  try {
    const path = join(folder, "next.db");
    await makeSqlite(path);
    const database = await openDatabase({ engine: "sqlite", path });
    const { people, tables } = await describeRelease(database);
    await database.close();
    expect(people.map(({ username }) => username)).toEqual(["ann", "ben", null, "Zoë Ÿ"]);
    const bare = Object.entries(tables).flatMap(([name, { columns, rows }]) =>
      columns.includes("user_id") && rows === 0 ? [name] : [],
    );
    expect(bare, "Give these tables rows in test/upgrade/release-data.ts.").toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
