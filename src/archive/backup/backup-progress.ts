import type { BackupStage } from "./create-backup.ts";

const stages: readonly BackupStage[] = ["write", "verify", "restore", "compare", "encrypt", "store"];

/** How far a whole backup is, 0 to 1; each stage counts the same. */
export function backupProgress(stage: BackupStage, share: number): number {
  return (stages.indexOf(stage) + Math.min(1, Math.max(0, share))) / stages.length;
}
