import type { CreatedBackup } from "#archive/backup/create-backup.ts";
import type { BackupList } from "#archive/backup/list-backups.ts";
import type { ProvenBackup } from "#archive/backup/prove-backup.ts";
import type { BackupLabel } from "#archive/backup/receipt.ts";
import type { RestoreReport } from "#archive/backup/restore-backup.ts";

export interface VerbOptions {
  /** `share` of the stage, from 0 to 1. */
  readonly onProgress: (stage: string, share: number) => void;
  readonly signal: AbortSignal;
}

/** What can be done with backups, wherever it is done: in the server that is a thread of its own. */
export interface BackupVerbs {
  list(): Promise<BackupList>;
  create(label: BackupLabel, options: VerbOptions): Promise<CreatedBackup>;
  prove(id: string, options: VerbOptions): Promise<ProvenBackup>;
  restore(id: string, options: VerbOptions): Promise<RestoreReport>;
  /** The ids of those that were removed. */
  prune(options: VerbOptions): Promise<readonly string[]>;
}
