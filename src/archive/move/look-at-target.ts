import { tmpdir } from "node:os";
import { type Database, everyone } from "#storage/database.ts";
import { isThere, placeProblem } from "#storage/dialect/arrival.ts";
import { freeBytes } from "#storage/dialect/disk-room.ts";
import { inspectEngine, inspectFiles } from "#storage/dialect/inspect-engine.ts";
import { describeTables } from "#storage/dialect/introspect.ts";
import { findLocal, type LocalState } from "#storage/local-state.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { type RehearsedSchema, rehearseSchema } from "#storage/rehearse-schema.ts";
import { listAccountRows } from "#storage/user-account.ts";
import { StorageError } from "#storage/storage-error.ts";
import { withScratchDatabase } from "#storage/scratch-database.ts";
import { listStoredTables } from "#storage/stored-tables.ts";
import { digestTables } from "../portable/digest-tables.ts";
import { type MovePlace, withPlace } from "./move-place.ts";

/**
 * `absent`: no database yet. `empty`: one without people. `left-over`: complete, from a move of the same source that did not come
 * to its end, and untouched since. `occupied`: anything else.
 */
export type TargetState = "absent" | "empty" | "left-over" | "occupied";

export interface TargetReport {
  readonly state: TargetState;
  /** The engine and its version. */
  readonly version: string;
  readonly freeBytes: number | null;
  /** What stands in the way, and what should be known. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  /** Null when it could not be built. */
  readonly rehearsed: RehearsedSchema | null;
}

/** The newest PostgreSQL this version was tested with. */
const newestTested = 18;

/** Looks at where data is to go. Leaves nothing behind. Throws StorageError when it cannot be reached. */
export async function lookAtTarget(to: MovePlace, from: MovePlace): Promise<TargetReport> {
  const files = inspectFiles(to.target).findings.filter(({ state }) => state === "problem");
  const problem = placeProblem(to.target);
  const inTheWay = [
    ...files.map(({ saw, advice = "" }) => `${saw} ${advice}`),
    ...(problem ? [problem] : []),
  ];
  if (inTheWay.length > 0) return { ...nothing, problems: inTheWay };
  const free = await freeBytes(to.target);
  if (!isThere(to.target)) {
    const built = await withScratchDatabase(to.target, tmpdir(), async (scratch) => {
      const { version } = await inspectEngine(scratch);
      return { version, rehearsed: await rehearseSchema(scratch) };
    });
    return { ...nothing, ...built, state: "absent", freeBytes: free };
  }
  return withPlace(to.target, async (database) => ({
    ...(await lookInside(database, from)),
    freeBytes: free,
  }));
}

const nothing: TargetReport = {
  state: "occupied",
  version: "",
  freeBytes: null,
  problems: [],
  notes: [],
  rehearsed: null,
};

async function lookInside(database: Database, from: MovePlace): Promise<TargetReport> {
  const { findings, version } = await inspectEngine(database);
  const problems = findings
    .filter(({ state }) => state === "problem")
    .map(({ saw, advice }) => `${saw} ${advice}`);
  const notes = findings.filter(({ state }) => state === "note").map(({ saw, advice }) => `${saw} ${advice}`);
  const major = Number(/^PostgreSQL (\d+)/u.exec(version)?.[1] ?? 0);
  if (major > newestTested) notes.push(`${version} is newer than what this version was tested with.`);
  const { applied, unknown, pending } = await migrationStatus(database);
  const report = { ...nothing, version, notes };
  if (unknown.length > 0) {
    problems.push("The target has the schema of a newer version. Use that version, or an empty database.");
    return { ...report, problems };
  }
  let rehearsed: RehearsedSchema;
  try {
    rehearsed = await rehearseSchema(database);
  } catch (error) {
    if (error instanceof StorageError && error.kind === "disk-full") {
      problems.push("The disk of the target is full. Make room there and run the same command again.");
      return { ...report, problems };
    }
    const reason = error instanceof Error ? error.message : "";
    problems.push(
      `The tables cannot be made in the target (${reason}). Give an empty database that belongs to its role.`,
    );
    return { ...report, problems };
  }
  if (applied.length === 0) {
    const others = await database.read(everyone, async (tx) =>
      Object.keys(await describeTables(tx, database.engine)),
    );
    if (others.length > 0)
      notes.push(`The target holds tables of something else, which stay: ${others.join(", ")}.`);
    return { ...report, problems, rehearsed, state: "empty" };
  }
  const { people, movedFrom } = await database.read(everyone, async (tx) => ({
    people:
      "user_account" in (await describeTables(tx, database.engine)) ? (await listAccountRows(tx)).length : 0,
    movedFrom: pending.length === 0 ? await findLocal(tx, "movedFrom") : undefined,
  }));
  if (people === 0) return { ...report, problems, rehearsed, state: "empty" };
  if (pending.length === 0 && (await isLeftOver(database, from, movedFrom))) {
    notes.push("The target holds a copy from an earlier move that nobody has used; it is replaced.");
    return { ...report, problems, rehearsed, state: "left-over" };
  }
  problems.push(
    `The target holds data already (${people} ${people === 1 ? "account" : "accounts"}). Name an empty database, or a new one.`,
  );
  return { ...report, problems, rehearsed };
}

/** Whether a database holds exactly what a move from `from` put there. */
async function isLeftOver(
  database: Database,
  from: MovePlace,
  movedFrom: LocalState["movedFrom"] | undefined,
): Promise<boolean> {
  if (movedFrom?.from !== from.label) return false;
  const tables = await listStoredTables(database);
  const { sha256 } = await database.read(everyone, (tx) => digestTables(tx, tables));
  return sha256 === movedFrom.receipt;
}
