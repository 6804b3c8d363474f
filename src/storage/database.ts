import type { Transaction } from "kysely";
import type { Engine } from "./dialect/column-types.ts";
import type { Schema } from "./schema.ts";

/** The owner of the system's own work across all people. */
export const everyone = "*";

/** Whose rows a transaction may touch: a user's id, or `everyone`. */
export type Owner = string | typeof everyone;

/** A running transaction. It has no way to start another one. */
export type Tx = Omit<
  Transaction<Schema>,
  "connection" | "destroy" | "startTransaction" | "transaction" | "withoutPlugins" | "withPlugin"
>;

/** The one handle to the stored data. */
export interface Database {
  readonly engine: Engine;
  /** Runs `work` on a snapshot that cannot be written to. `work` may run again after a lost connection. */
  read<T>(owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a serializable transaction, committed when it resolves, undone when it rejects.
   * `work` may run again, so it has no effects outside `tx`. Throws when called inside another transaction of this database.
   */
  write<T>(owner: Owner, work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Where the data lives. */
export type DatabaseTarget =
  | { readonly engine: "sqlite"; readonly path: string }
  | { readonly engine: "postgres"; readonly url: string };
