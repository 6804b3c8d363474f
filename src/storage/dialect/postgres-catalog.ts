import type { ClientBase } from "pg";

/** What was learnt of the schema, shared by all connections of a pool. */
export class PostgresCatalog {
  #types = new Map<string, ReadonlyMap<string, string>>();
  #unique: ReadonlyMap<string, readonly string[]> | undefined;

  /** The columns of a unique constraint or index, if `learn` saw it. */
  uniqueColumns(name: string): readonly string[] | undefined {
    return this.#unique?.get(name);
  }

  /**
   * Learns the unique keys, once. With row security PostgreSQL names only the constraint, and after an error the
   * transaction can ask nothing any more.
   */
  async learn(client: ClientBase): Promise<void> {
    if (this.#unique) return;
    const { rows } = await client.query<{ name: string; columns: string }>(
      `select c.relname as name, json_agg(a.attname order by k.position) as columns
       from pg_index i join pg_class c on c.oid = i.indexrelid
       cross join unnest(i.indkey) with ordinality k(number, position)
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
       where i.indisunique and c.relnamespace = current_schema()::regnamespace group by c.relname`,
    );
    // json_agg of names gives a list of strings.
    this.#unique = new Map(rows.map(({ name, columns }) => [name, JSON.parse(columns) as string[]]));
  }

  /** Column types of a table as SQL names them; empty when there is no such table. */
  async columnTypes(client: ClientBase, table: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#types.get(table);
    if (known) return known;
    const { rows } = await client.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
       where attrelid = to_regclass(quote_ident($1)) and attnum > 0 and not attisdropped`,
      [table],
    );
    const types = new Map(rows.map(({ name, type }) => [name, type]));
    if (types.size > 0) this.#types.set(table, types);
    return types;
  }

  /** A migration makes all of it old. */
  forget(): void {
    this.#types = new Map();
    this.#unique = undefined;
  }
}
