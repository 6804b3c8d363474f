import { parentPort, workerData } from "node:worker_threads";
import { backupContext } from "./backup-context.ts";
import { knownFailure, sentenceOf } from "./backup-error.ts";
import type { BackupAnswers, BackupMessage, BackupWork } from "./backup-job.ts";
import { createBackup } from "./create-backup.ts";
import { listEverywhere } from "./list-backups.ts";
import { proveBackup } from "./prove-backup.ts";
import { pruneBackups } from "./prune-backups.ts";
import { restoreBackup } from "./restore-backup.ts";

// A thread of its own with connections of its own, so that the server answers meanwhile.

const tell = (message: BackupMessage) => parentPort?.postMessage(message);
const stopping = new AbortController();
parentPort?.once("message", () => stopping.abort());
// Only the work itself keeps the thread alive.
parentPort?.unref();

async function work({ plan, job }: BackupWork): Promise<BackupAnswers[keyof BackupAnswers]> {
  const context = backupContext(plan);
  const options = {
    signal: stopping.signal,
    onProgress: (stage: string, share: number) => report(stage, share),
  };
  switch (job.verb) {
    case "list":
      return listEverywhere(context);
    case "create":
      return createBackup(context, { label: job.label, ...options });
    case "prove":
      return proveBackup(context, job.id, options);
    case "restore":
      return restoreBackup(context, job.id, options);
    case "prune":
      return pruneBackups(context);
  }
}

let last = { stage: "", percent: -1 };

/** A message for each percent, not for each thousand rows. */
function report(stage: string, share: number): void {
  const percent = Math.floor(share * 100);
  if (stage === last.stage && percent === last.percent) return;
  last = { stage, percent };
  tell({ type: "progress", stage, share });
}

// Only `startBackupWork` starts this file, and it hands over a BackupWork.
work(workerData as BackupWork).then(
  (answer) => tell({ type: "done", answer }),
  (error: unknown) => {
    const known = stopping.signal.aborted
      ? { code: "stopped", sentence: "It was stopped before it was done; nothing of it was kept." }
      : knownFailure(error);
    tell({
      type: "failed",
      code: known?.code ?? "internal",
      sentence: known?.sentence ?? sentenceOf(error),
      known: known !== null,
      trace: error instanceof Error ? (error.stack ?? error.name) : typeof error,
    });
  },
);
