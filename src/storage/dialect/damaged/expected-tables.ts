import SqliteDatabase from "better-sqlite3";
import { type CreateTableBuilder, Kysely, SqliteDialect, sql } from "kysely";
import type { ColumnTypes } from "../column-types.ts";
import type { Migration, MigrationContext } from "../migration-context.ts";

/** The words of migrations for what a column holds. */
export type ColumnKind = keyof ColumnTypes;

export interface ExpectedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly nullable: boolean;
  /** A value that SQLite puts in by itself, or null. */
  readonly initial: string | number | null;
}

export interface ExpectedKey {
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
}

/** A table as it should be in the file, its columns in the order in which rows hold them. */
export interface ExpectedTable {
  readonly name: string;
  readonly columns: readonly ExpectedColumn[];
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly foreignKeys: readonly ExpectedKey[];
  /** Conditions of CHECK constraints by name. */
  readonly checks: ReadonlyMap<string, string>;
  /** Where its tree begins in a database made by these migrations: a guess for one that lost its own list. */
  readonly root: number;
}

const kinds: readonly ColumnKind[] = [
  "id",
  "text",
  "instant",
  "day",
  "json",
  "flag",
  "scale",
  "real",
  "count",
];

/** Describes the tables of the SQLite file at `path`, which these migrations made. */
export async function expectedTables(
  path: string,
  migrations: readonly Migration[],
): Promise<readonly ExpectedTable[]> {
  const words = await columnWords(migrations);
  const raw = new SqliteDatabase(path, { readonly: true });
  try {
    const tables = raw
      .prepare<[], { name: string; root: number; text: string }>(
        "select name, rootpage as root, sql as text from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
      )
      .all();
    return tables.map(({ name, root, text }) => ({ name, root, ...describe(raw, name, text, words) }));
  } finally {
    raw.close();
  }
}

function describe(
  raw: SqliteDatabase.Database,
  table: string,
  text: string,
  words: ReadonlyMap<string, ColumnKind>,
): Omit<ExpectedTable, "name" | "root"> {
  const columns = raw
    .prepare<[string], { name: string; type: string; required: number; initial: string | null; key: number }>(
      `select name, type, "notnull" as required, dflt_value as initial, pk as key from pragma_table_info(?) order by cid`,
    )
    .all(table);
  const keys = raw
    .prepare<[string], { id: number; target: string; own: string; theirs: string }>(
      `select id, "table" as target, "from" as own, "to" as theirs from pragma_foreign_key_list(?) order by id, seq`,
    )
    .all(table);
  const unique = raw
    .prepare<[string], { name: string }>(
      `select name from pragma_index_list(?) where "unique" = 1 and origin = 'u'`,
    )
    .all(table);
  return {
    columns: columns.map(({ name, type, required, initial }) => ({
      name,
      kind: words.get(`${table}.${name}`) ?? kindOf(type),
      nullable: required === 0,
      initial: initial === null ? null : literal(raw, initial),
    })),
    primaryKey: columns
      .filter(({ key }) => key > 0)
      .toSorted((one, other) => one.key - other.key)
      .map(({ name }) => name),
    unique: unique.map((index) =>
      raw
        .prepare<[string], { name: string }>("select name from pragma_index_info(?) order by seqno")
        .all(index.name)
        .map(({ name }) => name),
    ),
    foreignKeys: [...Map.groupBy(keys, ({ id }) => id).values()].map((parts) => ({
      columns: parts.map(({ own }) => own),
      table: parts[0]?.target ?? "",
      references: parts.map(({ theirs }) => theirs),
    })),
    checks: new Map(
      [...text.matchAll(/constraint "([^"]+)" check \(((?:[^()]|\([^()]*\))*)\)/giu)].map(
        ([, name = "", condition = ""]) => [name, condition],
      ),
    ),
  };
}

function literal(raw: SqliteDatabase.Database, text: string): string | number | null {
  // From our own migrations: a literal, which SQLite reads best.
  const row = raw.prepare<[], { value: string | number | null }>(`select ${text} as value`).get();
  return row?.value ?? null;
}

function kindOf(type: string): ColumnKind {
  return type === "INTEGER" ? "instant" : type === "REAL" ? "real" : "text";
}

/**
 * What each column holds, by "table.column". The engines' types tell less (an instant is an integer like any other), so the
 * migrations are run with types that are their own names; only STRICT tables would mind.
 */
async function columnWords(migrations: readonly Migration[]): Promise<ReadonlyMap<string, ColumnKind>> {
  const raw = new SqliteDatabase(":memory:");
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: raw }) });
  try {
    const context = namingContext(db);
    for (const migration of migrations) await migration.up(context);
    const rows = raw
      .prepare<[], { place: string; type: string }>(
        `select t.name || '.' || c.name as place, lower(c.type) as type
         from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'`,
      )
      .all();
    return new Map(
      rows.flatMap(({ place, type }) => {
        const kind = kinds.find((word) => word === type);
        return kind === undefined ? [] : [[place, kind] as const];
      }),
    );
  } finally {
    await db.destroy();
  }
}

function namingContext(db: Kysely<unknown>): MigrationContext {
  const word = (kind: ColumnKind) => sql.raw(kind);
  const types: ColumnTypes = {
    id: word("id"),
    text: word("text"),
    instant: word("instant"),
    day: word("day"),
    json: word("json"),
    flag: word("flag"),
    scale: word("scale"),
    real: word("real"),
    count: word("count"),
  };
  type Table = CreateTableBuilder<string, never>;
  return {
    db,
    types,
    createTable: (name, build) => build(db.schema.createTable(name)).execute(),
    async createPersonalTable(name, build, options) {
      const owned: CreateTableBuilder<string, string> = db.schema
        .createTable(name)
        .addColumn("user_id", types.id, (column) => column.notNull());
      const keyed = (options?.key ?? ["id"]).includes("id") ? owned.addColumn("id", types.id) : owned;
      // Builders check column names only; see createMigrationContext.
      await build(keyed as Table as never).execute();
    },
  };
}
