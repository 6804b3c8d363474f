import { type Database, everyone } from "#storage/database.ts";
import { findInstances } from "#storage/instance.ts";
import { countTasks, listTasks } from "#storage/task-list.ts";
import { countClosedOn, countPlanned, listPlannedIds, listRunningIds } from "#storage/today.ts";
import { findAccount, listAccountRows } from "#storage/user-account.ts";
import { BackupError } from "./backup-error.ts";

const page = 50;

/** Opens the account used last as the app does: the account, its tasks, its Today. Throws BackupError 'not-proven'. */
export async function openAnAccount(database: Database, now: number): Promise<void> {
  const accounts = await database.read(everyone, listAccountRows);
  const [last] = accounts.toSorted((one, other) => other.lastSeenAt - one.lastSeenAt);
  // A place that nobody has joined yet has nothing to open.
  if (!last) return;
  await database.read(last.id, async (tx) => {
    const { id } = last;
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

function unlike(what: string): BackupError {
  return new BackupError(
    "not-proven",
    `The copy was restored for a trial, but ${what} of an account cannot be opened there, so it is no backup.`,
  );
}
