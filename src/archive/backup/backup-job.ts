import type { BackupPlan } from "./backup-context.ts";
import type { BackupList } from "./list-backups.ts";
import type { CreatedBackup } from "./create-backup.ts";
import type { ProvenBackup } from "./prove-backup.ts";
import type { BackupLabel } from "./receipt.ts";
import type { RestoreReport } from "./restore-backup.ts";

/** One verb, as it is handed to another thread. */
export type BackupJob =
  | { readonly verb: "list" }
  | { readonly verb: "create"; readonly label: BackupLabel }
  | { readonly verb: "prove"; readonly id: string }
  | { readonly verb: "restore"; readonly id: string }
  | { readonly verb: "prune" };

export interface BackupAnswers {
  readonly list: BackupList;
  readonly create: CreatedBackup;
  readonly prove: ProvenBackup;
  readonly restore: RestoreReport;
  readonly prune: readonly string[];
}

export interface BackupWork {
  readonly plan: BackupPlan;
  readonly job: BackupJob;
}

/** What the thread tells. */
export type BackupMessage =
  | { readonly type: "progress"; readonly stage: string; readonly share: number }
  | { readonly type: "done"; readonly answer: BackupAnswers[keyof BackupAnswers] }
  /** `known` is false for what nobody foresaw; then the sentence says little and `trace` is for the log. */
  | {
      readonly type: "failed";
      readonly code: string;
      readonly sentence: string;
      readonly known: boolean;
      readonly trace: string;
    };
