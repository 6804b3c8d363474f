import { describe, expect, test } from "vitest";
import type { MeView } from "#contract/account.ts";
import { everyone } from "#storage/database.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServerOptions } from "#test/support/test-server.ts";

const hour = 3_600_000;

eachDialect((_engine, _open, fresh) => {
  const start = (options: TestServerOptions = {}) => startTestServer(fresh, options);
  const https = { PUBLIC_URL: "https://tasks.example.org" };

  describe("the session cookie", () => {
    test("is unreadable to scripts, bound to this site, and not marked secure over plain HTTP", async () => {
      const answer = await (await start()).client().post("/session/guest", {});
      expect(answer.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^tas_session=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/u),
      ]);
    });

    test("is secure and bound to the host when the public address is https", async () => {
      const answer = await (await start({ env: https })).client().post("/session/guest", {});
      expect(answer.headers.getSetCookie()[0]).toMatch(
        /^__Host-tas_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/u,
      );
    });

    test("is secure behind a proxy that is trusted and speaks https, and only then", async () => {
      const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "tasks.example.org", origin: "" };
      const trusting = await start({ env: { TRUSTED_PROXIES: "127.0.0.0/8,::1/128" } });
      const secure = await trusting.client().post("/session/guest", {}, { headers });
      expect(secure.headers.getSetCookie()[0]).toContain("; Secure");
      expect(secure.headers.get("strict-transport-security")).toBe("max-age=31536000");
      const plain = await (await start()).client().post("/session/guest", {}, { headers });
      expect(plain.headers.getSetCookie()[0]).not.toContain("Secure");
      expect(plain.headers.get("strict-transport-security")).toBeNull();
    });

    test("of another installation on this machine is left alone, and neither shuts the other out", async () => {
      const [one, two] = [
        await start({ env: { PUBLIC_URL: "http://nas:8080" } }),
        await start({ env: { PUBLIC_URL: "http://nas:8081" } }),
      ];
      // One browser: cookies know no ports.
      const [browser, there] = [one.client(), two.client()];
      const guest = await browser.guest();
      for (const [name, value] of browser.cookies) there.cookies.set(name, value);
      const other = await there.guest();
      expect(there.cookies.size).toBe(2);
      for (const [name, value] of there.cookies) browser.cookies.set(name, value);
      expect((await browser.get<MeView>("/me")).body.account.id).toBe(guest.id);
      expect((await there.get<MeView>("/me")).body.account.id).toBe(other.id);
    });

    test("still opens the account after the port has changed", async () => {
      const server = await start();
      const browser = server.client();
      await browser.guest();
      const [token = ""] = browser.cookies.values();
      browser.cookies.clear();
      browser.cookies.set("tas_session_9090", token);
      expect((await browser.get("/me")).status).toBe(200);
      const headers = { origin: "https://evil.example" };
      expect((await browser.post("/tasks", { name: "x" }, { headers })).status).toBe(403);
    });

    test("behind https is never taken from a neighbouring subdomain, which cannot set the prefix", async () => {
      const server = await start({ env: https });
      const browser = server.client();
      await browser.guest();
      const [token = ""] = browser.cookies.values();
      browser.cookies.clear();
      browser.cookies.set("tas_session_1", token).set("tas_session", token);
      expect((await browser.get("/me")).status).toBe(401);
    });

    test("is stored as a hash only", async () => {
      const server = await start();
      const browser = server.client();
      await browser.guest();
      const rows = await server.database.read(everyone, (tx) =>
        tx.selectFrom("session").selectAll().execute(),
      );
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain([...browser.cookies.values()][0]);
    });

    test("lasts as long as it is used, and writes that down once an hour at most", async () => {
      const server = await start();
      const browser = server.client();
      await browser.signUp("ann");
      const session = () =>
        server.database.read(everyone, (tx) =>
          tx.selectFrom("session").selectAll().executeTakeFirstOrThrow(),
        );
      const begun = await session();
      server.pass(hour / 2);
      expect((await browser.get("/me")).headers.getSetCookie()).toEqual([]);
      expect(await session()).toEqual(begun);
      server.pass(100 * 24 * hour);
      expect((await browser.get("/me")).headers.getSetCookie()).toHaveLength(1);
      await expect.poll(async () => (await session()).lastUsedAt).toBeGreaterThan(begun.lastUsedAt);
      server.pass(179 * 24 * hour);
      expect((await browser.get("/me")).status).toBe(200);
      await expect
        .poll(async () => (await session()).expiresAt - begun.expiresAt)
        .toBeGreaterThan(270 * 24 * hour);
      server.pass(181 * 24 * hour);
      expect((await browser.get("/me")).status).toBe(401);
    });
  });
});
