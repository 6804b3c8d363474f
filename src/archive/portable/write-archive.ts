import { type FileHandle, open, rm } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import packageJson from "../../../package.json" with { type: "json" };
import { type Database, everyone, type Tx } from "#storage/database.ts";
import { migrationStatusIn } from "#storage/migrate.ts";
import { storedTablesOf } from "#storage/stored-tables.ts";
import { countTable, readTable } from "#storage/table-rows.ts";
import {
  type ArchiveHeader,
  type ArchiveManifest,
  formatVersion,
  headerTable,
  type TableDigest,
} from "./archive-format.ts";
import { type ArchiveLock, encrypted } from "./archive-key.ts";
import { SealWriter } from "./archive-seal.ts";
import { canonicalLines, manifestOf, TableDigester } from "./canonical-rows.ts";
import { personalTables, withoutSecrets } from "./person-scope.ts";

export interface WriteArchiveOptions {
  /** Whose data; everybody's unless told. */
  readonly owner?: string;
  readonly lock?: ArchiveLock;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

export interface WrittenArchive {
  readonly header: ArchiveHeader;
  readonly manifest: ArchiveManifest;
}

/**
 * Writes a database, or one person's part of it, as it is at one moment, to a new file of mode 0600 that is on the disk when
 * this resolves. Holds some thousand rows at a time. After a failure there is no file.
 */
export async function writeArchive(
  database: Database,
  path: string,
  options: WriteArchiveOptions,
): Promise<WrittenArchive> {
  const file = await open(path, "wx", 0o600);
  try {
    const written = await database.read(options.owner ?? everyone, async (tx) => {
      // A read may run again after a lost connection.
      await file.truncate(0);
      const archive = new ArchiveLines(tx, database.engine, options);
      const lines = Readable.from(archive.lines(), { objectMode: true, highWaterMark: 2 });
      const sealed = new PassThrough();
      const signal = options.signal ? { signal: options.signal } : {};
      const packing = pipeline(lines, createGzip({ level: 4 }), new SealWriter(), sealed, signal);
      const writing = options.lock ? encrypted(sealed, options.lock) : Promise.resolve(sealed);
      await Promise.all([packing, writing.then((bytes) => saveBytes(file, bytes))]);
      return archive.written();
    });
    await file.sync();
    await file.close();
    return written;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function saveBytes(file: FileHandle, bytes: Readable): Promise<void> {
  let position = 0;
  for await (const chunk of bytes) {
    // Bytes in, bytes out, whatever the stream's type says.
    const part = chunk as Uint8Array;
    for (let at = 0; at < part.length; ) {
      const { bytesWritten } = await file.write(part, at, part.length - at, position);
      at += bytesWritten;
      position += bytesWritten;
    }
  }
}

class ArchiveLines {
  readonly #tx: Tx;
  readonly #engine: Database["engine"];
  readonly #options: WriteArchiveOptions;
  #written: WrittenArchive | undefined;

  constructor(tx: Tx, engine: Database["engine"], options: WriteArchiveOptions) {
    this.#tx = tx;
    this.#engine = engine;
    this.#options = options;
  }

  written(): WrittenArchive {
    if (!this.#written) throw new Error("The archive was not written to its end.");
    return this.#written;
  }

  async *lines(): AsyncGenerator<Buffer> {
    const { owner, now, onProgress = () => {} } = this.#options;
    const all = await storedTablesOf(this.#tx, this.#engine);
    const tables = owner === undefined ? all : personalTables(all);
    const { applied } = await migrationStatusIn(this.#tx, this.#engine);
    const header: ArchiveHeader = {
      archive: "task-aversion-system",
      format: formatVersion,
      scope: owner === undefined ? "installation" : "person",
      createdAt: new Date(now).toISOString(),
      appVersion: packageJson.version,
      migrations: applied.map(({ name }) => name),
      tables: tables.map(headerTable),
    };
    yield line(header);
    let total = 0;
    for (const table of owner === undefined ? tables : []) total += await countTable(this.#tx, table);
    const digests: TableDigest[] = [];
    let done = 0;
    for (const table of tables) {
      yield line({ table: table.name });
      const digester = new TableDigester(table.name);
      const pages = readTable(this.#tx, table, owner === undefined ? {} : { owner });
      for await (const page of pages) {
        const text = Buffer.from(canonicalLines(owner === undefined ? page : withoutSecrets(table, page)));
        digester.add(text, page.length);
        yield text;
        done += page.length;
        if (total > 0) onProgress(Math.min(1, done / total));
      }
      digests.push(digester.end());
    }
    const manifest = manifestOf(digests);
    yield line({ manifest });
    this.#written = { header, manifest };
  }
}

function line(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
