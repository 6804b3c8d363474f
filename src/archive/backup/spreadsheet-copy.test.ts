import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eachDialect, type Place } from "#test/support/each-dialect.ts";
import { addPerson } from "#test/support/people.ts";
import type { BackupPlan } from "./backup-context.ts";
import type { DestinationPlace } from "./destination/destination-place.ts";
import { copySpreadsheets, spreadsheetsKept } from "./spreadsheet-copy.ts";

const day = 24 * 60 * 60_000;
const now = Date.parse("2026-11-21T02:30:00Z");
const daily = { every: "daily", now, timeZone: "Europe/Berlin" } as const;

async function planFor(target: Place, count = 1): Promise<{ plan: BackupPlan; folders: string[] }> {
  const root = await mkdtemp(join(tmpdir(), "tas-test-spreadsheets-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folders = Array.from({ length: count }, (_, index) => join(root, `place-${index}`));
  const places: DestinationPlace[] = folders.map((path) => ({ kind: "folder", path, label: path }));
  const retention = { daily: 7, weekly: 4, monthly: 12 };
  return { plan: { target, places, workFolder: join(root, "work"), retention }, folders };
}

eachDialect((_engine, _open, fresh) => {
  test("everybody's tables lie as one ZIP each in the day's folder, private to their owner", async () => {
    const target = await fresh.place("migrated");
    const database = await fresh.openAt(target);
    await addPerson(database, "Ann");
    const odd = await addPerson(database, "../Ann & Ben");
    const { plan, folders } = await planFor(target, 2);
    expect(await copySpreadsheets(plan, daily)).toBe("2026-11-21");
    for (const folder of folders) {
      const there = join(folder, "spreadsheet", "2026-11-21");
      expect((await readdir(there)).sort()).toEqual(
        [`2026-11-21-${odd.id}.zip`, "2026-11-21-Ann.zip"].sort(),
      );
      const bytes = await readFile(join(there, "2026-11-21-Ann.zip"));
      expect(bytes.subarray(0, 2).toString()).toBe("PK");
      expect(bytes.includes("instances.csv")).toBe(true);
      expect((await stat(there)).mode & 0o777).toBe(0o700);
      expect((await stat(join(there, "2026-11-21-Ann.zip"))).mode & 0o777).toBe(0o600);
    }
    expect(await readdir(plan.workFolder)).toEqual([]);
  });

  test("they are written once a day, or once a week, and after a wrong clock again", async () => {
    const target = await fresh.place("migrated");
    await addPerson(await fresh.openAt(target), "ann");
    const { plan } = await planFor(target);
    const weekly = { ...daily, every: "weekly" } as const;
    expect(await copySpreadsheets(plan, weekly)).toBe("2026-11-21");
    expect(await copySpreadsheets(plan, { ...daily, now: now + 60_000 })).toBeNull();
    expect(await copySpreadsheets(plan, { ...weekly, now: now + 6 * day })).toBeNull();
    expect(await copySpreadsheets(plan, { ...daily, now: now + day })).toBe("2026-11-22");
    expect(await copySpreadsheets(plan, { ...weekly, now: now + 8 * day })).toBe("2026-11-29");
    expect(await copySpreadsheets(plan, { ...daily, now: now + 3 * day })).toBe("2026-11-24");
  });
});

const sqliteOnly = "the engine plays no part";

eachDialect((engine, _open, fresh) => {
  test.skipIf(engine !== "sqlite")(`thirty days are kept (${sqliteOnly})`, async () => {
    const target = await fresh.place("migrated");
    await addPerson(await fresh.openAt(target), "ann");
    const { plan, folders } = await planFor(target);
    const [folder = ""] = folders;
    for (let index = 0; index < spreadsheetsKept + 3; index++) {
      await copySpreadsheets(plan, { ...daily, now: now + index * day });
    }
    const names = await readdir(join(folder, "spreadsheet"));
    const days = names.filter((name) => !name.endsWith(".json")).sort();
    expect(days).toHaveLength(spreadsheetsKept);
    expect(days[0]).toBe("2026-11-24");
    expect(names.filter((name) => name.endsWith(".json"))).toHaveLength(spreadsheetsKept);
  });

  test.skipIf(engine !== "sqlite")(`a copy that was cut off is written whole (${sqliteOnly})`, async () => {
    const target = await fresh.place("migrated");
    await addPerson(await fresh.openAt(target), "ann");
    const { plan, folders } = await planFor(target);
    const there = join(folders[0] ?? "", "spreadsheet", "2026-11-21");
    await mkdir(there, { recursive: true });
    await writeFile(join(there, "2026-11-21-ann.zip"), "PK and no more");
    expect(await copySpreadsheets(plan, daily)).toBe("2026-11-21");
    expect((await readFile(join(there, "2026-11-21-ann.zip"))).includes("instances.csv")).toBe(true);
  });

  test.skipIf(engine !== "sqlite")(`encrypted backups have encrypted tables (${sqliteOnly})`, async () => {
    const target = await fresh.place("migrated");
    await addPerson(await fresh.openAt(target), "ann");
    const { plan, folders } = await planFor(target);
    const lock = { recipients: ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"] };
    await copySpreadsheets({ ...plan, lock }, daily);
    const there = join(folders[0] ?? "", "spreadsheet", "2026-11-21");
    expect(await readdir(there)).toEqual(["2026-11-21-ann.zip.age"]);
    const bytes = await readFile(join(there, "2026-11-21-ann.zip.age"));
    expect(bytes.toString("latin1").startsWith("age-encryption.org/v1")).toBe(true);
  });

  test.skipIf(engine !== "sqlite")(
    `a place that cannot be written to is named, and the others have them (${sqliteOnly})`,
    async () => {
      const target = await fresh.place("migrated");
      await addPerson(await fresh.openAt(target), "ann");
      const { plan, folders } = await planFor(target, 2);
      const [broken = "", good = ""] = folders;
      await writeFile(broken, "a file, no folder");
      await expect(copySpreadsheets(plan, daily)).rejects.toThrow(`could not be written to ${broken}`);
      expect(await readdir(join(good, "spreadsheet"))).toContain("2026-11-21");
      await rm(broken);
      expect(await copySpreadsheets(plan, daily)).toBe("2026-11-21");
      expect(await readdir(join(broken, "spreadsheet"))).toContain("2026-11-21");
    },
  );
});
