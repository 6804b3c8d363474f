import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FaultyS3, type S3Fault, startFaultyS3 } from "#test/support/faulty-s3.ts";
import { startS3Server } from "#test/support/s3-server.ts";
import { openDestination } from "./destination.ts";
import type { S3Place } from "./destination-place.ts";

const name = "2026-11-21T14-30-00Z-3f9a.ndjson.gz";
const key = `tasks/${name}`;
const secret = "hunter2-hunter2-hunter2";
const content = { "a small file": randomBytes(100_000), "a large file": randomBytes(17 * 1024 * 1024 + 11) };
const sizes = Object.entries(content);

let home: string;
let store: FaultyS3;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tas-s3-faults-"));
  store = await startFaultyS3();
});

afterEach(async () => {
  await store.stop();
  await rm(home, { recursive: true, force: true });
});

function open(change: Partial<S3Place> = {}) {
  const { endpoint, bucket } = store;
  const credentials = { accessKeyId: "keeper", secretAccessKey: secret };
  const label = `s3://${bucket}/tasks/`;
  return openDestination({
    kind: "s3",
    label,
    bucket,
    prefix: "tasks/",
    endpoint,
    region: "us-east-1",
    credentials,
    ...change,
  });
}

async function local(bytes: Buffer): Promise<string> {
  const path = join(home, "source");
  await writeFile(path, bytes);
  return path;
}

describe.each(sizes)("%s", (_size, bytes) => {
  test.each<[string, S3Fault]>([
    ["breaks off an upload twice", { kind: "drop-upload", times: 2 }],
    ["breaks off its answer to an upload", { kind: "drop-answer", times: 1 }],
    ["breaks off the reading back, three times", { kind: "drop-download", times: 3 }],
    ["asks to slow down twice", { kind: "slow-down", times: 2 }],
    ["knows no conditional writes", { kind: "no-conditions" }],
  ])("arrives whole at a store that %s", async (_what, fault) => {
    store.fault = fault;
    await open().put(name, await local(bytes));
    expect(store.objects.get(key)?.body.equals(bytes)).toBe(true);
    expect(store.uploads.size).toBe(0);
    store.fault = fault.kind === "drop-download" ? { ...fault, times: 3 } : null;
    await open().fetch(name, join(home, "copy"));
    expect((await readFile(join(home, "copy"))).equals(bytes)).toBe(true);
  });

  test.each<S3Fault["kind"]>(["store-nothing", "store-shorter", "store-other"])(
    "at a store that lies (%s) is refused and removed",
    async (kind) => {
      store.fault = { kind };
      await expect(open().put(name, await local(bytes))).rejects.toMatchObject({
        code: "corrupt",
        message: expect.stringMatching(/^s3:\/\/faulty\/tasks\/ said that it stored/u),
      });
      expect(store.objects.size).toBe(0);
    },
  );

  test("is given up, with nothing left, when the connection breaks every time", async () => {
    store.fault = { kind: "drop-upload" };
    await expect(open().put(name, await local(bytes))).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining(store.endpoint),
    });
    expect(store.objects.size).toBe(0);
    expect(store.uploads.size).toBe(0);
  });

  test("leaves nothing when it is stopped while the store is silent", async () => {
    store.fault = { kind: "silent-upload" };
    const stop = new AbortController();
    const stopped = new Error("stopped");
    const begun = store.nextUpload();
    const put = open().put(name, await local(bytes), { signal: stop.signal });
    await begun;
    stop.abort(stopped);
    await expect(put).rejects.toBe(stopped);
    expect(store.objects.size).toBe(0);
    expect(store.uploads.size).toBe(0);
  });

  test("stays as it is when another one of its name comes in at the same moment", async () => {
    const path = await local(bytes);
    const other = join(home, "other");
    await writeFile(other, "other");
    const results = await Promise.allSettled([open().put(name, path), open().put(name, other)]);
    const lost = results.filter((result) => result.status === "rejected");
    expect(lost).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ code: "exists" });
    const winner = results[0]?.status === "fulfilled" ? bytes : Buffer.from("other");
    expect(store.objects.get(key)?.body.equals(winner)).toBe(true);
    expect(store.uploads.size).toBe(0);
  });

  test("is not copied halfway when the connection breaks every time", async () => {
    await open().put(name, await local(bytes));
    store.fault = { kind: "drop-download" };
    await expect(open().fetch(name, join(home, "copy"))).rejects.toMatchObject({ code: "unreachable" });
    expect(await readdir(home)).toEqual(["source"]);
  });
});

test("a receipt that the store changed is found out", async () => {
  store.fault = { kind: "store-other" };
  await expect(open().putText(name, "{}")).rejects.toMatchObject({ code: "corrupt" });
});

describe("what went wrong is one sentence without the key:", () => {
  async function sentence(work: Promise<unknown>): Promise<{ code: unknown; message: string }> {
    const error: unknown = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof Error)) throw new Error("It worked.");
    expect(error.name).toBe("DestinationError");
    expect(error.message).not.toContain(secret);
    expect(error.message).toMatch(/^[^\n]+\.$/u);
    return { code: "code" in error ? error.code : undefined, message: error.message };
  }

  test("a full store", async () => {
    store.fault = { kind: "full" };
    const said = await sentence(open().put(name, await local(content["a small file"])));
    expect(said).toMatchObject({ code: "disk-full", message: expect.stringContaining("no room left") });
  });

  test("a wrong key, and a bucket that is not there", async () => {
    const server = await startS3Server();
    try {
      const { endpoint, bucket } = server;
      expect(await sentence(open({ endpoint, bucket }).list())).toMatchObject({
        code: "refused",
        message: expect.stringContaining("S3_ACCESS_KEY_ID"),
      });
      const { credentials } = server;
      const none = open({ endpoint, bucket: "nowhere", credentials });
      const expected = { code: "not-found", message: expect.stringContaining('bucket "nowhere"') };
      expect(await sentence(none.list())).toMatchObject(expected);
      expect(await sentence(none.put(name, await local(content["a small file"])))).toMatchObject(expected);
    } finally {
      await server.stop();
    }
  });

  test("nobody there", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    expect(await sentence(open({ endpoint: `http://127.0.0.1:${port}` }).list())).toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/ECONNREFUSED.*S3_ENDPOINT/u),
    });
  });
});
