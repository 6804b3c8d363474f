import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { AlertCheck, AlertLook, AlertWords } from "./alert-check.ts";

export interface DiskRoom {
  /** Bytes. */
  readonly free: number;
  readonly whole: number;
}

const least = 0.1;
/** What was told is well again from here, so that a disk around the limit does not write a mail an hour. */
const enoughAgain = 0.12;

/** Whether the disk of the data folder grows full. */
export class DiskCheck implements AlertCheck {
  readonly name = "disk";
  readonly #folder: string;
  readonly #roomOn: (folder: string) => Promise<DiskRoom>;
  #scarce = false;
  #freeRatio: number | null = null;

  constructor(folder: string, roomOn: (folder: string) => Promise<DiskRoom> = measureDisk) {
    this.#folder = folder;
    this.#roomOn = roomOn;
  }

  /** The part of the disk that was free at the last look, 0 to 1; null before it. */
  get freeRatio(): number | null {
    return this.#freeRatio;
  }

  words(): AlertWords {
    return {
      trouble: "The disk grows full",
      well: "The disk has room again",
      opening: "Its disk grows full. The app goes on until there is no room; then nothing can be saved.",
      advice: [
        'Run "tas doctor" on the server. It names every place where data lies, with its size.',
        "Make room, or make the disk larger. Old backups go with: tas backup prune",
      ],
    };
  }

  async look(): Promise<AlertLook | null> {
    const room = await this.#roomOn(this.#folder).catch(() => null);
    if (room === null || room.whole <= 0) return null;
    const ratio = room.free / room.whole;
    this.#freeRatio = ratio;
    this.#scarce = ratio < (this.#scarce ? enoughAgain : least);
    const left = `${sizeText(room.free)} of ${sizeText(room.whole)} are free (${Math.floor(ratio * 100)} %).`;
    return this.#scarce
      ? { troubles: [`The disk of "${this.#folder}" has little room left: ${left}`], fact: "" }
      : { troubles: [], fact: left };
  }
}

/** Of a folder that is not there yet: the disk it would be made on. */
async function measureDisk(folder: string): Promise<DiskRoom> {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const { bavail, blocks, bsize } = await statfs(there);
  return { free: bavail * bsize, whole: blocks * bsize };
}

function sizeText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
