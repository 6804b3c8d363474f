import { parentPort, workerData } from "node:worker_threads";
import { type Database, openDatabase } from "#storage/database.ts";
import { exportTo } from "./export-to.ts";
import type { ExportWork } from "./start-export-work.ts";

// A thread of its own with a connection of its own, so that the server answers meanwhile.

async function work({ target, owner, format, path, now }: ExportWork): Promise<readonly string[]> {
  const database: Database = await openDatabase(target, { readers: 1, poolSize: 1 });
  try {
    return await exportTo(database, owner, format, path, now);
  } finally {
    await database.close();
  }
}

// Only `startExportWork` starts this file, and it hands over an ExportWork. A failure ends the thread with its error.
parentPort?.postMessage(await work(workerData as ExportWork));
