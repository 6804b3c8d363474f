import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { BackupListView, CurrentServerWork, ServerView, ServerWorkView } from "#contract/server.ts";
import type { Problem } from "#contract/problem.ts";
import type { TaskView } from "#contract/task.ts";
import { everyone } from "#storage/database.ts";
import { takeLease } from "#storage/lease.ts";
import { updateAccount } from "#storage/user-account.ts";
import type { Client } from "#test/support/client.ts";
import { eachDialect, type FreshDatabases } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServer } from "#test/support/test-server.ts";

async function serverWithAdmin(fresh: FreshDatabases, env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-server-backups-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const server = await startTestServer(fresh, { env: { BACKUP_DESTINATIONS: folder, ...env } });
  const admin = server.client();
  const { id } = await admin.signUp("ann");
  await server.database.write(everyone, (tx) => updateAccount(tx, id, { role: "admin" }));
  return { server, admin, folder, id };
}

/** What the work came to, when it is over. */
async function finished(client: Client): Promise<ServerWorkView> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerWorkView>();
  const look = async () => {
    const { status, body } = await client.get<CurrentServerWork>("/server/work");
    if (status === 503) return void setTimeout(() => void look().catch(reject), 50);
    if (body.work === null || status !== 200) throw new Error(`No work: ${status} ${JSON.stringify(body)}`);
    if (body.work.state === "running") return void setTimeout(() => void look().catch(reject), 50);
    resolve(body.work);
  };
  look().catch(reject);
  return promise;
}

const names = async (client: Client) =>
  (await client.get<{ items: TaskView[] }>("/tasks")).body.items.map(({ name }) => name).sort();

const measure = async (server: TestServer, name: string) => {
  const { body } = await server.client().get<string>("//metrics");
  return new RegExp(`^${name} (.*)$`, "mu").exec(body)?.[1];
};

eachDialect((engine, _open, fresh) => {
  test("an admin makes a backup, sees it proven, downloads it and restores it", async () => {
    const { server, admin, folder } = await serverWithAdmin(fresh);
    expect(await measure(server, "tas_backup_last_proven_age_seconds")).toBeUndefined();
    await admin.post("/tasks", { name: "Call the dentist" });

    const key = crypto.randomUUID();
    const begun = await admin.post<ServerWorkView>("/server/backups", undefined, { key });
    expect([begun.status, begun.body.state, begun.body.kind]).toEqual([202, "running", "create"]);
    const again = await admin.post<ServerWorkView>("/server/backups", undefined, { key });
    expect(again.body.id).toBe(begun.body.id);
    const busy = await admin.post<Problem>("/server/backups");
    expect([busy.status, busy.body.code]).toEqual([409, "server-work-busy"]);
    expect(await finished(admin)).toMatchObject({
      id: begun.body.id,
      state: "done",
      problem: null,
      troubles: [],
    });

    const { items, troubles } = (await admin.get<BackupListView>("/server/backups")).body;
    expect(troubles).toEqual([]);
    expect(items).toMatchObject([{ label: "manual", people: 1, encrypted: false, troubles: [] }]);
    const backup = items[0];
    if (!backup) throw new Error("There is no backup.");
    expect(backup.provenAt).not.toBeNull();
    const view = (await admin.get<ServerView>("/server")).body;
    expect(view.backups).toMatchObject({ lastProven: { id: backup.id }, late: false, troubles: [] });
    expect(view.people).toBe(1);
    expect(view.database.version).toMatch(engine === "sqlite" ? /^SQLite 3/u : /^PostgreSQL 1/u);
    expect(Number(await measure(server, "tas_backup_last_proven_age_seconds"))).toBeLessThan(120);
    expect(Number(await measure(server, "tas_backup_last_success_timestamp_seconds"))).toBeCloseTo(
      Date.parse(backup.takenAt) / 1000,
      -1,
    );
    expect(await measure(server, "tas_backup_failures_total")).toBe("0");

    const file = await admin.get<string>(`/server/backups/${backup.id}/file`);
    expect(file.headers.get("content-disposition")).toContain(`${backup.id}.ndjson.gz`);
    expect(Number(file.headers.get("content-length"))).toBe(backup.size);
    const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const url = `${server.url}/api/v1/server/backups/${backup.id}/file`;
    const bytes = Buffer.from(await (await fetch(url, { headers: { cookie } })).arrayBuffer());
    expect(bytes.equals(await readFile(join(folder, `${backup.id}.ndjson.gz`)))).toBe(true);

    const unconfirmed = await admin.post<Problem>(`/server/backups/${backup.id}/restore`, { confirm: "yes" });
    expect(unconfirmed.body.fields).toEqual({ confirm: "Type the word restore to go on." });
    await admin.post("/tasks", { name: "Tax letter" });
    expect(await names(admin)).toEqual(["Call the dentist", "Tax letter"]);
    const restoring = await admin.post<ServerWorkView>(`/server/backups/${backup.id}/restore`, {
      confirm: "restore",
    });
    expect(restoring.status).toBe(202);
    expect(await finished(admin)).toMatchObject({ kind: "restore", state: "done", problem: null });
    expect(await names(admin)).toEqual(["Call the dentist"]);
    expect((await admin.get("//readyz")).body).toEqual({ status: "ready" });
    // The copy of what was there before the restore.
    const after = (await admin.get<BackupListView>("/server/backups")).body.items;
    expect(after.map(({ label }) => label)).toEqual(["before-restore", "manual"]);
    expect((await admin.get<ServerView>("/server")).body.notice?.text).toMatch(/^Restored to the state of/u);

    const proving = await admin.post<ServerWorkView>(`/server/backups/${backup.id}/prove`);
    expect(proving.status).toBe(202);
    expect(await finished(admin)).toMatchObject({ kind: "prove", state: "done", backupId: backup.id });
  }, 60_000);

  test("nobody but an admin sees or does any of it", async () => {
    const { server, admin, folder } = await serverWithAdmin(fresh);
    const guest = server.client();
    await guest.guest();
    const ben = server.client();
    await ben.signUp("ben");
    const ways = [
      ["GET", "/server"],
      ["GET", "/server/backups"],
      ["GET", "/server/work"],
      ["POST", "/server/backups"],
      ["POST", "/server/backups/2026-11-21T14-30-00Z-3f9a/prove"],
      ["GET", "/server/backups/2026-11-21T14-30-00Z-3f9a/file"],
      ["POST", "/server/backups/2026-11-21T14-30-00Z-3f9a/restore", { confirm: "restore" }],
      ["PUT", "/server/notice", { text: "Back at noon" }],
      ["DELETE", "/server/notice"],
    ] as const;
    for (const [method, path, body] of ways) {
      for (const person of [guest, ben]) {
        const refused = await person.send<Problem>(method, path, body);
        expect([path, refused.status, refused.body.code]).toEqual([path, 403, "not-admin"]);
      }
      const stranger = await server.client().send<Problem>(method, path, body);
      expect([path, stranger.body.code]).toEqual([path, "not-signed-in"]);
    }
    expect(await readdir(folder)).toEqual([]);
    expect((await admin.get<CurrentServerWork>("/server/work")).body.work).toBeNull();
  });

  test("a backup that is not there is not found, wherever its name leads", async () => {
    const { admin } = await serverWithAdmin(fresh);
    for (const id of ["2026-11-21T14-30-00Z-3f9a", "..", "%2e%2e%2fapp.db"]) {
      for (const [method, path, body] of [
        ["GET", "file"],
        ["POST", "prove"],
        ["POST", "restore", { confirm: "restore" }],
      ] as const) {
        const { status } = await admin.send(method, `/server/backups/${id}/${path}`, body);
        expect([400, 404]).toContain(status);
      }
    }
    expect((await admin.get<CurrentServerWork>("/server/work")).body.work).toBeNull();
  });

  test("a damaged backup is not restored: the reason is said, and the data stays", async () => {
    const { server, admin, folder } = await serverWithAdmin(fresh);
    await admin.post("/tasks", { name: "Call the dentist" });
    await admin.post("/server/backups");
    const { backupId } = await finished(admin);
    await writeFile(join(folder, `${backupId}.ndjson.gz`), "not what it was");
    server.pass(60_000);
    await admin.post(`/server/backups/${backupId}/restore`, { confirm: "restore" });
    const work = await finished(admin);
    expect(work).toMatchObject({ kind: "restore", state: "failed" });
    expect(work.problem).toMatch(/\w+.*\.$/u);
    expect(await names(admin)).toEqual(["Call the dentist"]);
    expect((await admin.get("//readyz")).body).toEqual({ status: "ready" });

    await admin.post(`/server/backups/${backupId}/prove`);
    expect(await finished(admin)).toMatchObject({ kind: "prove", state: "failed" });
    expect(await measure(server, "tas_backup_failures_total")).toBe("1");
    expect((await admin.get<ServerView>("/server")).body.backups.troubles).not.toEqual([]);
  }, 60_000);

  test("closing the server in the middle of a backup ends it, and nothing half is left", async () => {
    const { server, admin, folder } = await serverWithAdmin(fresh);
    await admin.post("/tasks", { name: "Call the dentist" });
    expect((await admin.post("/server/backups")).status).toBe(202);
    await server.close();
    const left = await readdir(folder);
    const archives = left.filter((name) => name.endsWith(".ndjson.gz"));
    const receipts = left.filter((name) => name.endsWith(".receipt.json"));
    expect(left).toHaveLength(archives.length + receipts.length);
    expect(receipts.length).toBe(archives.length);
  }, 30_000);

  test("what another server of the installation does is seen, and nothing begins beside it", async () => {
    const { server, admin } = await serverWithAdmin(fresh);
    expect(await takeLease(server.database, "job:backup", "another", 60_000, { what: "prove" })).toBe(true);
    const { work } = (await admin.get<CurrentServerWork>("/server/work")).body;
    expect(work).toMatchObject({ kind: "prove", state: "running", elsewhere: true });
    const busy = await admin.post<Problem>("/server/backups");
    expect([busy.status, busy.body.code]).toEqual([409, "server-work-busy"]);
  });

  test("the line for everybody is set and cleared", async () => {
    const { server, admin } = await serverWithAdmin(fresh);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await admin.send("PUT", "/server/notice", { text: " Back at\nnoon ", until })).status).toBe(204);
    const notice = async () => (await admin.get<ServerView>("/server")).body.notice;
    expect(await notice()).toMatchObject({ text: "Back at noon", until });
    server.pass(3_600_001);
    expect(await notice()).toBeNull();
    await admin.send("PUT", "/server/notice", { text: "Back soon" });
    expect(await notice()).toMatchObject({ text: "Back soon", until: null });
    expect((await admin.delete("/server/notice")).status).toBe(204);
    expect(await notice()).toBeNull();
    const empty = await admin.send<Problem>("PUT", "/server/notice", { text: " \u200b " });
    expect(empty.body.fields).toEqual({ text: "Write a line that people can read." });
  });
});
