import { describe, expect, test } from "vitest";
import { everyone } from "#storage/database.ts";
import { findLease, takeLease } from "#storage/lease.ts";
import { forgetLocal, keepLocal } from "#storage/local-state.ts";
import { writersLease } from "#storage/write-gate.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer } from "#test/support/test-server.ts";

eachDialect((_engine, _open, fresh) => {
  describe("the notice", () => {
    test("is seen by anybody until its time is over, or it is taken away", async () => {
      const server = await startTestServer(fresh);
      const stranger = server.client();
      const notice = async () => (await stranger.get("/notice")).body;
      expect(await notice()).toEqual({ notice: null });
      const until = Date.now() + 3_600_000;
      await server.database.write(everyone, (tx) =>
        keepLocal(tx, "notice", { text: "Back at 8.", until, since: 0 }),
      );
      server.pass(4_000);
      const shown = { notice: { text: "Back at 8.", until: new Date(until).toISOString() } };
      expect(await notice()).toEqual(shown);
      server.pass(3_700_000);
      expect(await notice()).toEqual({ notice: null });
      await server.database.write(everyone, (tx) => forgetLocal(tx, "notice"));
      server.pass(4_000);
      expect(await notice()).toEqual({ notice: null });
    });

    test("and reading go on while the data is being moved; writing says when to come back", async () => {
      const server = await startTestServer(fresh);
      const client = server.client();
      await client.guest();
      const note = { what: "The data is being moved", seconds: 42 };
      await takeLease(server.database, writersLease, "a move", 30_000, note);
      expect((await client.get("/notice")).status).toBe(200);
      expect((await client.get("/today")).status).toBe(200);
      const refused = await client.post("/tasks", { name: "Not now" });
      expect(refused.status).toBe(503);
      expect(refused.body).toMatchObject({ code: "writes-held", retryAfterSeconds: 42 });
      expect(JSON.stringify(refused.body)).toContain("being moved, back in about 42 s");
      const lease = await server.database.read(everyone, (tx) =>
        findLease(server.database.engine, tx, writersLease),
      );
      expect(lease?.holder).toBe("a move");
    });
  });
});
