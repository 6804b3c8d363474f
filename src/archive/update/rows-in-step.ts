import type { RowChunk } from "#storage/fill-tables.ts";
import type { StoredTable } from "#storage/stored-tables.ts";
import type { Row } from "#storage/table-rows.ts";
import { compare } from "../portable/row-check.ts";

/** One stream of chunks, table by table, asked for one table after the other. */
export class RowsByTable {
  readonly #chunks: AsyncIterator<RowChunk>;
  #ahead: RowChunk | undefined;
  #over = false;

  constructor(chunks: AsyncIterable<RowChunk>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The rows of the table that comes next, or none if it is not this one. */
  async *of(name: string): AsyncGenerator<readonly Row[]> {
    if (!this.#ahead) await this.#pull();
    while (this.#ahead?.table.name === name) {
      yield this.#ahead.rows;
      await this.#pull();
    }
  }

  async close(): Promise<void> {
    if (!this.#over) await this.#chunks.return?.();
  }

  async #pull(): Promise<void> {
    if (this.#over) return;
    const { value, done } = await this.#chunks.next();
    this.#over = done === true;
    this.#ahead = done ? undefined : value;
  }
}

/**
 * Walks several copies of one table together, each in the order of the primary key: gives for every key that any of them has
 * the row of each, or undefined.
 */
export async function* rowsInStep(
  table: StoredTable,
  copies: readonly AsyncIterable<readonly Row[]>[],
): AsyncGenerator<readonly (Row | undefined)[]> {
  const key = table.primaryKey.map((name) => table.columns.findIndex((column) => column.name === name));
  const order = (one: Row, other: Row) => {
    for (const index of key) {
      const found = compare(one[index], other[index]);
      if (found !== 0) return found;
    }
    return 0;
  };
  const cursors = copies.map((copy) => singly(copy));
  const heads = await Promise.all(cursors.map((cursor) => nextOf(cursor)));
  for (;;) {
    const present = heads.filter((head) => head !== undefined);
    const first = present.reduce<Row | undefined>(
      (least, head) => (least === undefined || order(head, least) < 0 ? head : least),
      undefined,
    );
    if (first === undefined) return;
    const step = heads.map((head) => (head !== undefined && order(head, first) === 0 ? head : undefined));
    yield step;
    for (const [index, row] of step.entries()) {
      const cursor = cursors[index];
      if (row !== undefined && cursor) heads[index] = await nextOf(cursor);
    }
  }
}

export function sameRow(one: Row | undefined, other: Row | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

async function* singly(chunks: AsyncIterable<readonly Row[]>): AsyncGenerator<Row> {
  for await (const rows of chunks) yield* rows;
}

async function nextOf(cursor: AsyncGenerator<Row>): Promise<Row | undefined> {
  const { value, done } = await cursor.next();
  return done ? undefined : value;
}
