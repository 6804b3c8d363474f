import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isDeepStrictEqual, promisify } from "node:util";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzip } from "node:zlib";
import SqliteDatabase from "better-sqlite3";
import { type Database, openDatabase } from "#storage/database.ts";
import { migrate, migrationStatus } from "#storage/migrate.ts";
import packageJson from "../../package.json" with { type: "json" };
import { dumpPostgres } from "./dump-postgres.ts";
import { readAsApp } from "./read-as-app.ts";
import { type Expected, releaseFiles, releasesFolder } from "./release.ts";
import { fillRelease, releaseDay } from "./release-data.ts";
import { digestTables, tableShapes } from "./table-digest.ts";

const pack = promisify(gzip);
const run = promisify(execFile);

/** Makes a SQLite file as this build makes it, with a little of everything in it, at `path`. */
export async function makeSqlite(path: string): Promise<void> {
  const working = `${path}.working`;
  const database = await openDatabase({ engine: "sqlite", path: working });
  await migrate(database);
  await fillRelease(database);
  await database.close();
  const raw = new SqliteDatabase(working, { readonly: true });
  raw.prepare("vacuum into ?").run(path);
  raw.close();
}

/** What a database of this build holds. */
export async function describeRelease(database: Database): Promise<Expected> {
  const { applied } = await migrationStatus(database);
  return {
    appVersion: packageJson.version,
    migrations: applied.map(({ name }) => name),
    day: releaseDay,
    people: await readAsApp(database, releaseDay),
    tables: await digestTables(database, await tableShapes(database)),
  };
}

/** Writes the databases of this build's version into a folder of that name. Throws if there is one already. */
async function makeRelease(): Promise<void> {
  const folder = join(releasesFolder, packageJson.version);
  if (existsSync(folder)) {
    throw new Error(
      `The databases of ${packageJson.version} are there already; a released one is never made anew.`,
    );
  }
  const scratch = await mkdtemp(join(tmpdir(), "tas-release-"));
  try {
    const path = join(scratch, "release.db");
    await makeSqlite(path);
    const content = await readFile(path);
    const database = await openDatabase({ engine: "sqlite", path });
    const expected = await describeRelease(database);
    const dump = await dumpPostgres(database);
    await database.close();
    if (!isDeepStrictEqual(dump.tables, expected.tables)) {
      throw new Error("The two engines do not hold the same rows.");
    }
    await mkdir(folder);
    const write = async (name: keyof typeof releaseFiles, bytes: Uint8Array | string) => {
      await writeFile(join(folder, releaseFiles[name]), bytes);
      console.log(`${packageJson.version}/${releaseFiles[name]}: ${bytes.length} bytes`);
    };
    await write("sqlite", await pack(content, { level: 9 }));
    await write("postgres", await pack(dump.sql, { level: 9 }));
    await write("expected", `${JSON.stringify(expected, null, 2)}\n`);
    await run(fileURLToPath(new URL("../../node_modules/.bin/biome", import.meta.url)), [
      "format",
      "--write",
      folder,
    ]);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

if (import.meta.main) await makeRelease();
