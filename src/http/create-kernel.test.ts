import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { MeView } from "#contract/account.ts";
import { type Problem, problemSchema } from "#contract/problem.ts";
import { everyone } from "#storage/database.ts";
import { cast } from "#test/support/cast.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServerOptions } from "#test/support/test-server.ts";
import { contentSecurityPolicy } from "./security-headers.ts";

const hour = 3_600_000;

interface TaskPage {
  items: { name: string }[];
}

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

  describe("a write that another website makes the browser send", () => {
    test("is refused with a cookie, whatever the other site leaves out", async () => {
      const browser = (await start()).client();
      await browser.guest();
      for (const origin of ["https://evil.example", "null", "", "http://localhost:1"]) {
        const answer = await browser.post<Problem>("/tasks", { name: "x" }, { headers: { origin } });
        expect({ status: answer.status, code: answer.body.code }, origin).toEqual({
          status: 403,
          code: "origin-refused",
        });
      }
      expect((await browser.get<TaskPage>("/tasks")).body.items).toEqual([]);
    });

    test("is refused without a cookie too, so that nobody is signed in by someone else's page", async () => {
      const server = await start();
      await server.client().signUp("ann");
      const headers = { origin: "https://evil.example" };
      for (const [path, body] of [
        ["/session", cast.ann],
        ["/session/guest", {}],
      ] as const) {
        const answer = await server.client().post<Problem>(path, body, { headers });
        expect(answer.body.code).toBe("origin-refused");
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
    });

    test("is taken from the app's own pages: by origin, by the browser's word, by the public address", async () => {
      const browser = (await start({ env: { PUBLIC_URL: "http://tasks.lan:8080" } })).client();
      await browser.guest();
      const own: Record<string, string>[] = [
        {},
        { origin: "http://tasks.lan:8080" },
        { origin: "", "sec-fetch-site": "same-origin" },
      ];
      for (const headers of own) {
        expect((await browser.post("/tasks", { name: "x" }, { headers })).status).toBe(201);
      }
    });
  });

  describe("a write repeated under its Idempotency-Key", () => {
    test("happens once, and the retry gets the first answer", async () => {
      const browser = (await start()).client();
      await browser.guest();
      const key = randomUUID();
      const first = await browser.post("/tasks", { name: "Taxes" }, { key });
      const again = await browser.post("/tasks", { name: "Taxes" }, { key });
      expect(first.headers.get("idempotency-replayed")).toBeNull();
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect((await browser.get<TaskPage>("/tasks")).body.items).toHaveLength(1);
    });

    test("happens once also when both arrive together", async () => {
      const browser = (await start()).client();
      await browser.guest();
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => browser.post("/tasks", { name: "Taxes" }, { key })),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
      expect(new Set(answers.map(({ body }) => body["id"])).size).toBe(1);
      expect((await browser.get<TaskPage>("/tasks")).body.items).toHaveLength(1);
    });

    test("with another body is refused; of another person it is another write; after a day it is new", async () => {
      const server = await start();
      const [ann, ben] = [server.client(), server.client()];
      await ann.guest();
      await ben.guest();
      const key = randomUUID();
      const first = await ann.post("/tasks", { name: "Taxes" }, { key });
      const other = await ann.post<Problem>("/tasks", { name: "Dishes" }, { key });
      expect(other.body.code).toBe("idempotency-mismatch");
      const his = await ben.post("/tasks", { name: "Taxes" }, { key });
      expect(his.headers.get("idempotency-replayed")).toBeNull();
      expect(his.body["id"]).not.toBe(first.body["id"]);
      server.pass(25 * hour);
      expect((await ann.post("/tasks", { name: "Dishes" }, { key })).status).toBe(201);
      expect((await ann.get<TaskPage>("/tasks")).body.items).toHaveLength(2);
    });

    test("is kept a day and then swept out", async () => {
      const server = await start();
      const browser = server.client();
      await browser.guest();
      await browser.post("/tasks", { name: "Taxes" });
      const kept = () =>
        server.database.read(everyone, (tx) => tx.selectFrom("idempotencyKey").select("createdAt").execute());
      expect(await kept()).toHaveLength(2);
      server.pass(25 * hour);
      await browser.post("/tasks", { name: "Dishes" });
      await expect.poll(async () => (await kept()).length).toBe(1);
    });

    test("that failed is tried afresh", async () => {
      const browser = (await start()).client();
      await browser.guest();
      const key = randomUUID();
      expect((await browser.post("/tasks", { name: "" }, { key })).status).toBe(400);
      expect((await browser.post("/tasks", { name: "Taxes" }, { key })).status).toBe(201);
    });
  });

  describe("too many requests", () => {
    test("get 429 with the time to wait, each person for themselves", async () => {
      const server = await start({ limits: { writes: 3 } });
      const [ann, ben] = [server.client(), server.client()];
      await ann.guest();
      await ben.guest();
      const statuses: number[] = [];
      for (let count = 0; count < 3; count++) statuses.push((await ann.post("/tasks", { name: "x" })).status);
      const refused = await ann.post<Problem>("/tasks", { name: "x" });
      expect([...statuses, refused.status]).toEqual([201, 201, 201, 429]);
      expect(refused.headers.get("content-type")).toBe("application/problem+json");
      const wait = Number(refused.headers.get("retry-after"));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60);
      expect(refused.body).toMatchObject({ code: "rate-limited", retryAfterSeconds: wait });
      expect((await ann.get("/tasks")).status).toBe(200);
      expect((await ben.post("/tasks", { name: "x" })).status).toBe(201);
    });

    test("at one account's password are stopped, also with the right one, whatever the spelling", async () => {
      const server = await start({ limits: { triesPerName: 2 } });
      await server.client().signUp("ann");
      await server.client().signUp("ben");
      const wrong = { username: "ann", password: "a guess that fails" };
      expect((await server.client().post("/session", wrong)).status).toBe(401);
      expect((await server.client().post("/session", { ...wrong, username: "ANN" })).status).toBe(401);
      expect((await server.client().post("/session", cast.ann)).status).toBe(429);
      expect((await server.client().post("/session", cast.ben)).status).toBe(200);
    });

    test("of one address are counted by the real address only", async () => {
      const server = await start({ limits: { joins: 2 } });
      const statuses: number[] = [];
      for (let count = 1; count <= 3; count++) {
        const headers = { "x-forwarded-for": `203.0.113.${count}` };
        statuses.push((await server.client().post("/session/guest", {}, { headers })).status);
      }
      expect(statuses).toEqual([201, 201, 429]);
    });
  });

  describe("errors", () => {
    test("have one shape, and name each wrong field without repeating what was sent", async () => {
      const browser = (await start()).client();
      await browser.guest();
      const answer = await browser.post<Problem>("/tasks", { name: "x", estimateMinutes: "my secret" });
      expect(answer.status).toBe(400);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(problemSchema.parse(answer.body)).toEqual(answer.body);
      expect(answer.body.fields).toEqual({ estimateMinutes: expect.stringMatching(/number/u) });
      expect(answer.body.requestId).toBe(answer.headers.get("x-request-id"));
      expect(JSON.stringify(answer.body)).not.toContain("my secret");
    });

    test("tell what is wrong with a body that is none", async () => {
      const browser = (await start()).client();
      await browser.guest();
      const cases = [
        ["{not json", { "content-type": "application/json" }, 400, "invalid-request"],
        ['{"name":"x"}', { "content-type": "text/plain" }, 400, "invalid-request"],
        [
          `{"name":"${"x".repeat(1_100_000)}"}`,
          { "content-type": "application/json" },
          413,
          "body-too-large",
        ],
        ['{"__proto__":{"a":1},"name":"x"}', { "content-type": "application/json" }, 400, "invalid-request"],
      ] as const;
      for (const [body, headers, status, code] of cases) {
        const answer = await browser.post<Problem>("/tasks", body, { headers });
        expect([answer.status, answer.body.code], body.slice(0, 20)).toEqual([status, code]);
      }
    });

    test("an unknown address is a problem below /api and a screen elsewhere", async () => {
      const browser = (await start()).client();
      const api = await browser.get<Problem>("/nothing");
      expect([api.status, api.body.code]).toEqual([404, "not-found"]);
      const screen = await browser.get<string>("//tasks/123");
      expect(screen.status).toBe(200);
      expect(screen.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect((await browser.get("//missing.js")).status).toBe(404);
    });
  });

  test("no log line holds a name, a password, a cookie, a query or a word of a task", async () => {
    const server = await start();
    const browser = server.client();
    await browser.signUp("ann");
    const words = "call the divorce lawyer";
    await browser.post("/tasks", { name: words });
    await browser.post("/tasks", { name: words, estimateMinutes: words });
    await browser.post("/tasks", `{"name":"${words}`);
    await browser.get(`/tasks?search=${encodeURIComponent(words)}&limit=${encodeURIComponent(words)}`);
    await browser.get(`/tasks/${encodeURIComponent(words)}`);
    await browser.get(`//${encodeURIComponent(words)}`);
    await browser.post("/session", { ...cast.ann, password: "another-password-entirely" });
    const log = server.log.join("");
    expect(server.log.length).toBeGreaterThan(7);
    const token = [...browser.cookies.values()][0] ?? "";
    expect(token).toHaveLength(43);
    for (const secret of [
      "divorce",
      "lawyer",
      cast.ann.password,
      '"ann"',
      "another-password-entirely",
      token,
    ]) {
      expect(log).not.toContain(secret);
    }
  });

  test("a request keeps its id from a trusted proxy, and from nobody else", async () => {
    const headers = { "x-request-id": "from-the-proxy" };
    const strange = await (await start()).client().get("/installation", { headers });
    expect(strange.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/u);
    const trusting = await start({ env: { TRUSTED_PROXIES: "127.0.0.0/8,::1/128" } });
    const known = await trusting.client().get("/installation", { headers });
    expect(known.headers.get("x-request-id")).toBe("from-the-proxy");
    expect(trusting.log.join("")).toContain("from-the-proxy");
  });
});

describe("pages", () => {
  const build = async () => {
    const folder = await mkdtemp(join(tmpdir(), "tas-test-web-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, "assets"));
    const page =
      '<html><head></head><body><script type="module" src="/assets/app-1a2b.js"></script></body></html>';
    await writeFile(join(folder, "index.html"), page);
    await writeFile(join(folder, "assets/app-1a2b.js"), "export {};");
    await writeFile(join(folder, "favicon.svg"), "<svg/>");
    return folder;
  };

  eachDialect((_engine, _open, fresh) => {
    test("carry the content security policy, and nothing inline", async () => {
      const server = await startTestServer(fresh, { webFolder: await build() });
      for (const path of ["//", "//tasks/1", "//docs"]) {
        const { status, headers, body } = await server.client().get<string>(path);
        expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
        expect(headers.get("content-security-policy")).toBe(contentSecurityPolicy);
        expect(headers.get("x-content-type-options")).toBe("nosniff");
        expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/iu);
      }
      expect(contentSecurityPolicy).not.toMatch(/unsafe|upgrade-insecure/u);
    });

    test("files with a hash in their name are kept for good, the page never", async () => {
      const server = await startTestServer(fresh, { webFolder: await build() });
      const cacheOf = async (path: string) => (await server.client().get(path)).headers.get("cache-control");
      expect(await cacheOf("//assets/app-1a2b.js")).toBe("public, max-age=31536000, immutable");
      expect(await cacheOf("//favicon.svg")).toBe("no-cache");
      expect(await cacheOf("//")).toBe("no-cache");
      expect(await cacheOf("/installation")).toBe("no-store");
    });

    test("below a path of PUBLIC_URL find their files and their base there", async () => {
      const env = { PUBLIC_URL: "https://example.org/tasks" };
      const server = await startTestServer(fresh, { webFolder: await build(), env });
      expect(server.url).toMatch(/\/tasks$/u);
      const page = await server.client().get<string>("//today");
      expect(page.body).toContain('<meta name="tas-base" content="/tasks">');
      expect(page.body).toContain('src="/tasks/assets/app-1a2b.js"');
      expect((await server.client().get("//assets/app-1a2b.js")).status).toBe(200);
      const browser = server.client();
      const joined = await browser.post<MeView>("/session/guest", {});
      expect(joined.headers.getSetCookie()[0]).toMatch(/^tas_session=.*Path=\/tasks; HttpOnly; Secure/u);
      expect((await browser.get<MeView>("/me")).body.account.id).toBe(joined.body.account.id);
    });
  });
});
