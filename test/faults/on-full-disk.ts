import type { Random } from "./random.ts";
import type { Disk } from "./small-disk.ts";
import { lastLine, struckTas, tas, type TasHome, unclear } from "./tas-in-room.ts";

export interface FullDiskRun {
  /** How often the command failed. */
  readonly struck: number;
  readonly said: readonly string[];
  readonly wrong: readonly string[];
}

/**
 * Runs a command on a disk that is full from the start but for a few bytes, and on one that becomes full meanwhile; `check` says
 * what is wrong after each, told whether the command said that it had worked and whether the disk was full. Then room is made, and the command has to work.
 */
export async function onFullDisk(
  disk: Disk,
  home: TasHome,
  words: readonly string[],
  random: Random,
  check: (worked: boolean, wasFull: boolean) => Promise<readonly string[]>,
): Promise<FullDiskRun> {
  const wrong: string[] = [];
  const said: string[] = [];
  let worked = false;
  const full = random.chance(0.5) ? ["before", "during"] : ["during", "before"];
  for (const when of full) {
    if (worked || wrong.length > 0) break;
    if (when === "before") await disk.fill(random.pick([0, 40_000, 300_000, 1_000_000, 4_000_000]));
    const run =
      when === "before"
        ? await tas(home, ...words)
        : await struckTas(home, words, random, () => disk.fill(random.pick([0, 0, 100_000])));
    worked = run.code === 0;
    if (!worked) {
      said.push(lastLine(run));
      wrong.push(...unclear(run));
    }
    await disk.makeRoom();
    wrong.push(...(await check(worked, true)).map((sentence) => `${sentence} (full ${when})`));
  }
  if (!worked) {
    const again = await tas(home, ...words);
    if (again.code !== 0) wrong.push(`It does not work with room, either: ${again.stderr.slice(-600)}`);
    wrong.push(...(await check(again.code === 0, false)));
  }
  return { struck: said.length, said, wrong };
}
