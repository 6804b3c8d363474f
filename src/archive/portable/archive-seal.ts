import { createHash, type Hash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { damaged } from "./archive-error.ts";

/**
 * The last bytes of an archive: an empty gzip member whose extra field "TA" holds the SHA-256 of every byte before it.
 * To gzip it is nothing, so any tool unpacks an archive; to us it shows that not a single bit is another one.
 */
function seal(digest: Buffer): Buffer {
  const header = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 36, 0, 0x54, 0x41, 32, 0];
  const emptyBody = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(header), digest, Buffer.from(emptyBody)]);
}

const sealLength = 58;

/** Lets bytes through and puts their seal behind them. */
export class SealWriter extends Transform {
  readonly #hash: Hash = createHash("sha256");

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    done(null, seal(this.#hash.digest()));
  }
}

/** Lets bytes through but for the seal at their end, and fails when that is not the one they should have. */
export class SealReader extends Transform {
  readonly #hash: Hash = createHash("sha256");
  #held: Buffer = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const all = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const end = Math.max(0, all.length - sealLength);
    this.#held = all.subarray(end);
    if (end === 0) return done();
    const body = all.subarray(0, end);
    this.#hash.update(body);
    done(null, body);
  }

  override _flush(done: TransformCallback): void {
    const fits = this.#held.equals(seal(this.#hash.digest()));
    done(fits ? null : damaged("it is cut off, or some of its bytes were changed"));
  }
}
