import { createHash, type Hash } from "node:crypto";
import type { Row } from "#storage/table-rows.ts";
import type { ArchiveManifest, TableDigest } from "./archive-format.ts";

/**
 * Rows in their canonical form: each a JSON list of its values in the order of its columns' names, as
 * ECMAScript's JSON.stringify writes it, and a line feed.
 */
export function canonicalLines(rows: readonly Row[]): string {
  let text = "";
  for (const row of rows) text += `${JSON.stringify(row)}\n`;
  return text;
}

/** Counts the rows of a table and takes the SHA-256 of their canonical form. */
export class TableDigester {
  readonly #name: string;
  readonly #hash: Hash = createHash("sha256");
  #rows = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(lines: string | Uint8Array, rows: number): void {
    this.#hash.update(lines);
    this.#rows += rows;
  }

  end(): TableDigest {
    return { name: this.#name, rows: this.#rows, sha256: this.#hash.digest("hex") };
  }
}

/** The manifest of these tables: their digests in order of the names, and one of all. */
export function manifestOf(tables: readonly TableDigest[]): ArchiveManifest {
  const ordered = tables.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const hash = createHash("sha256");
  let rows = 0;
  for (const table of ordered) {
    hash.update(`${table.name}\t${table.rows}\t${table.sha256}\n`);
    rows += table.rows;
  }
  return { tables: ordered, rows, sha256: hash.digest("hex") };
}
