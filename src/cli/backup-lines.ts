import type { CreatedBackup } from "#archive/backup/create-backup.ts";
import type { BackupList, ListedBackup } from "#archive/backup/list-backups.ts";
import type { PresentState } from "#archive/backup/present-state.ts";
import type { RestoreReport } from "#archive/backup/restore-backup.ts";

/** What is being done, for people. */
export const stageWords: Readonly<Record<string, string>> = {
  write: "Writing the copy",
  fetch: "Fetching the copy",
  verify: "Reading it back",
  restore: "Restoring it",
  compare: "Comparing every table",
  encrypt: "Encrypting",
  store: "Storing",
  keep: "Keeping what is here now",
};

/** Backups as a table for a terminal, newest first. */
export function listLines({ backups, troubles }: BackupList, places: readonly string[]): string[] {
  if (backups.length === 0) return [`There are no backups yet in ${places.join(" or ")}.`, ...troubles];
  const rows = [
    ["backup", "made for", "proven", "rows", "people", "size", "where"],
    ...backups.map((backup) => [
      backup.id,
      backup.label ?? "?",
      backup.provenAt === null ? "not proven" : minute(backup.provenAt),
      backup.rows === null ? "?" : String(backup.rows),
      backup.people === null ? "?" : String(backup.people),
      bytes(backup.size) + (backup.encrypted ? ", encrypted" : ""),
      backup.places.join(", "),
    ]),
  ];
  return [...aligned(rows), ...backups.flatMap(backupTroubles), ...troubles];
}

function backupTroubles({ id, troubles }: ListedBackup): string[] {
  return troubles.map((trouble) => `${id}: ${trouble}`);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

export function createdLines({ receipt, places, troubles }: CreatedBackup): string[] {
  return [
    `Backup ${receipt.id} is proven: ${contents(receipt)} were restored for a trial and compared in ${receipt.seconds.toFixed(1)} s.`,
    `It is at ${places.join(" and ")} (${bytes(receipt.file.size)}${receipt.encrypted ? ", encrypted" : ""}).`,
    ...troubles,
  ];
}

/** `elsewhere`: into another database than the one that is served. */
export function restoredLines(report: RestoreReport, elsewhere: boolean): string[] {
  const { from, to } = report.gap;
  return [
    `Restored ${contents(report)} to the state of ${minute(from)}${report.upgraded ? ", brought up to this version's schema" : ""}.`,
    ...(report.safetyCopy === null ? [`What was entered between then and ${minute(to)} is not in it.`] : []),
    // A file that is in no list is among the troubles, with its path.
    ...(report.safetyPlace === null
      ? []
      : [`What was here before is kept as ${report.safetyCopy} at ${report.safetyPlace}.`]),
    ...(elsewhere ? [] : ["A line on every screen says so. To take it away: tas notice clear"]),
    ...report.troubles,
  ];
}

/** What a restore replaces, as a question begins. */
export function replacedSentence(present: PresentState, idOrFile: string): string | null {
  if (present.kind === "damaged") {
    return `The database is damaged. Its files are kept under another name, and ${idOrFile} takes their place.`;
  }
  if (present.kind === "none" || present.people === 0) return null;
  return `This replaces everything that is here now (${contents(present)}) with ${idOrFile}.`;
}

export function contents({ rows, people }: { readonly rows: number; readonly people: number }): string {
  return `${rows} rows of ${people} ${people === 1 ? "person" : "people"}`;
}

export function minute(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function bytes(size: number): string {
  if (size < 1e6) return `${Math.ceil(size / 1e3)} kB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(2)} GB`;
}
