import SqliteDatabase from "better-sqlite3";
import { v7 as uuid } from "uuid";
import { makeDemo } from "#archive/demo/make-demo.ts";
import { createAccount } from "#features/account/actions.ts";
import { everyone, openDatabase } from "#storage/database.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { insertImported } from "#storage/imported-rows.ts";
import { migrate } from "#storage/migrate.ts";
import { area } from "./rows.ts";

/**
 * Makes a SQLite file of some five thousand rows of two people, with texts of many pages, deleted rows and free pages;
 * closed, without a -wal.
 */
export async function makeLivedFile(path: string): Promise<void> {
  const database = await openDatabase({ engine: "sqlite", path }, { readers: 1 });
  await migrate(database);
  const at = { now: Date.UTC(2026, 10, 21), newId: () => uuid() };
  for (const [seed, username] of ["ann", "ben", "gone"].entries()) {
    await database.write(everyone, async (tx) => {
      const given = { username, passwordHash: null, timeZone: "UTC", maxUsers: null };
      const { id } = await createAccount(tx, given, at);
      await insertImported(tx, id, makeDemo({ ...at, owner: id, timeZone: "UTC", seed: seed + 1 }), () => {});
      const long = [2_000, 9_000, 60_000].map((length) => area(id, "\u{1F98A}ü".repeat(length / 2)));
      await insertMany(tx, "area", long);
    });
  }
  // Leaves pages without rows behind, which still hold the bytes of what was deleted.
  await database.write(everyone, (tx) =>
    tx.deleteFrom("userAccount").where("username", "=", "gone").execute(),
  );
  await database.close();
}

/** All rows of a file's tables as SQLite itself reads them: table -> lines in order. */
export function rowsOfFile(path: string, tables?: readonly string[]): Map<string, string[]> {
  const raw = new SqliteDatabase(path, { readonly: true });
  try {
    const machine = new Set(["lease", "local_state", "schema_migration"]);
    const names = raw
      .prepare<[], string>("select name from sqlite_schema where type = 'table' order by name")
      .pluck()
      .all()
      .filter((name) => !machine.has(name) && (tables?.includes(name) ?? true));
    return new Map(
      names.map((name) => [
        name,
        raw
          .prepare<[], unknown[]>(`select * from "${name}"`)
          .raw()
          .all()
          .map((row) => JSON.stringify(row))
          .toSorted(),
      ]),
    );
  } finally {
    raw.close();
  }
}

/** The leaf pages of a table, in the order of its rows, with the rows that lie in each, as SQLite itself says. */
export function leavesOfTable(path: string, table: string): { page: number; rows: string[] }[] {
  const raw = new SqliteDatabase(path, { readonly: true });
  try {
    const leaves = raw
      .prepare<[string], { page: number; cells: number }>(
        "select pageno as page, ncell as cells from dbstat where name = ? and pagetype = 'leaf' order by path",
      )
      .all(table);
    const rows = raw
      .prepare<[], unknown[]>(`select * from "${table}" not indexed order by rowid`)
      .raw()
      .all()
      .map((row) => JSON.stringify(row));
    let at = 0;
    return leaves.map(({ page, cells }) => {
      at += cells;
      return { page, rows: rows.slice(at - cells, at) };
    });
  } finally {
    raw.close();
  }
}

/** The pages of one kind ("leaf", "internal", "overflow") of a table or index. */
export function pagesOf(path: string, name: string, kind: string): number[] {
  const raw = new SqliteDatabase(path, { readonly: true });
  try {
    return raw
      .prepare<[string, string], number>(
        "select pageno from dbstat where name = ? and pagetype = ? order by path",
      )
      .pluck()
      .all(name, kind);
  } finally {
    raw.close();
  }
}
