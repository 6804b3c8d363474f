import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { listStoredTables } from "#storage/stored-tables.ts";
import { readTable } from "#storage/table-rows.ts";
import type { Place } from "#test/support/each-dialect.ts";

/** Every row of every table of data, as text: "table values". The same on both engines for the same data. */
export type Holdings = ReadonlySet<string>;

export async function holdingsOf(place: Place): Promise<Holdings> {
  return withOpen(place, holdingsIn);
}

export async function holdingsIn(database: Database): Promise<Holdings> {
  const rows = new Set<string>();
  const { applied } = await migrationStatus(database);
  if (applied.length === 0) return rows;
  const tables = await listStoredTables(database);
  await database.read(everyone, async (tx) => {
    for (const table of tables) {
      for await (const chunk of readTable(tx, table)) {
        for (const row of chunk) rows.add(`${table.name} ${JSON.stringify(row)}`);
      }
    }
  });
  return rows;
}

/** How many rows of `before` are missing in `now`. */
export function missing(before: Holdings, now: Holdings): number {
  return without(before, now).length;
}

/** A sentence when the two are not the same rows. */
export function difference(what: string, before: Holdings, now: Holdings): string[] {
  const [gone, more] = [without(before, now), without(now, before)];
  if (gone.length === 0 && more.length === 0) return [];
  const tables = new Set([...gone, ...more].map((row) => row.split(" ", 1)[0]));
  return [
    `${what}: ${gone.length} rows are missing and ${more.length} new or changed (${[...tables].join(", ")})`,
  ];
}

function without(one: Holdings, other: Holdings): string[] {
  return [...one].filter((row) => !other.has(row));
}

export async function withOpen<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(place, { readers: 1, poolSize: 2 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
