import { expect, test } from "vitest";
import { type Database, everyone } from "#storage/database.ts";
import { findLocal } from "#storage/local-state.ts";
import { StorageError } from "#storage/storage-error.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { markMoved } from "./mark-moved.ts";

const held = { assertHeldIn: async () => {} };
const mark = { to: "elsewhere", at: 1, receipt: "digest" };
const broke = () => new StorageError("outcome-unknown", "The connection broke while saving.");

/** A database whose first write loses its answer, after or before it was committed; `later` befalls those that follow. */
function losingAnswer(database: Database, committed: boolean, later?: StorageError): Database {
  let writes = 0;
  return {
    ...database,
    async write(owner, work) {
      writes += 1;
      if (writes > 1 && later) throw later;
      if (writes > 1) return database.write(owner, work);
      if (committed) await database.write(owner, work);
      throw broke();
    },
  };
}

eachDialect((_engine, open) => {
  const markOf = (database: Database) => database.read(everyone, (tx) => findLocal(tx, "moved"));

  test.each([true, false])(
    "a mark whose answer is lost is there in the end (committed: %s)",
    async (committed) => {
      const database = await open();
      await markMoved(losingAnswer(database, committed), held, mark);
      expect(await markOf(database)).toEqual(mark);
    },
  );

  test("where nobody can tell whether the source is marked, that is said", async () => {
    const away = new StorageError("unavailable", "The database is away.");
    const source = losingAnswer(await open(), true, away);
    await expect(markMoved(source, held, mark)).rejects.toMatchObject({ code: "move-unmarked" });
  });

  test("a source that was not held is not marked", async () => {
    const database = await open();
    const lost = new Error("lost");
    const marking = markMoved(database, { assertHeldIn: () => Promise.reject(lost) }, mark);
    await expect(marking).rejects.toBe(lost);
    expect(await markOf(database)).toBeUndefined();
  });
});
