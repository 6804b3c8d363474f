import { createHash } from "node:crypto";
import { copyFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import {
  copyOf,
  countRows,
  digestOfFile,
  fillFrom,
  missingIn,
  overwrite,
  pageSize,
  rescue,
  restored,
  useLivedFile,
} from "#test/support/damaged-file.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { leavesOfTable, makeLivedFile, pagesOf } from "#test/support/lived-file.ts";
import { rescueLines } from "./rescue-report.ts";

const lived = useLivedFile();

describe("the -wal file", () => {
  /** A database of which many pages are in the -wal only, with the file as it was before them. */
  async function withLog(): Promise<string> {
    const path = await copyOf(lived);
    const raw = new SqliteDatabase(path);
    raw.pragma("journal_mode = wal");
    raw.pragma("wal_autocheckpoint = 0");
    raw.exec("update task set notes = 'newest'; delete from note; update instance set note = 'newest'");
    const kept = join(path, "../kept.db");
    await copyFile(path, kept);
    await copyFile(`${path}-wal`, `${kept}-wal`);
    raw.close();
    return kept;
  }

  test("counts: what is only in it is rescued", async () => {
    const path = await withLog();
    const before = [await digestOfFile(path), await digestOfFile(`${path}-wal`)];
    const { report, out } = await rescue(path);
    expect(report.about.log).toBe("used");
    expect(report.lost).toEqual({ rows: 0, exact: true });
    const found = await restored(out);
    expect(found.get("note")).toEqual([]);
    for (const row of found.get("task") ?? []) expect(row).toContain('"newest"');
    expect([await digestOfFile(path), await digestOfFile(`${path}-wal`)]).toEqual(before);
  });

  test("that is missing leaves what the file holds, and the report says so", async () => {
    const path = await withLog();
    await rm(`${path}-wal`);
    const { report, out } = await rescue(path);
    expect(report.about.log).toBe("missing");
    expect(missingIn(await restored(out), lived.truth)).toEqual([]);
    expect(rescueLines(report).join(" ")).toContain("no -wal file beside it");
  });

  test("with a damaged page in its middle costs that page only", async () => {
    const path = await withLog();
    const frame = 24 + pageSize;
    await overwrite(`${path}-wal`, 32 + 5 * frame + 500, Buffer.alloc(64, 0x5a));
    const { report, out } = await rescue(path);
    expect(report.about.log).toBe("damaged");
    const found = await restored(out);
    const instances = found.get("instance") ?? [];
    expect(instances.length).toBeGreaterThanOrEqual(lived.truth.get("instance")?.length ?? 0);
    const newest = instances.filter((row) => row.includes('"newest"'));
    expect(newest.length).toBeGreaterThan(instances.length * 0.9);
    for (const table of ["task_area", "instance_event", "work_interval"]) {
      expect(found.get(table)).toEqual(lived.truth.get(table));
    }
  });

  test("of another database is left out", async () => {
    const other = await withLog();
    const path = join(lived.folder, `small-${crypto.randomUUID()}.db`);
    const database = await openDatabase({ engine: "sqlite", path });
    await migrate(database);
    await database.close();
    const raw = new SqliteDatabase(path);
    raw.exec(`insert into user_account (id, username, username_key, time_zone, created_at, last_seen_at)
      values ('00000000-0000-7000-8000-000000000001', 'ann', 'ann', 'UTC', 1, 1)`);
    raw.pragma("journal_mode = delete");
    raw.close();
    await copyFile(`${other}-wal`, `${path}-wal`);
    const { report, out } = await rescue(path);
    expect(report.about.log).toBe("foreign");
    expect((await restored(out)).get("user_account")).toHaveLength(1);
  });

  test("of random bytes does no harm", async () => {
    const path = await copyOf(lived);
    await writeFile(`${path}-wal`, Buffer.alloc(100_000, 0xa7));
    const { out } = await rescue(path);
    expect(missingIn(await restored(out), lived.truth)).toEqual([]);
  });
});

test("a -wal file of another person's database is left out, though both have the same pages", async () => {
  const other = join(lived.folder, "other-life.db");
  await makeLivedFile(other);
  const raw = new SqliteDatabase(other);
  raw.pragma("journal_mode = wal");
  raw.pragma("wal_autocheckpoint = 0");
  raw.exec("update instance set note = 'not mine'; update task set notes = 'not mine'");
  const path = await copyOf(lived);
  await copyFile(`${other}-wal`, `${path}-wal`);
  raw.close();
  const { report, out } = await rescue(path);
  expect(report.about.log).toBe("foreign");
  const found = await restored(out);
  expect(missingIn(found, lived.truth)).toEqual([]);
  expect(countRows(found)).toBe(countRows(lived.truth));
});

describe("any damage", () => {
  type Damage = { at: number } & ({ zeros: number } | { bytes: Uint8Array });
  const somewhere = fc.double({ min: 0, max: 0.999999, noNaN: true });
  const damage: fc.Arbitrary<Damage> = fc.oneof(
    fc.record({ at: somewhere, zeros: fc.constantFrom(1, 512, pageSize, 3 * pageSize) }),
    fc.record({ at: somewhere, bytes: fc.uint8Array({ minLength: 1, maxLength: 600 }) }),
  );

  /** The rows that lie in pages which no damage has touched, and whose texts go on in such pages only. */
  function untouched(pages: ReadonlySet<number>): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const table of lived.truth.keys()) {
      const spilled = pagesOf(lived.path, table, "overflow").some((page) => pages.has(page));
      const leaves = leavesOfTable(lived.path, table).filter(({ page }) => !pages.has(page));
      const rows = leaves.flatMap((leaf) => leaf.rows);
      found.set(table, spilled ? rows.filter((row) => row.length < 1000) : rows);
    }
    return found;
  }

  test("never ends a rescue; the archive restores, and no row is missing that no damage touched", async () => {
    const { size } = await stat(lived.path);
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (list, aligned) => {
          const path = await copyOf(lived);
          const pages = new Set<number>();
          for (const one of list) {
            const bytes = "zeros" in one ? Buffer.alloc(one.zeros) : one.bytes;
            let at = Math.floor(one.at * size);
            if (aligned) at -= at % pageSize;
            const fitting = bytes.subarray(0, size - at);
            await overwrite(path, at, fitting);
            for (let byte = at; byte < at + fitting.length; byte++)
              pages.add(Math.floor(byte / pageSize) + 1);
          }
          const before = await digestOfFile(path);
          const { out } = await rescue(path);
          expect(await digestOfFile(path)).toBe(before);
          const found = await restored(out);
          expect(missingIn(found, untouched(pages))).toEqual([]);
          await rm(join(path, ".."), { recursive: true });
        },
      ),
      { numRuns: Number(process.env["RESCUE_RUNS"] ?? 10) },
    );
  }, 600_000);

  test("and any truncation leaves what is before it", async () => {
    const { size } = await stat(lived.path);
    await fc.assert(
      fc.asyncProperty(somewhere, async (share) => {
        const path = await copyOf(lived);
        const length = Math.floor(share * size);
        await truncate(path, length);
        const gone = new Set<number>();
        for (let page = Math.floor(length / pageSize) + 1; page <= size / pageSize; page++) gone.add(page);
        const expected = untouched(gone);
        let rescued: Awaited<ReturnType<typeof rescue>>;
        try {
          rescued = await rescue(path);
        } catch (error) {
          expect(countRows(expected)).toBe(0);
          expect(String(error)).toMatch(/^RescueError: /u);
          return;
        }
        const found = await restored(rescued.out);
        expect(missingIn(found, expected)).toEqual([]);
        await rm(join(path, ".."), { recursive: true });
      }),
      { numRuns: 6 },
    );
  }, 300_000);
});

eachDialect((_engine, _open, { place, openAt }) => {
  test("what was rescued from a badly damaged file restores", async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const path = await copyOf(lived);
      const { size } = await stat(path);
      for (let hit = 1; hit <= 40; hit++) {
        const bytes = createHash("sha512").update(`${seed} ${hit}`).digest();
        await overwrite(path, pageSize + ((bytes.readUInt32BE(0) * hit) % (size - pageSize - 64)), bytes);
      }
      const { report, out } = await rescue(path);
      expect(report.repairs.length + report.setAside.length + report.placeholders.length).toBeGreaterThan(0);
      await fillFrom(await openAt(await place("migrated")), out);
    }
  }, 60_000);
});
