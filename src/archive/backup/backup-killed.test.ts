import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { everyone, openDatabase } from "#storage/database.ts";
import { findLease, releaseLease } from "#storage/lease.ts";
import { writersLease } from "#storage/write-gate.ts";
import { addAreas, backupsOf, hashOfAll } from "#test/support/backups.ts";
import { eachDialect, type Place } from "#test/support/each-dialect.ts";
import { spawnTas } from "#test/support/tas-process.ts";
import { createBackup } from "./create-backup.ts";
import { listBackups } from "./list-backups.ts";
import { proveBackup } from "./prove-backup.ts";
import { restoreBackup } from "./restore-backup.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-killed-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command and kills it (SIGKILL) when it first says these words; false when it came to its end before. */
function killAt(target: Place, kept: string, words: readonly string[], stage: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const url = target.engine === "sqlite" ? `sqlite:${target.path}` : target.url;
    const env = { DATABASE_URL: url, BACKUP_DESTINATIONS: kept };
    const child = spawnTas(words, { folder, env });
    child.stdin.end();
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes(stage)) child.kill("SIGKILL");
    });
    child.once("error", reject);
    child.once("close", (_code, signal) => {
      if (said.includes(stage)) resolve(signal === "SIGKILL");
      else reject(new Error(`It never came to "${stage}": ${said}`));
    });
  });
}

eachDialect((_engine, _open, { place, openAt }) => {
  test("killed while it makes a backup, it leaves none that is listed as proven and is not", async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    await addAreas(database, ...Array.from({ length: 5000 }, (_, number) => `place ${number}`));
    const before = await hashOfAll(database);
    const context = await backupsOf(target, folder);
    for (const stage of ["Writing the copy", "Restoring it", "Comparing", "Storing"]) {
      await killAt(target, context.at("a"), ["backup", "create"], stage);
      for (const { id, provenAt } of await listBackups(context)) {
        if (provenAt !== null) expect((await proveBackup(context, id)).places, stage).toEqual(["a"]);
      }
      expect(await hashOfAll(database), stage).toBe(before);
    }
    const { receipt } = await createBackup(context, { label: "manual" });
    expect(receipt.provenAt).not.toBeNull();
  }, 180_000);

  test("killed while it restores, the data is that of before or that of the backup, and the hold ends", async () => {
    const target = await place("migrated");
    const database = await openAt(target);
    await addAreas(database, ...Array.from({ length: 5000 }, (_, number) => `place ${number}`));
    const context = await backupsOf(target, folder);
    const { receipt } = await createBackup(context, { label: "manual" });
    const then = await hashOfAll(database);
    await addAreas(database, "kitchen");
    const states = [then, await hashOfAll(database)];
    for (const stage of ["Keeping", "Restoring it", "Comparing"]) {
      await killAt(target, context.at("a"), ["backup", "restore", receipt.id, "--yes"], stage);
      expect(states, stage).toContain(await hashOfAll(database));
      const lease = await database.read(everyone, (tx) => findLease(database.engine, tx, writersLease));
      expect(lease?.remaining ?? 0, stage).toBeLessThanOrEqual(30_000);
      // Instead of waiting until it is over.
      if (lease) {
        const holding = await openDatabase(target, { pass: { holder: lease.holder } });
        await releaseLease(holding, writersLease, lease.holder);
        await holding.close();
      }
    }
    await restoreBackup(context, receipt.id);
    expect(await hashOfAll(database)).toBe(then);
  }, 180_000);
});
