import fc from "fast-check";
import { expect, test } from "vitest";
import { editTask } from "./edit-task.ts";
import type { Task, TaskContent } from "./task.ts";

const task: Task = {
  id: "task-1",
  name: "Call the dentist",
  description: "",
  taskType: null,
  recurrence: null,
  version: 1,
  categories: [],
  estimateMinutes: null,
  place: null,
  notes: "",
  areaIds: [],
  askedEmotions: null,
  retiredAt: null,
  deletedAt: null,
  createdAt: 0,
  updatedAt: 0,
};

const patches: fc.Arbitrary<Partial<TaskContent>> = fc.record(
  {
    name: fc.string(),
    description: fc.string(),
    taskType: fc.option(fc.string()),
    categories: fc.array(fc.string()),
    estimateMinutes: fc.option(fc.nat()),
    place: fc.option(fc.string()),
    notes: fc.string(),
    areaIds: fc.array(fc.uuid()),
    askedEmotions: fc.option(fc.array(fc.string())),
  },
  { requiredKeys: [] },
);

test("an edit changes the fields given and nothing else, and putting back what it changed undoes it", () => {
  fc.assert(
    fc.property(patches, patches, (first, second) => {
      const start = editTask(task, first, 1).task;
      const edit = editTask(start, second, 2);
      expect({ ...start, ...edit.after, version: edit.task.version, updatedAt: edit.task.updatedAt }).toEqual(
        edit.task,
      );
      const undone = editTask(edit.task, edit.before, 3).task;
      expect({ ...undone, version: 0, updatedAt: 0 }).toEqual({ ...start, version: 0, updatedAt: 0 });
    }),
  );
});

test("an edit that changes nothing makes no new version", () => {
  expect(editTask(task, { name: task.name, categories: [] }, 5)).toEqual({ task, before: {}, after: {} });
});
