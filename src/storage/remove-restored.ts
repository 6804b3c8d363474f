import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Database, Owner, Tx } from "./database.ts";
import { type MergeTable, mergeTablesOf } from "./merge-tables.ts";
import { forgetRestoredRows, listRestoredRows } from "./restored-row.ts";
import { usedEmotions } from "./undo-import.ts";

export interface RemovedRestored {
  /** How many rows were taken out, by table as in SQL. */
  readonly removed: ReadonlyMap<string, number>;
  /** First columns of the keys of rows that stay, by table as in SQL. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
}

/**
 * Takes out the rows that an import of an archive brought at `since` (epoch milliseconds), except what was changed here
 * after that and what such rows need: a task with instances that stay, an area with tasks, a feeling that is answered.
 */
export async function removeRestored(
  tx: Tx,
  engine: Database["engine"],
  owner: Owner,
  importId: string,
  since: number,
): Promise<RemovedRestored> {
  const tables = await mergeTablesOf(tx, engine);
  const removed = new Map<string, number>();
  const removal = new Removal(tx, owner, importId, since, tables);
  // Children come first, and what only they held back goes in a second round.
  for (let more = true; more; ) {
    more = false;
    for (const merge of tables.toReversed()) {
      const count = await removal.table(merge);
      removed.set(merge.table.name, (removed.get(merge.table.name) ?? 0) + count);
      more ||= count > 0;
    }
  }
  const kept = new Map<string, string[]>();
  for (const { table } of tables) {
    for await (const keys of listRestoredRows(tx, owner, importId, table.name)) {
      const ids = kept.get(table.name) ?? [];
      kept.set(table.name, ids.concat(keys.map((key) => String(valuesOf(key)[0]))));
    }
  }
  await forgetRestoredRows(tx, owner, importId);
  return { removed, kept };
}

/** Conditions of one statement at a time; an engine takes a limited depth of them. */
const keysAtOnce = 100;

class Removal {
  readonly #tx: Tx;
  readonly #owner: Owner;
  readonly #importId: string;
  readonly #since: number;
  readonly #tables: readonly MergeTable[];

  constructor(tx: Tx, owner: Owner, importId: string, since: number, tables: readonly MergeTable[]) {
    this.#tx = tx;
    this.#owner = owner;
    this.#importId = importId;
    this.#since = since;
    this.#tables = tables;
  }

  /** Removes the noted rows of a table that may go, and takes them off the list; resolves to how many. */
  async table(merge: MergeTable): Promise<number> {
    let count = 0;
    const { name } = merge.table;
    const used = name === "emotion" ? await usedEmotions(this.#tx, this.#owner) : new Set<string>();
    for await (const page of listRestoredRows(this.#tx, this.#owner, this.#importId, name)) {
      const free = page.filter((key) => !used.has(String(valuesOf(key)[0])));
      for (let start = 0; start < free.length; start += keysAtOnce) {
        const keys = await this.#remove(merge, free.slice(start, start + keysAtOnce));
        if (keys.length === 0) continue;
        await forgetRestoredRows(this.#tx, this.#owner, this.#importId, { tableName: name, keys });
        count += keys.length;
      }
    }
    return count;
  }

  async #remove(merge: MergeTable, keys: readonly string[]): Promise<string[]> {
    const { table } = merge;
    const column = (at: number) => sql.ref(`${table.name}.${table.columns[at]?.name ?? ""}`);
    const wanted = keys.map((key) => {
      const values = valuesOf(key);
      const parts = merge.key.map((at, index) => sql`${column(at)} = ${values[index] ?? null}`);
      return sql`(${sql.join(parts, sql` and `)})`;
    });
    const names = sql.join(merge.key.map(column));
    const { rows } = await sql<Record<string, string | number>>`
      delete from ${sql.table(table.name)}
      where ${sql.ref(`${table.name}.user_id`)} = ${this.#owner} and (${sql.join(wanted, sql` or `)})
      ${sql.join([sql``, ...this.#conditions(merge)], sql` and `)}
      returning ${names}`.execute(
      // Its tables are named by the schema itself.
      this.#tx as unknown as Kysely<unknown>,
    );
    const own = merge.key.map((at) => table.columns[at]?.name ?? "");
    return rows.map((row) => JSON.stringify(own.map((name) => row[name] ?? row[camel(name)])));
  }

  #conditions(merge: MergeTable): RawBuilder<unknown>[] {
    const { table, partOf } = merge;
    const conditions: RawBuilder<unknown>[] = [];
    const dated = (name: string) =>
      this.#tables
        .find((one) => one.table.name === name)
        ?.table.columns.some((column) => column.name === "updated_at") ?? false;
    if (dated(table.name)) conditions.push(sql`${sql.ref(`${table.name}.updated_at`)} <= ${this.#since}`);
    if (partOf && dated(partOf.table)) {
      const at = table.columns[partOf.at]?.name ?? "";
      conditions.push(sql`exists (select 1 from ${sql.table(partOf.table)} as whole
        where whole.user_id = ${this.#owner} and whole.id = ${sql.ref(`${table.name}.${at}`)}
        and whole.updated_at <= ${this.#since})`);
    }
    for (const other of this.#tables) {
      for (const { at, table: parent } of other.references) {
        if (parent !== table.name) continue;
        // What is part of the row goes with it.
        if (other.partOf?.at === at) continue;
        conditions.push(sql`not exists (select 1 from ${sql.table(other.table.name)} as other
          where other.user_id = ${this.#owner}
          and ${sql.ref(`other.${other.table.columns[at]?.name ?? ""}`)} = ${sql.ref(`${table.name}.id`)})`);
      }
    }
    return conditions;
  }
}

function valuesOf(key: string): (string | number)[] {
  // Written by the restore as the list of a key's values.
  return JSON.parse(key) as (string | number)[];
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
