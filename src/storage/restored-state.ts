import { sql } from "kysely";
import type { Database } from "./database.ts";
import { serverNow } from "./dialect/server-clock.ts";
import type { LocalState } from "./local-state.ts";
import type { AnyTx } from "./table-rows.ts";

/** Keeps facts of this very database in the transaction of `exclusively`, whose names are not mapped. */
export async function keepLocalFacts(tx: AnyTx, facts: Partial<LocalState>): Promise<void> {
  for (const [key, fact] of Object.entries(facts)) {
    await sql`insert into local_state (key, value) values (${key}, ${JSON.stringify(fact)})
      on conflict (key) do update set value = excluded.value`.execute(asAny(tx));
  }
}

/** Makes a lease last `duration` milliseconds from now in the same transaction as other work. */
export async function extendLease(
  tx: AnyTx,
  engine: Database["engine"],
  name: string,
  holder: string,
  duration: number,
): Promise<void> {
  await sql`update lease set expires_at = ${serverNow(engine)} + ${duration}
    where name = ${name} and holder = ${holder}`.execute(asAny(tx));
}

/** Both kinds execute raw statements in the same way. */
function asAny(tx: AnyTx) {
  return tx as Parameters<ReturnType<typeof sql>["execute"]>[0];
}
