import { sql } from "kysely";
import type { Tx } from "../database.ts";
import type { ColumnDescription, IndexDescription, TableDescription } from "./schema-description.ts";

const types: Readonly<Record<string, ColumnDescription["type"]>> = {
  text: "text",
  bigint: "integer",
  integer: "integer",
  "double precision": "real",
  bytea: "bytes",
};

const deletions: Readonly<Record<string, string>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** The tables of the PostgreSQL schema that the connection works in. */
export async function describePostgres(tx: Tx): Promise<[string, TableDescription][]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = current_schema()`.execute(tx);
  const tables: [string, TableDescription][] = [];
  for (const { name } of rows) tables.push([name, await describeTable(tx, name)]);
  return tables;
}

/** Tables with a user_id whose row security is missing or not forced. */
export async function tablesWithoutRowSecurity(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
      and not (c.relrowsecurity and c.relforcerowsecurity
        and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'tas_owner'))
    order by 1`.execute(tx);
  return rows.map(({ name }) => name);
}

interface Constraint {
  name: string;
  kind: string;
  columns: string;
  target: string | null;
  theirs: string | null;
  deletion: string;
}

async function describeTable(tx: Tx, table: string): Promise<TableDescription> {
  const columns = await sql<{ name: string; type: string; required: number; initial: string | null }>`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
      pg_get_expr(d.adbin, d.adrelid) as initial
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = quote_ident(${table})::regclass and a.attnum > 0 and not a.attisdropped`.execute(tx);
  const { rows: constraints } = await sql<Constraint>`
    select c.conname as name, c.contype as kind, c.confdeltype as deletion, f.relname as target,
      ${namesOf("c.conrelid", "c.conkey")} as columns, ${namesOf("c.confrelid", "c.confkey")} as theirs
    from pg_constraint c left join pg_class f on f.oid = c.confrelid
    where c.conrelid = quote_ident(${table})::regclass`.execute(tx);
  const ofKind = (kind: string) => constraints.filter((constraint) => constraint.kind === kind);
  return {
    columns: Object.fromEntries(
      columns.rows.map(({ name, type, required, initial }) => [
        name,
        {
          type: types[type] ?? "text",
          nullable: required === 0,
          ...(initial === null ? {} : { default: initial.replace(/::[a-z ]+$/, "") }),
        },
      ]),
    ),
    primaryKey: ofKind("p").flatMap(({ columns: names }) => listed(names)),
    unique: ofKind("u").map(({ columns: names }) => listed(names)),
    foreignKeys: ofKind("f").map((key) => ({
      columns: listed(key.columns),
      table: key.target ?? "",
      references: listed(key.theirs),
      onDelete: deletions[key.deletion] ?? key.deletion,
    })),
    indexes: await describeIndexes(tx, table),
    checks: ofKind("c").map(({ name }) => name),
  };
}

/** SQL for the names of a constraint's columns as a JSON list, in its order. */
function namesOf(relation: string, keys: string) {
  return sql.raw(`(select json_agg(a.attname order by k.position)
    from unnest(${keys}) with ordinality k(number, position)
    join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`);
}

async function describeIndexes(tx: Tx, table: string): Promise<Record<string, IndexDescription>> {
  const { rows } = await sql<{ name: string; alone: number; partial: number; columns: string }>`
    select c.relname as name, i.indisunique as alone, i.indpred is not null as partial,
      (select json_agg(coalesce(a.attname, '(expression)') ||
          case when i.indoption[k.position - 1] & 1 = 1 then ' desc' else '' end order by k.position)
        from unnest(i.indkey) with ordinality k(number, position)
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number > 0
        where k.position <= i.indnkeyatts) as columns
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = quote_ident(${table})::regclass
      and not exists (select 1 from pg_constraint o where o.conindid = i.indexrelid and o.contype in ('p', 'u'))`.execute(
    tx,
  );
  return Object.fromEntries(
    rows.map(({ name, alone, partial, columns }) => [
      name,
      { columns: listed(columns), unique: alone === 1, partial: partial === 1 },
    ]),
  );
}

function listed(names: string | null): string[] {
  // json_agg of names gives a list of strings.
  return names === null ? [] : (JSON.parse(names) as string[]);
}
