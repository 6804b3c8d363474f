import { sql } from "kysely";
import { expect, test } from "vitest";
import { addPerson, area, areaNames, uuidOf } from "#test/support/rows.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { everyone, type Tx } from "./database.ts";

eachDialect((engine, open) => {
  test("what a write did is there afterwards", async () => {
    const database = await open();
    const person = await addPerson(database);
    await database.write(person, (tx) => tx.insertInto("area").values(area(person, "Home")).execute());
    expect(await database.read(person, areaNames)).toEqual(["Home"]);
  });

  test("a write that throws leaves nothing behind and passes its error on", async () => {
    const database = await open();
    const person = await addPerson(database);
    const failing = database.write(person, async (tx) => {
      await tx.insertInto("area").values(area(person, "Home")).execute();
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    expect(await database.read(person, areaNames)).toEqual([]);
  });

  test("a write that hides a failed statement is undone as a whole", async () => {
    const database = await open();
    const person = await addPerson(database);
    const home = area(person, "Home");
    const hiding = database.write(person, async (tx) => {
      await tx.insertInto("area").values(home).execute();
      const twice = tx.insertInto("area").values(home).execute();
      await expect(twice).rejects.toMatchObject({ kind: "unique" });
      await expect(areaNames(tx)).rejects.toMatchObject({ kind: "unique" });
      return "fine";
    });
    await expect(hiding).rejects.toMatchObject({ kind: "unique" });
    expect(await database.read(person, areaNames)).toEqual([]);
  });

  test("a transaction inside a transaction is refused instead of waiting for itself", async () => {
    const database = await open();
    const nested = database.write(everyone, () => database.write(everyone, async () => 1));
    await expect(nested).rejects.toThrow(/inside another one/);
    const reading = database.write(everyone, () => database.read(everyone, async () => 1));
    await expect(reading).rejects.toThrow(/inside another one/);
    expect(await database.write(everyone, async () => "still serving")).toBe("still serving");
  });

  test("a transaction of another database may run inside one, as a move needs it", async () => {
    const [source, target] = [await open(), await open()];
    const copied = await target.write(everyone, () => source.read(everyone, async () => "row"));
    expect(copied).toBe("row");
  });

  test("a tx used after its work ended is refused", async () => {
    const database = await open();
    let kept: Tx | undefined;
    await database.read(everyone, async (tx) => {
      kept = tx;
    });
    await expect(kept?.selectFrom("area").selectAll().execute()).rejects.toThrow(/is over/);
    await expect(kept?.selectFrom("area").selectAll().stream().next()).rejects.toThrow(/is over/);
  });

  test("a snapshot cannot be written to", async () => {
    const database = await open();
    const person = await addPerson(database);
    const writing = database.read(person, (tx) =>
      tx.insertInto("area").values(area(person, "Home")).execute(),
    );
    await expect(writing).rejects.toMatchObject({ name: "StorageError" });
    expect(await database.read(person, areaNames)).toEqual([]);
  });

  test("a reader sees one snapshot while a write is open and after it is done", async () => {
    const database = await open();
    const person = await addPerson(database);
    const written = Promise.withResolvers<void>();
    const looked = Promise.withResolvers<void>();
    const writing = database.write(person, async (tx) => {
      await tx.insertInto("area").values(area(person, "Home")).execute();
      written.resolve();
      await looked.promise;
    });
    await written.promise;
    await database.read(person, async (tx) => {
      expect(await areaNames(tx)).toEqual([]);
      looked.resolve();
      await writing;
      expect(await areaNames(tx)).toEqual([]);
    });
    expect(await database.read(person, areaNames)).toEqual(["Home"]);
  });

  test("of many increments at the same time none is lost", async () => {
    const database = await open();
    const person = await addPerson(database);
    const increments = Array.from({ length: 24 }, () =>
      database.write(person, async (tx) => {
        const { lastSeenAt } = await tx
          .selectFrom("userAccount")
          .select("lastSeenAt")
          .where("id", "=", person)
          .executeTakeFirstOrThrow();
        await tx
          .updateTable("userAccount")
          .set({ lastSeenAt: lastSeenAt + 1 })
          .where("id", "=", person)
          .execute();
      }),
    );
    await Promise.all(increments);
    const row = await database.read(person, (tx) =>
      tx.selectFrom("userAccount").select("lastSeenAt").where("id", "=", person).executeTakeFirstOrThrow(),
    );
    expect(row.lastSeenAt).toBe(1 + 24);
  });

  test("streamed rows are all there, in order, and a reader may stop early", async () => {
    const database = await open();
    const person = await addPerson(database);
    const words = Array.from({ length: 25 }, (_, index) => `area ${String(index).padStart(2, "0")}`);
    await database.write(person, (tx) =>
      tx
        .insertInto("area")
        .values(words.map((word) => area(person, word)))
        .execute(),
    );
    const streamed = await database.read(person, async (tx) => {
      for await (const row of tx.selectFrom("area").select("name").orderBy("name").stream(10)) {
        expect(row.name).toBe("area 00");
        break;
      }
      const names: string[] = [];
      const rows = tx
        .selectFrom("area")
        .select("name")
        .where("userId", "=", person)
        .orderBy("name")
        .stream(10);
      for await (const row of rows) names.push(row.name);
      return names;
    });
    expect(streamed).toEqual(words);
  });

  test("a stream left in the middle holds nothing up", async () => {
    const database = await open();
    const person = await addPerson(database);
    for (let time = 0; time < 2; time++) {
      await database.write(person, async (tx) => {
        await tx
          .insertInto("area")
          .values([area(person, "a"), area(person, "b")])
          .execute();
        await tx.selectFrom("area").select("name").stream(1).next();
      });
    }
    expect(await database.read(person, areaNames)).toEqual(["a", "a", "b", "b"]);
  });

  test("numbers come as numbers: counts, sums, averages, whole division, existence", async () => {
    const database = await open();
    const { rows } = await database.read(everyone, (tx) =>
      sql`select count(*) as count, sum(x) as sum, avg(x) as avg, 7 / 2 as whole, exists (select 1) as there
          from (select 1 as x union all select 2) as numbers`.execute(tx),
    );
    expect(rows).toEqual([{ count: 2, sum: 3, avg: 1.5, whole: 3, there: 1 }]);
  });

  test("an owner that is no id is refused before anything runs", async () => {
    const database = await open();
    const bad = database.read("x', true); select 1; --", async () => 1);
    await expect(bad).rejects.toThrow(/must be a user's id/);
  });

  test("a closed database says so", async () => {
    const database = await open();
    await database.close();
    await expect(database.read(uuidOf(1), async () => 1)).rejects.toMatchObject({ kind: "unavailable" });
    await database.close();
  });

  test("a broken rule names table and columns but never what somebody wrote", async () => {
    const database = await open();
    const person = await addPerson(database);
    const secret = "my secret fear";
    const adding = database.write(person, async (tx) => {
      const row = { ...area(person, secret), source: secret, sourceId: secret };
      await tx.insertInto("area").values(row).execute();
      await tx
        .insertInto("area")
        .values({ ...row, id: uuidOf(2) })
        .execute();
    });
    const error = await adding.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      kind: "unique",
      place: { table: "area", columns: ["user_id", "source", "source_id"] },
    });
    expect(JSON.stringify(error) + String(error) + engine).not.toContain("secret");
    const orphan = database.write(person, (tx) =>
      tx
        .insertInto("taskArea")
        .values({ userId: person, taskId: uuidOf(8), areaId: uuidOf(9), createdAt: 1, importId: null })
        .execute(),
    );
    await expect(orphan).rejects.toMatchObject({ kind: "foreign-key" });
    const missing = database.write(person, (tx) =>
      sql`insert into area (user_id, id, name) values (${person}, ${uuidOf(3)}, null)`.execute(tx),
    );
    await expect(missing).rejects.toMatchObject({ kind: "check" });
    const wrongType = database.write(person, (tx) => sql`update area set created_at = ${secret}`.execute(tx));
    const wrong = await wrongType.catch((reason: unknown) => reason);
    expect(String(wrong)).not.toContain("secret");
  });
});
