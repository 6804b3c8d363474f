import { type Kysely, sql } from "kysely";
import type { Tx } from "./database.ts";
import type { Engine } from "./dialect/column-types.ts";
import { serverNow } from "./dialect/server-clock.ts";
import { tableExists } from "./dialect/table-exists.ts";
import { StorageError } from "./storage-error.ts";

/** The lease whose holder is the only one that may write. */
export const writersLease = "writers";

/** Who may write while others wait: the holder of the writers' lease by its name, or whoever insists. */
export interface GatePass {
  readonly holder?: string;
  /** Also into a database whose data was moved away. */
  readonly despiteMove?: boolean;
}

/** Lets a write begin, or refuses it while the data is on its way to another place. */
export class WriteGate {
  readonly #engine: Engine;
  readonly #pass: GatePass;
  #tablesExist = false;

  constructor(engine: Engine, pass: GatePass) {
    this.#engine = engine;
    this.#pass = pass;
  }

  /** A migration may have made or dropped the tables that it looks at. */
  forget(): void {
    this.#tablesExist = false;
  }

  /** Throws StorageError 'held' or 'moved'. */
  async enter(tx: Tx): Promise<void> {
    // Before the first migration there is nothing that could be held.
    this.#tablesExist ||= await tableExists(tx as unknown as Kysely<unknown>, this.#engine, "local_state");
    if (!this.#tablesExist) return;
    const { rows } = await sql<{ kind: string; holder: string; remaining: number; note: string }>`
      select 'lease' as kind, holder, expires_at - ${serverNow(this.#engine)} as remaining, note from lease
      where name = ${writersLease}
      union all select 'moved', '', 0, value from local_state where key = 'moved'`.execute(tx);
    for (const { kind, holder, remaining, note } of rows) {
      if (kind === "moved" && !this.#pass.despiteMove) throw moved(note);
      if (kind === "lease" && remaining > 0 && holder !== this.#pass.holder) throw held(remaining, note);
    }
  }
}

function held(remaining: number, note: string): StorageError {
  const { seconds, what } = fields(note);
  const retryAfter = typeof seconds === "number" ? seconds : Math.ceil(remaining / 1000);
  const doing = typeof what === "string" ? what : "The data is being moved";
  return new StorageError("held", `${doing}; back in about ${retryAfter} s.`, { retryAfter });
}

function moved(value: string): StorageError {
  const { to, at } = fields(value);
  const when =
    typeof at === "number" ? ` on ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC` : "";
  return new StorageError(
    "moved",
    `The data was moved to ${typeof to === "string" ? to : "another database"}${when}; start the app with that as DATABASE_URL, or go on here with: tas serve --force`,
  );
}

function fields(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json);
  return typeof value === "object" && value !== null ? { ...value } : {};
}
