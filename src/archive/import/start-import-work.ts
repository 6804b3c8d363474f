import { Worker } from "node:worker_threads";
import { sentence } from "#contract/error-codes.ts";
import type { ImportReport, ImportUndoReport } from "#contract/import.ts";
import type { ImportMessage, ImportWork } from "./import-job.ts";
import type { ImportProgress } from "./import-options.ts";
import type { ImportProblem } from "./import-problem.ts";

/** An import that failed in its worker. The message is the code; `problem` says it to people. */
export class ImportFailure extends Error {
  override readonly name = "ImportFailure";
  readonly problem: ImportProblem;

  constructor(problem: ImportProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

export interface RunningWork {
  /** Rejects with ImportFailure. */
  readonly result: Promise<ImportReport | ImportUndoReport>;
  /** Ends it; what was not committed by then never happened. */
  stop(): Promise<void>;
}

/** Memory of the worker in megabytes: far more than the largest file that is read needs. */
const heap = { maxOldGenerationSizeMb: 4_096, maxYoungGenerationSizeMb: 96 };

/** Imports, or undoes an import, in a thread of its own; `entry` is the file of `import-worker`. */
export function startImportWork(
  entry: URL,
  work: ImportWork,
  onProgress: (progress: ImportProgress) => void = () => {},
): RunningWork {
  const worker = new Worker(entry, {
    workerData: work,
    resourceLimits: heap,
    // What goes wrong in it is told by message and logged once, without a person's words.
    stderr: true,
  });
  const result = new Promise<ImportReport | ImportUndoReport>((resolve, reject) => {
    worker.on("message", (message: ImportMessage) => {
      if (message.type === "progress") onProgress(message.progress);
      else if (message.type === "failed") reject(new ImportFailure(message.problem));
      else resolve(message.report);
    });
    worker.once("error", (error) => reject(new ImportFailure(crash(error))));
    worker.once("exit", () => reject(new ImportFailure(stopped)));
  });
  // Somebody may only ever stop it.
  result.catch(() => {});
  return {
    result,
    async stop() {
      await worker.terminate();
    },
  };
}

const stopped: ImportProblem = {
  code: "busy",
  sentence: "The import was stopped before it was done; nothing was changed.",
};

function crash(error: unknown): ImportProblem {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_WORKER_OUT_OF_MEMORY") {
    return { code: "import-too-large", sentence: sentence("import-too-large") };
  }
  const trace = error instanceof Error ? error.name : typeof error;
  return { code: "internal", sentence: sentence("internal"), trace };
}
