import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Client } from "pg";
import type { Place } from "#test/support/each-dialect.ts";
import type { PersonFinds } from "./read-as-app.ts";
import type { TableDigest, Tables } from "./table-digest.ts";

/** What a release left behind, the same on both engines: `expected.json`. */
export interface Expected {
  readonly appVersion: string;
  /** The migrations that made its schema. */
  readonly migrations: readonly string[];
  /** The day of Today's screen in `people`. */
  readonly day: string;
  readonly people: readonly PersonFinds[];
  readonly tables: Tables<TableDigest>;
}

/** The files of a release: one database of each engine, and what both hold. */
export const releaseFiles = {
  sqlite: "sqlite.db.gz",
  postgres: "postgres.sql.gz",
  expected: "expected.json",
} as const;

export const releasesFolder = fileURLToPath(new URL(".", import.meta.url));
const unpack = promisify(gunzip);

/** The versions of which databases are kept here, the oldest first. */
export function keptReleases(): string[] {
  return readdirSync(releasesFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

export async function expectedOf(version: string): Promise<Expected> {
  const text = await readFile(join(releasesFolder, version, releaseFiles.expected), "utf8");
  const expected: Expected = JSON.parse(text);
  return expected;
}

/** Puts the database that a release left behind where there is none. */
export async function loadRelease(version: string, place: Place): Promise<void> {
  const packed = await readFile(join(releasesFolder, version, releaseFiles[place.engine]));
  const content = await unpack(packed);
  if (place.engine === "sqlite") return writeFile(place.path, content, { mode: 0o600 });
  const client = new Client({ connectionString: place.url });
  await client.connect();
  try {
    await client.query(content.toString("utf8"));
  } finally {
    await client.end();
  }
}
