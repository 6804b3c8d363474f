import { backupContext, type BackupParts, backupPlan } from "#archive/backup/backup-context.ts";
import { listEverywhere } from "#archive/backup/list-backups.ts";
import { startBackupWork } from "#archive/backup/start-backup-work.ts";
import { BackupDesk, type BackupDeskOptions } from "#features/server/backup-desk.ts";
import { backupMeasures } from "#features/server/backup-measures.ts";
import type { ServerRouteOptions } from "#features/server/routes.ts";
import { measureDatabase } from "#storage/dialect/database-size.ts";
import type { AlertCheck } from "./alerts/alert-check.ts";
import { BackupCheck } from "./alerts/check-backup.ts";
import { intervalOf, nextSlot, type Schedule } from "./schedule.ts";
import { type BackupJobParts, type RunningJobs, startBackupJobs } from "./start-backup-jobs.ts";
import { realAfter } from "./timers.ts";

/** The part of the configuration that timed backups and the page of this server need. */
export interface ServiceSettings extends BackupParts {
  readonly database: BackupParts["database"] & { readonly label: string };
  readonly backup: BackupParts["backup"] & {
    readonly schedule: string | null;
    readonly csv: "off" | "daily" | "weekly";
  };
  readonly maxUsers: number | null;
}

export interface ServiceParts
  extends Pick<BackupDeskOptions, "database" | "clock" | "newId" | "whileReplacing"> {
  readonly settings: ServiceSettings;
  /** The files of the workers. */
  readonly workers: { readonly backup: URL; readonly spreadsheets: URL };
  /** Looks into a matter, and tells the host when it is time. */
  readonly tell: (check: AlertCheck) => Promise<void>;
  readonly log: BackupJobParts["log"];
}

type Known = "version" | "places" | "replication";

export interface BackupService {
  /** What the routes need and is known here. */
  readonly forRoutes: Omit<ServerRouteOptions, Known>;
  measures(): ReturnType<typeof backupMeasures>;
  /** From when the database is open. */
  start(): RunningJobs;
}

/** Everything a running server does about backups. */
export function backupService(parts: ServiceParts): BackupService {
  const { settings, workers, database, clock, newId, log } = parts;
  const plan = backupPlan(settings);
  const context = backupContext(plan, clock);
  const schedule: Schedule | null =
    settings.backup.schedule === null ? null : { pattern: settings.backup.schedule };
  const desk = new BackupDesk({
    verbs: { ...startBackupWork(workers.backup, plan), list: () => listEverywhere(context) },
    database,
    clock,
    newId,
    whileReplacing: parts.whileReplacing,
    log,
  });
  const size = new DatabaseBytes(() => measureDatabase(database()), clock);
  return {
    forRoutes: {
      desk,
      database,
      databaseLabel: settings.database.label,
      maxUsers: settings.maxUsers,
      clock,
      schedule: schedule && {
        pattern: schedule.pattern,
        next: (now) => nextSlot(schedule, now),
        interval: (now) => intervalOf(schedule, now),
      },
      encrypted: plan.lock !== undefined,
      destinations: context.destinations,
      workFolder: plan.workFolder,
    },
    measures: () => backupMeasures(desk, clock(), size.known()),
    start: () => {
      const provenFrom = () => desk.provenFrom();
      const check = new BackupCheck({ database, startedAt: clock(), schedule, provenFrom });
      return startBackupJobs({
        desk,
        database,
        clock,
        after: realAfter,
        schedule,
        spreadsheets: { every: settings.backup.csv, worker: workers.spreadsheets, plan },
        tell: (unwritten) => {
          if (unwritten) check.hear(unwritten);
          return parts.tell(check);
        },
        log,
      });
    },
  };
}

/** How often the database is measured when somebody asks, in milliseconds. */
const measureEvery = 10 * 60_000;

/** The size of the database as measured last; asking never waits. */
class DatabaseBytes {
  readonly #measure: () => Promise<{ readonly data: number }>;
  readonly #clock: () => number;
  #bytes: number | null = null;
  #at = Number.NEGATIVE_INFINITY;

  constructor(measure: () => Promise<{ readonly data: number }>, clock: () => number) {
    this.#measure = measure;
    this.#clock = clock;
  }

  known(): number | null {
    const age = this.#clock() - this.#at;
    if (age < 0 || age >= measureEvery) {
      this.#at = this.#clock();
      Promise.resolve()
        .then(this.#measure)
        .then(
          ({ data }) => {
            this.#bytes = data;
          },
          // Asked again later.
          () => {},
        );
    }
    return this.#bytes;
  }
}
