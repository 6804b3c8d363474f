import { fstatSync, readSync } from "node:fs";
import type { PagesInLog } from "./damaged-pages.ts";

/** What a -wal file adds to its database. */
export interface ReadLog {
  readonly pages: PagesInLog;
  /** Pages of the database after the last whole transaction; null when there is none. */
  readonly count: number | null;
  /** Frames whose checksum is wrong, between others that are whole. */
  readonly damagedFrames: number;
}

const headerSize = 32;
const frameHeader = 24;
const magicLittle = 0x377f0682;
const magicBig = 0x377f0683;

/** The page size that a -wal file gives; undefined when it does not look like one. */
export function pageSizeOfLog(file: number): number | undefined {
  const header = Buffer.alloc(headerSize);
  if (readSync(file, header, 0, headerSize, 0) < headerSize) return undefined;
  const magic = header.readUInt32BE(0);
  return magic === magicLittle || magic === magicBig ? header.readUInt32BE(8) : undefined;
}

/**
 * Reads every whole transaction of a -wal file. SQLite itself stops at the first wrong checksum; each frame keeps the
 * checksum it was reckoned from in its predecessor, so that the frames behind a damaged one can still be proved.
 */
export function readLog(file: number, pageSize: number): ReadLog {
  const header = Buffer.alloc(headerSize);
  readSync(file, header, 0, headerSize, 0);
  const little = header.readUInt32BE(0) !== magicBig;
  const size = frameHeader + pageSize;
  const frames = Math.floor((fstatSync(file).size - headerSize) / size);
  const headerWhole = sameSum(checksum(header.subarray(0, 24), [0, 0], little), [
    header.readUInt32BE(24),
    header.readUInt32BE(28),
  ]);
  let salt = headerWhole ? header.subarray(16, 24).toString("hex") : undefined;
  let seed: Sum | undefined = headerWhole ? [header.readUInt32BE(24), header.readUInt32BE(28)] : undefined;
  const pages = new Map<number, number>();
  let pending = new Map<number, number>();
  let count: number | null = null;
  let broken = 0;
  let damagedFrames = 0;
  const frame = Buffer.alloc(size);
  for (let index = 0; index < frames; index++) {
    const offset = headerSize + index * size;
    if (readSync(file, frame, 0, size, offset) < size) break;
    const stored: Sum = [frame.readUInt32BE(16), frame.readUInt32BE(20)];
    const own = frame.subarray(8, 16).toString("hex");
    const whole =
      seed !== undefined &&
      (salt === undefined || own === salt) &&
      sameSum(
        checksum(frame.subarray(frameHeader), checksum(frame.subarray(0, 8), seed, little), little),
        stored,
      );
    seed = stored;
    if (!whole) {
      broken++;
      continue;
    }
    salt ??= own;
    // What is broken at the end is only what was never finished, or left over from before.
    damagedFrames += broken;
    broken = 0;
    pending.set(frame.readUInt32BE(0), offset + frameHeader);
    const committed = frame.readUInt32BE(4);
    if (committed === 0) continue;
    for (const [page, at] of pending) pages.set(page, at);
    pending = new Map();
    count = committed;
  }
  return { pages, count, damagedFrames };
}

type Sum = readonly [number, number];

function checksum(bytes: Buffer, [first, second]: Sum, little: boolean): Sum {
  let one = first;
  let other = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    one = (one + (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) + other) >>> 0;
    other = (other + (little ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)) + one) >>> 0;
  }
  return [one, other];
}

function sameSum(one: Sum, other: Sum): boolean {
  return one[0] === other[0] && one[1] === other[1];
}
