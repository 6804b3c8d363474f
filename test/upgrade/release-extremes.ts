import { everyone, type Database } from "#storage/database.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { unpleasantTexts } from "./unpleasant-texts.ts";

/** The last and the first millisecond that a date can have. */
const lastInstant = 8_640_000_000_000_000;
const largestCount = 2_147_483_647;
/** Doubles that lose a digit when somebody prints them carelessly. */
const scales = [0, Number.MIN_VALUE, 0.1 + 0.2, 1 / 3, 99.99999999999999, 100, 4.35, 1e-7, null];

/** Rows at the edges of what the columns take, under a task of their own: largest, smallest, nothing at all. */
export async function addExtremes(database: Database, owner: string, newId: () => string): Promise<void> {
  const taskId = newId();
  const origin = { source: null, sourceId: null, importId: null, importedAt: null, extra: "{}" };
  const dates = { createdAt: 0, updatedAt: -1, deletedAt: null };
  const owned = { userId: owner, ...origin, ...dates };
  const task = {
    ...owned,
    id: taskId,
    name: "edge",
    searchText: "edge",
    description: "",
    version: largestCount,
    categories: "[]",
    estimateMinutes: 1e9,
    notes: "",
    lastUsedAt: -lastInstant,
  };
  const bare = {
    ...owned,
    taskId,
    taskVersion: 0,
    postponedCount: 0,
    timeZone: "UTC",
    eventCount: 0,
    description: "",
    note: "",
    cancelReason: "",
    emotionsBefore: "{}",
    emotionsAfter: "{}",
    provenance: "{}",
  };
  const rated = scales.map((scale, at) => ({
    ...bare,
    id: newId(),
    state: "completed",
    completedAt: at,
    closedOn: "0001-01-01",
    forecastAversion: scale,
    outcomeRelief: scale,
    forecastMinutes: scale === null ? null : scale * 1e7,
    reliefChange: scale === null ? null : -scale,
    capacityChange: scale,
  }));
  const largest = {
    ...bare,
    id: newId(),
    state: "cancelled",
    createdAt: -lastInstant,
    updatedAt: lastInstant,
    cancelledAt: lastInstant,
    dueAt: -lastInstant,
    closedOn: "9999-12-31",
    taskVersion: largestCount,
    postponedCount: largestCount,
    forecastMinutes: 1e9,
    daysSinceLast: 1e9,
    extra: JSON.stringify({ __proto__: null, "": [1e308, -1e308, 5e-324, null, true], deep: [[[[]]]] }),
  };
  await database.write(everyone, async (tx) => {
    await insertMany(tx, "task", [task]);
    await insertMany(tx, "instance", [largest]);
    await insertMany(tx, "instance", rated);
    await insertMany(
      tx,
      "note",
      unpleasantTexts.map((body, at) => ({ ...owned, id: newId(), body, writtenAt: 1 - at })),
    );
    await insertMany(tx, "workInterval", [
      { userId: owner, id: newId(), instanceId: largest.id, startedAt: -lastInstant, endedAt: lastInstant },
    ]);
  });
}
