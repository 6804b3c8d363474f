import type { Fault } from "./fault.ts";
import { copiedWithoutWal } from "./list/copied-without-wal.ts";
import { emptyAgainstFull } from "./list/empty-against-full.ts";
import { droppingStore, lyingStore } from "./list/failing-store.ts";
import { flippedByte } from "./list/flipped-byte.ts";
import { fullDiskBackup } from "./list/full-disk-backup.ts";
import { fullDiskMigration } from "./list/full-disk-migration.ts";
import { fullDiskMove } from "./list/full-disk-move.ts";
import { fullDiskRestore } from "./list/full-disk-restore.ts";
import { fullDiskWrite } from "./list/full-disk-write.ts";
import { killMidBackup } from "./list/kill-mid-backup.ts";
import { killMidMigration } from "./list/kill-mid-migration.ts";
import { killMidMove } from "./list/kill-mid-move.ts";
import { killMidRestore } from "./list/kill-mid-restore.ts";
import { killMidWrite } from "./list/kill-mid-write.ts";
import { manyRows } from "./list/many-rows.ts";
import { olderSchema } from "./list/older-schema.ts";
import { orphanRows } from "./list/orphan-rows.ts";
import { readOnlyVolume } from "./list/read-only-volume.ts";
import { renamedDatabase } from "./list/renamed-database.ts";
import { restoreRestartRestore } from "./list/restore-restart-restore.ts";
import { twoProcesses } from "./list/two-processes.ts";
import { wrongClock } from "./list/wrong-clock.ts";
import { wrongEngine } from "./list/wrong-engine.ts";

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
  readOnlyVolume,
  copiedWithoutWal,
  twoProcesses,
  wrongEngine,
  olderSchema,
  restoreRestartRestore,
  droppingStore,
  lyingStore,
  emptyAgainstFull,
  orphanRows,
  manyRows,
  renamedDatabase,
  wrongClock,
  flippedByte,
];
