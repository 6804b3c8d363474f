import { describe, expect, test } from "vitest";
import { type Problem, problemSchema } from "#contract/problem.ts";
import { cast } from "#test/support/cast.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServerOptions } from "#test/support/test-server.ts";

eachDialect((_engine, _open, fresh) => {
  const start = (options: TestServerOptions = {}) => startTestServer(fresh, options);

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

    test("an address that cannot be read is a problem too, and is not repeated", async () => {
      const browser = (await start()).client();
      for (const path of ["/tasks/divorce%ff", "//divorce%"]) {
        const answer = await browser.get<Problem>(path);
        expect([answer.status, answer.body.code], path).toEqual([400, "invalid-request"]);
        expect(answer.headers.get("content-type")).toBe("application/problem+json");
        expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
        expect(JSON.stringify(answer.body)).not.toContain("divorce");
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
