import { open, stat } from "node:fs/promises";
import { archiveForm } from "../portable/read-archive.ts";
import { BackupError } from "./backup-error.ts";

/** Throws BackupError 'restore-refused' with what to do instead when a path is no archive. */
export async function assertArchiveFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found) {
    throw new BackupError(
      "backup-not-found",
      `There is neither a backup nor a file called "${path}"; "tas backup list" shows the backups there are.`,
    );
  }
  if (found.isDirectory()) {
    throw refused(
      `"${path}" is a folder. A physical copy of PostgreSQL is put back by PostgreSQL itself; a folder of CSV files is brought in with: tas import "${path}" --user NAME`,
    );
  }
  if ((await archiveForm(path)) !== undefined) return;
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    throw refused(sentenceFor(path, buffer.subarray(0, bytesRead).toString("latin1")));
  } finally {
    await file.close();
  }
}

function sentenceFor(path: string, start: string): string {
  if (start.startsWith("SQLite format 3\0")) {
    return `"${path}" is a SQLite database and no archive. It is used as it is by starting with DATABASE_URL=sqlite:${path}, and "tas move" brings it to PostgreSQL.`;
  }
  if (start.startsWith("PGDMP")) {
    return `"${path}" was written by pg_dump and is no archive. Put it into an empty PostgreSQL database with pg_restore and start with that as DATABASE_URL.`;
  }
  if (start.startsWith("PK")) {
    return `"${path}" is a ZIP file and no archive. An export of CSV files is brought in with: tas import "${path}" --user NAME`;
  }
  return `"${path}" is no archive of this app, or its first bytes are damaged. Name a backup from "tas backup list" or a file ending in .ndjson.gz or .ndjson.gz.age.`;
}

export function refused(sentence: string): BackupError {
  return new BackupError("restore-refused", `${sentence} Nothing was changed.`);
}
