import SqliteDatabase from "better-sqlite3";
import type { Storable } from "../storable.ts";
import { CopiedRows } from "./copied-rows.ts";
import type { ExpectedKey, ExpectedTable } from "./expected-tables.ts";
import { orphaned, quoted } from "./orphaned.ts";

/** What became of a row; with "rule" the name of the CHECK that it breaks. */
export type Kept =
  | { readonly state: "kept" }
  | { readonly state: "same-key" }
  | { readonly state: "rule"; readonly rule: string }
  | { readonly state: "refused"; readonly why: string };

/** A parent that rows refer to and that is not there. */
export interface LostParent {
  readonly values: readonly Storable[];
  /** The largest number among the keys of its rows (a position or a version); 0 when their keys hold none. */
  readonly largest: number;
}

/** A SQLite file with the right tables that is being filled with what was found, rule by rule. Nobody else uses it. */
export class RescuedRows {
  readonly #raw: SqliteDatabase.Database;
  readonly #inserts = new Map<string, SqliteDatabase.Statement<unknown[]>>();

  constructor(path: string) {
    this.#raw = new SqliteDatabase(path, { fileMustExist: true });
    // Parents come later or are made up; a crash makes the whole file worthless anyway.
    this.#raw.pragma("foreign_keys = off");
    this.#raw.pragma("journal_mode = memory");
    this.#raw.pragma("synchronous = off");
    this.#raw.pragma("cache_size = -64000");
    this.#raw.exec("begin");
  }

  /** Adds a row, its values in the order of the table's columns; `then` is given its number when it was kept. */
  add(table: ExpectedTable, values: readonly Storable[], then?: (rowid: number | bigint) => void): Kept {
    try {
      const { lastInsertRowid } = this.#insertInto(table).run(values.map(bound));
      then?.(lastInsertRowid);
      return { state: "kept" };
    } catch (error) {
      if (!(error instanceof SqliteDatabase.SqliteError)) throw error;
      if (error.code === "SQLITE_CONSTRAINT_PRIMARYKEY") return { state: "same-key" };
      const rule = /^CHECK constraint failed: (.+)$/su.exec(error.message)?.[1];
      if (error.code === "SQLITE_CONSTRAINT_CHECK" && rule !== undefined) return { state: "rule", rule };
      if (error.code.startsWith("SQLITE_CONSTRAINT") || error.code === "SQLITE_MISMATCH") {
        return { state: "refused", why: error.message };
      }
      throw error;
    }
  }

  /** Parents that are missing for a foreign key. */
  lostParents(table: ExpectedTable, key: ExpectedKey): LostParent[] {
    const own = key.columns.map((column) => `c.${quoted(column)}`);
    const numbers = table.columns.filter(
      ({ name, kind }) => kind === "count" && table.primaryKey.includes(name),
    );
    const largest = numbers.map(({ name }) => `coalesce(max(c.${quoted(name)}), 0)`);
    const rows = this.#raw
      .prepare<[], Storable[]>(
        `select ${own.join(", ")}, ${largest.length > 1 ? `max(${largest.join(", ")})` : (largest[0] ?? "0")}
         from ${quoted(table.name)} c where ${orphaned(key)} group by ${own.join(", ")}`,
      )
      .raw()
      .all();
    return rows.map((row) => ({ values: row.slice(0, -1), largest: Number(row.at(-1)) }));
  }

  /** Takes out the rows that still have no parent; resolves to what they held. */
  removeOrphans(table: ExpectedTable, key: ExpectedKey): Storable[][] {
    const columns = table.columns.map(({ name }) => `c.${quoted(name)}`).join(", ");
    const from = `from ${quoted(table.name)} c where ${orphaned(key)}`;
    const rows = this.#raw.prepare<[], Storable[]>(`select ${columns} ${from}`).raw().all();
    const name = quoted(table.name);
    if (rows.length > 0) {
      this.#raw.exec(`delete from ${name} where rowid in (select c.rowid ${from})`);
    }
    return rows;
  }

  /** How many rows of a table are kept. */
  count({ name }: ExpectedTable): number {
    return (
      this.#raw.prepare<[], { rows: number }>(`select count(*) as rows from ${quoted(name)}`).get()?.rows ?? 0
    );
  }

  /** Whether a row with the same primary key as these values is there. */
  has(table: ExpectedTable, values: readonly Storable[]): boolean {
    const key = table.primaryKey.map((name) => values[table.columns.findIndex((own) => own.name === name)]);
    const same = table.primaryKey.map((name) => `${quoted(name)} = ?`).join(" and ");
    return (
      this.#raw
        .prepare<unknown[]>(`select 1 from ${quoted(table.name)} where ${same}`)
        .get(key.map((value) => bound(value ?? null))) !== undefined
    );
  }

  /** Begins to take rows of another copy, which stay apart from those that were found until `keep` or `undo`. */
  takeCopy(): CopiedRows {
    return new CopiedRows(this, this.#raw);
  }

  /** Ends it; the file can be opened as any database then. */
  end(): void {
    this.#raw.exec("commit");
    this.#raw.close();
  }

  /** Ends it after a failure. */
  abandon(): void {
    if (this.#raw.open) this.#raw.close();
  }

  #insertInto({ name, columns }: ExpectedTable): SqliteDatabase.Statement<unknown[]> {
    const known = this.#inserts.get(name);
    if (known) return known;
    const names = columns.map((column) => quoted(column.name)).join(", ");
    const holes = columns.map(() => "?").join(", ");
    const made = this.#raw.prepare<unknown[]>(`insert into ${quoted(name)} (${names}) values (${holes})`);
    this.#inserts.set(name, made);
    return made;
  }
}

/** As SqliteConnection binds: whole numbers as integers. */
function bound(value: Storable): unknown {
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
}
