import type { ListedBackup } from "#archive/backup/list-backups.ts";
import type { BackupView, ServerView } from "#contract/server.ts";
import type { LocalState } from "#storage/local-state.ts";

export function backupView(backup: ListedBackup): BackupView {
  const { takenAt, provenAt, places, troubles, ...rest } = backup;
  return {
    ...rest,
    takenAt: iso(takenAt),
    provenAt: provenAt === null ? null : iso(provenAt),
    places: [...places],
    troubles: [...troubles],
  };
}

/** Null when its time is over. */
export function noticeView(
  notice: LocalState["notice"] | undefined,
  now: number,
): NonNullable<ServerView["notice"]> | null {
  if (notice === undefined || (notice.until !== null && notice.until <= now)) return null;
  const { text, since, until } = notice;
  return { text, since: iso(since), until: until === null ? null : iso(until) };
}

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}
