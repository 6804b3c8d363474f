import { AppError } from "#contract/app-error.ts";
import type { Person } from "#domain/account/person.ts";
import type { Task } from "#domain/task/task.ts";
import type { Tx } from "#storage/database.ts";
import { findTask } from "#storage/task.ts";

/** The person's own task. Throws not-found for one that is deleted, unknown or somebody else's. */
export async function ownTask(tx: Tx, person: Person, id: string): Promise<Task> {
  const task = await ownTaskOrDeleted(tx, person, id);
  if (task.deletedAt !== null) throw new AppError("not-found");
  return task;
}

/** The same, but a deleted one is found too. */
export async function ownTaskOrDeleted(tx: Tx, person: Person, id: string): Promise<Task> {
  const task = await findTask(tx, person.id, id);
  if (!task) throw new AppError("not-found");
  return task;
}
