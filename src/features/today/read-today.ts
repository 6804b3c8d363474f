import type { TodayView } from "#contract/today.ts";
import { instanceView } from "#contract/views/instance-view.ts";
import { taskView } from "#contract/views/task-view.ts";
import type { Person } from "#domain/account/person.ts";
import { daysBetween, localDay } from "#domain/time/local-day.ts";
import type { Moment } from "#domain/time/moment.ts";
import { undoWindowMs } from "#domain/time/undo-window.ts";
import type { Tx } from "#storage/database.ts";
import { findInstances } from "#storage/instance.ts";
import { findTasks } from "#storage/task.ts";
import { countTasks } from "#storage/task-list.ts";
import { findTaskUses, unused } from "#storage/task-use.ts";
import {
  countClosedOn,
  countPlanned,
  findLastActivity,
  listFreeTaskIds,
  listPlannedIds,
  listRunningIds,
} from "#storage/today.ts";

/** More than anybody works on at once; the list of instances has the rest. */
const mostRunning = 50;
const mostPlanned = 20;
const mostTasks = 12;

/** Everything the Today screen shows, from a fixed number of queries. */
export async function readToday(tx: Tx, person: Person, at: Moment): Promise<TodayView> {
  const owner = person.id;
  const today = localDay(at.now, person.timeZone);
  const runningIds = await listRunningIds(tx, owner, mostRunning);
  const plannedIds = await listPlannedIds(tx, owner, mostPlanned);
  const instances = await findInstances(tx, owner, [...runningIds, ...plannedIds]);
  const views = instances.map((stored) => instanceView(stored, at.now));
  return {
    running: views.slice(0, runningIds.length),
    planned: views.slice(runningIds.length),
    plannedCount: await countPlanned(tx, owner),
    tasks: await readTasks(tx, owner, at),
    taskCount: await countTasks(tx, owner, { show: "current", deletedSince: 0 }),
    closedToday: await countClosedOn(tx, owner, today),
    daysAway: await readDaysAway(tx, person, today),
  };
}

async function readTasks(tx: Tx, owner: string, at: Moment) {
  const ids = await listFreeTaskIds(tx, owner, mostTasks);
  const tasks = await findTasks(tx, owner, ids);
  const uses = await findTaskUses(tx, owner, ids, at.now - undoWindowMs);
  return tasks.map((task) => taskView(task, uses.get(task.id) ?? unused));
}

/** From what was last done, not from the last visit: once anything is done today, nobody is welcomed back again. */
async function readDaysAway(tx: Tx, person: Person, today: string): Promise<number | null> {
  const last = await findLastActivity(tx, person.id);
  const days = last === null ? 0 : daysBetween(localDay(last, person.timeZone), today);
  return days >= 2 ? days : null;
}
