import { findBackupRecord, latestBefore } from "#features/server/backup-record.ts";
import { type Database, everyone } from "#storage/database.ts";
import { countAccounts } from "#storage/user-account.ts";
import { intervalOf, type Schedule } from "../schedule.ts";
import type { AlertCheck, AlertLook, AlertWords } from "./alert-check.ts";
import { ageText, momentText } from "./alert-mail.ts";

export interface BackupCheckParts {
  readonly database: () => Database;
  /** When this process started, epoch milliseconds. */
  readonly startedAt: number;
  /** Null when no backups are timed. */
  readonly schedule: Schedule | null;
  /** The newest state that a proven backup holds; null while none is known. */
  readonly provenFrom: () => number | null;
}

/** What was missed while the server was off is made up for first, in milliseconds. */
export const patienceAfterStart = 15 * 60_000;

/** Backups that fail, or are not proven, or grow old. */
export class BackupCheck implements AlertCheck {
  readonly name = "backup";
  readonly #parts: BackupCheckParts;
  #unwritten: readonly string[] = [];

  constructor(parts: BackupCheckParts) {
    this.#parts = parts;
  }

  /** After a backup: what it complained of and could not be written down, nothing as a rule. */
  hear(unwritten: readonly string[]): void {
    this.#unwritten = unwritten;
  }

  words(page: string): AlertWords {
    return {
      trouble: "Backups need a look",
      well: "Backups are well again",
      opening: "Its backups need a look; the app itself goes on.",
      advice: [
        'Run "tas doctor" on the server. It looks at the disk, the database and every place for backups, and says what to do.',
        `The page "This server" (${page}) shows every backup and makes one at a press.`,
      ],
    };
  }

  async look(now: number): Promise<AlertLook> {
    const record = await findBackupRecord(this.#parts.database()).catch(() => undefined);
    const provenFrom = latestBefore(now, [record?.provenFrom, this.#parts.provenFrom()]);
    const age = await this.#ageTrouble(provenFrom, now);
    return {
      troubles: [...new Set([...this.#unwritten, ...(record?.troubles ?? []), ...age])],
      fact:
        provenFrom === null
          ? "There is no proven backup yet."
          : `The last proven backup is from ${momentText(provenFrom)} (${ageText(now - provenFrom)} ago).`,
    };
  }

  async #ageTrouble(provenFrom: number | null, now: number): Promise<string[]> {
    const { schedule, database, startedAt } = this.#parts;
    const sinceStart = now - startedAt;
    if (schedule === null || (sinceStart >= 0 && sinceStart < patienceAfterStart)) return [];
    const interval = intervalOf(schedule, now);
    const age = now - (provenFrom ?? startedAt);
    if (interval === 0 || age <= 2 * interval) return [];
    const people = await database()
      .read(everyone, countAccounts)
      .catch(() => 1);
    if (people === 0) return [];
    return [
      provenFrom === null
        ? "No backup was proven for more than two of its intervals."
        : `The last proven backup is ${ageText(age)} old, more than two of its intervals.`,
    ];
  }
}
