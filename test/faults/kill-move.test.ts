import { afterAll, beforeAll, expect, test } from "vitest";
import { type BothPlaces, bothPlaces } from "#test/support/both-places.ts";
import { killMoves } from "./kill-move.ts";
import { Random } from "./random.ts";

let places: BothPlaces;
beforeAll(async () => {
  places = await bothPlaces();
});
afterAll(() => places.remove());

test.each([
  ["SQLite to PostgreSQL", "sqlite", "postgres"],
  ["PostgreSQL to SQLite", "postgres", "sqlite"],
] as const)(
  "a move killed anywhere on its way from %s leaves each side complete or clearly empty, and can be run again",
  async (_way, one, another) => {
    const random = new Random(Math.floor(Math.random() * 1e9));
    const [from, to] = [await places[one]("migrated"), await places[another]()];
    const { wrong, kills, stages } = await killMoves(from, to, places.folder, random, 3);
    expect(wrong, stages.join()).toEqual([]);
    expect(kills).toBeGreaterThan(0);
  },
  120_000,
);
