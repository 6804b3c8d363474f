import type { StoredTable } from "#storage/stored-tables.ts";
import type { Row } from "#storage/table-rows.ts";
import { ArchiveError, damaged } from "./archive-error.ts";
import {
  type ArchiveHeader,
  formatVersion,
  headerSchema,
  manifestSchema,
  storedTable,
  type TableDigest,
} from "./archive-format.ts";
import { manifestOf, TableDigester } from "./canonical-rows.ts";
import type { ArchivePart } from "./read-archive.ts";
import { RowCheck } from "./row-check.ts";

const lineFeed = 0x0a;
/** Longer than the longest text that the app takes, many times over. */
const longestLine = 64 * 1024 * 1024;

/** Takes the bytes of an unpacked archive and gives its parts, or throws ArchiveError at the first thing out of place. */
export class ArchiveParser {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** The beginning of a line whose end has not come. */
  #rest: Buffer[] = [];
  #restSize = 0;
  #header: ArchiveHeader | undefined;
  #tables: StoredTable[] = [];
  #open: { table: StoredTable; digester: TableDigester; check: RowCheck } | undefined;
  readonly #digests: TableDigest[] = [];
  #ended = false;

  *push(chunk: Buffer): Generator<ArchivePart> {
    // Put together once: a long line would otherwise be copied with every piece of it that comes.
    if (!chunk.includes(lineFeed)) return this.#keep(chunk);
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([...this.#rest, chunk]);
    this.#rest = [];
    this.#restSize = 0;
    let start = 0;
    let rows: Buffer[] = [];
    for (;;) {
      const end = bytes.indexOf(lineFeed, start);
      if (end === -1) break;
      const line = bytes.subarray(start, end + 1);
      start = end + 1;
      // A row is a list; everything else is an object.
      if (line[0] === 0x5b) rows.push(line);
      else {
        if (rows.length > 0) yield this.#rows(rows);
        rows = [];
        const part = this.#object(line);
        if (part) yield part;
      }
    }
    if (rows.length > 0) yield this.#rows(rows);
    this.#keep(bytes.subarray(start));
  }

  #keep(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#rest.push(rest);
    this.#restSize += rest.length;
    if (this.#restSize > longestLine) throw damaged("a line of it does not end");
  }

  /** Throws unless everything that the archive promised has come. */
  end(): void {
    if (this.#header === undefined) {
      throw new ArchiveError(
        "archive-not-recognized",
        "This file is no archive of this app. Nothing was changed.",
      );
    }
    if (!this.#ended || this.#restSize > 0) throw damaged("its end is missing");
  }

  #object(line: Buffer): ArchivePart | undefined {
    if (this.#ended) throw damaged("something follows its end");
    const value = this.#parse(line);
    if (this.#header === undefined) {
      this.#header = headerOf(value);
      this.#tables = this.#header.tables.map(storedTable);
      return { kind: "header", header: this.#header };
    }
    this.#close();
    if (isObject(value) && "table" in value) {
      const table = this.#tables[this.#digests.length];
      if (!table || table.name !== value["table"]) throw damaged("its tables are not in their order");
      this.#open = { table, digester: new TableDigester(table.name), check: new RowCheck(table) };
      return undefined;
    }
    if (!isObject(value) || this.#digests.length !== this.#tables.length) throw damaged("a table is missing");
    const manifest = manifestSchema.safeParse(value["manifest"]);
    if (!manifest.success) throw damaged("its manifest cannot be read");
    if (JSON.stringify(manifestOf(this.#digests)) !== JSON.stringify(manifest.data)) {
      throw damaged("its rows are not those that its manifest names");
    }
    this.#ended = true;
    return { kind: "manifest", manifest: manifest.data };
  }

  #rows(lines: readonly Buffer[]): ArchivePart {
    if (!this.#open) throw damaged("there are rows outside its tables");
    const { table, digester, check } = this.#open;
    const all = lines.length === 1 ? lines[0] : undefined;
    const bytes = all ?? Buffer.concat(lines);
    digester.add(bytes, lines.length);
    const text = this.#decode(bytes);
    // One list of lists: many times quicker than line by line.
    const rows = this.#parseText(`[${text.slice(0, -1).replaceAll("\n", ",")}]`);
    if (!Array.isArray(rows) || rows.length !== lines.length) throw damaged("a row cannot be read");
    for (const row of rows) check.row(row);
    // RowCheck has looked at every value.
    return { kind: "rows", table, rows: rows as Row[] };
  }

  #close(): void {
    if (this.#open) this.#digests.push(this.#open.digester.end());
    this.#open = undefined;
  }

  #parse(line: Buffer): unknown {
    return this.#parseText(this.#decode(line));
  }

  #parseText(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // The parser's own message would quote what people wrote.
      throw damaged("a line of it cannot be read");
    }
  }

  #decode(bytes: Buffer): string {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw damaged("a text in it is not written in UTF-8");
    }
  }
}

function headerOf(value: unknown): ArchiveHeader {
  if (!isObject(value) || value["archive"] !== "task-aversion-system") {
    throw new ArchiveError(
      "archive-not-recognized",
      "This file is no archive of this app. Nothing was changed.",
    );
  }
  if (typeof value["format"] === "number" && value["format"] > formatVersion) {
    throw new ArchiveError(
      "archive-newer",
      `The archive was written by a newer version (${String(value["appVersion"])}). Use that version or a newer one; nothing was changed.`,
    );
  }
  const header = headerSchema.safeParse(value);
  if (!header.success) throw damaged("its first line cannot be read");
  return header.data;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
