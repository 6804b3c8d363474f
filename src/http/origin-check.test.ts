import { describe, expect, test } from "vitest";
import type { Problem } from "#contract/problem.ts";
import { cast } from "#test/support/cast.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServerOptions } from "#test/support/test-server.ts";

interface TaskPage {
  items: { name: string }[];
}

eachDialect((_engine, _open, fresh) => {
  const start = (options: TestServerOptions = {}) => startTestServer(fresh, options);

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

    test("is refused however the address is written", async () => {
      const server = await start();
      const browser = server.client();
      await browser.guest();
      const headers = { origin: "https://evil.example" };
      for (const path of ["//%61pi/v1/tasks", "//api/v1/tasks/", "//api%2Fv1/tasks", "//api/v1/t%61sks"]) {
        expect((await browser.post(path, { name: "x" }, { headers })).status, path).toBeOneOf([403, 404]);
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
});
