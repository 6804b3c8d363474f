import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import { type ColumnTypes, columnTypes, type Engine } from "./column-types.ts";

type Table<C extends string> = CreateTableBuilder<string, C>;

/** What a migration is given. It never learns which engine it runs on. */
export interface MigrationContext {
  /** The migration's own transaction, without name mapping: write snake_case. */
  readonly db: Kysely<unknown>;
  readonly types: ColumnTypes;
  /** Creates a table that belongs to the system. */
  readonly createTable: (name: string, build: (table: Table<never>) => Table<string>) => Promise<void>;
  /**
   * Creates a table of one person's rows: `user_id` (deleted with the account), `id`, primary key
   * (user_id, id), and row security where the engine has it. With `key`, those columns follow
   * `user_id` in the primary key instead of `id`, and `build` adds them.
   */
  readonly createPersonalTable: (
    name: string,
    build: (table: Table<"user_id" | "id">) => Table<string>,
    options?: { readonly key?: readonly string[] },
  ) => Promise<void>;
}

/** A step of the schema, frozen once released. */
export interface Migration {
  /** A dated verb, the file's name: '202611211030-create-accounts'. */
  readonly name: string;
  /** Whether the previous release can work on the result; if not, it refuses to start on it. */
  readonly previousReleaseCanRun: boolean;
  readonly up: (context: MigrationContext) => Promise<void>;
}

/** Makes the context in which a migration runs on `db`. */
export function createMigrationContext(db: Kysely<unknown>, engine: Engine): MigrationContext {
  const types = columnTypes(engine);
  const create = async (builder: Table<string>) => {
    // STRICT makes SQLite refuse a value of the wrong type, as PostgreSQL does.
    await (engine === "sqlite" ? builder.modifyEnd(sql`strict`) : builder).execute();
  };
  return {
    db,
    types,
    createTable: (name, build) => create(build(db.schema.createTable(name))),
    createPersonalTable: async (name, build, options) => {
      const key: readonly string[] = options?.key ?? ["id"];
      const owned = db.schema.createTable(name).addColumn("user_id", types.id, (column) => column.notNull());
      const keyed: Table<string> = key.includes("id")
        ? owned.addColumn("id", types.id, (column) => column.notNull())
        : owned;
      await create(
        // `id` is promised to `build` though another key may leave it out: builders check column names only.
        build(keyed as Table<"user_id" | "id">)
          .addPrimaryKeyConstraint(`${name}_pk`, ["user_id", ...key])
          .addForeignKeyConstraint("user_id_fk", ["user_id"], "user_account", ["id"], (foreign) =>
            foreign.onDelete("cascade"),
          ),
      );
      if (engine === "postgres") await wallOff(db, name);
    },
  };
}

/** A second wall behind the owner argument: rows of another owner are invisible, even to the table's owner. */
async function wallOff(db: Kysely<unknown>, name: string): Promise<void> {
  const table = sql.table(name);
  // The sub-selects are evaluated once per statement instead of once per row.
  const own = sql`user_id = (select current_setting('tas.owner', true)) or (select current_setting('tas.owner', true)) = '*'`;
  await sql`alter table ${table} enable row level security`.execute(db);
  await sql`alter table ${table} force row level security`.execute(db);
  await sql`create policy tas_owner on ${table} using (${own}) with check (${own})`.execute(db);
}
