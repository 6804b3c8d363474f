import type { DamagedFile } from "./open-damaged.ts";

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * Whether a -wal file was written for the database beside it. Neither names the other; but a page that is in both has rows of the
 * same people, whose ids are in every row, and a log that made the file larger holds all that it added.
 */
export function logBelongs({ pages, withoutLog, log, missingPages, endsAsSaid }: DamagedFile): boolean {
  if (!log) return true;
  if (endsAsSaid && missingPages > log.damagedFrames) return false;
  let compared = 0;
  let alike = 0;
  for (const page of log.pages.keys()) {
    const newer = idsIn(pages.read(page));
    const older = idsIn(withoutLog.read(page));
    if (newer.size === 0 || older.size === 0) continue;
    compared++;
    if ([...newer].some((one) => older.has(one))) alike++;
  }
  return alike >= compared / 2;
}

function idsIn(bytes: Buffer | undefined): ReadonlySet<string> {
  return new Set(bytes?.toString("latin1").match(id));
}
