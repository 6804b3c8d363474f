import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entryUrl } from "#config/entry-url.ts";
import { addAreas, allAreas } from "#test/support/backups.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { standardRetention } from "./retention.ts";
import { startBackupWork } from "./start-backup-work.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-work-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

eachDialect((_engine, _open, { place, openAt }) => {
  const start = async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    await addAreas(database, "garden");
    const home = await mkdtemp(join(folder, "home-"));
    const workFolder = join(home, "work");
    const places = [{ kind: "folder", path: join(home, "kept"), label: "kept" } as const];
    const plan = { target, places, workFolder, retention: standardRetention };
    return { database, workFolder, verbs: startBackupWork(entryUrl("archive/backup/backup-worker"), plan) };
  };

  test("every verb works in a thread of its own and tells how far it is", async () => {
    const { database, verbs } = await start();
    const stages = new Set<string>();
    const onProgress = (stage: string) => void stages.add(stage);
    const { receipt } = await verbs.create("scheduled", { onProgress });
    expect([...stages]).toEqual(["write", "verify", "restore", "compare", "store"]);
    expect(await verbs.list()).toMatchObject({
      backups: [{ id: receipt.id, label: "scheduled" }],
      troubles: [],
    });
    expect(await verbs.prove(receipt.id)).toMatchObject({ id: receipt.id, places: ["kept"] });
    await addAreas(database, "kitchen");
    expect(await verbs.restore(receipt.id)).toMatchObject({ backup: receipt.id, rows: 2 });
    expect(await allAreas(database)).toEqual(["garden"]);
    expect(await verbs.prune()).toEqual([]);
    const unknown = verbs.prove("2026-01-01T00-00-00Z-0000");
    await expect(unknown).rejects.toMatchObject({ code: "backup-not-found", known: true });
  });

  test("stopped from outside, it cleans up after itself", async () => {
    const { verbs, workFolder } = await start();
    const stopping = new AbortController();
    const onProgress = () => stopping.abort();
    const making = verbs.create("manual", { onProgress, signal: stopping.signal });
    await expect(making).rejects.toMatchObject({ code: "stopped" });
    expect(await readdir(workFolder)).toEqual([]);
    expect((await verbs.list()).backups).toEqual([]);
  });
});
