import { type Database, everyone } from "#storage/database.ts";
import { findLocal, keepLocal } from "#storage/local-state.ts";
import { StorageError } from "#storage/storage-error.ts";
import type { AlertCheck, AlertLook, AlertWords } from "./alert-check.ts";
import { ageText, momentText } from "./alert-mail.ts";

/** A database that restarts is back sooner than this, in milliseconds. */
export const patienceWithDatabase = 5 * 60_000;
/** An answer that takes longer than this is none, in milliseconds. */
const longestAnswer = 20_000;

/** Thrown to take a trial entry back. */
class Undo extends Error {}

/** Whether the database takes an entry and gives it back. */
export class ReadinessCheck implements AlertCheck {
  readonly name = "readiness";
  readonly #database: () => Database;
  #failingSince: number | null = null;
  #asking: Promise<string | null> | undefined;

  constructor(database: () => Database) {
    this.#database = database;
  }

  /** What the last look found; true before the first one. */
  get answers(): boolean {
    return this.#failingSince === null;
  }

  words(): AlertWords {
    return {
      trouble: "The database does not answer",
      well: "The database answers again",
      opening: "Nobody can use it just now, because its database does not answer as it should.",
      advice: [
        'Run "tas doctor" on the server. It says what the database says, and whether its disk is full.',
        "See whether the database is running. The app goes on by itself as soon as it answers.",
      ],
    };
  }

  async look(now: number): Promise<AlertLook | null> {
    const complaint = await this.#complaint();
    if (complaint === null) {
      this.#failingSince = null;
      return { troubles: [], fact: "" };
    }
    // A clock that was set back begins anew.
    if (this.#failingSince === null || this.#failingSince > now) this.#failingSince = now;
    const since = this.#failingSince;
    // Not yet trouble, but not well either.
    if (now - since < patienceWithDatabase) return null;
    return { troubles: [complaint], fact: `So it is since ${momentText(since)} (${ageText(now - since)}).` };
  }

  async #complaint(): Promise<string | null> {
    // A question that nobody answered yet is not asked a second time: it would only wait behind the first.
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve("The database does not answer in time."), longestAnswer);
      timer.unref();
    });
    try {
      return await Promise.race([this.#asking, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Null when all is well. The trial entry is taken back, so that a server nobody uses writes nothing to its disk. */
  async #ask(): Promise<string | null> {
    try {
      await this.#database().write(everyone, async (tx) => {
        await keepLocal(tx, "lastProbe", "alerts");
        if ((await findLocal(tx, "lastProbe")) !== "alerts") throw new Error("lost");
        throw new Undo();
      });
      return null;
    } catch (error) {
      if (error instanceof Undo) return null;
      // While the data is moved or restored everybody waits, and reading goes on.
      if (error instanceof StorageError) return error.kind === "held" ? null : error.message;
      return "What was written to the database could not be read.";
    }
  }
}
