import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { addPerson, area, areaNames } from "#test/support/rows.ts";
import { type Database, everyone } from "../database.ts";

/** A way to the server that can be cut. */
async function cuttable(url: string) {
  const target = new URL(url);
  const links = new Set<Socket>();
  /** Cuts before (or right after) the server hears of a commit. */
  let frozen = false;
  let cutAtCommit: "no" | "before" | "after" = "no";
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    const cut = () => {
      client.destroy();
      server.destroy();
    };
    links.add(client);
    for (const end of [client, server]) end.on("error", cut).on("close", cut);
    client.on("data", (data) => {
      if (frozen) return;
      const committing = cutAtCommit !== "no" && data.includes("commit\0");
      if (!committing) return server.write(data);
      const when = cutAtCommit;
      cutAtCommit = "no";
      if (when === "before") return cut();
      // The server has committed when it answers; its answer is lost.
      server.removeAllListeners("data").once("data", cut);
      return server.write(data);
    });
    server.on("data", (data) => client.writable && client.write(data));
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  const there = new URL(url);
  there.port = String(typeof address === "object" ? address?.port : "");
  return {
    url: there.href,
    cutAll: () => links.forEach((link) => link.destroy()),
    cutNextCommit: (when: "before" | "after") => {
      cutAtCommit = when;
    },
    /** From now on the server answers nothing, but the connections stay. */
    freeze: () => {
      frozen = true;
    },
    close: () => proxy.close(),
  };
}

const endOthers = sql`select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

eachDialect((engine, open, { place, openAt }) => {
  const noServer = engine === "sqlite" && "SQLite has no server whose connection could break";

  async function throughCuttable(): Promise<{
    database: Database;
    way: Awaited<ReturnType<typeof cuttable>>;
  }> {
    const there = await place("migrated");
    if (there.engine !== "postgres") throw new Error("not a server");
    const way = await cuttable(there.url);
    return { database: await openAt({ engine: "postgres", url: way.url }), way };
  }

  test("idle connections ended by the server are replaced unnoticed", async (context) => {
    if (noServer) return context.skip(noServer);
    const database = await open();
    const person = await addPerson(database);
    // Several connections, so that some are idle when the server ends them.
    await Promise.all([1, 2, 3].map(() => database.read(person, areaNames)));
    await database.read(everyone, (tx) => endOthers.execute(tx));
    await database.write(person, (tx) => tx.insertInto("area").values(area(person, "Home")).execute());
    expect(await database.read(person, areaNames)).toEqual(["Home"]);
  });

  test("a write whose connection breaks before its commit is done again, once", async (context) => {
    if (noServer) return context.skip(noServer);
    const { database, way } = await throughCuttable();
    const person = await addPerson(database);
    let runs = 0;
    await database.write(person, async (tx) => {
      if (++runs === 1) way.cutAll();
      await tx.insertInto("area").values(area(person, "Home")).execute();
    });
    expect(runs).toBe(2);
    expect(await database.read(person, areaNames)).toEqual(["Home"]);
    way.close();
  });

  test("a write whose connection breaks in its commit says that the outcome is unknown", async (context) => {
    if (noServer) return context.skip(noServer);
    const { database, way } = await throughCuttable();
    const person = await addPerson(database);
    for (const when of ["before", "after"] as const) {
      way.cutNextCommit(when);
      let runs = 0;
      const writing = database.write(person, async (tx) => {
        runs++;
        await tx.insertInto("area").values(area(person, when)).execute();
      });
      await expect(writing).rejects.toMatchObject({ kind: "outcome-unknown" });
      expect(runs).toBe(1);
    }
    expect(await database.read(person, areaNames)).toEqual(["after"]);
    way.close();
  });

  test("a read is not troubled by a connection that breaks in its commit", async (context) => {
    if (noServer) return context.skip(noServer);
    const { database, way } = await throughCuttable();
    const person = await addPerson(database);
    way.cutNextCommit("before");
    expect(await database.read(person, areaNames)).toEqual([]);
    way.close();
  });

  test("a server that goes silent gives 'unavailable' instead of waiting for ever", async (context) => {
    if (noServer) return context.skip(noServer);
    const there = await place("migrated");
    const way = await cuttable(there.engine === "postgres" ? there.url : "");
    const target = { engine: "postgres", url: way.url } as const;
    const database = await openAt(target, { statementTimeout: 100, patience: 50 });
    const person = await addPerson(database);
    way.freeze();
    await expect(database.read(person, areaNames)).rejects.toMatchObject({ kind: "unavailable" });
    way.cutAll();
    way.close();
  });

  test("a server that is not there gives 'unavailable' after some patience", async (context) => {
    if (noServer) return context.skip(noServer);
    const url = "postgres://nobody:nothing@127.0.0.1:1/none";
    const database = await openAt({ engine: "postgres", url }, { patience: 50 });
    await expect(database.read(everyone, areaNames)).rejects.toMatchObject({ kind: "unavailable" });
  });

  test("a database that is not there is reported at once", async (context) => {
    if (noServer) return context.skip(noServer);
    const there = await place("empty");
    const url = new URL(there.engine === "postgres" ? there.url : "");
    url.pathname = "/no_such_database";
    const database = await openAt({ engine: "postgres", url: url.href }, { patience: 1e9 });
    await expect(database.read(everyone, areaNames)).rejects.toMatchObject({ engineCode: "3D000" });
  });

  test("after a large import the engine knows at once how the tables lie", async (context) => {
    if (noServer) return context.skip(noServer);
    const database = await open();
    const analyzed = () =>
      database.read(everyone, async (tx) => {
        const { rows } = await sql<{ count: number }>`
          select count(*) as count from pg_class
          where relname in ('task', 'instance', 'instance_event') and reltuples >= 0`.execute(tx);
        return rows[0]?.count;
      });
    expect(await analyzed()).toBe(0);
    await database.refreshStatistics();
    expect(await analyzed()).toBe(3);
  });
});
