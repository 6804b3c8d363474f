import type { CreatedBackup } from "#archive/backup/create-backup.ts";
import type { BackupList } from "#archive/backup/list-backups.ts";
import type { BackupLabel, BackupReceipt } from "#archive/backup/receipt.ts";

export interface VerbOptions {
  /** `share` of the stage, from 0 to 1. */
  readonly onProgress: (stage: string, share: number) => void;
  readonly signal: AbortSignal;
}

/** What can be done with backups, wherever it is done: in the server that is a thread of its own. */
export interface BackupVerbs {
  list(): Promise<BackupList>;
  create(label: BackupLabel, options: VerbOptions): Promise<CreatedBackup>;
  prove(id: string, options: VerbOptions): Promise<BackupReceipt>;
  restore(id: string, options: VerbOptions): Promise<unknown>;
  /** The ids of those that were removed. */
  prune(options: VerbOptions): Promise<readonly string[]>;
}
