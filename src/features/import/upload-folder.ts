import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError } from "#contract/app-error.ts";

/** Uploads wait at most this long for a decision, in milliseconds. */
export const uploadsKept = 86_400_000;

/** All files of one upload together, in bytes. */
export const uploadLimit = 100 * 1024 * 1024;

/** A private folder with the files of one upload. */
export class UploadFolder {
  readonly path: string;
  readonly #names: string[] = [];
  #bytes = 0;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes it below `parent`, for this server's own eyes only. */
  static async make(parent: string, id: string): Promise<UploadFolder> {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const path = join(parent, id);
    await mkdir(path, { mode: 0o700 });
    return new UploadFolder(path);
  }

  /** Writes a file as it arrives. Throws import-too-large. */
  async add(name: string, content: Readable): Promise<void> {
    const safe = this.#safeName(name);
    const counted = async function* (this: UploadFolder, chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        this.#bytes += chunk.length;
        if (this.#bytes > uploadLimit) throw new AppError("import-too-large");
        yield chunk;
      }
    };
    await pipeline(
      content,
      counted.bind(this),
      createWriteStream(join(this.path, safe), { flags: "wx", mode: 0o600 }),
    );
    this.#names.push(safe);
  }

  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  /** The one file, or the folder with all of them. */
  get source(): string {
    const [only] = this.#names;
    return this.#names.length === 1 && only !== undefined ? join(this.path, only) : this.path;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  /** What a browser calls a file says nothing about where it may go. */
  #safeName(name: string): string {
    const last = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
    const plain =
      last
        .replaceAll(/[^\w .()-]/gu, "_")
        .replace(/^\.+/u, "")
        .slice(-100) || "file";
    return this.#names.includes(plain) ? `${this.#names.length}-${plain}` : plain;
  }
}

/** Removes what an earlier server left behind longer than uploads are kept. */
export async function removeOldUploads(parent: string, now: number): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const path = join(parent, name);
    const info = await stat(path).catch(() => null);
    if (info !== null && now - info.mtimeMs > uploadsKept) await rm(path, { recursive: true, force: true });
  }
}
