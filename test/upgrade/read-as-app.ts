import { type Database, everyone } from "#storage/database.ts";
import { listInstanceEvents } from "#storage/instance-event.ts";
import { type InstanceFilter, listInstances } from "#storage/instance-list.ts";
import { findInstances, type StoredInstance } from "#storage/instance.ts";
import { countTasks, listTasks, type TaskFilter } from "#storage/task-list.ts";
import { countClosedOn, countPlanned, listPlannedIds, listRunningIds } from "#storage/today.ts";
import { listAccountRows } from "#storage/user-account.ts";

/** What a person finds on their screens, counted. */
export interface PersonFinds {
  readonly username: string | null;
  readonly tasks: Readonly<Record<TaskFilter["show"], number>>;
  readonly today: { readonly running: number; readonly planned: number; readonly closed: number };
  readonly history: Readonly<Record<"completed" | "cancelled" | "deleted", number>>;
  readonly events: number;
}

/** Reads everything of everybody the way the app does: lists, Today, history. `day` is the day Today is looked at. */
export async function readAsApp(database: Database, day: string): Promise<PersonFinds[]> {
  const accounts = await database.read(everyone, listAccountRows);
  const found: PersonFinds[] = [];
  for (const { id, username } of accounts.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    found.push({ username, ...(await readPerson(database, id, day)) });
  }
  return found;
}

async function readPerson(database: Database, id: string, day: string) {
  return database.read(id, async (tx) => {
    const tasks = async (show: TaskFilter["show"]): Promise<number> => {
      const filter = { show, deletedSince: 0 };
      const { tasks: listed } = await listTasks(tx, id, filter, 1_000);
      const counted = await countTasks(tx, id, filter);
      if (listed.length !== counted)
        throw new Error(`${listed.length} tasks are listed, ${counted} counted.`);
      return counted;
    };
    const goes = async (show: InstanceFilter["show"]): Promise<StoredInstance[]> =>
      (await listInstances(tx, id, { show, deletedSince: 0 }, 10_000)).instances;
    const running = await findInstances(tx, id, await listRunningIds(tx, id, 1_000));
    const planned = await findInstances(tx, id, await listPlannedIds(tx, id, 1_000));
    if (planned.length !== (await countPlanned(tx, id)))
      throw new Error("Not all that is planned is listed.");
    const all = await goes("all");
    let events = 0;
    for (const { instance } of all) events += (await listInstanceEvents(tx, id, instance.id)).length;
    return {
      tasks: {
        current: await tasks("current"),
        retired: await tasks("retired"),
        deleted: await tasks("deleted"),
      },
      today: {
        running: running.length,
        planned: planned.length,
        closed: await countClosedOn(tx, id, day),
      },
      history: {
        completed: (await goes("completed")).length,
        cancelled: (await goes("cancelled")).length,
        deleted: (await goes("deleted")).length,
      },
      events,
    };
  });
}
