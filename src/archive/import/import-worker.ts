import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "#storage/database.ts";
import { bulkIds } from "./bulk-ids.ts";
import type { ImportMessage, ImportWork } from "./import-job.ts";
import { importProblem } from "./import-problem.ts";
import { runImport } from "./run-import.ts";
import { undoImport } from "./undo-import.ts";

// A thread of its own with a connection of its own, so that the server answers meanwhile. Ending the thread drops the
// connection, and the database undoes what was not committed.

const tell = (message: ImportMessage) => parentPort?.postMessage(message);

async function work({ target, owner, job }: ImportWork): Promise<ImportMessage> {
  const database = await openDatabase(target, { readers: 1, poolSize: 2 });
  try {
    if (job.kind === "undo") {
      return { type: "undone", report: await undoImport(database, owner, job.importId, job.now) };
    }
    const { path, ...options } = job;
    const report = await runImport(database, owner, path, {
      ...options,
      newId: bulkIds(job.now),
      onProgress: (progress) => tell({ type: "progress", progress }),
    });
    return { type: "imported", report };
  } finally {
    await database.close();
  }
}

// Only `startImportWork` starts this file, and it hands over an ImportWork.
work(workerData as ImportWork).then(tell, (error: unknown) =>
  tell({ type: "failed", problem: importProblem(error) }),
);
