import { createHash } from "node:crypto";

export interface Digest {
  /** Hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Counts and hashes what passes. */
export class ByteDigest {
  readonly #hash = createHash("sha256");
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#size += chunk.length;
  }

  /** Ends the counting. */
  digest(): Digest {
    return { sha256: this.#hash.digest("hex"), size: this.#size };
  }
}

export function isSame(a: Digest, b: Digest): boolean {
  return a.size === b.size && a.sha256 === b.sha256;
}
