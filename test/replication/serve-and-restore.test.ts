import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { findLitestream } from "#archive/replication/litestream-binary.ts";
import { type ServerProcess, startServerProcess } from "#test/support/server-process.ts";
import { oneObject, runTas } from "#test/support/tas-process.ts";

const missing = findLitestream() === undefined;
const why = missing ? " (skipped: Litestream is not installed on this machine)" : "";

let folder = "";
const servers: ServerProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-replicated-"));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  await rm(folder, { recursive: true, force: true });
});

const path = () => join(folder, "data", "data.db");
const settings = () => ({ REPLICATE_TO: join(folder, "copy") });

async function serve(): Promise<ServerProcess> {
  const server = await startServerProcess({ engine: "sqlite", path: path() }, { env: settings() });
  servers.push(server);
  await vi.waitUntil(() => server.output().includes("changes are copied to"), { timeout: 20_000 });
  return server;
}

function tas(...words: readonly string[]) {
  const env = { ...settings(), DATABASE_URL: `sqlite:${path()}`, TZ: "Europe/Berlin" };
  const input = words[0] === "user" ? "a few quiet words\n" : "";
  return runTas([...words, "--json"], { env, folder, input });
}

async function replicating(): Promise<string[]> {
  const lines = (await readdir("/proc"))
    .filter((name) => /^\d+$/u.test(name))
    .map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => ""));
  return (await Promise.all(lines)).filter(
    (line) => line.includes(`${path()}-litestream.yml`) && !line.startsWith("/bin/sh"),
  );
}

describe.skipIf(missing)(`a server whose changes are copied${why}`, () => {
  test("may be killed at any time: the copy ends with it, goes on with the next, and brings back any moment", async () => {
    const first = await serve();
    expect(await tas("user", "create", "ann", "--password-stdin")).toMatchObject({ code: 0 });
    await vi.waitUntil(async () => people(await tas("replication", "restore", "--out", newFile())) === 1, {
      timeout: 20_000,
    });
    const moment = new Date();
    await first.kill();
    await vi.waitUntil(async () => (await replicating()).length === 0, { timeout: 10_000 });

    const second = await serve();
    expect(await replicating()).toHaveLength(1);
    expect(await tas("user", "create", "ben", "--password-stdin")).toMatchObject({ code: 0 });
    await second.stop();
    expect(await replicating()).toEqual([]);
    await rm(join(folder, "data"), { recursive: true });

    const then = await tas("replication", "restore", "--at", moment.toISOString(), "--out", newFile());
    expect(oneObject(then)).toMatchObject({ people: 1, moment: moment.toISOString(), lastEntryAt: null });
    const latest = await tas("replication", "restore", "--out", newFile());
    expect(people(latest)).toBe(2);
    expect(oneObject(await tas("replication", "status"))).toMatchObject({ earliest: expect.any(String) });

    const again = await tas("replication", "restore", "--out", join(folder, "restored-1.db"));
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining("nothing is overwritten") });
    const twice = await tas("replication", "restore", "--at", "2025-10-26 02:30:00", "--out", newFile());
    expect(twice.stdout).toMatch(/twice; write 2025-10-26T02:30:00\+02:00 or 2025-10-26T02:30:00\+01:00/u);
  }, 90_000);
});

let files = 0;
const newFile = () => join(folder, `restored-${++files}.db`);

function people(run: Awaited<ReturnType<typeof tas>>): unknown {
  return run.code === 0 ? oneObject(run)["people"] : undefined;
}
