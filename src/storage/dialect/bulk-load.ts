import { type Kysely, sql } from "kysely";
import type { Engine } from "./column-types.ts";

interface Part {
  readonly table: string;
  readonly name: string;
  /** Of a constraint: p primary key, u unique, f foreign key; an index of its own: i. */
  readonly kind: string;
  readonly definition: string;
}

/**
 * Runs `work`, which fills empty tables, while they have no indexes, keys and references, and makes these again as they were:
 * many times quicker for very many rows, and what does not fit is found then. Only inside `exclusively`, whose transaction also
 * undoes it when `work` fails.
 */
export async function withoutIndexes<T>(
  db: Kysely<unknown>,
  engine: Engine,
  tables: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (engine === "sqlite" || tables.length === 0) return work();
  const parts = await partsOf(db, tables);
  // Something of somebody else leans on these tables.
  if (parts === undefined) return work();
  const ofKind = (kind: string) => parts.filter((part) => part.kind === kind);
  // References lean on keys, so they go first and come last.
  for (const { table, name } of [...ofKind("f"), ...ofKind("u"), ...ofKind("p")]) {
    await sql`alter table ${sql.id(table)} drop constraint ${sql.id(name)}`.execute(db);
  }
  for (const { name } of ofKind("i")) await sql`drop index ${sql.id(name)}`.execute(db);
  const result = await work();
  await sql`set local maintenance_work_mem = '128MB'`.execute(db);
  const add = async ({ table, name, definition }: Part) => {
    await sql`alter table ${sql.id(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(db);
  };
  for (const part of [...ofKind("p"), ...ofKind("u")]) await add(part);
  for (const { definition } of ofKind("i")) await sql.raw(definition).execute(db);
  for (const part of ofKind("f")) await add(part);
  return result;
}

async function partsOf(db: Kysely<unknown>, tables: readonly string[]): Promise<Part[] | undefined> {
  const names = sql.join(tables);
  const foreign = await sql<{ count: number }>`
    select count(*) as count from pg_constraint c
    join pg_class own on own.oid = c.conrelid join pg_class target on target.oid = c.confrelid
    where c.contype = 'f' and target.relnamespace = current_schema()::regnamespace and target.relname in (${names})
      and not (own.relnamespace = target.relnamespace and own.relname in (${names}))`.execute(db);
  if ((foreign.rows[0]?.count ?? 0) > 0) return undefined;
  const { rows } = await sql<Part>`
    select t.relname as "table", c.conname as name, c.contype as kind, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where c.contype in ('p', 'u', 'f') and t.relnamespace = current_schema()::regnamespace and t.relname in (${names})
    union all
    select t.relname, x.relname, 'i', pg_get_indexdef(i.indexrelid)
    from pg_index i join pg_class t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
    where t.relnamespace = current_schema()::regnamespace and t.relname in (${names})
      and not exists (select 1 from pg_constraint o where o.conindid = i.indexrelid and o.contype in ('p', 'u', 'x'))`.execute(
    db,
  );
  return rows;
}
