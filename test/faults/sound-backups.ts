import { join } from "node:path";
import { backupContext, backupPlan } from "#archive/backup/backup-context.ts";
import { listBackups } from "#archive/backup/list-backups.ts";
import { verifyArchive } from "#archive/portable/read-archive.ts";
import { withBackupFile } from "#archive/backup/with-backup-file.ts";
import { loadConfig } from "#config/config.ts";
import type { Place } from "#test/support/each-dialect.ts";
import type { FaultRoom } from "./fault-room.ts";
import type { Holdings } from "./holdings.ts";
import { urlOf } from "./tas-in-room.ts";

/** The backups as the app itself would look for them. */
export function backupsOfRoom(folder: string, place: Place) {
  return backupContext(backupPlan(loadConfig({ DATABASE_URL: urlOf(place) }, folder)));
}

/** Reads every listed backup whole and compares it with the state it was taken of. */
export async function soundBackups(
  { folder }: Pick<FaultRoom, "folder">,
  place: Place,
  state: Holdings,
  home: string = folder,
): Promise<{ proven: number; wrong: string[] }> {
  const context = backupsOfRoom(home, place);
  const wrong: string[] = [];
  const listed = await listBackups({ destinations: context.destinations });
  const proven = listed.filter(({ provenAt }) => provenAt !== null);
  for (const { id, rows } of proven) {
    if (rows !== state.size)
      wrong.push(`Backup ${id} is listed as proven with ${rows} of ${state.size} rows.`);
    await withBackupFile({ ...context, workFolder: join(folder, "look") }, id, (path) =>
      verifyArchive(path).catch((error: unknown) =>
        wrong.push(`Backup ${id} is listed as proven: ${String(error)}`),
      ),
    );
  }
  return { proven: proven.length, wrong };
}
