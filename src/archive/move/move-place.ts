import { type Database, type DatabaseTarget, openDatabase } from "#storage/database.ts";
import type { GatePass } from "#storage/write-gate.ts";

/** One end of a move. */
export interface MovePlace {
  readonly target: DatabaseTarget;
  /** For people and receipts: without a password. */
  readonly label: string;
}

/** A statement on a whole table may take as long as it takes, in milliseconds. */
const patience = 24 * 60 * 60_000;

/** Opens a database for work on all of it. */
export function openPlace(target: DatabaseTarget, pass: GatePass = {}): Promise<Database> {
  return openDatabase(target, { readers: 1, poolSize: 2, statementTimeout: patience, pass });
}

export async function withPlace<T>(
  target: DatabaseTarget,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openPlace(target);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
