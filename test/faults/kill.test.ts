import { expect, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";
import { tryOnce } from "./try-once.ts";

eachDialect((engine, _open, fresh) => {
  test("what was acknowledged is there exactly once after the server was killed in a burst of writes", async () => {
    const seed = Math.floor(Math.random() * 1e9);
    const { wrong, acknowledged } = await tryOnce(await fresh.place("empty"), seed, "server");
    expect(wrong).toEqual([]);
    expect(acknowledged).toBeGreaterThan(20);
  }, 60_000);

  // A file has no connections that could break.
  if (engine === "sqlite") return;
  test("what was acknowledged is there exactly once after its database broke off all connections", async () => {
    const seed = Math.floor(Math.random() * 1e9);
    const { wrong } = await tryOnce(await fresh.place("empty"), seed, "connections");
    expect(wrong).toEqual([]);
  }, 60_000);
});
