import { type Kysely, sql } from "kysely";
import { type Database, everyone, type Tx } from "./database.ts";
import { serverNow } from "./dialect/server-clock.ts";
import { tableExists } from "./dialect/table-exists.ts";

/** A right that one holder has until it gives it back or its time is over. Times are those of the database's clock. */
export interface Lease {
  readonly holder: string;
  /** Milliseconds that are left; 0 or less when it is over. */
  readonly remaining: number;
  readonly note: Readonly<Record<string, unknown>>;
}

/** Whether the schema is new enough to have leases. */
export async function canLease(database: Database): Promise<boolean> {
  return database.read(everyone, (tx) =>
    // The catalog is no table of the schema, so it is read without it.
    tableExists(tx as unknown as Kysely<unknown>, database.engine, "lease"),
  );
}

/**
 * Takes a lease that nobody has, or whose time is over, for `duration` milliseconds; false when somebody else has it.
 * The holder itself takes it again.
 */
export async function takeLease(
  database: Database,
  name: string,
  holder: string,
  duration: number,
  note: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  return database.write(everyone, async (tx) => {
    const found = await findLease(database.engine, tx, name);
    if (found && found.holder !== holder && found.remaining > 0) return false;
    const now = serverNow(database.engine);
    const values = { holder, expiresAt: sql<number>`${now} + ${duration}`, note: JSON.stringify(note) };
    await tx
      .insertInto("lease")
      .values({ name, ...values })
      .onConflict((conflict) => conflict.column("name").doUpdateSet(values))
      .execute();
    return true;
  });
}

/** Makes the holder's lease last `duration` milliseconds from now, with a new note if told; false when it was lost meanwhile. */
export async function renewLease(
  database: Database,
  name: string,
  holder: string,
  duration: number,
  note?: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  return database.write(everyone, async (tx) => {
    const now = serverNow(database.engine);
    const { numUpdatedRows } = await tx
      .updateTable("lease")
      .set({
        expiresAt: sql<number>`${now} + ${duration}`,
        ...(note === undefined ? {} : { note: JSON.stringify(note) }),
      })
      .where("name", "=", name)
      .where("holder", "=", holder)
      .where("expiresAt", ">", now)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  });
}

export async function releaseLease(database: Database, name: string, holder: string): Promise<void> {
  await database.write(everyone, async (tx) => {
    await tx.deleteFrom("lease").where("name", "=", name).where("holder", "=", holder).execute();
  });
}

/** Whether the holder has had the lease without a break until now: one that was over is never renewed. */
export async function holdsLease(
  engine: Database["engine"],
  tx: Tx,
  name: string,
  holder: string,
): Promise<boolean> {
  const lease = await findLease(engine, tx, name);
  return lease?.holder === holder && lease.remaining > 0;
}

export async function findLease(
  engine: Database["engine"],
  tx: Tx,
  name: string,
): Promise<Lease | undefined> {
  const row = await tx
    .selectFrom("lease")
    .select(["holder", "expiresAt", "note", serverNow(engine).as("now")])
    .where("name", "=", name)
    .executeTakeFirst();
  if (!row) return undefined;
  const note: unknown = JSON.parse(row.note);
  return {
    holder: row.holder,
    remaining: row.expiresAt - row.now,
    note: typeof note === "object" && note !== null ? { ...note } : {},
  };
}
