import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { addAreas, awayDestination, backupsOf } from "#test/support/backups.ts";
import { createBackup } from "./create-backup.ts";
import { listBackups } from "./list-backups.ts";
import { pruneBackups } from "./prune-backups.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-prune-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const day = 24 * 60 * 60_000;
const start = Date.UTC(2026, 5, 15, 12);

async function clockwork(retention = { daily: 2, weekly: 0, monthly: 0 }) {
  const path = join(await mkdtemp(join(folder, "data-")), "mine.db");
  const target = { engine: "sqlite", path } as const;
  const database = await openDatabase(target);
  await migrate(database);
  let now = start;
  const context = await backupsOf(target, folder, { folders: ["a", "b"], retention, clock: () => now });
  return {
    database,
    context,
    /** A backup so many days after the start. */
    onDay: async (number: number, destinations = context.destinations) => {
      now = start + number * day;
      return (await createBackup({ ...context, destinations }, { label: "scheduled" })).receipt.id;
    },
  };
}

test("what the policy lets go is removed everywhere, file and receipt; a dry run only says so", async () => {
  const { database, context, onDay } = await clockwork();
  await addAreas(database, "garden");
  const ids = [await onDay(0), await onDay(1), await onDay(2), await onDay(3)];
  expect(await pruneBackups(context, { dryRun: true })).toEqual(ids.slice(0, 2));
  expect(await listBackups(context)).toHaveLength(4);
  expect(await pruneBackups(context)).toEqual(ids.slice(0, 2));
  expect((await listBackups(context)).map(({ id }) => id)).toEqual([ids[3], ids[2]]);
  for (const at of ["a", "b"]) expect(await readdir(context.at(at))).toHaveLength(4);
  expect(await pruneBackups(context)).toEqual([]);
  await database.close();
});

test("a place that got no new ones for long keeps its last proven one", async () => {
  const { database, context, onDay } = await clockwork();
  await addAreas(database, "garden");
  const last = await onDay(0);
  const onlyB = context.destinations.slice(1);
  for (const number of [1, 2, 3, 4]) await onDay(number, onlyB);
  await pruneBackups(context);
  const list = await listBackups(context);
  expect(list.find(({ id }) => id === last)?.places).toEqual(["a"]);
  await database.close();
});

test("empty states never push out a full one", async () => {
  const { database, context, onDay } = await clockwork();
  const person = await addAreas(database, "garden");
  const full = await onDay(0);
  await database.write("*", (tx) => tx.deleteFrom("userAccount").where("id", "=", person).execute());
  for (const number of [1, 2, 3, 4]) await onDay(number);
  await pruneBackups(context);
  expect((await listBackups(context)).map(({ id, people }) => (people === 0 ? "empty" : id))).toContain(full);
  await database.close();
});

test("a receipt without its file is cleared away; a place that is away hinders nothing", async () => {
  const { database, context, onDay } = await clockwork();
  const id = await onDay(0);
  const stray = "2026-01-01T00-00-00Z-0000.receipt.json";
  await writeFile(join(context.at("a"), stray), "{}");
  await writeFile(join(context.at("a"), "notes.txt"), "mine");
  await pruneBackups({ ...context, destinations: [...context.destinations, awayDestination] });
  const names = await readdir(context.at("a"));
  expect(names).not.toContain(stray);
  expect(names).toContain("notes.txt");
  expect((await listBackups(context)).map((backup) => backup.id)).toEqual([id]);
  await database.close();
});
