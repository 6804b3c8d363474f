import { expect, test } from "vitest";
import type { ConnectionCheck, ConnectionView } from "#contract/server.ts";
import type { Problem } from "#contract/problem.ts";
import { everyone } from "#storage/database.ts";
import { updateAccount } from "#storage/user-account.ts";
import { eachDialect, type FreshDatabases } from "#test/support/each-dialect.ts";
import { startTestServer, testSecretKey } from "#test/support/test-server.ts";
import { doctorHeader, makeDoctorPass } from "./doctor-pass.ts";

async function serverWithAdmin(fresh: FreshDatabases, env: Record<string, string> = {}) {
  const server = await startTestServer(fresh, { env });
  const admin = server.client();
  const { id } = await admin.signUp("ann");
  await server.database.write(everyone, (tx) => updateAccount(tx, id, { role: "admin" }));
  return { server, admin };
}

const typed = "?address=https://tasks.example.org";
const proxied = {
  "x-forwarded-host": "tasks.example.org",
  "x-forwarded-for": "203.0.113.5",
  "x-forwarded-proto": "https",
};

eachDialect((_engine, _open, fresh) => {
  test("an admin sees how a request arrives, and nobody else does", async () => {
    const { server, admin } = await serverWithAdmin(fresh);
    const address = encodeURIComponent(server.url);
    const { status, body } = await admin.get<ConnectionView>(`/server/connection?address=${address}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      seen: server.url,
      client: expect.stringMatching(/^(127\.0\.0\.1|::1)$/u),
      trusted: false,
      suggestedProxies: null,
      headers: [],
      cookies: { kept: true, secure: false },
      findings: [{ code: "in-order", state: "ok" }],
    });
    const ben = server.client();
    await ben.signUp("ben");
    expect((await ben.get<Problem>("/server/connection")).body.code).toBe("not-admin");
    expect((await server.client().get("/server/connection")).status).toBe(401);
    expect((await admin.get("/server/connection?address=javascript:1")).status).toBe(400);
  });

  test("behind a proxy that is not believed the line to write is told, and with it all is well", async () => {
    const publicUrl = "https://tasks.example.org";
    const before = await serverWithAdmin(fresh, { PUBLIC_URL: publicUrl });
    const { body } = await before.admin.get<ConnectionView>(`/server/connection${typed}`, {
      headers: proxied,
    });
    expect(body.findings).toMatchObject([{ code: "untrusted-proxy", state: "problem" }]);
    expect(body.suggestedProxies).toBe("127.0.0.0/8,::1/128");
    const env = { PUBLIC_URL: publicUrl, TRUSTED_PROXIES: body.suggestedProxies ?? "" };
    const after = await serverWithAdmin(fresh, env);
    const answer = await after.admin.get<ConnectionView>(`/server/connection${typed}`, { headers: proxied });
    expect(answer.body).toMatchObject({
      seen: publicUrl,
      client: "203.0.113.5",
      trusted: true,
      findings: [{ state: "ok" }],
      cookies: { kept: true, secure: true },
    });
  });

  test("the command line is told what is wrong without anybody signing in, for a minute", async () => {
    const server = await startTestServer(fresh, { env: { PUBLIC_URL: "https://tasks.example.org" } });
    const ask = (pass: string) =>
      server.client().get<ConnectionCheck>(`/server/connection/check${typed}`, {
        headers: { ...proxied, [doctorHeader]: pass },
      });
    const pass = makeDoctorPass(testSecretKey, Date.now());
    const { status, body } = await ask(pass);
    expect([status, Object.keys(body)]).toEqual([200, ["findings"]]);
    expect(body.findings).toMatchObject([{ code: "untrusted-proxy" }]);
    expect(JSON.stringify(body)).not.toContain("203.0.113.5");
    for (const wrong of [
      "",
      makeDoctorPass("another secret key, of 40 characters now", Date.now()),
      makeDoctorPass(testSecretKey, Date.now() + 3_600_000),
      pass.replace(/^\d/u, "9"),
    ]) {
      expect((await ask(wrong)).status).toBe(404);
    }
    server.pass(61_000);
    expect((await ask(pass)).status).toBe(404);
  });

  test("a pass does not open the door to many questions", async () => {
    const server = await startTestServer(fresh);
    const headers = { [doctorHeader]: makeDoctorPass(testSecretKey, Date.now()) };
    const statuses = new Set<number>();
    for (let count = 0; count < 21; count++) {
      statuses.add((await server.client().get("/server/connection/check", { headers })).status);
    }
    expect([...statuses]).toEqual([200, 429]);
  });
});
