import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { inject } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { dropDatabase } from "./drop-database.ts";
import type { Place } from "./each-dialect.ts";
import { withClient } from "./with-client.ts";

/** Places of both engines for one test, where `eachDialect` gives those of one. */
export interface BothPlaces {
  readonly folder: string;
  readonly sqlite: (kind?: "empty" | "migrated") => Promise<Place>;
  readonly postgres: (kind?: "empty" | "migrated") => Promise<Place>;
  /** Drops all of them. */
  readonly remove: () => Promise<void>;
}

export async function bothPlaces(): Promise<BothPlaces> {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-both-"));
  const databases: string[] = [];
  let made = 0;
  const ready = async (place: Place, kind: "empty" | "migrated") => {
    if (kind === "empty") return place;
    const database = await openDatabase(place);
    await migrate(database);
    await database.close();
    return place;
  };
  return {
    folder,
    sqlite: (kind = "empty") => ready({ engine: "sqlite", path: join(folder, `${++made}.db`) }, kind),
    async postgres(kind = "empty") {
      const name = `tas_test_both_${process.pid}_${crypto.randomUUID().slice(0, 8)}`;
      await onServer((client) => client.query(`create database ${name} template template0`));
      databases.push(name);
      const url = new URL(inject("postgresUrl"));
      url.pathname = `/${name}`;
      return ready({ engine: "postgres", url: url.href }, kind);
    },
    async remove() {
      await rm(folder, { recursive: true, force: true });
      await onServer(async (client) => {
        for (const name of databases) await dropDatabase(client, name);
      });
    },
  };
}

async function onServer(work: (client: Client) => Promise<unknown>): Promise<void> {
  await withClient(inject("postgresUrl"), work);
}
