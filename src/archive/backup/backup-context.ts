import { join } from "node:path";
import type { DatabaseTarget } from "#storage/database.ts";
import type { ArchiveKey, ArchiveLock } from "../portable/archive-key.ts";
import { type Destination, openDestination } from "./destination/destination.ts";
import type { DestinationPlace } from "./destination/destination-place.ts";
import type { Retention } from "./retention.ts";

/** What backups are made of and where they go. Everything in it can be copied to another thread. */
export interface BackupPlan {
  readonly target: DatabaseTarget;
  readonly places: readonly DestinationPlace[];
  /** For what is only there while work lasts: 0700, made when it is needed. */
  readonly workFolder: string;
  readonly retention: Retention;
  readonly lock?: ArchiveLock;
  readonly key?: ArchiveKey;
}

/** What every verb of backups works with. */
export interface BackupContext {
  readonly target: DatabaseTarget;
  readonly destinations: readonly Destination[];
  readonly workFolder: string;
  readonly retention: Retention;
  /** Backups are encrypted with it. */
  readonly lock?: ArchiveLock;
  /** Opens encrypted backups. */
  readonly key?: ArchiveKey;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Free bytes where a folder lies; the file system is asked unless told. */
  readonly freeSpace?: (folder: string) => Promise<number>;
}

/** The part of the configuration that backups need. */
export interface BackupParts {
  readonly database: DatabaseTarget;
  readonly dataFolder: string;
  readonly backup: {
    readonly destinations: readonly DestinationPlace[];
    readonly keep: Retention;
    readonly ageRecipient: string | null;
  };
}

export function backupPlan({ database, dataFolder, backup }: BackupParts): BackupPlan {
  return {
    target: database,
    places: backup.destinations,
    workFolder: join(dataFolder, "work"),
    retention: backup.keep,
    ...(backup.ageRecipient === null ? {} : { lock: { recipients: [backup.ageRecipient] } }),
  };
}

export function backupContext(plan: BackupPlan, clock: () => number = Date.now): BackupContext {
  const { places, ...rest } = plan;
  return { ...rest, destinations: places.map(openDestination), clock };
}
