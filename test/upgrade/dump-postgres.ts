import { execFile } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { ledgerTable } from "#storage/migration-ledger.ts";
import { migrate } from "#storage/migrate.ts";
import { serverAccount, sharedTemporaryFolder } from "#test/support/unprivileged.ts";
import { digestTables, readTable, type TableDigest, type Tables, tableShapes } from "./table-digest.ts";

const run = promisify(execFile);

/** A SQLite database's rows as the SQL of a PostgreSQL database, and what that database holds once loaded again. */
export interface Dump {
  readonly sql: string;
  readonly tables: Tables<TableDigest>;
}

/** Migrates an empty database of a PostgreSQL server of its own, copies all rows of `source` into it and dumps it. */
export async function dumpPostgres(source: Database): Promise<Dump> {
  return withServer(async ({ bin, host }) => {
    const url = (name: string) => `postgres://postgres@localhost/${name}?host=${encodeURIComponent(host)}`;
    await run(join(bin, "createdb"), ["-h", host, "-U", "postgres", "-T", "template0", "release"]);
    const database = await openDatabase({ engine: "postgres", url: url("release") });
    await migrate(database);
    await database.close();
    await copyRows(source, url("release"));
    const choices = ["--rows-per-insert=100", "--no-owner", "--no-privileges"];
    const dumped = await run(join(bin, "pg_dump"), ["-h", host, "-U", "postgres", ...choices, "release"], {
      maxBuffer: 1e9,
    });
    // Words for psql alone, which newer versions write around their dumps.
    const sql = dumped.stdout.replaceAll(/^\\(?:un)?restrict \w+\n/gmu, "");
    await run(join(bin, "createdb"), ["-h", host, "-U", "postgres", "-T", "template0", "loaded"]);
    await withClient(url("loaded"), (client) => client.query(sql));
    const loaded = await openDatabase({ engine: "postgres", url: url("loaded") });
    try {
      return { sql, tables: await digestTables(loaded, await tableShapes(loaded)) };
    } finally {
      await loaded.close();
    }
  });
}

async function copyRows(source: Database, url: string): Promise<void> {
  const ledger = {
    key: ["name"],
    columns: ["name", "applied_at", "app_version", "previous_release_can_run"],
  };
  const shapes = { ...(await tableShapes(source)), [ledgerTable]: ledger };
  await withClient(url, async (client) => {
    // Rows come in any order of tables: what refers to what was checked where they come from.
    await client.query("begin; set local session_replication_role = replica");
    for (const [table, shape] of Object.entries(shapes)) {
      const rows = await source.read(everyone, (tx) => readTable(tx, table, shape));
      const names = shape.columns.map((name) => `"${name}"`).join(", ");
      const holes = shape.columns.map((_, at) => `$${at + 1}`).join(", ");
      await client.query(`delete from "${table}"`);
      for (const row of rows) await client.query(`insert into "${table}" (${names}) values (${holes})`, row);
    }
    await client.query("commit");
  });
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

interface Server {
  /** The folder of the server's programs. */
  readonly bin: string;
  /** The folder of its socket: nobody reaches it over the network. */
  readonly host: string;
}

async function withServer<T>(work: (server: Server) => Promise<T>): Promise<T> {
  const bin = installedPrograms();
  const account = await serverAccount();
  const home = await mkdtemp(join(await sharedTemporaryFolder(), "tas-release-postgres-"));
  await chmod(home, 0o700);
  if (account) await chown(home, account.uid, account.gid);
  const data = join(home, "data");
  const options = { cwd: home, ...account };
  const server = (...words: string[]) => run(join(bin, "pg_ctl"), ["-D", data, "-w", ...words], options);
  try {
    const choices = ["--username=postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8"];
    await run(join(bin, "initdb"), ["-D", data, ...choices, "--no-sync"], options);
    const settings = `-c listen_addresses='' -c unix_socket_directories='${home}' -c fsync=off`;
    await server("-l", join(home, "log"), "-o", settings, "start");
    try {
      return await work({ bin, host: home });
    } finally {
      await server("-m", "fast", "stop");
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The oldest PostgreSQL of this machine: what it dumps, newer ones can read. */
function installedPrograms(): string {
  const [found] = globSync("/usr/lib/postgresql/*/bin")
    .filter((folder) => ["initdb", "pg_ctl", "pg_dump"].every((name) => existsSync(join(folder, name))))
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
  if (!found) throw new Error("A dump needs PostgreSQL's own programs: apt-get install postgresql.");
  return found;
}
