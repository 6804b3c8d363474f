import type { Kysely } from "kysely";
import { type Database, type DatabaseTarget, everyone, openDatabase } from "./database.ts";
import { tableExists } from "./dialect/table-exists.ts";
import { findLocal, forgetLocal } from "./local-state.ts";

/** Throws StorageError 'moved' when the data of a database was moved away, before anything is migrated or written. */
export async function assertNotMoved(database: Database): Promise<void> {
  // Any write is refused then, with the sentence that says where the data went.
  if (await isMarked(database)) await database.write(everyone, async () => {});
}

/** Takes a database back into use whose data was moved away: what is entered from now on stays here. */
export async function forgetMove(target: DatabaseTarget): Promise<void> {
  const database = await openDatabase(target, { readers: 1, poolSize: 1, pass: { despiteMove: true } });
  try {
    if (await isMarked(database)) await database.write(everyone, (tx) => forgetLocal(tx, "moved"));
  } finally {
    await database.close();
  }
}

async function isMarked(database: Database): Promise<boolean> {
  return database.read(everyone, async (tx) => {
    // The schema may be that of an older version.
    const known = await tableExists(tx as unknown as Kysely<unknown>, database.engine, "local_state");
    return known && (await findLocal(tx, "moved")) !== undefined;
  });
}
