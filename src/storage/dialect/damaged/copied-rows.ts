import type SqliteDatabase from "better-sqlite3";
import type { Storable } from "../storable.ts";
import type { ExpectedKey, ExpectedTable } from "./expected-tables.ts";
import { orphaned, quoted } from "./orphaned.ts";
import type { Kept, RescuedRows } from "./rescued-rows.ts";

/** Rows that come from another copy of the same data. */
export class CopiedRows {
  readonly #target: RescuedRows;
  readonly #raw: SqliteDatabase.Database;
  readonly #remember: SqliteDatabase.Statement<[string, number | bigint]>;

  constructor(target: RescuedRows, raw: SqliteDatabase.Database) {
    this.#target = target;
    this.#raw = raw;
    raw.exec(
      "savepoint copied; create temp table copied (name text, row integer, primary key (name, row)) without rowid",
    );
    this.#remember = raw.prepare("insert into temp.copied values (?, ?)");
  }

  add(table: ExpectedTable, values: readonly Storable[]): Kept {
    return this.#target.add(table, values, (rowid) => this.#remember.run(table.name, rowid));
  }

  /** Takes those out again that have no parent; resolves to how many. */
  removeOrphans({ name }: ExpectedTable, key: ExpectedKey): number {
    const gone = `select c.rowid from ${quoted(name)} c where ${this.#own("c")} and ${orphaned(key)}`;
    const { changes } = this.#raw.prepare(`delete from ${quoted(name)} where rowid in (${gone})`).run(name);
    return changes;
  }

  /** How many there are, with the primary keys of the first so many. */
  list({ name, primaryKey }: ExpectedTable, most: number): { rows: number; keys: Storable[][] } {
    const from = `from ${quoted(name)} c where ${this.#own("c")}`;
    const columns = primaryKey.map((column) => `c.${quoted(column)}`).join(", ");
    const keys = this.#raw.prepare<[string, number], Storable[]>(`select ${columns} ${from} limit ?`).raw();
    const count = this.#raw.prepare<[string], number>(`select count(*) ${from}`).pluck();
    return { rows: count.get(name) ?? 0, keys: keys.all(name, most) };
  }

  keep(): void {
    this.#raw.exec("drop table temp.copied; release copied");
  }

  undo(): void {
    this.#raw.exec("rollback to copied; release copied");
  }

  #own(alias: string): string {
    return `${alias}.rowid in (select row from temp.copied where name = ?)`;
  }
}
