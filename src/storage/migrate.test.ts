import { sql } from "kysely";
import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { type Database, everyone } from "./database.ts";
import type { Migration } from "./dialect/migration-context.ts";
import { migrate, migrationStatus } from "./migrate.ts";

const createShelf: Migration = {
  name: "202601010000-create-shelf",
  previousReleaseCanRun: false,
  up: ({ types, createTable }) =>
    createTable("shelf", (table) =>
      table
        .addColumn("id", types.id, (column) => column.primaryKey().notNull())
        .addColumn("name", types.text),
    ),
};
const createBook: Migration = {
  name: "202601020000-create-book",
  previousReleaseCanRun: true,
  up: ({ types, createTable }) =>
    createTable("book", (table) =>
      table
        .addColumn("shelf_id", types.id)
        .addForeignKeyConstraint("shelf_id_fk", ["shelf_id"], "shelf", ["id"], (key) =>
          key.onDelete("cascade"),
        ),
    ),
};
const failing: Migration = {
  name: "202601030000-fail",
  previousReleaseCanRun: true,
  up: async ({ db }) => {
    await sql`insert into shelf (id, name) values ('1', 'half')`.execute(db);
    throw new Error("out of luck");
  },
};

async function count(database: Database, table: string): Promise<number> {
  const { rows } = await database.read(everyone, (tx) =>
    sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(tx),
  );
  return rows[0]?.count ?? -1;
}

eachDialect((engine, _open, { place, openAt }) => {
  const openEmpty = async () => openAt(await place("empty"));

  test("pending migrations run once, in order, and the ledger tells of them", async () => {
    const database = await openEmpty();
    const migrations = [createShelf, createBook];
    const before = await migrationStatus(database, { migrations });
    expect(before).toMatchObject({ applied: [], pending: [createShelf.name, createBook.name], unknown: [] });
    const told: unknown[] = [];
    const onProgress = (progress: unknown) => told.push(progress);
    const options = { migrations, appVersion: "1.2.3", onProgress };
    expect(await migrate(database, options)).toEqual([createShelf.name, createBook.name]);
    expect(await migrate(database, options)).toEqual([]);
    expect(told).toEqual([
      { name: createShelf.name, done: 0, total: 2 },
      { name: createBook.name, done: 1, total: 2 },
      { name: undefined, done: 2, total: 2 },
    ]);
    const { applied, pending } = await migrationStatus(database, { migrations });
    expect(pending).toEqual([]);
    expect(applied).toMatchObject([
      { name: createShelf.name, appVersion: "1.2.3", previousReleaseCanRun: false },
      { name: createBook.name, appVersion: "1.2.3", previousReleaseCanRun: true },
    ]);
  });

  test("a failing migration leaves the old state, also of those before it", async () => {
    const database = await openEmpty();
    await migrate(database, { migrations: [createShelf] });
    const upgrading = migrate(database, { migrations: [createShelf, createBook, failing] });
    await expect(upgrading).rejects.toThrow("out of luck");
    expect(await count(database, "shelf")).toBe(0);
    await expect(count(database, "book")).rejects.toMatchObject({ kind: "statement" });
    const { applied } = await migrationStatus(database, { migrations: [createShelf] });
    expect(applied.map(({ name }) => name)).toEqual([createShelf.name]);
  });

  test("of several processes starting at once one migrates and all are served", async () => {
    const there = await place("empty");
    const databases = await Promise.all([1, 2, 3].map(() => openAt(there)));
    const migrations = [createShelf, createBook];
    const done = await Promise.all(databases.map((database) => migrate(database, { migrations })));
    expect(done.filter((names) => names.length > 0)).toEqual([[createShelf.name, createBook.name]]);
    for (const database of databases) expect(await count(database, "book")).toBe(0);
  });

  test("an older build refuses a newer database and names the version it needs", async () => {
    const database = await openEmpty();
    await migrate(database, { migrations: [createShelf], appVersion: "2.0.0" });
    const refused = migrate(database, { migrations: [] });
    await expect(refused).rejects.toMatchObject({ kind: "newer-schema" });
    await expect(refused).rejects.toThrow(/2\.0\.0/);
    const alsoWithWork = migrate(database, { migrations: [createBook] });
    await expect(alsoWithWork).rejects.toMatchObject({ kind: "newer-schema" });
  });

  test("an older build runs on a newer database that says it can", async () => {
    const database = await openEmpty();
    await migrate(database, { migrations: [createShelf, createBook], appVersion: "2.0.0" });
    expect(await migrate(database, { migrations: [createShelf] })).toEqual([]);
    const { unknown } = await migrationStatus(database, { migrations: [createShelf] });
    expect(unknown.map(({ name }) => name)).toEqual([createBook.name]);
  });

  test("the status tells whether old and new can run side by side", async () => {
    const database = await openEmpty();
    const sides = async (migrations: readonly Migration[]) => {
      const { thisReleaseCanRun, oldReleaseCanRun } = await migrationStatus(database, { migrations });
      return { thisReleaseCanRun, oldReleaseCanRun };
    };
    expect(await sides([createShelf])).toEqual({ thisReleaseCanRun: true, oldReleaseCanRun: false });
    await migrate(database, { migrations: [createShelf] });
    expect(await sides([createShelf, createBook])).toEqual({
      thisReleaseCanRun: true,
      oldReleaseCanRun: true,
    });
    await migrate(database, { migrations: [createShelf, createBook] });
    expect(await sides([createShelf])).toEqual({ thisReleaseCanRun: true, oldReleaseCanRun: true });
    expect(await sides([createBook])).toEqual({ thisReleaseCanRun: false, oldReleaseCanRun: true });
  });

  test("a table can be rebuilt without losing the rows that refer to it", async (context) => {
    if (engine === "postgres") return context.skip("PostgreSQL alters a table in place");
    const database = await openEmpty();
    await migrate(database, { migrations: [createShelf, createBook] });
    await database.write(everyone, async (tx) => {
      await sql`insert into shelf (id) values ('1')`.execute(tx);
      await sql`insert into book (shelf_id) values ('1')`.execute(tx);
    });
    const rebuild = (rows: number): Migration => ({
      name: "202601040000-rebuild-shelf",
      previousReleaseCanRun: false,
      up: async ({ db, types, createTable }) => {
        await createTable("shelf_new", (table) =>
          table
            .addColumn("id", types.id, (column) => column.primaryKey().notNull())
            .addColumn("height", types.real),
        );
        await sql`insert into shelf_new (id) select id from shelf limit ${rows}`.execute(db);
        await db.schema.dropTable("shelf").execute();
        await db.schema.alterTable("shelf_new").renameTo("shelf").execute();
      },
    });
    const losing = migrate(database, { migrations: [createShelf, createBook, rebuild(0)] });
    await expect(losing).rejects.toMatchObject({ kind: "foreign-key" });
    await migrate(database, { migrations: [createShelf, createBook, rebuild(1)] });
    expect(await count(database, "book")).toBe(1);
    const { rows } = await database.read(everyone, (tx) => sql`select * from shelf`.execute(tx));
    expect(rows).toEqual([{ id: "1", height: null }]);
    const orphan = database.write(everyone, (tx) =>
      sql`insert into book (shelf_id) values ('2')`.execute(tx),
    );
    await expect(orphan).rejects.toMatchObject({ kind: "foreign-key" });
  });

  test("migrations out of order are refused", async () => {
    const database = await openEmpty();
    await expect(migrate(database, { migrations: [createBook, createShelf] })).rejects.toThrow(/by date/);
  });
});
