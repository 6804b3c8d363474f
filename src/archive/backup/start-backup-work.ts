import { Worker } from "node:worker_threads";
import type { BackupPlan } from "./backup-context.ts";
import type { BackupAnswers, BackupJob, BackupMessage, BackupWork } from "./backup-job.ts";
import type { BackupLabel } from "./receipt.ts";

/** A verb that failed in its thread. The message is a sentence for people. */
export class BackupFailure extends Error {
  override readonly name = "BackupFailure";
  readonly code: string;
  /** False for what nobody foresaw. */
  readonly known: boolean;
  /** Where it came from, for the log. */
  readonly trace: string;

  constructor(code: string, sentence: string, known: boolean, trace: string) {
    super(sentence);
    this.code = code;
    this.known = known;
    this.trace = trace;
  }
}

export interface WorkOptions {
  readonly onProgress?: (stage: string, share: number) => void;
  readonly signal?: AbortSignal;
}

/** How long a verb that was told to stop may take to clean up, in milliseconds; then its thread is ended. */
const patience = 10_000;

/** The verbs of backups, each in a thread of its own; `entry` is the file of `backup-worker`. All reject with BackupFailure. */
export function startBackupWork(entry: URL, plan: BackupPlan) {
  const run = <V extends BackupJob["verb"]>(
    job: BackupJob & { readonly verb: V },
    options: WorkOptions = {},
  ): Promise<BackupAnswers[V]> => runJob(entry, { plan, job }, options) as Promise<BackupAnswers[V]>;
  return {
    list: (options?: WorkOptions) => run({ verb: "list" }, options),
    create: (label: BackupLabel, options?: WorkOptions) => run({ verb: "create", label }, options),
    prove: (id: string, options?: WorkOptions) => run({ verb: "prove", id }, options),
    restore: (id: string, options?: WorkOptions) => run({ verb: "restore", id }, options),
    prune: (options?: WorkOptions) => run({ verb: "prune" }, options),
  };
}

function runJob(
  entry: URL,
  work: BackupWork,
  { onProgress = () => {}, signal }: WorkOptions,
): Promise<BackupAnswers[keyof BackupAnswers]> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(stopped());
    const worker = new Worker(entry, { workerData: work, stderr: true });
    let cut: NodeJS.Timeout | undefined;
    const stop = () => {
      worker.postMessage("stop");
      cut = setTimeout(() => void worker.terminate(), patience);
    };
    signal?.addEventListener("abort", stop, { once: true });
    worker.on("message", (message: BackupMessage) => {
      if (message.type === "progress") return onProgress(message.stage, message.share);
      if (message.type === "done") return resolve(message.answer);
      reject(new BackupFailure(message.code, message.sentence, message.known, message.trace));
    });
    worker.once("error", (error) => {
      const trace = error instanceof Error ? (error.stack ?? error.name) : typeof error;
      reject(new BackupFailure("internal", "The work on backups ended unexpectedly.", false, trace));
    });
    worker.once("exit", () => {
      clearTimeout(cut);
      signal?.removeEventListener("abort", stop);
      reject(stopped());
    });
  });
}

function stopped(): BackupFailure {
  return new BackupFailure("stopped", "It was stopped before it was done; nothing of it was kept.", true, "");
}
