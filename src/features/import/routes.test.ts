import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ImportUndoReport, ImportView } from "#contract/import.ts";
import type { Problem } from "#contract/problem.ts";
import { bigExport } from "#test/support/big-export.ts";
import type { Answer, Client } from "#test/support/client.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServer } from "#test/support/test-server.ts";

const zipPath = new URL("../../../test/fixtures/predecessor/export.zip", import.meta.url).pathname;

/** These take seconds by themselves, and share the machine with other tests. */
const patient = { timeout: 120_000 };

interface Upload {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly fields?: Readonly<Record<string, string>>;
}

eachDialect((engine, _open, more) => {
  let server: TestServer;
  let zip: Uint8Array;
  beforeAll(async () => {
    server = await startTestServer(more);
    zip = await readFile(zipPath);
  });
  afterAll(() => server.close());

  async function newcomer(): Promise<Client> {
    const client = server.client();
    await client.guest();
    return client;
  }

  async function upload(client: Client, { files, fields = {} }: Upload, key?: string) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const { name, bytes } of files) form.append("files", new Blob([Buffer.from(bytes)]), name);
    const encoded = new Response(form);
    const headers: Record<string, string> = {
      "content-type": encoded.headers.get("content-type") ?? "",
      origin: new URL(server.url).origin,
      cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    };
    const body = await encoded.arrayBuffer();
    const response = await fetch(`${server.url}/api/v1/imports`, { method: "POST", headers, body });
    // Either a view or a problem; each test looks at the one it expects.
    return { status: response.status, body: (await response.json()) as ImportView & Problem };
  }

  const done = (view: ImportView) => !["reading", "running"].includes(view.state);

  async function settled(client: Client, id: string): Promise<ImportView> {
    for (;;) {
      const { body } = await client.get<ImportView>(`/imports/${id}`);
      if (done(body)) return body;
    }
  }

  const one = (name: string, bytes: Uint8Array, fields: Upload["fields"] = {}): Upload => ({
    files: [{ name, bytes }],
    fields,
  });

  test("a dry run proposes, applying brings everything, deleting takes it back", async () => {
    const client = await newcomer();
    const begun = await upload(client, one("export.zip", zip, { dryRun: "true" }));
    expect(begun).toMatchObject({ status: 202, body: { state: "reading", report: null, problem: null } });
    const proposed = await settled(client, begun.body.id);
    expect(proposed).toMatchObject({
      state: "proposed",
      report: { dryRun: true, importId: null, tables: { task: { new: 60 }, instance: { new: 473 } } },
    });
    expect((await client.get<{ items: unknown[] }>("/tasks")).body.items).toEqual([]);

    const applied = await client.post<ImportView>(`/imports/${begun.body.id}/apply`, {});
    expect(applied).toMatchObject({ status: 202, body: { state: "running" } });
    expect(await settled(client, begun.body.id)).toMatchObject({
      state: "done",
      progress: 1,
      report: { importId: begun.body.id, instances: { completed: 400, cancelled: 32, open: 41 } },
    });
    expect((await client.get<{ items: unknown[] }>("/tasks?limit=200")).body.items).toHaveLength(60);
    const list = await client.get<{ items: ImportView[] }>("/imports");
    expect(list.body.items.map(({ id, state }) => ({ id, state }))).toEqual([
      { id: begun.body.id, state: "done" },
    ]);

    const undone = await client.delete<ImportUndoReport>(`/imports/${begun.body.id}`);
    expect(undone).toMatchObject({ status: 200, body: { removed: { task: 60, instance: 473 }, kept: [] } });
    expect((await client.get<{ items: unknown[] }>("/tasks")).body.items).toEqual([]);
    expect((await client.get<ImportView>(`/imports/${begun.body.id}`)).body.state).toBe("undone");
    // Asking again changes nothing and says the same.
    expect((await client.delete<ImportUndoReport>(`/imports/${begun.body.id}`)).body).toEqual(undone.body);
  });

  test("several CSV files at once are one import", async () => {
    const client = await newcomer();
    const { body } = await upload(client, { files: bigExport(50) });
    expect(await settled(client, body.id)).toMatchObject({
      state: "done",
      report: { form: "predecessor-folder", tables: { task: { new: 60 }, instance: { new: 50 } } },
    });
  });

  test("a retry of the same upload finds the first one", async () => {
    const client = await newcomer();
    const key = crypto.randomUUID();
    const first = await upload(client, one("export.zip", zip), key);
    const second = await upload(client, one("export.zip", zip), key);
    expect(second.body.id).toBe(first.body.id);
    await settled(client, first.body.id);
    expect((await client.get<{ items: unknown[] }>("/imports")).body.items).toHaveLength(1);
  });

  describe("what cannot be read fails with one sentence, and nothing is changed:", () => {
    test.for([
      ["a truncated ZIP", "export.zip", () => zip.slice(0, zip.length / 2)],
      ["a binary file", "photo.jpg", () => new Uint8Array(5_000).map((_, index) => (index * 7) % 256)],
      ["an empty file", "tasks.csv", () => new Uint8Array(0)],
      ["another table", "people.csv", () => Buffer.from("name,age\nann,3\n")],
    ] as const)("%s", async ([_what, name, bytes]) => {
      const client = await newcomer();
      const begun = await upload(client, one(name, bytes()));
      expect(begun.status).toBe(202);
      const failed = await settled(client, begun.body.id);
      expect(failed).toMatchObject({ state: "failed", report: null });
      expect(failed.problem).toMatch(/^[A-Z].*; nothing was changed\.$/u);
      expect((await client.get<{ items: unknown[] }>("/tasks")).body.items).toEqual([]);
    });
  });

  test("a wrong zone and a missing file are refused before anything is read", async () => {
    const client = await newcomer();
    const wrong = await upload(client, one("export.zip", zip, { timezone: "Middle/Earth" }));
    expect(wrong).toMatchObject({ status: 400, body: { fields: { timezone: expect.any(String) } } });
    expect(await upload(client, { files: [] })).toMatchObject({
      status: 400,
      body: { code: "invalid-request" },
    });
    expect(await client.post<Problem>("/imports", { hello: 1 })).toMatchObject({ status: 400 });
  });

  test("other people's imports are not there", async () => {
    const [ann, bo] = [await newcomer(), await newcomer()];
    const { body } = await upload(ann, one("export.zip", zip, { dryRun: "true" }));
    await settled(ann, body.id);
    const asBo: Answer<unknown>[] = [
      await bo.get(`/imports/${body.id}`),
      await bo.post(`/imports/${body.id}/apply`, {}),
      await bo.delete(`/imports/${body.id}`),
    ];
    expect(asBo.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await ann.get<ImportView>(`/imports/${body.id}`)).body.state).toBe("proposed");
    expect((await ann.delete<ImportUndoReport>(`/imports/${body.id}`)).body).toEqual({
      importId: body.id,
      removed: {},
      kept: [],
    });
    expect((await ann.get(`/imports/${body.id}`)).status).toBe(404);
  });

  test("nobody imports without being someone, nor from another website", async () => {
    const stranger = server.client();
    expect((await upload(stranger, one("export.zip", zip))).status).toBe(401);
    const client = await newcomer();
    const answer = await client.post<Problem>("/imports", undefined, {
      headers: { origin: "https://elsewhere.example" },
    });
    expect(answer).toMatchObject({ status: 403, body: { code: "origin-refused" } });
  });

  test(
    "the server answers while 20,000 instances come in, and takes one import of a person at a time",
    patient,
    async () => {
      const client = await newcomer();
      const begun = await upload(client, { files: bigExport(20_000) });
      const other = await upload(client, one("export.zip", zip));
      expect(other).toMatchObject({ status: 409, body: { code: "import-busy" } });
      const seen = new Set<number>();
      let answers = 0;
      for (;;) {
        const { body } = await client.get<ImportView>(`/imports/${begun.body.id}`);
        if (done(body)) {
          expect(body).toMatchObject({ state: "done", report: { tables: { instance: { new: 20_000 } } } });
          break;
        }
        seen.add(body.progress);
        const health = await client.get("//healthz");
        const tasks = await client.get("/tasks");
        if (health.status === 200 && tasks.status === 200) answers += 1;
      }
      expect(answers).toBeGreaterThan(10);
      expect(seen.size).toBeGreaterThan(2);
      expect([...seen].every((part) => part >= 0 && part <= 1)).toBe(true);
    },
  );

  test("taking back an import that is under way leaves nothing of it", patient, async () => {
    const client = await newcomer();
    const begun = await upload(client, { files: bigExport(8_000) });
    for (;;) {
      const { body } = await client.get<ImportView>(`/imports/${begun.body.id}`);
      if (done(body) || body.progress > 0.6) break;
    }
    expect((await client.delete(`/imports/${begun.body.id}`)).status).toBe(200);
    expect((await client.get<{ items: unknown[] }>("/tasks")).body.items).toEqual([]);
    // The writer is free again.
    expect((await client.post("/tasks", { name: "Breathe" })).status).toBe(201);
  });

  test(`nothing a person wrote reaches the log (${engine})`, () => {
    expect(server.log.join("")).not.toMatch(/weekly status report|Laundry/u);
  });
});
