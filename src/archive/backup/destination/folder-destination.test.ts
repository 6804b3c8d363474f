import { execFile, execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serverAccount, sharedTemporaryFolder } from "#test/support/unprivileged.ts";
import { openDestination } from "./destination.ts";

const name = "2026-11-21T14-30-00Z-3f9a.ndjson.gz";
let home: string;
let folder: string;
let source: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tas-folder-"));
  folder = join(home, "disk", "backups");
  source = join(home, "source");
  await writeFile(source, randomBytes(3 * 1024 * 1024));
});

afterEach(() => rm(home, { recursive: true, force: true }));

function open(path = folder) {
  return openDestination({ kind: "folder", path, label: path });
}

test("only the user that runs the server can read what is stored", async () => {
  await open().put(name, source);
  await open().putText("2026-11-21.receipt.json", "{}");
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const file of await readdir(folder)) expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
});

test("what lies there under other names is neither listed nor touched", async () => {
  await open().put(name, source);
  await writeFile(join(folder, "holiday.jpg"), "x");
  await mkdir(join(folder, "2026-11-20.folder"));
  expect((await open().list()).map((file) => file.name)).toEqual([name]);
  expect(await readdir(folder)).toHaveLength(3);
});

test("until it is whole, a file does not bear its name", async () => {
  const seen = new Set<string>();
  await open().put(name, source, {
    onProgress: () => {
      for (const file of readdirSync(folder)) seen.add(file);
    },
  });
  expect([...seen]).toEqual([expect.stringMatching(/^\..*\.part$/u)]);
  expect(await readdir(folder)).toEqual([name]);
});

test("two at once with one name: one is stored, the other is told", async () => {
  const other = join(home, "other");
  await writeFile(other, "other");
  const results = await Promise.allSettled([open().put(name, source), open().put(name, other)]);
  const [failed] = results.filter((result) => result.status === "rejected");
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(failed?.reason).toMatchObject({ code: "exists" });
  const winner = results[0]?.status === "fulfilled" ? source : other;
  expect((await readFile(join(folder, name))).equals(await readFile(winner))).toBe(true);
  expect(await readdir(folder)).toEqual([name]);
});

test("a disk that changes a byte is found out, and the file is removed", async () => {
  let changed = false;
  const onProgress = (share: number) => {
    if (share < 0.5 || changed) return;
    changed = true;
    // Between writing and reading back; while this callback runs, nothing else does.
    execFileSync("sh", ["-c", 'printf X | dd of="$(ls .*.part)" bs=1 seek=2500000 conv=notrunc'], {
      cwd: folder,
      stdio: "ignore",
    });
  };
  const original = await readFile(source);
  original[2_500_000] = 0;
  await writeFile(source, original);
  await expect(open().put(name, source, { onProgress })).rejects.toMatchObject({ code: "corrupt" });
  expect(changed).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test("what a killed process left is swept away after a day", async () => {
  await mkdir(folder, { recursive: true });
  const [old, young, foreign] = [".2026-11-20.gz.aa.part", ".2026-11-21.gz.bb.part", ".film.part"];
  for (const file of [old, young, foreign]) await writeFile(join(folder, file), "half");
  const before = Date.now() / 1000 - 25 * 60 * 60;
  for (const file of [old, foreign]) await utimes(join(folder, file), before, before);
  await open().put(name, source);
  expect(new Set(await readdir(folder))).toEqual(new Set([name, young, foreign]));
});

test("a file where the folder should be is named in one sentence", async () => {
  await expect(open(source).put(name, source)).rejects.toMatchObject({
    name: "DestinationError",
    message: expect.stringContaining(source),
  });
});

test("a missing local file is no fault of the destination", async () => {
  await expect(open().put(name, join(home, "nothing"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a full disk leaves nothing and says what to do", async (context) => {
  const disk = join(home, "tmpfs");
  await mkdir(disk);
  try {
    await promisify(execFile)("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
  } catch {
    context.skip("mounting a small tmpfs is not allowed here");
  }
  try {
    const destination = open(join(disk, "backups"));
    await expect(destination.put(name, source)).rejects.toMatchObject({
      code: "disk-full",
      message: expect.stringMatching(/no room left.*free some space/u),
    });
    expect(await readdir(join(disk, "backups"))).toEqual([]);
    const copy = join(disk, "copy");
    await open().put(name, source);
    await expect(open().fetch(name, copy)).rejects.toMatchObject({ code: "disk-full" });
    expect(await readdir(disk)).toEqual(["backups"]);
    await promisify(execFile)("mount", ["-o", "remount,ro", disk]);
    await expect(destination.put(name, source)).rejects.toMatchObject({ code: "read-only" });
    await expect(destination.putText(name, "x")).rejects.toMatchObject({ code: "read-only" });
  } finally {
    await promisify(execFile)("umount", [disk]);
  }
});

describe("as an ordinary user", () => {
  test("a folder that may not be written says whom to let in", async () => {
    const shared = await mkdtemp(join(await sharedTemporaryFolder(), "tas-closed-"));
    try {
      const account = await serverAccount();
      await chmod(shared, 0o555);
      if (account) await chown(shared, account.uid, account.gid);
      const path = join(shared, "backups");
      const source = fileURLToPath(new URL("./new-file.ts", import.meta.url));
      await expect(putAs(account, path, source)).resolves.toMatchObject({
        code: "read-only",
        message: expect.stringMatching(/not open to the user that runs this.*let that user/u),
      });
      expect(await readdir(shared)).toEqual([]);
    } finally {
      await rm(shared, { recursive: true, force: true });
    }
  });
});

/** Tries a put as that account and gives the error. The account may not be able to read this project's files. */
async function putAs(account: { uid: number; gid: number } | undefined, path: string, source: string) {
  const { seteuid, setegid } = process;
  if (account === undefined || seteuid === undefined || setegid === undefined) {
    return open(path)
      .put(name, source)
      .then(
        () => null,
        (error: unknown) => error,
      );
  }
  const readable = join(path, "..", "..", `tas-source-${randomBytes(4).toString("hex")}`);
  await writeFile(readable, await readFile(source), { mode: 0o644 });
  setegid(account.gid);
  seteuid(account.uid);
  try {
    return await open(path)
      .put(name, readable)
      .then(
        () => null,
        (error: unknown) => error,
      );
  } finally {
    seteuid(0);
    setegid(0);
    await rm(readable);
  }
}
