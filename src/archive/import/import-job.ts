import type { ImportReport, ImportUndoReport } from "#contract/import.ts";
import type { DatabaseTarget } from "#storage/database.ts";
import type { ImportProgress } from "./import-options.ts";
import type { ImportProblem } from "./import-problem.ts";

/** What a worker is asked to do. Everything in it can be copied to another thread. */
export type ImportJob =
  | {
      readonly kind: "import";
      /** A file or folder on this machine. */
      readonly path: string;
      readonly importId: string;
      readonly dryRun: boolean;
      readonly timeZone?: string | undefined;
      readonly convertScale?: boolean | undefined;
      readonly now: number;
    }
  | { readonly kind: "undo"; readonly importId: string; readonly now: number };

export interface ImportWork {
  readonly target: DatabaseTarget;
  readonly owner: string;
  readonly job: ImportJob;
}

/** What the worker says, until it is done or failed. */
export type ImportMessage =
  | { readonly type: "progress"; readonly progress: ImportProgress }
  | { readonly type: "imported"; readonly report: ImportReport }
  | { readonly type: "undone"; readonly report: ImportUndoReport }
  | { readonly type: "failed"; readonly problem: ImportProblem };
