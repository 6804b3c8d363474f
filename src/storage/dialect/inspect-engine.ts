import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type Kysely, sql } from "kysely";
import { type Database, type DatabaseTarget, everyone } from "../database.ts";
import { readMarker } from "../install-marker.ts";

/** One thing that was looked at. `saw` is a sentence; `advice` says what to do about it, where something is to do. */
export interface Finding {
  readonly name: string;
  readonly state: "ok" | "note" | "problem";
  readonly saw: string;
  readonly advice?: string;
}

export interface EngineInspection {
  readonly findings: readonly Finding[];
  /** The engine's name and version, for people. */
  readonly version: string;
  /** The database's own clock in epoch milliseconds; null where it is the clock of this machine. */
  readonly clock: number | null;
}

/**
 * Looks at the files of a database without opening it, so that nothing is made or changed. `openable` is false when
 * opening would make a new database, or fail.
 */
export function inspectFiles(target: DatabaseTarget): { findings: Finding[]; openable: boolean } {
  if (target.engine !== "sqlite") return { findings: [], openable: true };
  const { path } = target;
  const name = "database file";
  if (!existsSync(path)) {
    if (existsSync(`${path}-wal`)) {
      const saw = `"${path}-wal" lies there without its database and may hold the newest entries.`;
      const advice = `Put the database file back beside it, or move the -wal file away to start empty.`;
      return { findings: [{ name, state: "problem", saw, advice }], openable: false };
    }
    const people = readMarker(dirname(path))?.people ?? 0;
    if (people > 0) {
      const saw = `"${path}" is not there, and there was data of ${people === 1 ? "1 person" : `${people} people`} in it.`;
      const advice = `Mount the volume, give the file its name back, or bring the data back with "tas backup restore".`;
      return { findings: [{ name, state: "problem", saw, advice }], openable: false };
    }
    const saw = `"${path}" is not there yet; the first start makes it.`;
    return { findings: [{ name, state: "note", saw }], openable: false };
  }
  const file = statSync(path);
  if (!file.isFile()) {
    const advice = "Let DATABASE_URL name the database file itself.";
    return {
      findings: [{ name, state: "problem", saw: `"${path}" is not a file.`, advice }],
      openable: false,
    };
  }
  const parts = [path, `${path}-wal`, `${path}-shm`].filter((part) => existsSync(part));
  const open = parts.filter((part) => (statSync(part).mode & 0o077) !== 0);
  const size = `${(file.size / 1e6).toFixed(1)} MB`;
  const findings: Finding[] =
    open.length === 0
      ? [{ name, state: "ok", saw: `"${path}" (${size}) is private to its owner.` }]
      : open.map((part) => ({
          name,
          state: "problem",
          saw: `Other users of this machine may read "${part}".`,
          advice: `Run: chmod 600 "${part}"`,
        }));
  const user = process.getuid?.();
  if (user !== undefined && file.uid !== user) {
    const saw = `The file belongs to user ${file.uid}, and this command runs as user ${user}.`;
    findings.push({ name, state: "note", saw, advice: "Run tas as the user that runs the server." });
  }
  return { findings, openable: true };
}

/** Looks at the engine of an open database. Throws StorageError when it cannot be reached. */
export async function inspectEngine(database: Database): Promise<EngineInspection> {
  return database.read(everyone, async (tx) => {
    // The engine's own settings are no table of the schema.
    const db = tx as unknown as Kysely<unknown>;
    return database.engine === "sqlite" ? inspectSqlite(db) : inspectPostgres(db);
  });
}

async function inspectSqlite(db: Kysely<unknown>): Promise<EngineInspection> {
  const version = await one<{ version: string }>(db, sql`select sqlite_version() as version`);
  const mode = await one<{ mode: string }>(db, sql`select journal_mode as mode from pragma_journal_mode`);
  const { rows } = await sql<{
    found: string;
  }>`select quick_check as found from pragma_quick_check`.execute(db);
  const damage = rows.map(({ found }) => found).filter((found) => found !== "ok");
  return {
    version: `SQLite ${version.version}`,
    clock: null,
    findings: [
      mode.mode === "wal"
        ? { name: "journal", state: "ok", saw: "Writes go through a write-ahead log (WAL)." }
        : {
            name: "journal",
            state: "problem",
            saw: `The journal mode is "${mode.mode}" instead of WAL, so that reading waits for writing.`,
            advice: "Keep the file on a local disk; network file systems cannot do WAL.",
          },
      damage.length === 0
        ? { name: "integrity", state: "ok", saw: "The file is whole (quick_check)." }
        : {
            name: "integrity",
            state: "problem",
            saw: `The file is damaged (${damage.length} findings of quick_check).`,
            advice: "Stop the server, keep a copy of the file, and restore the newest backup.",
          },
    ],
  };
}

async function inspectPostgres(db: Kysely<unknown>): Promise<EngineInspection> {
  const server = await one<{ version: number; encoding: string; now: number }>(
    db,
    sql`select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
      (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  );
  const role = await one<{ name: string; superuser: number; bypasses: number }>(
    db,
    sql`select rolname as name, rolsuper as superuser, rolbypassrls as bypasses from pg_roles where rolname = current_user`,
  );
  const major = Math.floor(server.version / 10_000);
  const findings: Finding[] = [];
  if (major < 14) {
    const saw = `PostgreSQL ${major} is older than what is tested here.`;
    findings.push({ name: "engine", state: "problem", saw, advice: "Use PostgreSQL 14 to 18." });
  }
  if (server.encoding !== "UTF8") {
    const saw = `The database is encoded in ${server.encoding}, which cannot hold every character.`;
    findings.push({ name: "engine", state: "problem", saw, advice: "Make a database with encoding UTF8." });
  }
  const free = role.superuser === 1 ? "is a superuser" : role.bypasses === 1 ? "has BYPASSRLS" : "";
  findings.push(
    free === ""
      ? { name: "role", state: "ok", saw: `Row-level security holds for the role "${role.name}".` }
      : {
          name: "role",
          state: "note",
          saw: `The role "${role.name}" ${free}, so row-level security does not hold for it.`,
          advice: "Let the app sign in with an ordinary role that owns its database.",
        },
  );
  return { version: `PostgreSQL ${major}`, clock: server.now, findings };
}

async function one<Row>(db: Kysely<unknown>, query: ReturnType<typeof sql<Row>>): Promise<Row> {
  const { rows } = await query.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("The engine did not answer about itself.");
  return row;
}
