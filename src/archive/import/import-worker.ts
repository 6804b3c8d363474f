import { dirname } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { AppError } from "#contract/app-error.ts";
import type { ImportReport } from "#contract/import.ts";
import { type Database, openDatabase } from "#storage/database.ts";
import { ArchiveError } from "../portable/archive-error.ts";
import { looksLikeArchive } from "../restore-person/looks-like-archive.ts";
import { restoreArchive } from "../restore-person/restore-archive.ts";
import { bulkIds } from "./bulk-ids.ts";
import type { ImportJob, ImportMessage, ImportWork } from "./import-job.ts";
import type { ImportProgress } from "./import-options.ts";
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
    return { type: "imported", report: await bring(database, owner, job) };
  } finally {
    await database.close();
  }
}

async function bring(
  database: Database,
  owner: string,
  job: Extract<ImportJob, { kind: "import" }>,
): Promise<ImportReport> {
  const { path, ...options } = job;
  const onProgress = (progress: ImportProgress) => tell({ type: "progress", progress });
  if (!(await looksLikeArchive(path))) {
    return runImport(database, owner, path, { ...options, newId: bulkIds(job.now), onProgress });
  }
  try {
    const restore = { ...options, scratchFolder: dirname(path), installations: false, largest, onProgress };
    return await restoreArchive(database, owner, path, restore);
  } catch (error) {
    // There is nobody here to be asked for a key, so the sentence is another one than on the command line.
    const locked = error instanceof ArchiveError && error.code === "archive-locked";
    throw locked ? new AppError("archive-locked") : error;
  }
}

/** Bytes that an uploaded archive may hold unpacked: many times what a life of entries takes. */
const largest = 1e9;

// Only `startImportWork` starts this file, and it hands over an ImportWork.
work(workerData as ImportWork).then(tell, (error: unknown) =>
  tell({ type: "failed", problem: importProblem(error) }),
);
