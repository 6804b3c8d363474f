import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, describe, inject } from "vitest";
import { type Database, openDatabase } from "#storage/database.ts";
import type { PostgresOptions } from "#storage/dialect/postgres.ts";
import type { SqliteOptions } from "#storage/dialect/sqlite.ts";
import { migrate } from "#storage/migrate.ts";
import { dropDatabase } from "./drop-database.ts";

/** Where a fresh database came to be, for tests that open it a second time. */
export type Place = Parameters<typeof openDatabase>[0];

export interface FreshDatabases {
  /** A migrated database of its own; closed and dropped when the file's tests are over. */
  readonly open: (options?: SqliteOptions & PostgresOptions) => Promise<Database>;
  /** The place of an empty database without a schema, or with `migrated` of one that has it. */
  readonly place: (kind?: "empty" | "migrated") => Promise<Place>;
  /** Opens a place (again); closed when the file's tests are over. */
  readonly openAt: (place: Place, options?: SqliteOptions & PostgresOptions) => Promise<Database>;
}

/** Declares the same tests once for SQLite and once for PostgreSQL. */
export function eachDialect(
  declare: (engine: Database["engine"], open: FreshDatabases["open"], more: FreshDatabases) => void,
): void {
  for (const engine of ["sqlite", "postgres"] as const) {
    describe(`on ${engine}`, () => {
      const opened: Database[] = [];
      const stores = engine === "sqlite" ? sqliteFiles() : postgresDatabases();
      const fresh: FreshDatabases = {
        place: (kind = "empty") => stores.place(kind),
        openAt: async (place, options) => {
          const database = await openDatabase(place, options);
          opened.push(database);
          return database;
        },
        open: async (options) => {
          return fresh.openAt(await stores.place("migrated"), options);
        },
      };
      afterAll(async () => {
        await Promise.all(opened.map((database) => database.close()));
        await stores.remove();
      });
      declare(engine, fresh.open, fresh);
    });
  }
}

interface Stores {
  place(kind: "empty" | "migrated"): Promise<Place>;
  remove(): Promise<void>;
}

function sqliteFiles(): Stores {
  let folder: Promise<string> | undefined;
  let template: Promise<string> | undefined;
  let made = 0;
  const inFolder = async (name: string) => {
    folder ??= mkdtemp(join(tmpdir(), "tas-test-sqlite-"));
    return join(await folder, name);
  };
  const makeTemplate = async () => {
    const path = await inFolder("template.db");
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    await database.close();
    return path;
  };
  return {
    async place(kind) {
      // A folder of its own: what a server notes beside its database is not for the next one.
      const own = await inFolder(String(++made));
      await mkdir(own);
      const path = join(own, "test.db");
      if (kind === "migrated") {
        template ??= makeTemplate();
        await copyFile(await template, path);
      }
      return { engine: "sqlite", path };
    },
    async remove() {
      if (folder) await rm(await folder, { recursive: true, force: true });
    },
  };
}

function postgresDatabases(): Stores {
  const made: string[] = [];
  return {
    async place(kind) {
      const name = `tas_test_${process.pid}_${crypto.randomUUID().replaceAll("-", "")}`;
      await asAdministrator(async (client) => {
        const template = kind === "migrated" ? await migratedTemplate(client) : "template0";
        await client.query(`create database ${name} template ${template}`);
      });
      made.push(name);
      return { engine: "postgres", url: urlOf(name) };
    },
    async remove() {
      if (made.length === 0) return;
      await asAdministrator(async (client) => {
        for (const name of made) await dropDatabase(client, name);
      });
    },
  };
}

/** Made once per server, by whichever test file comes first. */
async function migratedTemplate(client: Client): Promise<string> {
  const name = `tas_template_${await schemaFingerprint()}`;
  // One number for all test files: the first makes the template while the others wait here.
  await client.query("select pg_advisory_lock(7416532002)");
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount === 0) {
      await dropDatabase(client, `${name}_making`);
      await client.query(`create database ${name}_making template template0`);
      const database = await openDatabase({ engine: "postgres", url: urlOf(`${name}_making`) });
      await migrate(database);
      await database.close();
      await client.query(`alter database ${name}_making rename to ${name}`);
    }
  } finally {
    await client.query("select pg_advisory_unlock(7416532002)");
  }
  return name;
}

/** A server that outlives the run must not hand out the schema of an earlier state of the code. */
async function schemaFingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const storage = new URL("../../src/storage/", import.meta.url);
  for (const folder of ["migrations/", "dialect/"]) {
    for (const file of (await readdir(new URL(folder, storage))).toSorted()) {
      if (/(?<!\.test)\.ts$/.test(file)) hash.update(await readFile(new URL(folder + file, storage)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

async function asAdministrator(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(name: string): string {
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return url.href;
}
