import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseTarget } from "../database.ts";
import { readFreePages } from "./damaged/free-pages.ts";
import { openDamaged } from "./damaged/open-damaged.ts";
import { readCatalog } from "./damaged/read-catalog.ts";

/** How a database looks before it is opened. `path` is whole. */
export type PlaceState =
  | { readonly state: "server" | "there" | "missing" | "empty"; readonly path: string | null }
  | { readonly state: "other-file"; readonly path: string };

const ledgerName = "schema_migration";
const magic = "SQLite format 3\0";

/** Looks at the file of a database without changing it; a server is only asked when it is opened. */
export function lookAtPlace(target: DatabaseTarget): PlaceState {
  if (target.engine !== "sqlite") return { state: "server", path: null };
  const path = resolve(target.path);
  if (!existsSync(path)) return { state: "missing", path };
  // Nothing may have reached the file itself yet.
  if (statSync(path).size === 0) return { state: sizeOf(`${path}-wal`) > 0 ? "there" : "empty", path };
  return { state: beginsAsDatabase(path) ? "there" : "other-file", path };
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
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
 * Names of the tables in a file that holds none of ours: another app's. Read page by page, because even looking into it with SQLite
 * would make files beside it. None for a server, which may hold tables of others beside ours, and for a damaged file.
 */
export function foreignTables(target: DatabaseTarget): string[] {
  const file = target.engine === "sqlite" ? openDamaged(target.path) : undefined;
  if (!file) return [];
  try {
    const { entries, complete } = readCatalog(file.pages, readFreePages(file.pages));
    // SQLite and Litestream keep tables of their own.
    const names = entries
      .filter(({ type, name }) => type === "table" && !/^(sqlite|_litestream)_/u.test(name))
      .map(({ name }) => name);
    return complete && !names.includes(ledgerName) ? names : [];
  } finally {
    file.close();
  }
}

/** The files that a database may consist of, with whole paths, whether they are there or not; none for a server's. */
export function placesOfFiles(
  target: DatabaseTarget,
): { readonly part: "file" | "log" | "index"; readonly path: string }[] {
  if (target.engine !== "sqlite") return [];
  const path = resolve(target.path);
  return [
    { part: "file", path },
    { part: "log", path: `${path}-wal` },
    { part: "index", path: `${path}-shm` },
  ];
}
