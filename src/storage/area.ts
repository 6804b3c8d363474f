import type { Area } from "#domain/area/area.ts";
import type { Owner, Tx } from "./database.ts";

const columns = ["id", "name", "taskType", "description"] as const;

/** A person's areas by name. */
export async function listAreas(tx: Tx, owner: Owner): Promise<Area[]> {
  return await tx
    .selectFrom("area")
    .select(columns)
    .where("userId", "=", owner)
    .where("deletedAt", "is", null)
    .orderBy("name")
    .orderBy("id")
    .execute();
}

export async function findArea(tx: Tx, owner: Owner, id: string): Promise<Area | undefined> {
  return await tx
    .selectFrom("area")
    .select(columns)
    .where("userId", "=", owner)
    .where("id", "=", id)
    .where("deletedAt", "is", null)
    .executeTakeFirst();
}

export async function insertArea(tx: Tx, owner: Owner, area: Area, now: number): Promise<void> {
  await tx
    .insertInto("area")
    .values({
      ...area,
      userId: owner,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
      source: null,
      sourceId: null,
      importId: null,
      importedAt: null,
      extra: "{}",
    })
    .execute();
}

export async function updateArea(tx: Tx, owner: Owner, area: Area, now: number): Promise<void> {
  const { id, ...content } = area;
  await tx
    .updateTable("area")
    .set({ ...content, updatedAt: now })
    .where("userId", "=", owner)
    .where("id", "=", id)
    .execute();
}

/** Brings back an area deleted since an instant, with its tasks; false when there is none. */
export async function restoreArea(tx: Tx, owner: Owner, id: string, since: number, now: number) {
  const { numUpdatedRows } = await tx
    .updateTable("area")
    .set({ deletedAt: null, updatedAt: now })
    .where("userId", "=", owner)
    .where("id", "=", id)
    .where("deletedAt", ">=", since)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Hides an area; its tasks keep the link, so that bringing it back loses nothing. */
export async function deleteArea(tx: Tx, owner: Owner, id: string, now: number): Promise<void> {
  await tx
    .updateTable("area")
    .set({ deletedAt: now, updatedAt: now })
    .where("userId", "=", owner)
    .where("id", "=", id)
    .execute();
}
