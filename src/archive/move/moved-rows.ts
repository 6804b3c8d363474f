import type { Tx } from "#storage/database.ts";
import type { RowChunk } from "#storage/fill-tables.ts";
import type { SetAside } from "#storage/orphans.ts";
import type { StoredTable } from "#storage/stored-tables.ts";
import { readTable, type Row } from "#storage/table-rows.ts";
import type { ArchiveManifest, TableDigest } from "../portable/archive-format.ts";
import { canonicalLines, manifestOf, TableDigester } from "../portable/canonical-rows.ts";
import { MoveError } from "./move-error.ts";

export interface MovedRowsOptions {
  readonly tx: Tx;
  readonly tables: readonly StoredTable[];
  readonly aside?: SetAside;
  /** Rows that are left out. */
  readonly onAside?: (table: StoredTable, rows: readonly Row[]) => void;
  readonly onRows: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** The rows of the source, parents first, with their digests taken on the way. Read anew, it begins anew. */
export class MovedRows implements AsyncIterable<RowChunk> {
  readonly #options: MovedRowsOptions;
  #digests: TableDigest[] = [];

  constructor(options: MovedRowsOptions) {
    this.#options = options;
  }

  /** Of the rows that were given; throws before the end. */
  get manifest(): ArchiveManifest {
    if (this.#digests.length !== this.#options.tables.length) throw new Error("Not all rows were read.");
    return manifestOf(this.#digests);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RowChunk> {
    this.#digests = [];
    const { tx, tables, aside, onAside, onRows, signal } = this.#options;
    for (const table of tables) {
      const digester = new TableDigester(table.name);
      const left = aside?.test(table);
      for await (const page of readTable(tx, table)) {
        if (signal?.aborted) throw interrupted();
        const rows = left ? page.filter((row) => !left(row)) : page;
        if (left) onAside?.(table, page.filter(left));
        digester.add(canonicalLines(rows), rows.length);
        onRows(page.length);
        if (rows.length > 0) yield { table, rows };
      }
      this.#digests.push(digester.end());
    }
  }
}

export function interrupted(): MoveError {
  return new MoveError(
    "move-interrupted",
    "Interrupted: the source was not changed and stays in use, and the target is empty. Run the same command again.",
  );
}
