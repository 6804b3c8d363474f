import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolders, makeFoldersNow } from "./make-folders.ts";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tas-make-folders-"));
});

afterEach(() => rm(home, { recursive: true, force: true }));

test("folders are made with those they lie in, for the server's user alone, as often as one likes", async () => {
  const folder = join(home, "a", "b", "c");
  await makeFolders(folder);
  await makeFolders(folder);
  for (const made of [folder, join(home, "a")]) expect((await stat(made)).mode & 0o777).toBe(0o700);
});

test("folders are not made inside a file", async () => {
  await writeFile(join(home, "file"), "");
  await expect(makeFolders(join(home, "file", "b"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test.skipIf(!existsSync("/proc/self"))(
  "making folders comes to an end where the system says that what is there is missing (Linux: /proc)",
  async () => {
    await expect(makeFolders("/proc/tas-no-such-folder/b")).rejects.toMatchObject({ code: "ENOENT" });
    expect(() => makeFoldersNow("/proc/tas-no-such-folder/b")).toThrow("ENOENT");
  },
);
