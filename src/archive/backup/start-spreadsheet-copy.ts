import { Worker } from "node:worker_threads";
import type { BackupPlan } from "./backup-context.ts";
import { BackupError } from "./backup-error.ts";
import type { SpreadsheetCopyOptions } from "./spreadsheet-copy.ts";

/** Everything in it can be copied to another thread. */
export interface SpreadsheetCopyWork {
  readonly plan: BackupPlan;
  readonly options: Omit<SpreadsheetCopyOptions, "onProgress">;
}

export type SpreadsheetCopyMessage =
  | { readonly type: "progress"; readonly share: number }
  | { readonly type: "done"; readonly day: string | null }
  | { readonly type: "failed"; readonly sentence: string };

/** `copySpreadsheets` in a thread of its own; `entry` is the file of `spreadsheet-copy-worker`. Throws BackupError. */
export async function startSpreadsheetCopy(
  entry: URL,
  work: SpreadsheetCopyWork,
  { onProgress, signal }: { onProgress: (share: number) => void; signal: AbortSignal },
): Promise<string | null> {
  signal.throwIfAborted();
  const worker = new Worker(entry, { workerData: work, stderr: true });
  const end = () => void worker.terminate();
  signal.addEventListener("abort", end);
  try {
    return await new Promise((resolve, reject) => {
      worker.on("message", (message: SpreadsheetCopyMessage) => {
        if (message.type === "progress") onProgress(message.share);
        else if (message.type === "done") resolve(message.day);
        else reject(new BackupError("not-stored", message.sentence));
      });
      worker.once("error", reject);
      worker.once("exit", () => {
        reject(new BackupError("stopped", "Writing the tables for people ended before it was done."));
      });
    });
  } finally {
    signal.removeEventListener("abort", end);
    await worker.terminate();
  }
}
