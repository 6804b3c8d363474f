import type { Storable } from "#storage/dialect/storable.ts";

const quotedId = /"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/g;

/**
 * Ids of archived rows that are here already under another id, because another key of theirs is taken: a feeling of the same
 * name, a task of the same source. Few in most archives, so they are held in memory.
 */
export class IdMap {
  readonly #tables = new Map<string, Map<Storable, Storable>>();
  readonly #all = new Map<string, string>();

  set(table: string, archived: Storable, here: Storable): void {
    const ids = this.#tables.get(table) ?? new Map<Storable, Storable>();
    this.#tables.set(table, ids.set(archived, here));
    if (typeof archived === "string" && typeof here === "string") this.#all.set(archived, here);
  }

  /** The id that a row of `table` has here. */
  of(table: string, id: Storable): Storable {
    return this.#tables.get(table)?.get(id) ?? id;
  }

  /** A JSON text with these ids as values or names in it, which is how readings and logs name feelings; other texts unchanged. */
  inJson(value: Storable): Storable {
    if (this.#all.size === 0 || typeof value !== "string" || !/^[[{]/.test(value)) return value;
    return value.replaceAll(quotedId, (quoted, id: string) => {
      const here = this.#all.get(id);
      return here === undefined ? quoted : `"${here}"`;
    });
  }
}
