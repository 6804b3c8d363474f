import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { writeArchive } from "../portable/write-archive.ts";
import {
  type DamagedDatabase,
  type NotRescuable,
  openDamagedDatabase,
  usersOfDamaged,
} from "#storage/dialect/damaged-sqlite.ts";
import { copyDamaged } from "./copy-damaged.ts";
import { type Filled, fillTarget } from "./fill-target.ts";
import { RescueError } from "./rescue-error.ts";
import type { RescueBackup } from "./rescue-backup.ts";
import type { RescuedTable, RescueReport } from "./rescue-report.ts";
import { takeFromBackup, type TakenFromBackup } from "./take-from-backup.ts";

export interface RescueOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Also while another process has the file open. */
  readonly force?: boolean;
  readonly newId?: () => string;
  /** Backups that may fill what cannot be read, the best first; asked for only where something cannot. */
  readonly backups?: () => Promise<readonly RescueBackup[]>;
  readonly onProgress?: (what: string, rows?: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Gets every row that can still be read out of a damaged SQLite file and its -wal into a new archive, which restores like any
 * other, with a report beside it (`<out>.report.json`). Works on a copy beside the archive; the file is only read. Throws
 * RescueError, and ArchiveError for a backup that was insisted on.
 */
export async function rescueDatabase(
  file: string,
  out: string,
  options: RescueOptions,
): Promise<RescueReport> {
  const source = resolve(file);
  const archive = resolve(out);
  await check(source, archive, options.force ?? false);
  const folder = await workFolder(archive);
  const say = options.onProgress ?? (() => {});
  try {
    say("Copying");
    const copy = join(folder, "damaged.db");
    let unreadableBytes = await copyDamaged(source, copy);
    if (existsSync(`${source}-wal`)) unreadableBytes += await copyDamaged(`${source}-wal`, `${copy}-wal`);
    options.signal?.throwIfAborted();
    say("Reading");
    const opened = await openDamagedDatabase(copy, join(folder, "rescued.db"));
    if (typeof opened === "string") throw refusal(opened, source);
    try {
      return await rescueFrom(opened, { source, archive, folder, unreadableBytes }, options);
    } finally {
      await opened.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Rescue {
  readonly source: string;
  readonly archive: string;
  /** For files of this run alone. */
  readonly folder: string;
  readonly unreadableBytes: number;
}

async function rescueFrom(
  opened: DamagedDatabase,
  { source, archive, folder, unreadableBytes }: Rescue,
  options: RescueOptions,
): Promise<RescueReport> {
  const { now, newId = uuidv7, onProgress, signal } = options;
  const ids = new Map<string, string>();
  const idFor = (damaged: string) => {
    const id = ids.get(damaged) ?? newId();
    ids.set(damaged, id);
    return id;
  };
  const onRows = (rows: number) => onProgress?.("Reading", rows);
  let taken: TakenFromBackup = { backup: null, backupTroubles: [], counts: new Map(), fromBackup: [] };
  const fillLost = async (lossy: ReadonlySet<string>) => {
    const all = options.backups;
    if (!all) return;
    onProgress?.("Looking for backups");
    taken = await takeFromBackup(opened, all, { lossy, folder, signal });
  };
  const filled = await fillTarget(opened, { now, idFor, onRows, signal, fillLost });
  const tables = tablesOf(opened, filled, taken);
  if (tables.every(({ kept }) => kept === 0)) {
    throw new RescueError(
      "rescue-nothing",
      `No row could be read from "${source}"; it was not changed. Use the newest backup ("tas backup list").`,
    );
  }
  opened.target.end();
  onProgress?.("Writing the archive");
  const database = await opened.openTarget();
  let rows: number;
  try {
    ({ rows } = (await writeArchive(database, archive, { now, ...(signal ? { signal } : {}) })).manifest);
  } finally {
    await database.close();
  }
  const report: RescueReport = {
    file: source,
    archive,
    rescuedAt: new Date(now).toISOString(),
    about: { ...opened.about, unreadableBytes },
    tables,
    rows,
    lost: {
      rows: tables.reduce((sum, table) => sum + table.lost.rows, 0),
      exact: tables.every((table) => table.lost.exact),
    },
    backup: taken.backup,
    backupTroubles: taken.backupTroubles,
    ...filled.lists,
    fromBackup: taken.fromBackup,
  };
  await writeFile(`${archive}.report.json`, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  return report;
}

function tablesOf(
  { reader, dataTables }: DamagedDatabase,
  { counts }: Filled,
  taken: TakenFromBackup,
): RescuedTable[] {
  return reader.findings().flatMap((finding) => {
    const count = dataTables.includes(finding.table) ? counts.get(finding.table) : undefined;
    return count ? [{ ...finding, ...count, fromBackup: taken.counts.get(finding.table) ?? 0 }] : [];
  });
}

async function check(source: string, archive: string, force: boolean): Promise<void> {
  const file = await stat(source).catch(() => undefined);
  if (!file?.isFile()) {
    throw new RescueError("rescue-no-file", `"${source}" is not there, or is no file.`);
  }
  if (file.size === 0 && !existsSync(`${source}-wal`)) {
    throw new RescueError("rescue-nothing", `"${source}" is empty: there is nothing in it to rescue.`);
  }
  for (const path of [archive, `${archive}.report.json`]) {
    if (existsSync(path)) {
      throw new RescueError("rescue-out-exists", `"${path}" is there already; name a new file with --out.`);
    }
  }
  const users = force ? [] : await usersOfDamaged(source);
  if (users.length > 0) {
    throw new RescueError(
      "rescue-in-use",
      `"${source}" is in use by process ${users.join(", ")}; stop it first, or go on with --force, which may miss what is being written.`,
    );
  }
}

async function workFolder(archive: string): Promise<string> {
  try {
    return await mkdtemp(join(dirname(archive), ".rescue-"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw new RescueError(
      "rescue-place",
      `Nothing can be written to "${dirname(archive)}" (${code}); name another place with --out.`,
      { cause: error },
    );
  }
}

function refusal(why: NotRescuable, source: string): RescueError {
  if (why === "newer") {
    return new RescueError(
      "rescue-newer",
      `"${source}" was written by a newer version; use that version's "tas rescue". Nothing was changed.`,
    );
  }
  if (why === "not-ours") {
    return new RescueError(
      "rescue-not-ours",
      `"${source}" is a SQLite file, but not one of this app. Nothing was changed.`,
    );
  }
  return new RescueError(
    "rescue-not-sqlite",
    `"${source}" is no SQLite file, and nothing in it looks like a part of one. Nothing was changed.`,
  );
}
