import { type Database, type DatabaseTarget, openDatabase } from "./database.ts";
import { makeScratch } from "./dialect/scratch.ts";

/** Runs `work` with an empty database of the same engine as `like`, and drops it afterwards. */
export async function withScratchDatabase<T>(
  like: DatabaseTarget,
  folder: string,
  work: (database: Database, target: DatabaseTarget) => Promise<T>,
): Promise<T> {
  const scratch = await makeScratch(like, folder);
  try {
    const database = await openDatabase(scratch.target, { readers: 1, poolSize: 2 });
    try {
      return await work(database, scratch.target);
    } finally {
      await database.close();
    }
  } finally {
    await scratch.drop();
  }
}
