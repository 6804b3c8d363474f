import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import type { StoredTable } from "#storage/stored-tables.ts";
import type { Row } from "#storage/table-rows.ts";
import { MoveError } from "./move-error.ts";

/** A file of rows that were left out: one JSON object a line, of mode 0600. It has its name once it is complete. */
export class AsideFile {
  readonly #path: string;
  readonly #part: string;
  readonly #file: number;
  #open = true;
  rows = 0;

  constructor(path: string) {
    if (existsSync(path)) {
      throw new MoveError(
        "move-refused",
        `"${path}" exists; name a new file for the rows that are set aside.`,
      );
    }
    this.#path = path;
    this.#part = `${path}.part`;
    rmSync(this.#part, { force: true });
    // For appending: a file that is emptied would otherwise go on where it had come to.
    this.#file = openSync(this.#part, "ax", 0o600);
  }

  begin(): void {
    ftruncateSync(this.#file, 0);
    this.rows = 0;
  }

  add({ name, columns }: StoredTable, rows: readonly Row[]): void {
    for (const row of rows) {
      const values = Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null]));
      writeSync(this.#file, `${JSON.stringify({ table: name, row: values })}\n`);
    }
    this.rows += rows.length;
  }

  /** Gives it its name; without any rows there is no file. */
  keep(): void {
    fsyncSync(this.#file);
    this.#close();
    if (this.rows > 0) renameSync(this.#part, this.#path);
    else rmSync(this.#part, { force: true });
  }

  discard(): void {
    // A file of that name was made by this object, or the constructor would have refused.
    if (!this.#open) rmSync(this.#path, { force: true });
    this.#close();
    rmSync(this.#part, { force: true });
  }

  #close(): void {
    if (this.#open) closeSync(this.#file);
    this.#open = false;
  }
}
