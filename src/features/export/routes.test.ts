import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { v7 as newId } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromBuffer } from "yauzl";
import type { InstancePage, InstanceView } from "#contract/instance.ts";
import type { TaskView } from "#contract/task.ts";
import { runImport } from "#archive/import/run-import.ts";
import type { Client } from "#test/support/client.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServer } from "#test/support/test-server.ts";

const zip = new URL("../../../test/fixtures/predecessor/export.zip", import.meta.url).pathname;

/** The files of a ZIP as text. */
function unzip(bytes: Buffer): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, string>();
    fromBuffer(bytes, { lazyEntries: true }, (failure, packed) => {
      if (failure) return reject(failure);
      packed.on("entry", (entry: { fileName: string }) => {
        // The entry came from the same file.
        packed.openReadStream(entry as Parameters<typeof packed.openReadStream>[0], (error, stream) => {
          if (error) return reject(error);
          const parts: Buffer[] = [];
          stream.on("data", (part: Buffer) => parts.push(part));
          stream.on("end", () => {
            files.set(entry.fileName, Buffer.concat(parts).toString());
            packed.readEntry();
          });
        });
      });
      packed.on("end", () => resolve(files));
      packed.readEntry();
    });
  });
}

function rowsOf(text: string | undefined, key: string): Map<string, Record<string, string>> {
  const rows: Record<string, string>[] = parse(text ?? "", { columns: true, bom: true });
  return new Map(rows.map((row) => [row[key] ?? "", row]));
}

eachDialect((_engine, _open, more) => {
  let server: TestServer;
  let folder: string;
  beforeAll(async () => {
    server = await startTestServer(more);
    folder = await mkdtemp(join(tmpdir(), "tas-export-routes-"));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function withFixture(): Promise<{ client: Client; id: string }> {
    const client = server.client();
    const { id } = await client.guest();
    await runImport(server.database, id, zip, { dryRun: false, now: Date.now(), newId });
    return { client, id };
  }

  async function download(client: Client, format = "csv") {
    const response = await fetch(`${server.url}/api/v1/export?format=${format}`, {
      headers: { cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { response, bytes };
  }

  test("the download is the predecessor's ZIP under its name", async () => {
    const { client } = await withFixture();
    const { response, bytes } = await download(client);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/zip");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="task_aversion_data_\d{8}_\d{6}\.zip"$/u,
    );
    const files = await unzip(bytes);
    expect(files.size).toBe(10);
    expect(rowsOf(files.get("task_instances.csv"), "instance_id").size).toBe(473);
    expect((await download(server.client())).response.status).toBe(401);
    expect((await download(client, "pdf")).response.status).toBe(400);
  });

  test("ten fields edited in the app are the ten that differ in the export", async () => {
    const { client } = await withFixture();
    const before = await unzip((await download(client)).bytes);
    const { items } = (await client.get<InstancePage>("/instances?show=completed&limit=200")).body;
    const go = items.find(
      ({ outcome, forecast }) =>
        outcome.relief !== null && forecast.minutes !== null && outcome.aversion !== null,
    );
    if (!go) throw new Error("The fixture has changed.");
    const edited = await client.patch<InstanceView>(`/instances/${go.id}`, {
      forecast: { aversion: 91, stress: 12, motivation: 7 },
      outcome: { relief: 3, physical: 88, completion: 150 },
      note: "It was fine",
      place: "Balcony",
      description: "The short version",
    });
    expect(edited.status).toBe(200);
    expect((await client.patch<TaskView>(`/tasks/${go.taskId}`, { notes: "Ask <b>Jo</b>" })).status).toBe(
      200,
    );

    const after = await unzip((await download(client)).bytes);
    const changed = new Set<string>();
    for (const [name, text] of after) {
      const key = { "tasks.csv": "task_id", "task_instances.csv": "instance_id" }[name];
      if (key === undefined) {
        expect(text, name).toBe(before.get(name));
        continue;
      }
      const then = rowsOf(before.get(name), key);
      for (const [id, row] of rowsOf(text, key)) {
        for (const [column, cell] of Object.entries(row)) {
          const was = then.get(id)?.[column];
          if (cell === was) continue;
          if (column !== "predicted" && column !== "actual") changed.add(`${column}=${cell}`);
          else {
            const now: Record<string, unknown> = JSON.parse(cell);
            const old: Record<string, unknown> = JSON.parse(was ?? "{}");
            for (const field of new Set([...Object.keys(now), ...Object.keys(old)])) {
              if (JSON.stringify(now[field]) !== JSON.stringify(old[field])) {
                changed.add(`${field}=${JSON.stringify(now[field])}`);
              }
            }
          }
        }
      }
    }
    const edits = [
      "initialization_expected_aversion=91",
      "expected_stress=12",
      "motivation=7",
      "actual_relief=3",
      "actual_physical=88",
      "completion_percent=150",
      'completion_notes="It was fine"',
      'physical_context="Balcony"',
      'description="The short version"',
      "notes=Ask &lt;b&gt;Jo&lt;/b&gt;",
    ];
    expect([...changed]).toEqual(expect.arrayContaining(edits));
    // What else differs follows from those ten: the same value in its other places, and what is computed of it.
    const following =
      /^(relief_score|net_relief|serendipity_factor|disappointment_factor|initial_aversion|procrastination_score|proactive_score|behavioral_\w+|net_emotional|version|updated_at)=/u;
    expect([...changed].filter((change) => !edits.includes(change) && !following.test(change))).toEqual([]);
  });

  test("a spreadsheet shows local times and calculates nothing that a person wrote", async () => {
    const client = server.client();
    await client.guest("Europe/Berlin");
    const task = await client.post<TaskView>("/tasks", {
      name: '=HYPERLINK("http://example.invalid")',
      description: "@SUM(1)",
      notes: "-2+3",
    });
    const go = await client.post<InstanceView>("/instances", { taskId: task.body.id });
    await client.post(`/instances/${go.body.id}/start`, { forecast: { aversion: 80 } });
    await client.post(`/instances/${go.body.id}/complete`, { outcome: { aversion: 35 }, note: "\t=1+1" });
    const files = await unzip((await download(client, "spreadsheet")).bytes);
    for (const text of files.values()) expect(text.startsWith("\uFEFF")).toBe(true);
    const [row] = rowsOf(files.get("tasks.csv"), "Id").values();
    expect(row).toMatchObject({
      Task: '\'=HYPERLINK("http://example.invalid")',
      Description: "'@SUM(1)",
      Notes: "'-2+3",
    });
    const [instance] = rowsOf(files.get("instances.csv"), "Id").values();
    expect(instance).toMatchObject({
      State: "completed",
      "Forecast: aversion": "80",
      "Outcome: aversion": "35",
      Note: "'\t=1+1",
    });
    const local = new Intl.DateTimeFormat("sv", {
      timeZone: "Europe/Berlin",
      dateStyle: "short",
      timeStyle: "short",
    });
    expect(instance?.["Completed"]).toBe(
      local.format(
        new Date((await client.get<InstanceView>(`/instances/${go.body.id}`)).body.completedAt ?? ""),
      ),
    );
  });

  test("what was made here and exported is recognised when it comes back", async () => {
    const client = server.client();
    const { id } = await client.guest();
    const task = await client.post<TaskView>("/tasks", { name: "Post the letter", notes: "=stamp" });
    const go = await client.post<InstanceView>("/instances", { taskId: task.body.id });
    await client.post(`/instances/${go.body.id}/start`, {});
    await client.post(`/instances/${go.body.id}/complete`, { outcome: { relief: 60 } });
    const { bytes } = await download(client);
    const path = join(folder, `${newId()}.zip`);
    await writeFile(path, bytes);
    const report = await runImport(server.database, id, path, { dryRun: false, now: Date.now(), newId });
    expect(report.tables).toMatchObject({ task: { new: 0, present: 1 }, instance: { new: 0, present: 1 } });
    expect(report.changedHere).toEqual([]);
    expect((await client.get<InstancePage>("/instances")).body.items).toHaveLength(1);
    // To somebody else it is new.
    const other = server.client();
    const somebody = await other.guest();
    await runImport(server.database, somebody.id, path, { dryRun: false, now: Date.now(), newId });
    expect((await other.get<InstancePage>("/instances")).body.items).toMatchObject([
      { taskName: "Post the letter", state: "completed", outcome: { relief: 60 } },
    ]);
  });
});
