import { AppError } from "#contract/app-error.ts";
import type { ImportReport } from "#contract/import.ts";
import { validZone } from "../predecessor/read/source-instant.ts";

export interface ChosenZone {
  readonly timeZone: string;
  readonly source: ImportReport["timezoneSource"];
}

/** The zone given, else the one the file's preferences name, else UTC. Throws invalid-request for one that does not exist. */
export function chooseZone(given: string | undefined, ofFile: string | null): ChosenZone {
  if (given !== undefined && given !== "") {
    const timeZone = validZone(given);
    if (timeZone === null) {
      throw new AppError("invalid-request", {
        fields: { timezone: "Use a time zone name like Europe/Berlin." },
      });
    }
    return { timeZone, source: "given" };
  }
  return ofFile === null ? { timeZone: "UTC", source: "assumed" } : { timeZone: ofFile, source: "file" };
}
