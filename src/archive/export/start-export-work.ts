import { Worker } from "node:worker_threads";
import type { DatabaseTarget } from "#storage/database.ts";
import type { ExportFormat } from "./export-file.ts";

/** Everything in it can be copied to another thread. */
export interface ExportWork {
  readonly target: DatabaseTarget;
  readonly owner: string;
  readonly format: ExportFormat;
  /** Where the ZIP is to be; see `exportTo`. */
  readonly path: string;
  readonly now: number;
}

/** Writes a person's data to a file in a thread of its own; `entry` is the file of `export-worker`. */
export function startExportWork(entry: URL, work: ExportWork): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: work, stderr: true });
    worker.once("message", () => resolve());
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("The export ended before it was done.")));
  });
}
