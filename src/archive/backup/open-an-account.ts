import { type Database, everyone } from "#storage/database.ts";
import { findInstances } from "#storage/instance.ts";
import { countTasks, listTasks } from "#storage/task-list.ts";
import { countClosedOn, countPlanned, listPlannedIds, listRunningIds } from "#storage/today.ts";
import { StorageError } from "#storage/storage-error.ts";
import { findAccount, listAccountRows } from "#storage/user-account.ts";
import { BackupError } from "./backup-error.ts";

const page = 50;

/** So many accounts are tried, those used last first. */
const tries = 20;

/** No account opens in a copy that holds the same rows: the fault is in the data itself, and a copy of it is better than none. */
export class NothingOpens extends BackupError {}

/**
 * Opens an account as the app does: the account, its tasks, its Today. One that cannot be opened is told of and the next one
 * tried, so that nobody's rows alone keep everybody from having a backup. Throws NothingOpens.
 */
export async function openAnAccount(database: Database, now: number): Promise<readonly string[]> {
  const accounts = await database.read(everyone, listAccountRows);
  const latest = accounts.toSorted((one, other) => other.lastSeenAt - one.lastSeenAt).slice(0, tries);
  let failed = 0;
  let failure: unknown;
  for (const { id } of latest) {
    try {
      await open(database, id, now);
      return failed === 0 ? [] : [troubleOf(failed)];
    } catch (error) {
      if (error instanceof StorageError && error.kind !== "statement") throw error;
      failed += 1;
      failure = error;
    }
  }
  // A place that nobody has joined yet has nothing to open.
  if (latest.length === 0) return [];
  throw new NothingOpens(
    "not-proven",
    "no account can be opened in the copy, though its rows are the same as here.",
    { cause: failure },
  );
}

function troubleOf(failed: number): string {
  const who = failed === 1 ? "One account" : `${failed} accounts`;
  return `${who} cannot be opened, in the copy as here: something in the rows cannot be read. The copy holds the same rows as the database.`;
}

async function open(database: Database, id: string, now: number): Promise<void> {
  await database.read(id, async (tx) => {
    if (!(await findAccount(tx, id))) throw unlike("the account");
    const filter = { show: "current", deletedSince: 0 } as const;
    const { tasks } = await listTasks(tx, id, filter, page);
    if (tasks.length !== Math.min(page, await countTasks(tx, id, filter))) throw unlike("the tasks");
    const planned = await listPlannedIds(tx, id, page);
    if (planned.length !== Math.min(page, await countPlanned(tx, id))) throw unlike("what is planned");
    const shown = [...planned, ...(await listRunningIds(tx, id, page))];
    if ((await findInstances(tx, id, shown)).length !== shown.length) throw unlike("Today");
    await countClosedOn(tx, id, new Date(now).toISOString().slice(0, 10));
  });
}

function unlike(what: string): Error {
  return new Error(`${what} of an account cannot be opened`);
}
