import { Cron } from "croner";
import { ConfigError } from "./config-error.ts";

const words: Readonly<Record<string, string>> = {
  hourly: "0 * * * *",
  // Where the clocks skip half past three once a year (Athens, Helsinki), croner runs it at the next moment there is.
  daily: "30 3 * * *",
  weekly: "30 3 * * 0",
};

/** Reads BACKUP_SCHEDULE: five cron fields, or null for off. Throws ConfigError. */
export function parseBackupSchedule(value: string): string | null {
  const word = value.toLowerCase();
  if (word === "off") return null;
  const pattern = words[word] ?? value.split(/\s+/u).join(" ");
  if (pattern.split(" ").length === 5 && comesAgain(pattern)) return pattern;
  throw new ConfigError(
    `BACKUP_SCHEDULE is "${value}", which names no time that ever comes; write hourly, daily, weekly, off, or five cron fields like 30 3 * * *.`,
  );
}

function comesAgain(pattern: string): boolean {
  try {
    return new Cron(pattern, { mode: "5-part", paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}
