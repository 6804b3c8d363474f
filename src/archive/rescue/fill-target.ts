import { setImmediate } from "node:timers/promises";
import type { DamagedDatabase } from "#storage/dialect/damaged-sqlite.ts";
import type { DamagedReader, ReadRow } from "#storage/dialect/damaged/damaged-reader.ts";
import type { ExpectedTable } from "#storage/dialect/damaged/expected-tables.ts";
import type { FoundRecord } from "#storage/dialect/damaged/record.ts";
import type { Storable } from "#storage/dialect/storable.ts";
import { type MendContext, type MendedRow, mendRow, type Repair, substitute } from "./mend-row.ts";
import { placeholderRow } from "./placeholder-row.ts";
import type { RescueReport, SetAside } from "./rescue-report.ts";

export interface FillContext extends MendContext {
  readonly onRows: (rows: number) => void;
  readonly signal: AbortSignal | undefined;
  /** Fills tables that lost something from elsewhere, before parents are made up. */
  readonly fillLost: (lossy: ReadonlySet<string>) => Promise<void>;
}

export interface Filled {
  readonly counts: ReadonlyMap<string, FillCounts>;
  readonly lists: Pick<RescueReport, "repairs" | "placeholders" | "setAside" | "listsCut">;
}

export interface FillCounts {
  kept: number;
  older: number;
  placeholders: number;
  sameKey: number;
  repaired: number;
  setAside: number;
}

/** Longer lists would make a report that nobody can open. */
export const longestList = 10_000;
/** Parents of parents of parents: more than the schema has. */
const generations = 8;

/** Puts every row that was found into the new database, and gives those without a parent one. */
export async function fillTarget(database: DamagedDatabase, context: FillContext): Promise<Filled> {
  const filling = new Filling(database, context);
  await filling.addFound();
  await filling.addOlder();
  const lossy = filling.lossyTables();
  if (lossy.size > 0) await context.fillLost(lossy);
  filling.addPlaceholders();
  filling.removeOrphans();
  return filling.result();
}

class Filling {
  readonly #database: DamagedDatabase;
  readonly #context: FillContext;
  readonly #tables: readonly ExpectedTable[];
  readonly #counts: Map<string, FillCounts>;
  readonly #repairs: (Repair & { table: string; key: Storable[] })[] = [];
  readonly #placeholders: { table: string; key: Storable[] }[] = [];
  readonly #setAside: SetAside[] = [];
  #cut = false;

  constructor(database: DamagedDatabase, context: FillContext) {
    this.#database = database;
    this.#context = context;
    this.#tables = database.tables.filter(({ name }) => database.dataTables.includes(name));
    const none = { kept: 0, older: 0, placeholders: 0, sameKey: 0, repaired: 0, setAside: 0 };
    this.#counts = new Map(this.#tables.map(({ name }) => [name, { ...none }]));
  }

  async addFound(): Promise<void> {
    for await (const { table, record } of this.#inTurns(this.#database.reader)) this.#addRow(table, record);
  }

  /** Where rows are lost, their form before the -wal is better than none; a row that was deleted in it may come back. */
  async addOlder(): Promise<void> {
    const { older } = this.#database;
    const lossy = older ? this.#unreadTables() : [];
    if (!older || lossy.length === 0) return;
    for await (const { table, record } of this.#inTurns(older)) {
      if (!lossy.includes(table.name)) continue;
      const mended = mendRow(table, record, this.#context);
      if ("why" in mended || this.#database.target.add(table, mended.values).state !== "kept") continue;
      this.#countsOf(table).kept++;
      this.#countsOf(table).older++;
    }
  }

  /** Those with rows that may be lost, or that were found and are of no use. */
  lossyTables(): ReadonlySet<string> {
    const useless = this.#tables.filter((table) => this.#countsOf(table).setAside > 0);
    return new Set([...this.#unreadTables(), ...useless.map(({ name }) => name)]);
  }

  #unreadTables(): string[] {
    const findings = this.#database.reader.findings();
    return findings.filter(({ lost }) => lost.rows > 0 || !lost.exact).map(({ table }) => table);
  }

  async *#inTurns(reader: DamagedReader): AsyncGenerator<ReadRow> {
    let read = 0;
    for (const row of reader.rows()) {
      if (++read % 1000 === 0) {
        this.#context.onRows(read);
        await setImmediate();
        this.#context.signal?.throwIfAborted();
      }
      if (this.#tables.includes(row.table)) yield row;
    }
  }

  #addRow(table: ExpectedTable, record: FoundRecord): void {
    const mended = mendRow(table, record, this.#context);
    if ("why" in mended) return this.#aside(table, mended.why, record.values);
    let row: MendedRow = mended;
    for (;;) {
      const kept = this.#database.target.add(table, row.values);
      const counts = this.#countsOf(table);
      if (kept.state === "kept") {
        counts.kept++;
        if (row.repairs.length > 0) counts.repaired++;
        const key = keyOf(table, row.values);
        for (const repair of row.repairs) this.#list(this.#repairs, { ...repair, table: table.name, key });
        return;
      }
      if (kept.state === "same-key") {
        counts.sameKey++;
        return;
      }
      const next = kept.state === "rule" ? this.#obey(table, record, row, kept.rule) : undefined;
      if (!next) {
        const why = kept.state === "rule" ? `it breaks the rule ${kept.rule}` : kept.why;
        return this.#aside(table, why, record.values);
      }
      row = next;
    }
  }

  /** Replaces one more of the values that a rule speaks of, those first that may be missing. */
  #obey(table: ExpectedTable, record: FoundRecord, row: MendedRow, rule: string): MendedRow | undefined {
    const condition = table.checks.get(rule) ?? "";
    const named = table.columns
      .filter(({ name }) => new RegExp(`\\b${name}\\b`, "u").test(condition))
      .toReversed()
      .toSorted((one, other) => Number(other.nullable) - Number(one.nullable));
    const tried = new Set(row.repairs.filter(({ what }) => what === "rule").map(({ column }) => column));
    const column = named.find(({ name }) => !tried.has(name));
    const value = column && substitute(table, column, record, this.#context);
    if (!column || value === undefined) return undefined;
    const values = row.values.map((own, index) => (table.columns[index] === column ? value : own));
    return { values, repairs: [...row.repairs, { column: column.name, what: "rule" }] };
  }

  addPlaceholders(): void {
    for (let generation = 0; generation < generations; generation++) {
      let added = 0;
      for (const table of this.#tables) {
        for (const key of table.foreignKeys) {
          const parent = this.#tables.find(({ name }) => name === key.table);
          if (!parent) continue;
          for (const lost of this.#database.target.lostParents(table, key)) {
            const row = placeholderRow(parent, key.references, lost, this.#context);
            if (this.#database.target.add(parent, row).state !== "kept") continue;
            added++;
            this.#countsOf(parent).placeholders++;
            this.#list(this.#placeholders, { table: parent.name, key: keyOf(parent, row) });
          }
        }
      }
      if (added === 0) return;
    }
  }

  removeOrphans(): void {
    for (let generation = 0; generation < generations; generation++) {
      let removed = 0;
      for (const table of this.#tables) {
        for (const key of table.foreignKeys) {
          for (const values of this.#database.target.removeOrphans(table, key)) {
            removed++;
            this.#countsOf(table).kept--;
            this.#aside(table, `the ${key.table} it belongs to is lost`, values);
          }
        }
      }
      if (removed === 0) return;
    }
  }

  result(): Filled {
    const lists = { repairs: this.#repairs, placeholders: this.#placeholders, setAside: this.#setAside };
    return { counts: this.#counts, lists: { ...lists, listsCut: this.#cut } };
  }

  #countsOf({ name }: ExpectedTable): FillCounts {
    const counts = this.#counts.get(name);
    if (!counts) throw new Error(`Table ${name} holds no data.`);
    return counts;
  }

  #aside(table: ExpectedTable, why: string, values: readonly unknown[]): void {
    this.#countsOf(table).setAside++;
    const held = table.columns.map(({ name }, index) => [name, readable(values[index])] as const);
    this.#list(this.#setAside, { table: table.name, why, values: Object.fromEntries(held) });
  }

  #list<T>(list: T[], entry: T): void {
    if (list.length < longestList) list.push(entry);
    else this.#cut = true;
  }
}

function keyOf({ columns, primaryKey }: ExpectedTable, values: readonly Storable[]): Storable[] {
  return primaryKey.map((name) => values[columns.findIndex((column) => column.name === name)] ?? null);
}

function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return typeof value === "bigint" ? String(value) : (value ?? null);
}
