import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ImportUndoReport, ImportView } from "#contract/import.ts";
import type { InstanceView } from "#contract/instance.ts";
import type { TaskView } from "#contract/task.ts";
import { writeArchive } from "#archive/portable/write-archive.ts";
import type { Client } from "#test/support/client.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServer } from "#test/support/test-server.ts";

eachDialect((_engine, _open, more) => {
  let server: TestServer;
  let folder: string;
  beforeAll(async () => {
    server = await startTestServer(more);
    folder = await mkdtemp(join(tmpdir(), "tas-archive-routes-"));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const cookiesOf = (client: Client) =>
    [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

  async function newcomer(): Promise<Client> {
    const client = server.client();
    await client.guest();
    return client;
  }

  async function lived(name: string): Promise<Client> {
    const client = await newcomer();
    const task = await client.post<TaskView>("/tasks", { name });
    const go = await client.post<InstanceView>("/instances", { taskId: task.body.id });
    await client.post(`/instances/${go.body.id}/start`, { forecast: { aversion: 80 } });
    await client.post(`/instances/${go.body.id}/complete`, { outcome: { aversion: 35 } });
    return client;
  }

  async function download(client: Client) {
    const headers = { cookie: cookiesOf(client) };
    const response = await fetch(`${server.url}/api/v1/export?format=archive`, { headers });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  /** Sends a file and waits until it was looked at, or, without a dry run, brought in. */
  async function bring(client: Client, bytes: Buffer, dryRun = false): Promise<ImportView> {
    const form = new FormData();
    form.append("dryRun", String(dryRun));
    form.append("files", new Blob([new Uint8Array(bytes)]), "mine.ndjson.gz");
    const encoded = new Response(form);
    const response = await fetch(`${server.url}/api/v1/imports`, {
      method: "POST",
      headers: {
        "content-type": encoded.headers.get("content-type") ?? "",
        origin: new URL(server.url).origin,
        cookie: cookiesOf(client),
      },
      body: await encoded.arrayBuffer(),
    });
    expect(response.status).toBe(202);
    // The answer to an accepted upload.
    return settled(client, ((await response.json()) as ImportView).id);
  }

  async function settled(client: Client, id: string): Promise<ImportView> {
    for (;;) {
      const { body } = await client.get<ImportView>(`/imports/${id}`);
      if (!["reading", "running"].includes(body.state)) return body;
    }
  }

  const tasksOf = async (client: Client) =>
    (await client.get<{ items: TaskView[] }>("/tasks")).body.items.map(({ name }) => name);

  test("everything is downloaded as one archive and restored to a new account, twice and back", async () => {
    const ann = await lived("Call the dentist");
    const { response, bytes } = await download(ann);
    expect(response.headers.get("content-type")).toBe("application/gzip");
    expect(response.headers.get("content-disposition")).toMatch(
      /filename="task_aversion_archive_\d{8}_\d{6}\.ndjson\.gz"$/u,
    );
    const bo = await newcomer();
    const proposed = await bring(bo, bytes, true);
    expect(proposed).toMatchObject({
      state: "proposed",
      report: { form: "archive", dryRun: true, tables: { task: { new: 1 }, instance: { new: 1 } } },
    });
    expect(await tasksOf(bo)).toEqual([]);
    await bo.post(`/imports/${proposed.id}/apply`, { convertScale: false });
    expect(await settled(bo, proposed.id)).toMatchObject({ state: "done", problem: null });
    expect(await tasksOf(bo)).toEqual(["Call the dentist"]);
    expect(await bring(bo, bytes)).toMatchObject({ report: { tables: { task: { new: 0, present: 1 } } } });
    const undone = await bo.delete<ImportUndoReport>(`/imports/${proposed.id}`);
    expect(undone.body).toMatchObject({ removed: { task: 1, instance: 1 }, kept: [] });
    expect(await tasksOf(bo)).toEqual([]);
    expect(await tasksOf(ann)).toEqual(["Call the dentist"]);
  });

  test("a file that cannot be used is refused in one sentence, and nothing changes", async () => {
    const ann = await lived("Tax letter");
    const { bytes } = await download(ann);
    const refused = async (file: Buffer) => {
      const { state, problem } = await bring(ann, file);
      expect(state).toBe("failed");
      expect(problem).toMatch(/^[A-Z].*[Nn]othing was changed[^.]*\.$/u);
      return problem ?? "";
    };
    const flipped = Buffer.from(bytes);
    const middle = flipped.length >> 1;
    flipped[middle] = (flipped[middle] ?? 0) ^ 1;
    expect(await refused(flipped)).toContain("damaged");
    expect(await refused(bytes.subarray(0, -20))).toContain("damaged");
    await refused(bytes.subarray(0, 2));
    await refused(Buffer.alloc(0));

    const whole = join(folder, "whole.ndjson.gz");
    await writeArchive(server.database, whole, { now: Date.now() });
    expect(await refused(await readFile(whole))).toContain("whole installation");
    const locked = join(folder, "locked.age");
    await writeArchive(server.database, locked, { now: Date.now(), lock: { passphrase: "four words" } });
    expect(await refused(await readFile(locked))).toContain("encrypted");
    expect(await tasksOf(ann)).toEqual(["Tax letter"]);
  }, 60_000);
});
