import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Kysely, sql } from "kysely";
import type { DatabaseTarget } from "../database.ts";
import type { Engine } from "./column-types.ts";

/** How a database looks before it is opened. `path` is whole. */
export type PlaceState =
  | { readonly state: "server" | "there" | "missing" | "empty"; readonly path: string | null }
  | { readonly state: "other-file"; readonly path: string };

const magic = "SQLite format 3\0";

/** Looks at the file of a database without changing it; a server is only asked when it is opened. */
export function lookAtPlace(target: DatabaseTarget): PlaceState {
  if (target.engine !== "sqlite") return { state: "server", path: null };
  const path = resolve(target.path);
  if (!existsSync(path)) return { state: "missing", path };
  // Nothing may have reached the file itself yet.
  if (statSync(path).size === 0) return { state: existsSync(`${path}-wal`) ? "there" : "empty", path };
  return { state: beginsAsDatabase(path) ? "there" : "other-file", path };
}

function beginsAsDatabase(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(magic.length);
    readSync(file, bytes, 0, bytes.length, 0);
    return bytes.toString("latin1") === magic;
  } finally {
    closeSync(file);
  }
}

/**
 * Names of tables in a file that no app of ours made; a server may hold tables of others beside ours, so there are none. Litestream
 * keeps two of its own.
 */
export async function foreignTables(db: Kysely<unknown>, engine: Engine): Promise<string[]> {
  if (engine !== "sqlite") return [];
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'
      and name not like '\\_litestream%' escape '\\' order by name`.execute(db);
  return rows.map(({ name }) => name);
}
