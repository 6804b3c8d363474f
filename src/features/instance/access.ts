import { AppError } from "#contract/app-error.ts";
import type { Person } from "#domain/account/person.ts";
import type { Tx } from "#storage/database.ts";
import { findInstance, type StoredInstance } from "#storage/instance.ts";

/** The person's own instance. Throws not-found for one that is deleted, unknown, of a deleted task or somebody else's. */
export async function ownInstance(tx: Tx, person: Person, id: string): Promise<StoredInstance> {
  const stored = await ownInstanceOrDeleted(tx, person, id);
  if (stored.instance.deletedAt !== null) throw new AppError("not-found");
  return stored;
}

/** The same, but a deleted one is found too. */
export async function ownInstanceOrDeleted(tx: Tx, person: Person, id: string): Promise<StoredInstance> {
  const stored = await findInstance(tx, person.id, id);
  if (!stored) throw new AppError("not-found");
  return stored;
}
