import type { BackupList, ListedBackup } from "#archive/backup/list-backups.ts";
import { sentenceOf } from "#archive/backup/backup-error.ts";
import { latestBefore } from "./backup-record.ts";

/** A look at all destinations serves everybody who asks within this many milliseconds. */
const kept = 30_000;
/** Who asks gets the look before when the destinations take longer than this, in milliseconds. */
const patience = 8_000;

/** What lies at the destinations, remembered, because a store far away may take its time. */
export class BackupShelf {
  readonly #look: () => Promise<BackupList>;
  readonly #clock: () => number;
  #seen: { readonly list: BackupList; readonly at: number } | undefined;
  #looking: Promise<BackupList> | undefined;

  constructor(look: () => Promise<BackupList>, clock: () => number) {
    this.#look = look;
    this.#clock = clock;
  }

  /** What was seen last; undefined before the first look. */
  get seen(): BackupList | undefined {
    return this.#seen?.list;
  }

  /** What is there now, or what was there a moment ago. Never throws. */
  async list(): Promise<BackupList> {
    const age = this.#seen === undefined ? Number.POSITIVE_INFINITY : this.#clock() - this.#seen.at;
    if (this.#seen && age >= 0 && age < kept) return this.#seen.list;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<BackupList>((resolve) => {
      const trouble = "The places for backups take long to answer; this may not be the newest state.";
      const before = this.#seen?.list ?? { backups: [], troubles: [] };
      timer = setTimeout(() => resolve({ ...before, troubles: [...before.troubles, trouble] }), patience);
    });
    try {
      return await Promise.race([this.refresh(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Looks anew; those who ask meanwhile share one look. Never throws. */
  async refresh(): Promise<BackupList> {
    this.#looking ??= this.#lookAnew().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Something changed there: what was seen counts no more, nor does a look that began before. */
  async changed(): Promise<void> {
    await this.#looking;
    await this.refresh();
  }

  /** The proven backup that was taken last; null when none is known. */
  lastProven(): ListedBackup | null {
    return this.seen?.backups.find(({ provenAt }) => provenAt !== null) ?? null;
  }

  /** The newest state that a proven backup holds, epoch milliseconds; null when none is known. */
  provenFrom(): number | null {
    return latestBefore(
      this.#clock(),
      (this.seen?.backups ?? []).map(({ provenAt, takenAt }) => (provenAt === null ? null : takenAt)),
    );
  }

  async #lookAnew(): Promise<BackupList> {
    try {
      const list = await this.#look();
      this.#seen = { list, at: this.#clock() };
      return list;
    } catch (error) {
      const backups = this.#seen?.list.backups ?? [];
      return { backups, troubles: [sentenceOf(error)] };
    }
  }
}
