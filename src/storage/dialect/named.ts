import type { Kysely } from "kysely";
import type { Tx } from "../database.ts";
import type { AnyTx } from "../table-rows.ts";
import { naming } from "./naming.ts";

/** The transaction of `exclusively` with the names of the code, for functions that take a `Tx`. */
export function named(tx: AnyTx): Tx {
  // The same transaction; what is left out of Tx is not used.
  return (tx as Kysely<unknown>).withPlugin(naming) as unknown as Tx;
}
