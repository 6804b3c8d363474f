import { readSync } from "node:fs";

/** Where the newest form of a page lies in the -wal file. */
export type PagesInLog = ReadonlyMap<number, number>;

export interface PageSources {
  /** Of the database file. */
  readonly file: number;
  /** Of the -wal file. */
  readonly log: number | null;
  readonly pageSize: number;
  /** Bytes at the end of each page that SQLite leaves to others. */
  readonly reserved: number;
  /** How many pages belong to the database, whether they are there or not. */
  readonly count: number;
  readonly inLog: PagesInLog;
}

const keptPages = 64;

/** The pages of a SQLite file whose bytes may be anything, the -wal file counted in. Reads only. */
export class DamagedPages {
  readonly size: number;
  readonly count: number;
  /** Bytes of a page that hold content. */
  readonly usable: number;
  readonly #sources: PageSources;
  readonly #kept = new Map<number, Buffer | undefined>();

  constructor(sources: PageSources) {
    this.#sources = sources;
    this.size = sources.pageSize;
    this.count = sources.count;
    this.usable = sources.pageSize - sources.reserved;
  }

  has(page: number): boolean {
    return Number.isInteger(page) && page >= 1 && page <= this.count;
  }

  /** A page, counted from 1; undefined when it is not there or holds nothing but zeros. */
  read(page: number): Buffer | undefined {
    if (!this.has(page)) return undefined;
    if (this.#kept.has(page)) return this.#kept.get(page);
    const found = this.#load(page);
    this.#kept.set(page, found);
    if (this.#kept.size > keptPages) {
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest);
        break;
      }
    }
    return found;
  }

  #load(page: number): Buffer | undefined {
    const { file, log, inLog } = this.#sources;
    const logged = inLog.get(page);
    const bytes = Buffer.alloc(this.size);
    const source = logged !== undefined && log !== null ? log : file;
    const read = readSync(source, bytes, 0, this.size, logged ?? (page - 1) * this.size);
    if (read === 0 || bytes.every((byte) => byte === 0)) return undefined;
    return bytes;
  }
}
