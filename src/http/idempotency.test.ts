import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Problem } from "#contract/problem.ts";
import { everyone } from "#storage/database.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer, type TestServerOptions } from "#test/support/test-server.ts";

const hour = 3_600_000;

interface TaskPage {
  items: { name: string }[];
}

eachDialect((_engine, _open, fresh) => {
  const start = (options: TestServerOptions = {}) => startTestServer(fresh, options);

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
});
