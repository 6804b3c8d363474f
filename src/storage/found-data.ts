import { type Kysely, sql } from "kysely";
import { type Database, everyone } from "./database.ts";
import { tableExists } from "./dialect/table-exists.ts";
import type { LocalState } from "./local-state.ts";
import { ledgerTable } from "./migration-ledger.ts";

/** What a database holds, of any version of the schema or none. */
export interface FoundData {
  readonly people: number;
  /** Of the installation whose data it is; null when it has none yet. */
  readonly id: string | null;
  /** When its data was last brought by a restore or a move, epoch milliseconds; null: never. */
  readonly broughtAt: number | null;
}

/** The key of the installation's id among its facts. */
export const installationIdKey = "id";

/** Looks before anything is migrated; changes nothing. Throws StorageError. */
export async function findData(database: Database): Promise<FoundData> {
  return database.read(everyone, async (tx) => {
    // The schema may be older than its interface, so names are asked for one by one.
    const db = tx as unknown as Kysely<unknown>;
    const { engine } = database;
    const has = (table: string) => tableExists(db, engine, table);
    if (!(await has(ledgerTable))) {
      return { people: 0, id: null, broughtAt: null };
    }
    const counted = (await has("user_account"))
      ? await sql<{ people: number }>`select count(*) as people from user_account`.execute(db)
      : { rows: [] };
    const facts = (await has("installation"))
      ? await sql<{ value: string }>`select value from installation where key = ${installationIdKey}`.execute(
          db,
        )
      : { rows: [] };
    const local = (await has("local_state"))
      ? await sql<{
          value: string;
        }>`select value from local_state where key in ('restored', 'movedFrom')`.execute(db)
      : { rows: [] };
    // Written by keepLocal and keepLocalFacts only.
    const moments = local.rows.map(
      ({ value }) => (JSON.parse(value) as LocalState["restored" | "movedFrom"]).at,
    );
    return {
      people: counted.rows[0]?.people ?? 0,
      id: facts.rows[0]?.value ?? null,
      broughtAt: moments.length === 0 ? null : Math.max(...moments),
    };
  });
}
