import { join } from "node:path";
import { isAgeRecipient } from "./age-recipient.ts";
import { parseBackupKeep } from "./backup-keep.ts";
import { type BackupPlace, parseBackupPlaces, type S3Access } from "./backup-place.ts";
import { parseBackupSchedule } from "./backup-schedule.ts";
import { choice } from "./choice.ts";
import { ConfigError } from "./config-error.ts";
import type { RawEnvironment } from "./env.ts";
import { readS3Access } from "./s3-access.ts";
import { variables } from "./variables.ts";

/** When, where and for how long backups are kept. */
export interface BackupSettings {
  /** At least one. */
  readonly destinations: readonly BackupPlace[];
  /** For places named later, by hand: see parseBackupPlaces. */
  readonly s3: S3Access;
  /** Five cron fields in the server's time zone; null when backups are only made by hand. */
  readonly schedule: string | null;
  /** How many days, ISO weeks and months keep their newest backup. */
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  /** How often the spreadsheet form is written too. */
  readonly csv: "off" | "daily" | "weekly";
  /** The age recipient that backups are encrypted to; null leaves them readable. */
  readonly ageRecipient: string | null;
}

/** Reads everything about backups. Throws ConfigError with one sentence. */
export function loadBackupSettings(
  raw: RawEnvironment,
  folders: { readonly data: string; readonly working: string },
): BackupSettings {
  const s3 = readS3Access(raw);
  const own = join(folders.data, "backups");
  return {
    destinations:
      raw.BACKUP_DESTINATIONS === undefined
        ? [{ kind: "folder", path: own, label: own }]
        : parseBackupPlaces(raw.BACKUP_DESTINATIONS, s3, folders.working),
    s3,
    schedule: parseBackupSchedule(raw.BACKUP_SCHEDULE ?? variables.BACKUP_SCHEDULE.fallback),
    keep: parseBackupKeep(raw.BACKUP_KEEP ?? variables.BACKUP_KEEP.fallback),
    csv: choice(raw, "BACKUP_CSV", ["off", "daily", "weekly"]),
    ageRecipient: raw.BACKUP_AGE_RECIPIENT === undefined ? null : checkedRecipient(raw.BACKUP_AGE_RECIPIENT),
  };
}

function checkedRecipient(value: string): string {
  if (isAgeRecipient(value)) return value;
  // Not quoted: it may be the private key, given by mistake.
  throw new ConfigError(
    "BACKUP_AGE_RECIPIENT is not a whole age recipient; write the public one that starts with age1, as age-keygen prints it.",
  );
}
