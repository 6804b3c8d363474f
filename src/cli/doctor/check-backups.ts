import { backupContext, type BackupParts, backupPlan } from "#archive/backup/backup-context.ts";
import { type ListedBackup, listEverywhere } from "#archive/backup/list-backups.ts";
import { type BackupRecord, findBackupRecord } from "#features/server/backup-record.ts";
import { ageText } from "#jobs/alerts/alert-mail.ts";
import { intervalOf } from "#jobs/schedule.ts";
import { inspectFiles, type Finding } from "#storage/dialect/inspect-engine.ts";
import { everyone, openDatabase } from "#storage/database.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { countAccounts } from "#storage/user-account.ts";

export interface BackupCheckParts extends BackupParts {
  readonly backup: BackupParts["backup"] & { readonly schedule: string | null };
}

const name = "backups";

/** Whether there is a proven backup, young enough, and every place for backups can be looked into. Changes nothing. */
export async function checkBackups(settings: BackupCheckParts, now: number): Promise<Finding[]> {
  const { schedule } = settings.backup;
  const { backups, troubles } = await listEverywhere(backupContext(backupPlan(settings)));
  const findings: Finding[] = troubles.map((saw) => ({
    name: "backup place",
    state: "problem",
    saw,
    advice: "Backups go to the other places meanwhile, if there are any.",
  }));
  const { people, record } = await lookInside(settings);
  const newest = backups.find(({ provenAt }) => provenAt !== null);
  findings.push(newest ? ageOf(newest, schedule, now) : none(people, schedule));
  for (const saw of record?.troubles ?? []) {
    // What a place says just now is said already.
    if (troubles.includes(saw)) continue;
    const advice = "So it was when the last backup was made. Make one now: tas backup create";
    findings.push({ name, state: "problem", saw, advice });
  }
  const flawed = backups.filter((backup) => backup.troubles.length > 0);
  if (flawed.length > 0) {
    const saw = `${flawed.length} of ${backups.length} backups: ${flawed[0]?.troubles[0] ?? ""}.`;
    findings.push({ name, state: "note", saw, advice: "See: tas backup list" });
  }
  if (schedule === null) {
    const saw = "BACKUP_SCHEDULE is off: backups are only made by hand.";
    findings.push({ name, state: "note", saw, advice: "Make one with: tas backup create" });
  }
  return findings;
}

function ageOf(newest: ListedBackup, schedule: string | null, now: number): Finding {
  const age = now - newest.takenAt;
  const saw = `The last proven one is ${ageText(age)} old (${newest.id}), in ${newest.places.join(" and ")}.`;
  const interval = schedule === null ? 0 : intervalOf({ pattern: schedule }, now);
  if (interval > 0 && age > 2 * interval) {
    const advice =
      'That is more than two intervals of BACKUP_SCHEDULE. Run "tas backup create": it says what stands in the way.';
    return { name, state: "problem", saw, advice };
  }
  return { name, state: "ok", saw };
}

/** Before anybody is here there is nothing that could be lost. */
function none(people: number | null, schedule: string | null): Finding {
  const saw = "There is no proven backup.";
  if (people === 0) return { name, state: "note", saw: `${saw} There is nobody to make one for yet.` };
  const soon = schedule === null ? "" : "The server makes one by its schedule. ";
  return { name, state: "problem", saw, advice: `${soon}Make one now: tas backup create` };
}

interface Inside {
  /** Null when the database does not tell, which other checks complain of. */
  readonly people: number | null;
  readonly record: BackupRecord | undefined;
}

async function lookInside({ database: target }: BackupCheckParts): Promise<Inside> {
  const nobody = { people: 0, record: undefined };
  // Opening would make it.
  if (!inspectFiles(target).openable) return nobody;
  try {
    const database = await openDatabase(target, { readers: 1, poolSize: 1 });
    try {
      const { applied } = await migrationStatus(database);
      if (applied.length === 0) return nobody;
      const people = await database.read(everyone, countAccounts);
      return { people, record: await findBackupRecord(database).catch(() => undefined) };
    } finally {
      await database.close();
    }
  } catch {
    return { people: null, record: undefined };
  }
}
