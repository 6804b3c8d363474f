import type { Config } from "#config/config.ts";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { type Finding, inspectEngine, inspectFiles } from "#storage/dialect/inspect-engine.ts";
import { findFact, keepFact } from "#storage/installation.ts";
import { type MigrationStatus, migrationStatus } from "#storage/migrate.ts";
import { StorageError } from "#storage/storage-error.ts";

export interface DatabaseChecks {
  readonly findings: readonly Finding[];
  /** The database's clock beside ours at that time, both epoch milliseconds; null when it has none of its own. */
  readonly clock: { readonly theirs: number; readonly ours: number } | null;
  /** When the schema was last changed, epoch milliseconds. */
  readonly lastWritten: number | null;
}

/** Looks at the database's files and engine, the schema, and whether it can be written and read. Changes nothing. */
export async function checkDatabase(location: Config["database"]): Promise<DatabaseChecks> {
  const { findings: files, openable } = inspectFiles(location);
  const none = { clock: null, lastWritten: null };
  if (!openable) return { findings: files, ...none };
  const findings: Finding[] = [...files];
  let database: Database | undefined;
  try {
    database = await openDatabase(location);
    const { version, clock: theirs, findings: engine } = await inspectEngine(database);
    const ours = Date.now();
    findings.push(
      { name: "database", state: "ok", saw: `Reached: ${version} at ${location.label}` },
      ...engine,
    );
    const status = await migrationStatus(database);
    const schema = checkSchema(status);
    findings.push(schema);
    if (status.applied.length > 0 && schema.state !== "problem") findings.push(await checkWrite(database));
    const lastWritten = Math.max(0, ...status.applied.map(({ appliedAt }) => appliedAt));
    return {
      findings,
      clock: theirs === null ? null : { theirs, ours },
      lastWritten: lastWritten === 0 ? null : lastWritten,
    };
  } catch (error) {
    findings.push(unreachable(error, location.label));
    return { findings, ...none };
  } finally {
    await database?.close();
  }
}

function checkSchema({ applied, pending, unknown }: MigrationStatus): Finding {
  const name = "schema";
  const newer = unknown.filter(({ previousReleaseCanRun }) => !previousReleaseCanRun).at(-1);
  if (newer) {
    const saw = `The database was changed by version ${newer.appVersion} (${newer.name}), which this version does not know.`;
    return { name, state: "problem", saw, advice: `Use version ${newer.appVersion} or a newer one.` };
  }
  if (applied.length === 0) {
    return { name, state: "note", saw: "The database is empty; the first start sets it up." };
  }
  if (pending.length > 0) {
    const saw = `The schema is ${pending.length} ${pending.length === 1 ? "step" : "steps"} behind this version.`;
    return { name, state: "problem", saw, advice: "Run: tas migrate" };
  }
  return { name, state: "ok", saw: `Current, ${applied.length} steps.` };
}

/** Thrown to undo the trial write. */
class Undo extends Error {}

async function checkWrite(database: Database): Promise<Finding> {
  const name = "write and read";
  let found: string | undefined;
  try {
    await database.write(everyone, async (tx) => {
      await keepFact(tx, "doctor", "here");
      found = await findFact(tx, "doctor");
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) {
      const saw = error instanceof StorageError ? error.message : "Something failed that was not foreseen.";
      if (error instanceof StorageError && error.kind === "moved") return { name, state: "problem", saw };
      if (error instanceof StorageError && error.kind === "held") return { name, state: "note", saw };
      const advice = "Look at the user's rights and the disk, then run tas doctor again.";
      return { name, state: "problem", saw: `A trial entry could not be written: ${saw}`, advice };
    }
  }
  if (found === "here") return { name, state: "ok", saw: "A trial entry was written, read and undone." };
  const advice = "Keep a copy of the database and report this.";
  return { name, state: "problem", saw: "A trial entry was written, but not found again.", advice };
}

function unreachable(error: unknown, label: string): Finding {
  const why = error instanceof StorageError ? error.message : "It does not answer as a database does.";
  return {
    name: "database",
    state: "problem",
    saw: `${label} cannot be used: ${why}`,
    advice: "Check the address, whether the server runs, and the name and password it is entered with.",
  };
}
