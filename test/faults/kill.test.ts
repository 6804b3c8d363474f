import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { tryOnce } from "./try-once.ts";

eachDialect((engine, _open, fresh) => {
  // A killed server is the first of all faults.
  const why = engine === "sqlite" ? " (a file has no connections that could break)" : "";
  test.skipIf(engine === "sqlite")(
    `what was acknowledged is there exactly once after its database broke off all connections${why}`,
    async () => {
      const seed = Math.floor(Math.random() * 1e9);
      const { wrong, acknowledged } = await tryOnce(await fresh.place("empty"), seed, "connections");
      expect(wrong).toEqual([]);
      expect(acknowledged).toBeGreaterThan(20);
    },
    60_000,
  );
});
