import { randomFillSync } from "node:crypto";
import { v7 } from "uuid";

const idsPerPool = 1_024;

/** Makes many UUIDv7, each larger than the one before: chance is drawn for a thousand at a time. */
export function bulkIds(now: number): () => string {
  const pool = new Uint8Array(idsPerPool * 16);
  let used = idsPerPool;
  // 32 bits count up within the one instant; the upper half is left to count into.
  let seq = randomFillSync(new Uint32Array(1))[0] ?? 0;
  seq >>>= 1;
  return () => {
    if (used === idsPerPool) {
      randomFillSync(pool);
      used = 0;
    }
    const random = pool.subarray(used * 16, used * 16 + 16);
    used += 1;
    seq += 1;
    return v7({ msecs: now, seq, random });
  };
}
