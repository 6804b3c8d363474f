import { Worker } from "node:worker_threads";
import { StorageError, type StorageErrorKind } from "#storage/storage-error.ts";
import type { BackupPlan } from "../backup/backup-context.ts";
import { UpdateError, type UpdateErrorCode } from "./update-error.ts";
import type { Updated } from "./update-schema.ts";

/** Everything in it can be copied to another thread. */
export interface UpdateWork {
  readonly plan: BackupPlan;
  readonly withoutBackup: boolean;
}

/** What the thread says. Errors lose their class on the way. */
export type UpdateMessage =
  | { readonly kind: "progress"; readonly what: string; readonly share: number }
  | { readonly kind: "done"; readonly updated: Updated }
  | { readonly kind: "update-error"; readonly code: UpdateErrorCode; readonly message: string }
  | { readonly kind: "storage-error"; readonly code: StorageErrorKind; readonly message: string };

/** Brings the schema up to date in a thread of its own, so that health checks are answered; see `updateSchema`. */
export function startUpdateWork(
  entry: URL,
  work: UpdateWork,
  onProgress: (what: string, share: number) => void = () => {},
): Promise<Updated> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: work, stderr: true });
    worker.on("message", (message: UpdateMessage) => {
      if (message.kind === "progress") onProgress(message.what, message.share);
      else if (message.kind === "done") resolve(message.updated);
      else if (message.kind === "update-error") reject(new UpdateError(message.code, message.message));
      else reject(new StorageError(message.code, message.message));
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("The update ended before it was done.")));
  });
}
