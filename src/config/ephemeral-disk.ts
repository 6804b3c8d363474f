import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** What platforms say of themselves in the environment. */
export interface PlatformMarks {
  readonly name: "Render" | "Railway" | "Heroku";
  /** Where a disk that stays is mounted, when the platform says so. */
  readonly volume: string | null;
}

/**
 * One sentence when this platform throws its disk away at every deploy and the data would lie there; null when it
 * stays. `folder` is the absolute folder of a database file.
 */
export function ephemeralNotice(
  platform: PlatformMarks,
  folder: string,
  hasOwnDisk: (folder: string) => boolean = isOnOwnDisk,
): string | null {
  switch (platform.name) {
    case "Heroku":
      return `Heroku throws this disk away at least once a day, and the database in "${folder}" with it; add Heroku Postgres and set DATABASE_URL to its address before anybody writes here.`;
    case "Railway":
      if (platform.volume !== null && isWithin(folder, platform.volume)) return null;
      return `Railway throws this disk away at every deploy, and the database in "${folder}" with it; attach a volume and let DATABASE_URL name a file on it, or use PostgreSQL, before anybody writes here.`;
    case "Render":
      if (hasOwnDisk(folder)) return null;
      return `Render throws this disk away at every deploy, and the database in "${folder}" with it; add a disk and let DATABASE_URL name a file on it, or use PostgreSQL, before anybody writes here.`;
  }
}

function isWithin(folder: string, volume: string): boolean {
  const root = volume.replace(/\/+$/u, "");
  return folder === root || folder.startsWith(`${root}/`);
}

/** Whether a folder, or the one it will be made in, lies on another disk than the system. */
function isOnOwnDisk(folder: string): boolean {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  return statSync(there).dev !== statSync("/").dev;
}
