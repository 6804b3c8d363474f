import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withArchivedRows } from "#archive/portable/archived-rows.ts";
import { writeArchive } from "#archive/portable/write-archive.ts";
import { fillTables } from "#storage/fill-tables.ts";
import { migrate } from "#storage/migrate.ts";
import { dropDatabase } from "#test/support/drop-database.ts";
import type { Place } from "#test/support/each-dialect.ts";
import { makeLivedFile } from "#test/support/lived-file.ts";
import { startPostgres } from "#test/support/postgres-server.ts";
import { withClient } from "#test/support/with-client.ts";
import type { Engine } from "./fault.ts";
import { withOpen } from "./holdings.ts";
import { PostgresDisks } from "./postgres-disks.ts";
import { type Disk, mountDisk, type SmallDisk, smallSqliteDisk } from "./small-disk.ts";

type Server = Awaited<ReturnType<typeof startPostgres>>;

/** `lived`: two people with half a year each, some five thousand rows. */
export type PlaceKind = "empty" | "migrated" | "lived";

/** Where one try has its databases and files; all of it is gone afterwards. */
export interface FaultRoom {
  readonly engine: Engine;
  readonly folder: string;
  /** An archive of the lived data. */
  readonly livedArchive: () => Promise<string>;
  /** A database of its own; a file gets a folder of its own, too. */
  place(kind: PlaceKind, engine?: Engine): Promise<Place>;
  /** An empty database on a PostgreSQL server of its own, for those who crash the server. */
  ownServer(): Promise<Place>;
  /** A disk of so many megabytes with a database on it, or why there is none. */
  smallDisk(megabytes: number, kind: PlaceKind): Promise<SmallDisk | string>;
  /** A disk for what the app keeps beside a database, or why there is none. */
  appDisk(megabytes: number): Promise<Disk | string>;
}

/** Makes rooms. What takes long to make is made once. */
export class FaultHouse {
  readonly #postgresUrl: string;
  readonly #folder: Promise<string>;
  readonly #templates = new Map<string, Promise<Place>>();
  readonly #models: string[] = [];
  readonly #disks = new PostgresDisks();
  #archive: Promise<string> | undefined;

  /** `postgresUrl` names a role that may create databases. */
  constructor(postgresUrl: string) {
    this.#postgresUrl = postgresUrl;
    this.#folder = mkdtemp(join(tmpdir(), "tas-faults-"));
  }

  /** Runs `work` in a new room. */
  async withRoom<T>(engine: Engine, work: (room: FaultRoom) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(await this.#folder, "room-"));
    const disks: Disk[] = [];
    const databases: string[] = [];
    const servers: Server[] = [];
    let made = 0;
    const place = async (kind: PlaceKind, other: Engine = engine): Promise<Place> => {
      if (other === "postgres") return this.#postgres(kind, databases);
      const home = join(folder, `data-${++made}`);
      await mkdir(home, { mode: 0o700 });
      return this.#sqlite(kind, join(home, "task_aversion.db"));
    };
    const room: FaultRoom = {
      engine,
      folder,
      livedArchive: () => this.#livedArchive(),
      place,
      ownServer: async () => {
        const server = await startPostgres({ synchronous_commit: "on" });
        servers.push(server);
        return { engine: "postgres", url: server.url };
      },
      smallDisk: async (megabytes, kind) => {
        const disk =
          engine === "sqlite"
            ? await smallSqliteDisk(join(folder, `disk-${++made}`), megabytes)
            : await this.#disks.make(megabytes);
        if (typeof disk === "string") return disk;
        disks.push(disk);
        await this.#fill(disk.place, kind);
        return disk;
      },
      appDisk: async (megabytes) => {
        const disk = await mountDisk(join(folder, `disk-${++made}`), megabytes, "0700");
        if (typeof disk !== "string") disks.push(disk);
        return disk;
      },
    };
    try {
      return await work(room);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      for (const disk of disks) await disk.remove();
      await this.#drop(databases);
      await rm(folder, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    this.#templates.clear();
    await this.#drop(this.#models.splice(0));
    await this.#disks.close();
    await rm(await this.#folder, { recursive: true, force: true });
  }

  async #sqlite(kind: PlaceKind, path: string): Promise<Place> {
    const place: Place = { engine: "sqlite", path };
    if (kind === "empty") return place;
    const template = await this.#template(`sqlite ${kind}`, async () => {
      const model = join(await this.#folder, `${kind}.db`);
      if (kind === "lived") await makeLivedFile(model);
      else await migrated({ engine: "sqlite", path: model });
      return { engine: "sqlite", path: model };
    });
    if (template.engine === "sqlite") await copyFile(template.path, path);
    return place;
  }

  async #postgres(kind: PlaceKind, databases: string[]): Promise<Place> {
    if (kind === "empty") return this.#create("template0", databases);
    const template = await this.#template(`postgres ${kind}`, async () => {
      const model = await this.#create("template0", this.#models);
      await this.#fill(model, kind);
      return model;
    });
    const name = template.engine === "postgres" ? new URL(template.url).pathname.slice(1) : "";
    return this.#create(name, databases);
  }

  async #fill(place: Place, kind: PlaceKind): Promise<void> {
    if (kind === "empty") return;
    if (place.engine === "sqlite") {
      await this.#sqlite(kind, place.path);
      return;
    }
    await migrated(place);
    if (kind === "lived") await pour(await this.#livedArchive(), place, await this.#folder);
  }

  async #create(template: string, databases: string[]): Promise<Place> {
    const name = `tas_fault_${process.pid}_${crypto.randomUUID().slice(0, 8)}`;
    await withClient(this.#postgresUrl, async (client) => {
      await client.query(`create database ${name} template ${template}`);
      // The tests' server saves time by promising too early, which a crash would bring to light.
      await client.query(`alter database ${name} set synchronous_commit = on`);
    });
    databases.push(name);
    const url = new URL(this.#postgresUrl);
    url.pathname = `/${name}`;
    return { engine: "postgres", url: url.href };
  }

  #template(name: string, make: () => Promise<Place>): Promise<Place> {
    let made = this.#templates.get(name);
    if (!made) this.#templates.set(name, (made = make()));
    return made;
  }

  #livedArchive(): Promise<string> {
    this.#archive ??= (async () => {
      const folder = await this.#folder;
      const place = await this.#sqlite("lived", join(folder, "archived.db"));
      const path = join(folder, "lived.ndjson.gz");
      await withOpen(place, (database) => writeArchive(database, path, { now: Date.UTC(2026, 10, 21) }));
      return path;
    })();
    return this.#archive;
  }

  async #drop(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    await withClient(this.#postgresUrl, async (client) => {
      for (const name of names) await dropDatabase(client, name);
    });
  }
}

async function migrated(place: Place): Promise<void> {
  await withOpen(place, migrate);
}

async function pour(archive: string, place: Place, scratchFolder: string): Promise<void> {
  await withOpen(place, (database) =>
    withArchivedRows(archive, { scratchFolder }, (rows) =>
      fillTables(database, rows.chunks(), { present: "replace", check: async () => {} }),
    ),
  );
}
