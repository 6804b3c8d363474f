import { findBackupRecord, latestBefore } from "#features/server/backup-record.ts";
import { type Database, everyone } from "#storage/database.ts";
import { findLocal, forgetLocal, keepLocal, type LocalState } from "#storage/local-state.ts";
import { countAccounts } from "#storage/user-account.ts";
import { ageText, backupMail } from "./backup-mail.ts";
import { intervalOf, type Schedule } from "./schedule.ts";

export interface AlertParts {
  readonly database: () => Database;
  readonly clock: () => number;
  /** Null when no backups are timed. */
  readonly schedule: Schedule | null;
  /** The newest state that a proven backup holds; null while none is known. */
  readonly provenFrom: () => number | null;
  /** The address of this installation. */
  readonly place: string;
  /** True when the mail was taken. */
  readonly send: (mail: { subject: string; text: string }) => Promise<boolean>;
}

const day = 24 * 60 * 60_000;
/** What was missed while the server was off is made up for first. */
export const patienceAfterStart = 15 * 60_000;

type Alert = LocalState["alert"];

/** Writes to the host when backups fail or grow old: once a day at most, and once when all is well again. */
export class BackupAlerts {
  readonly #parts: AlertParts;
  readonly #startedAt: number;
  /** For when the database cannot be written to, which may be what has to be told. */
  #remembered: Alert | undefined;
  #unwritten: readonly string[] = [];

  constructor(parts: AlertParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock();
  }

  /**
   * Looks how things are, and writes when it is time. After a backup `unwritten` holds what it complained of and could
   * not be written down: nothing as a rule.
   */
  async look(unwritten?: readonly string[]): Promise<void> {
    const { database, clock, send, place } = this.#parts;
    const now = clock();
    this.#unwritten = unwritten ?? this.#unwritten;
    const record = await findBackupRecord(database()).catch(() => undefined);
    const provenFrom = latestBefore(now, [record?.provenFrom, this.#parts.provenFrom()]);
    const troubles = [
      ...new Set([
        ...this.#unwritten,
        ...(record?.troubles ?? []),
        ...(await this.#ageTrouble(provenFrom, now)),
      ]),
    ];
    const claim = await this.#claim(troubles.length > 0, now);
    if (claim === null) return;
    const sent = await send(backupMail({ place, troubles, provenFrom, now }));
    if (!sent) await this.#put(claim.before);
  }

  async #ageTrouble(provenFrom: number | null, now: number): Promise<string[]> {
    const { schedule, database } = this.#parts;
    const sinceStart = now - this.#startedAt;
    if (schedule === null || (sinceStart >= 0 && sinceStart < patienceAfterStart)) return [];
    const interval = intervalOf(schedule, now);
    const age = now - (provenFrom ?? this.#startedAt);
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

  /** Whether to write now. Of several processes one gets it. `before` is what to put back when the mail is not taken. */
  async #claim(isTrouble: boolean, now: number): Promise<{ before: Alert | undefined } | null> {
    const decide = (
      alert: Alert | undefined,
    ): { before: Alert | undefined; next: Alert | undefined } | null => {
      if (!isTrouble) return alert ? { before: alert, next: undefined } : null;
      // A clock that was set back does not silence it.
      if (alert && now - alert.mailedAt < day && alert.mailedAt <= now) return null;
      return { before: alert, next: { since: alert?.since ?? now, mailedAt: now } };
    };
    try {
      // Most looks find nothing to do, and a write is more than a read.
      const known = await this.#parts.database().read(everyone, (tx) => findLocal(tx, "alert"));
      if (decide(known ?? this.#remembered) === null) return null;
      const claim = await this.#parts.database().write(everyone, async (tx) => {
        const decided = decide((await findLocal(tx, "alert")) ?? this.#remembered);
        if (decided === null) return null;
        if (decided.next) await keepLocal(tx, "alert", decided.next);
        else await forgetLocal(tx, "alert");
        return decided;
      });
      this.#remembered = undefined;
      return claim;
    } catch {
      const decided = decide(this.#remembered);
      if (decided) this.#remembered = decided.next;
      return decided;
    }
  }

  async #put(alert: Alert | undefined): Promise<void> {
    this.#remembered = alert;
    await this.#parts
      .database()
      .write(everyone, (tx) => (alert ? keepLocal(tx, "alert", alert) : forgetLocal(tx, "alert")))
      .catch(() => {});
  }
}
