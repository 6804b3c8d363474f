import { DateTime } from "luxon";
import type { InstanceEvent } from "#domain/instance/instance-event.ts";
import type { Task } from "#domain/task/task.ts";
import { daysBetween, localDay } from "#domain/time/local-day.ts";
import type { RowsToImport } from "#storage/imported-rows.ts";
import { rowOfInstance } from "#storage/instance-row.ts";
import { rowOfTask } from "#storage/task-row.ts";
import { type Chance, createChance } from "./chance.ts";
import { type DemoEnd, type DemoGo, demoGo } from "./demo-go.ts";
import { type DemoTask, demoAreas, demoTasks } from "./demo-tasks.ts";
import { looseNotes } from "./demo-words.ts";

export interface DemoRequest {
  readonly owner: string;
  /** IANA zone of the person. */
  readonly timeZone: string;
  /** Epoch milliseconds; the half year ends here. */
  readonly now: number;
  /** The same seed at the same time gives the same data, but for the ids. */
  readonly seed: number;
  readonly newId: () => string;
}

const minute = 60_000;
const day = 86_400_000;
const length = 182;
/** A week in which nothing was written down: days before the end. */
const away = { from: 97, to: 90 };

/** A believable half year of made-up tasks and goes at them, as rows to insert. */
export function makeDemo(request: DemoRequest): RowsToImport {
  const { owner, now, newId } = request;
  const chance = createChance(request.seed);
  const begin = now - length * day;
  const areas = demoAreas.map((area) => ({ ...area, id: newId() }));
  const planned = demoTasks.map((task): { task: DemoTask; id: string } => ({ task, id: newId() }));
  const goes = liveThrough(planned, request, chance);
  const provenance = { source: null, sourceId: null, importId: null, importedAt: null, extra: "{}" };
  const owned = { userId: owner, ...provenance };
  const tasks = planned.map(({ task, id }): Task => {
    const first = Math.min(now, ...of(goes, id).map(({ instance }) => instance.createdAt));
    const retiredAt = task.retiredDaysAgo === undefined ? null : now - task.retiredDaysAgo * day;
    const areaIds = areas.filter(({ name }) => name === task.area).map((area) => area.id);
    return taskOf(task, { id, createdAt: first - 2 * minute, retiredAt, areaIds });
  });
  return {
    emotion: [],
    area: areas.map((area) => ({ ...owned, ...area, createdAt: begin, updatedAt: begin, deletedAt: null })),
    task: tasks.map((task) => ({
      ...owned,
      ...rowOfTask(task),
      id: task.id,
      lastUsedAt: Math.max(task.createdAt, ...of(goes, task.id).map(({ instance }) => instance.updatedAt)),
    })),
    taskArea: tasks.flatMap((task) =>
      task.areaIds.map((areaId) => ({
        userId: owner,
        taskId: task.id,
        areaId,
        createdAt: task.createdAt,
        importId: null,
      })),
    ),
    instance: goes.map(({ instance }) => ({ ...owned, ...rowOfInstance(instance) })),
    instanceEvent: goes.flatMap(({ instance, events }) =>
      events.map((event) => eventRow(owner, instance.id, event)),
    ),
    workInterval: goes.flatMap(({ instance }) =>
      instance.intervals.map((interval) => ({
        userId: owner,
        id: newId(),
        instanceId: instance.id,
        ...interval,
      })),
    ),
    note: looseNotes.map(([daysAgo, body]) => {
      const at = now - daysAgo * day;
      return { ...owned, id: newId(), body, writtenAt: at, createdAt: at, updatedAt: at, deletedAt: null };
    }),
    surveyResponse: [],
    importedRow: [],
  };
}

function taskOf(
  task: DemoTask,
  { id, createdAt, retiredAt, areaIds }: Pick<Task, "id" | "createdAt" | "retiredAt" | "areaIds">,
): Task {
  return {
    id,
    name: task.name,
    description: "",
    taskType: task.taskType,
    recurrence: task.recurrence,
    version: 1,
    categories: [...(task.categories ?? [])],
    estimateMinutes: task.estimateMinutes,
    place: task.place ?? null,
    notes: task.notes ?? "",
    areaIds,
    askedEmotions: null,
    retiredAt,
    deletedAt: null,
    createdAt,
    updatedAt: retiredAt ?? createdAt,
  };
}

function eventRow(userId: string, instanceId: string, event: InstanceEvent) {
  const { seq, type, at, timeZone, payload } = event;
  return { userId, instanceId, seq, type, at, timeZone, payload: JSON.stringify(payload) };
}

function of(goes: readonly DemoGo[], taskId: string): DemoGo[] {
  return goes.filter(({ instance }) => instance.taskId === taskId);
}

type Planned = readonly { readonly task: DemoTask; readonly id: string }[];

/** Everything in the order in which it was begun, so that each go knows when its task was last done. */
function liveThrough(planned: Planned, request: DemoRequest, chance: Chance): DemoGo[] {
  const { now, timeZone, newId } = request;
  const begun = planned.flatMap(({ task, id }) =>
    startsOf(task, request, chance).map((startAt) => ({ task, id, startAt, end: "closed" as DemoEnd })),
  );
  const wanted = [...begun, ...openOnes(planned, now)].sort((one, other) => one.startAt - other.startAt);
  const goes: DemoGo[] = [];
  let free = 0;
  for (const { task, id, startAt: wish, end } of wanted) {
    // Nobody does two things at once all the time.
    const startAt = end === "closed" ? Math.max(wish, free) : wish;
    const last = of(goes, id)
      .map(({ instance }) => instance)
      .filter(({ completedAt }) => completedAt !== null && completedAt < startAt - 3 * day)
      .at(-1)?.closedOn;
    const daysSinceLast =
      last == null ? {} : { daysSinceLast: daysBetween(last, localDay(startAt, timeZone)) };
    const elapsed = Math.max(0, 1 - (now - startAt) / (length * day));
    const go = demoGo(
      {
        task,
        planned: { id: newId(), taskId: id, taskVersion: 1, ...daysSinceLast },
        startAt,
        timeZone,
        end,
        elapsed,
      },
      chance,
      now,
    );
    goes.push(go);
    if (end === "closed") free = Math.max(free, go.instance.updatedAt) + chance.whole(3, 25) * minute;
  }
  return goes;
}

/** When a task was begun: about as often as it says, at its hours, never in the last four hours. */
function startsOf(task: DemoTask, { now, timeZone }: DemoRequest, chance: Chance): number[] {
  const end = now - (task.retiredDaysAgo ?? 0) * day;
  const step = (7 / task.perWeek) * day;
  const starts: number[] = [];
  for (
    let at = now - length * day + chance.next() * step;
    at < end;
    at += step * (0.6 + 0.8 * chance.next())
  ) {
    const [from, to] = task.hours;
    const hour = chance.whole(from, to);
    const start = DateTime.fromMillis(at, { zone: timeZone })
      .set({ hour, minute: chance.whole(0, 59), second: chance.whole(0, 59), millisecond: 0 })
      .toMillis();
    const daysAgo = (now - start) / day;
    if (daysAgo < away.from && daysAgo > away.to) continue;
    if (start < end - 4 * 60 * minute && start > now - length * day) starts.push(start);
  }
  return starts;
}

/** What stands open at the end: one running, one paused, some planned or forecast. */
function openOnes(planned: Planned, now: number) {
  const open = (name: string, end: DemoEnd, minutesFromNow: number) =>
    planned
      .filter(({ task }) => task.name === name)
      .map(({ task, id }) => ({ task, id, end, startAt: now + minutesFromNow * minute }));
  return [
    ...open("Wash the dishes", "running", -12),
    ...open("Tax return", "paused", -26 * 60),
    ...open("Answer the emails that lie about", "forecast", -50),
    ...open("Call the insurance", "planned", -20 * 60),
    ...open("Pay bills", "planned", 90),
    ...open("Spanish lesson", "planned", 26 * 60),
  ];
}
