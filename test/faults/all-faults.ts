import type { Fault } from "./fault.ts";
import { fullDiskRestore } from "./list/full-disk-restore.ts";
import { fullDiskMove } from "./list/full-disk-move.ts";
import { fullDiskBackup } from "./list/full-disk-backup.ts";
import { fullDiskMigration } from "./list/full-disk-migration.ts";
import { fullDiskWrite } from "./list/full-disk-write.ts";
import { killMidBackup } from "./list/kill-mid-backup.ts";
import { killMidMigration } from "./list/kill-mid-migration.ts";
import { killMidMove } from "./list/kill-mid-move.ts";
import { killMidRestore } from "./list/kill-mid-restore.ts";
import { killMidWrite } from "./list/kill-mid-write.ts";

/** In the order of the report. */
export const allFaults: readonly Fault[] = [
  killMidWrite,
  killMidMigration,
  killMidBackup,
  killMidMove,
  killMidRestore,
  fullDiskWrite,
  fullDiskMigration,
  fullDiskBackup,
  fullDiskMove,
  fullDiskRestore,
];
