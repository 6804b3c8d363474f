import type { BackupPlan } from "#archive/backup/backup-context.ts";
import { startSpreadsheetCopy } from "#archive/backup/start-spreadsheet-copy.ts";
import type { BackupDesk } from "#features/server/backup-desk.ts";
import { type Database, everyone } from "#storage/database.ts";
import { countAccounts } from "#storage/user-account.ts";
import type { Schedule } from "./schedule.ts";
import { type Job, Scheduler } from "./scheduler.ts";
import type { After } from "./timers.ts";

export interface BackupJobParts {
  readonly desk: BackupDesk;
  readonly database: () => Database;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly after: After;
  /** Null: backups are only made by hand. */
  readonly schedule: Schedule | null;
  readonly spreadsheets: {
    readonly every: "off" | "daily" | "weekly";
    /** The file of the worker that writes them. */
    readonly worker: URL;
    readonly plan: BackupPlan;
  };
  /** Tells the host how backups are, when it is time; after a backup with what could not be written down of it. */
  readonly tell: (unwritten?: readonly string[]) => Promise<void>;
  readonly log: {
    info(details: object, message: string): void;
    error(details: object, message: string): void;
  };
}

export interface RunningJobs {
  /** Ends what runs, and waits for it. */
  stop(): Promise<void>;
}

/** How often it is looked whether backups grow old, in milliseconds. */
const lookEvery = 30 * 60_000;

/** Makes backups by the schedule, and tells the host by mail when they fail or grow old. */
export function startBackupJobs(parts: BackupJobParts): RunningJobs {
  const { desk, database, clock, after, schedule, tell, log } = parts;
  // Not waited for: a mail server may take its time.
  desk.onOutcome = async (unwritten) => void tell(unwritten);
  const scheduler = new Scheduler(
    { database, clock, after, log },
    schedule ? [backupJob(parts, schedule)] : [],
  );
  let stopped = false;
  let forget = () => {};
  const look = async () => {
    await desk.shelf.refresh();
    await tell();
    if (!stopped) forget = after(lookEvery, () => void look());
  };
  scheduler.start();
  void look();
  return {
    async stop() {
      stopped = true;
      forget();
      await Promise.all([scheduler.stop(), desk.close()]);
    },
  };
}

function backupJob(parts: BackupJobParts, schedule: Schedule): Job {
  const { desk, database, clock, spreadsheets } = parts;
  const { every, worker, plan } = spreadsheets;
  return {
    name: "backup",
    schedule,
    owedFromTheStart: async () => (await database().read(everyone, countAccounts)) > 0,
    run: (signal) =>
      desk.runTimed(signal, async (options) => {
        if (every === "off") return;
        const timeZone = schedule.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
        await startSpreadsheetCopy(
          worker,
          { plan, options: { every, now: clock(), timeZone } },
          { onProgress: (share) => options.onProgress("spreadsheet", share), signal: options.signal },
        );
      }),
  };
}
