import { type Kysely, sql } from "kysely";
import type { Owner, Tx } from "./database.ts";
import { openTransactionOf } from "./dialect/open-transaction.ts";
import type { Storable } from "./dialect/storable.ts";
import type { StoredTable } from "./stored-tables.ts";
import type { Row } from "./table-rows.ts";

/** SQLite takes a limited number of parameters in one statement. */
const valuesAtOnce = 500;

/**
 * A person's rows that have one of these values in every one of these columns: at least those that are sought, and few others
 * where the columns begin a key. `columns` are places in the table's columns; the first has the most values.
 */
export async function matchingRows(
  tx: Tx,
  owner: Owner,
  table: StoredTable,
  columns: readonly { readonly at: number; readonly values: ReadonlySet<Storable> }[],
): Promise<Row[]> {
  const [first, ...others] = columns;
  if (first === undefined || columns.some(({ values }) => values.size === 0)) return [];
  const names = sql.join(table.columns.map(({ name }) => sql.id(name)));
  const among = (at: number, values: readonly Storable[]) =>
    sql`${sql.id(table.columns[at]?.name ?? "")} in (${sql.join(values)})`;
  const found: Row[] = [];
  const values = [...first.values];
  for (let start = 0; start < values.length; start += valuesAtOnce) {
    const wanted = [
      sql`user_id = ${owner}`,
      among(first.at, values.slice(start, start + valuesAtOnce)),
      ...others.map((other) => among(other.at, [...other.values])),
    ];
    const { sql: text, parameters } =
      sql`select ${names} from ${sql.id(table.name)} where ${sql.join(wanted, sql` and `)}`.compile(
        // Only to write the statement: its tables are named by the schema itself.
        tx as unknown as Kysely<unknown>,
      );
    // Only values of rows are bound.
    const chunks = openTransactionOf(tx).streamValues(text, parameters as Storable[], valuesAtOnce);
    for await (const rows of chunks) found.push(...rows);
  }
  return found;
}
