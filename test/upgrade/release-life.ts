import type { Person } from "#domain/account/person.ts";
import {
  cancelInstance,
  completeInstance,
  pauseInstance,
  postponeInstance,
  recordForecast,
  reopenInstance,
  resumeInstance,
  startInstance,
} from "#features/instance/actions.ts";
import {
  deleteInstance,
  editInstance,
  restoreInstance,
  takeBackInstanceEdit,
} from "#features/instance/edit-actions.ts";
import { planInstance } from "#features/instance/plan.ts";
import { changeTask, createTask, deleteTask, retireTask, takeBackTaskEdit } from "#features/task/actions.ts";
import { deleteArea, insertArea } from "#storage/area.ts";
import type { Database, Tx } from "#storage/database.ts";
import { insertEmotions, setEmotionDeleted } from "#storage/emotion.ts";
import type { testClock } from "#test/support/people.ts";
import { longText, unpleasantTexts } from "./unpleasant-texts.ts";

type TestClock = ReturnType<typeof testClock>;
type Deed = (tx: Tx, id: string) => Promise<unknown>;

const minute = 60_000;

/** Everything that can be done with tasks and goes at them, each at least once, in the words of an unpleasant person. */
export async function live(database: Database, person: Person, clock: TestClock): Promise<void> {
  const { at } = clock;
  const own = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    clock.move(minute);
    return database.write(person.id, work);
  };
  const area = { id: at.newId(), name: "Straße & ‮Haus", taskType: "work", description: longText };
  const oldArea = { ...area, id: at.newId(), name: "given up", taskType: null, description: "" };
  const custom = { id: at.newId(), kind: "custom", positive: "Weltschmerz ☔", negative: null } as const;
  const gone = { ...custom, id: at.newId(), positive: "gone" };
  await own(async (tx) => {
    for (const one of [area, oldArea]) await insertArea(tx, person.id, one, at.now);
    await insertEmotions(tx, person.id, [custom, gone], at.now);
    await setEmotionDeleted(tx, person.id, gone.id, at.now, at.now);
  });
  const task = await own((tx) =>
    createTask(
      tx,
      person,
      {
        name: "Tax return",
        description: longText,
        areaIds: [area.id, oldArea.id],
        askedEmotions: [custom.id],
        categories: ["paper", "money 💶"],
        estimateMinutes: 12.5,
        place: "at the desk",
        recurrence: "routine",
        taskType: "work",
      },
      at,
    ),
  );
  await own((tx) => deleteArea(tx, person.id, oldArea.id, at.now));
  await own((tx) => changeTask(tx, person, task.id, { name: "Tax return\t2026", notes: "a note" }, at));
  await own((tx) => changeTask(tx, person, task.id, { notes: "another" }, at));
  await own((tx) => takeBackTaskEdit(tx, person, task.id, at));
  const retired = await own((tx) => createTask(tx, person, { name: "Put away" }, at));
  const deleted = await own((tx) => createTask(tx, person, { name: "Deleted with its goes" }, at));

  const go = async (taskId: string, deeds: readonly Deed[], description?: string): Promise<void> => {
    const plan = { taskId, ...(description === undefined ? {} : { description, place: description }) };
    const { instance } = await own((tx) => planInstance(tx, person, plan, at));
    for (const deed of deeds) await own((tx) => deed(tx, instance.id));
  };
  const loads = { mentalEnergy: 1, difficulty: 99.5, emotional: 0, physical: 12, stress: 50, capacity: 30 };
  const emotions = { [custom.id]: 7 };
  const forecast = {
    ...loads,
    aversion: 80,
    relief: 20.5,
    minutes: 25,
    motivation: 4,
    reliefNow: 2,
    emotions,
  };
  const outcome = { ...loads, aversion: 0, relief: 100, minutes: 0.1 + 0.2, completion: 100, emotions };
  const foresee: Deed = (tx, id) => recordForecast(tx, person, id, { forecast }, at);
  const start: Deed = (tx, id) => startInstance(tx, person, id, {}, at);
  const pause: Deed = (tx, id) => pauseInstance(tx, person, id, { reason: longText, progress: 40 }, at);
  const resume: Deed = (tx, id) => resumeInstance(tx, person, id, at);
  const later = new Date(at.now + 1_000 * minute).toISOString();
  const postpone: Deed = (tx, id) => postponeInstance(tx, person, id, { reason: "rain 🌧", dueAt: later }, at);
  const complete: Deed = (tx, id) => completeInstance(tx, person, id, { outcome, note: longText }, at);
  const finish: Deed = (tx, id) =>
    completeInstance(tx, person, id, { outcome: {}, capacityChange: "less", reliefChange: "more" }, at);
  const cancel: Deed = (tx, id) => cancelInstance(tx, person, id, { category: "other", reason: "no" }, at);
  const reopen: Deed = (tx, id) => reopenInstance(tx, person, id, at);
  const edit: Deed = (tx, id) =>
    editInstance(tx, person, id, { note: "changed", forecast: { relief: 3 } }, at);
  const takeBack: Deed = (tx, id) => takeBackInstanceEdit(tx, person, id, at);
  const remove: Deed = (tx, id) => deleteInstance(tx, person, id, at);
  const restore: Deed = (tx, id) => restoreInstance(tx, person, id, at);

  for (const text of unpleasantTexts) await go(task.id, [finish], text);
  const lives: readonly (readonly Deed[])[] = [
    [],
    [postpone, postpone],
    [foresee],
    [foresee, start],
    [start, pause],
    [foresee, start, pause, resume],
    [foresee, start, pause, resume, complete],
    [start, complete, edit],
    [foresee, start, complete, edit, takeBack],
    [foresee, cancel],
    [start, cancel, reopen],
    [finish, reopen, start, complete],
    [finish, remove],
    [cancel, remove, restore],
  ];
  for (const deeds of lives) await go(task.id, deeds);
  await go(retired.id, [foresee, start, complete]);
  await go(deleted.id, [foresee, start]);
  await go(deleted.id, [finish]);
  await own((tx) => retireTask(tx, person, retired.id, at));
  await own((tx) => deleteTask(tx, person, deleted.id, at));
}
