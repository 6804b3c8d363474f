import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BackupPlace } from "#config/backup-place.ts";
import { type FaultyS3, startFaultyS3 } from "#test/support/faulty-s3.ts";
import { type S3Server, startS3Server } from "#test/support/s3-server.ts";
import { type Destination, openDestination } from "./destination.ts";
import type { DestinationPlace } from "./destination-place.ts";

const name = "2026-11-21T14-30-00Z-3f9a.ndjson.gz";
const receipt = "2026-11-21T14-30-00Z-3f9a.receipt.json";
// More than two parts of an upload.
const large = randomBytes(17 * 1024 * 1024 + 11);

let home: string;
let server: S3Server;
let small: FaultyS3;
let count = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "tas-destination-"));
  [server, small] = await Promise.all([startS3Server(), startFaultyS3()]);
});

afterAll(async () => {
  await Promise.all([server.stop(), small.stop()]);
  await rm(home, { recursive: true, force: true });
});

/** Each test has a place of its own, named as the settings name it. */
const places: Record<string, () => BackupPlace> = {
  "a folder": () => {
    const path = join(home, `folder-${(count += 1)}`, "backups");
    return { kind: "folder", path, label: path };
  },
  "an S3 store": () => s3(server, server.credentials, `p${(count += 1)}/`),
  "an S3 store, without a folder in the bucket": () => s3(server, server.credentials, ""),
  "a small S3 store with conditional writes": () =>
    s3(small, { accessKeyId: "any", secretAccessKey: "any" }, `p${(count += 1)}/`),
};

function s3(
  { endpoint, bucket }: { endpoint: string; bucket: string },
  credentials: { accessKeyId: string; secretAccessKey: string },
  prefix: string,
): BackupPlace {
  return {
    kind: "s3",
    label: `s3://${bucket}/${prefix}`,
    bucket,
    prefix,
    endpoint,
    region: "us-east-1",
    credentials,
  };
}

async function local(content: Buffer | string): Promise<string> {
  const path = join(home, `local-${(count += 1)}`);
  await writeFile(path, content);
  return path;
}

async function names(destination: Destination): Promise<string[]> {
  return (await destination.list()).map((file) => file.name);
}

describe.each(Object.entries(places))("%s", (_what, placeOf) => {
  const open = () => {
    const place: DestinationPlace = placeOf();
    return openDestination(place);
  };

  test.each([
    ["an empty file", Buffer.alloc(0)],
    ["a small file", Buffer.from("grün\0")],
    ["a large file", large],
  ])("gives back %s as it was", async (_size, content) => {
    const destination = open();
    const shares: number[] = [];
    const stored = await destination.put(name, await local(content), {
      onProgress: (share) => shares.push(share),
    });
    expect(stored).toEqual({
      sha256: createHash("sha256").update(content).digest("hex"),
      size: content.length,
    });
    expect(shares.every((share, index) => share >= (shares[index - 1] ?? 0) && share <= 1)).toBe(true);
    if (content.length > 0) expect(shares.at(-1)).toBe(1);
    const copy = join(home, `copy-${(count += 1)}`);
    await destination.fetch(name, copy);
    expect((await readFile(copy)).equals(content)).toBe(true);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    await destination.remove(name);
    expect(await names(destination)).not.toContain(name);
  });

  test("lists its own files with their sizes, the newest last, and takes removing twice calmly", async () => {
    const destination = open();
    const older = "2026-11-20T14-30-00Z-ffff.ndjson.gz";
    await destination.put(name, await local("new"));
    await destination.put(older, await local("older"));
    await destination.putText(receipt, "{}");
    const files = await destination.list();
    expect(files.map((file) => [file.name, file.size])).toEqual([
      [older, 5],
      [name, 3],
      [receipt, 2],
    ]);
    for (const { modifiedAt } of files) expect(modifiedAt).toBeGreaterThan(Date.UTC(2020));
    for (const each of [older, name, receipt, receipt]) await destination.remove(each);
    expect(await destination.list()).toEqual([]);
  });

  test("is empty before its first use", async () => {
    expect(await open().list()).toEqual([]);
  });

  test("keeps the first file when a second one comes with its name", async () => {
    const destination = open();
    await destination.put(name, await local("first"));
    await expect(destination.put(name, await local("second"))).rejects.toMatchObject({ code: "exists" });
    const copy = join(home, `copy-${(count += 1)}`);
    await destination.fetch(name, copy);
    expect(await readFile(copy, "utf8")).toBe("first");
    await destination.remove(name);
  });

  test("keeps texts, and their newest version", async () => {
    const destination = open();
    expect(await destination.readText(receipt)).toBeNull();
    await destination.putText(receipt, "first");
    await destination.putText(receipt, "zweitens: ü");
    expect(await destination.readText(receipt)).toBe("zweitens: ü");
    await destination.remove(receipt);
  });

  test("says so when a wanted file is not there, and leaves no copy", async () => {
    const copy = join(home, `copy-${(count += 1)}`);
    await expect(open().fetch(name, copy)).rejects.toMatchObject({ code: "not-found" });
    await expect(stat(copy)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("never overwrites a local file", async () => {
    const destination = open();
    await destination.put(name, await local("stored"));
    const precious = await local("precious");
    await expect(destination.fetch(name, precious)).rejects.toMatchObject({ code: "exists" });
    expect(await readFile(precious, "utf8")).toBe("precious");
    await destination.remove(name);
  });

  test("takes no names that lead elsewhere", async () => {
    const destination = open();
    const path = await local("x");
    for (const bad of [
      "../2026-11-21.gz",
      "2026-11-21/../../x",
      "x.gz",
      "",
      "2026-11-21.gz.part",
      ".2026-11-21",
    ]) {
      await expect(destination.put(bad, path)).rejects.toMatchObject({ code: "refused" });
      await expect(destination.putText(bad, "x")).rejects.toMatchObject({ code: "refused" });
      await expect(destination.readText(bad)).rejects.toMatchObject({ code: "refused" });
      await expect(destination.remove(bad)).rejects.toMatchObject({ code: "refused" });
    }
  });

  test("leaves nothing when it is stopped, before or in the middle", async () => {
    const destination = open();
    const path = await local(large);
    const stopped = new Error("stopped");
    await expect(destination.put(name, path, { signal: AbortSignal.abort(stopped) })).rejects.toBe(stopped);
    for (const moment of [0.1, 0.7]) {
      const stop = new AbortController();
      const onProgress = (share: number) => {
        if (share > moment) stop.abort(stopped);
      };
      await expect(destination.put(name, path, { signal: stop.signal, onProgress })).rejects.toBe(stopped);
      expect(await names(destination)).not.toContain(name);
    }
    await destination.put(name, path);
    const stop = new AbortController();
    const copy = join(home, `copy-${(count += 1)}`);
    const onProgress = () => stop.abort(stopped);
    await expect(destination.fetch(name, copy, { signal: stop.signal, onProgress })).rejects.toBe(stopped);
    expect((await readdir(home)).filter((file) => file.includes(`copy-${count}`))).toEqual([]);
    await destination.remove(name);
    expect(small.uploads.size).toBe(0);
  });
});
