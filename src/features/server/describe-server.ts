import type { BackupList } from "#archive/backup/list-backups.ts";
import type { ServerView } from "#contract/server.ts";
import { type Database, everyone } from "#storage/database.ts";
import { measureDatabase } from "#storage/dialect/database-size.ts";
import { engineVersion } from "#storage/dialect/engine-version.ts";
import { findLocal } from "#storage/local-state.ts";
import { countAccounts } from "#storage/user-account.ts";
import type { BackupDesk } from "./backup-desk.ts";
import { findBackupRecord, latestBefore } from "./backup-record.ts";
import { backupView, iso, noticeView } from "./views.ts";

export interface ServerParts {
  readonly version: string;
  readonly database: () => Database;
  /** Where the database is, without a password. */
  readonly databaseLabel: string;
  readonly maxUsers: number | null;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Null when no backups are timed. */
  readonly schedule: {
    readonly pattern: string;
    /** The first moment after an instant, and the longest time between two, in milliseconds. */
    next(now: number): number | null;
    interval(now: number): number;
  } | null;
  readonly encrypted: boolean;
  readonly destinations: readonly { readonly label: string }[];
  /** Given what was seen at the destinations, so that the page says one thing of them. */
  readonly places: (backups: BackupList) => Promise<ServerView["places"]>;
  readonly replication: () => Promise<ServerView["replication"]>;
}

/** Everything the page of this server shows besides the list of backups. */
export async function describeServer(parts: ServerParts, desk: BackupDesk): Promise<ServerView> {
  const { clock, schedule, maxUsers, version, databaseLabel } = parts;
  const database = parts.database();
  const now = clock();
  const { people, notice } = await database.read(everyone, async (tx) => ({
    people: await countAccounts(tx),
    notice: await findLocal(tx, "notice"),
  }));
  const list = await desk.shelf.list();
  const [engine, size, record, places, replication] = await Promise.all([
    engineVersion(database),
    measureDatabase(database),
    findBackupRecord(database),
    parts.places(list),
    parts.replication(),
  ]);
  const lastProven = desk.shelf.lastProven();
  const provenFrom = latestBefore(now, [record?.provenFrom, desk.provenFrom()]);
  const interval = schedule?.interval(now) ?? 0;
  const next = schedule?.next(now) ?? null;
  return {
    version,
    now: iso(now),
    database: { version: engine, label: databaseLabel, bytes: size.data },
    people,
    maxUsers,
    backups: {
      schedule: schedule?.pattern ?? null,
      nextAt: next === null ? null : iso(next),
      lastProven: lastProven && backupView(lastProven),
      late: interval > 0 && provenFrom !== null && now - provenFrom > 2 * interval,
      troubles: [...new Set([...(record?.troubles ?? []), ...list.troubles])],
      destinations: parts.destinations.map(({ label }) => label),
      encrypted: parts.encrypted,
    },
    places,
    replication,
    notice: noticeView(notice, now),
  };
}
