import type { Database } from "./database.ts";
import { exclusively } from "./database.ts";
import { withoutIndexes } from "./dialect/bulk-load.ts";
import { withoutForcedRowSecurity } from "./dialect/row-security.ts";
import { storedTablesOf, type StoredTable } from "./stored-tables.ts";
import { type AnyTx, copyIntoTable, emptyTables, insertIntoTable, type Row } from "./table-rows.ts";

/** Some rows of one table, in the order of the primary key. */
export interface RowChunk {
  readonly table: StoredTable;
  readonly rows: readonly Row[];
}

export interface FillOptions {
  /** Rows that are there: deleted first with "replace"; "none" is for a database without any, and quicker. */
  readonly present: "none" | "replace";
  /** About how many there will be, where that is known: very many are worth the making of new indexes. */
  readonly expected?: number;
  /** Runs in the same transaction when all rows are in; what it throws undoes everything. */
  readonly check: (tx: AnyTx, tables: readonly StoredTable[]) => Promise<void>;
  /** Runs in the same transaction before anything else. */
  readonly prepare?: (tx: AnyTx) => Promise<void>;
}

/** From this many rows on indexes are made after the rows. */
const veryMany = 50_000;

/**
 * Puts whole tables of rows into a database, in one transaction that is alone among all processes: afterwards it holds these
 * rows and no others. Chunks come table by table, parents first.
 */
export async function fillTables(
  database: Database,
  chunks: AsyncIterable<RowChunk>,
  { present, expected = 0, check, prepare }: FillOptions,
): Promise<void> {
  await exclusively(database, async (db) => {
    await prepare?.(db);
    // The schema's interface knows more tables than an older schema has; only names are asked here.
    const tables = await storedTablesOf(db as never, database.engine);
    if (present === "replace") {
      // Readers see the old rows until the commit, which COPY could not keep up.
      await emptyTables(db, tables);
      for await (const { table, rows } of chunks) await insertIntoTable(db, known(tables, table), rows);
    } else {
      const names = tables.map(({ name }) => name);
      const copy = async () => {
        const groups = new TableGroups(chunks);
        for (let table = await groups.next(); table; table = await groups.next()) {
          await copyIntoTable(db, known(tables, table), groups.rows());
        }
      };
      await withoutForcedRowSecurity(db, database.engine, names, () =>
        expected < veryMany ? copy() : withoutIndexes(db, database.engine, names, copy),
      );
    }
    await check(db, tables);
  });
}

function known(tables: readonly StoredTable[], table: StoredTable): StoredTable {
  const found = tables.find(({ name }) => name === table.name);
  const same = found && JSON.stringify(found.columns) === JSON.stringify(table.columns);
  if (!same) throw new Error(`Table ${table.name} is not the same in the source and the target.`);
  return found;
}

/** One stream of chunks as one stream of rows for each table. */
class TableGroups {
  readonly #chunks: AsyncIterator<RowChunk>;
  #ahead: RowChunk | undefined;

  constructor(chunks: AsyncIterable<RowChunk>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The table of the rows to come, or undefined at the end. */
  async next(): Promise<StoredTable | undefined> {
    if (!this.#ahead) await this.#pull();
    return this.#ahead?.table;
  }

  async *rows(): AsyncGenerator<readonly Row[]> {
    const name = this.#ahead?.table.name;
    while (this.#ahead && this.#ahead.table.name === name) {
      yield this.#ahead.rows;
      await this.#pull();
    }
  }

  async #pull(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    this.#ahead = done ? undefined : value;
  }
}
