import { connect } from "node:net";
import { expect, test } from "vitest";
import type { Problem } from "#contract/problem.ts";
import { migrate } from "#storage/migrate.ts";
import { loadRelease } from "#test/upgrade/release.ts";
import { Client } from "#test/support/client.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { startTestServer } from "#test/support/test-server.ts";

function gate(): { opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

eachDialect((_engine, _open, fresh) => {
  test("health answers while the schema is brought up to date; everything else waits until it is", async () => {
    const [half, done] = [gate(), gate()];
    const listening = Promise.withResolvers<string>();
    const starting = startTestServer(fresh, {
      from: "empty",
      onListening: listening.resolve,
      async migrate(database, onProgress) {
        onProgress(0.4);
        half.open();
        await done.opened;
        await migrate(database);
      },
    });
    const client = new Client(await listening.promise);
    await half.opened;
    const health = await client.get("//healthz");
    expect([health.status, health.body]).toEqual([200, { status: "migrating", progress: 0.4 }]);
    const ready = await client.get("//readyz");
    expect([ready.status, ready.body]).toEqual([503, { status: "migrating", progress: 0.4 }]);
    expect(Number(ready.headers.get("retry-after"))).toBeGreaterThan(0);
    const early = await client.post<Problem>("/session/guest", {});
    expect([early.status, early.body.code]).toEqual([503, "busy"]);
    expect(early.headers.get("retry-after")).not.toBeNull();

    done.open();
    await starting;
    expect((await client.get("//healthz")).body).toEqual({ status: "ok" });
    expect((await client.get("//readyz")).body).toEqual({ status: "ready" });
    expect((await client.guest()).kind).toBe("guest");
  });

  test("a port in use and an address of another machine are named, with what to do", async () => {
    const { url } = await startTestServer(fresh);
    const { port } = new URL(url);
    for (const [env, sentence] of [
      [{ PORT: port }, `Port ${port} of 127.0.0.1 is in use`],
      [{ HOST: "192.0.2.1" }, 'HOST is "192.0.2.1"'],
    ] as const) {
      const starting = startTestServer(fresh, { env });
      await expect(starting).rejects.toMatchObject({ name: "ConfigError" });
      await expect(starting).rejects.toThrow(sentence);
    }
  });

  test("a migration that fails leaves no server behind", async () => {
    const listening = Promise.withResolvers<string>();
    const starting = startTestServer(fresh, {
      from: "empty",
      onListening: listening.resolve,
      migrate: async () => {
        throw new Error("half way");
      },
    });
    await expect(starting).rejects.toThrow("half way");
    await expect(fetch(`${await listening.promise}/healthz`)).rejects.toThrow("fetch failed");
  });

  test("a database of an earlier release is backed up, updated and served, with its people", async () => {
    const place = await fresh.place("empty");
    await loadRelease("0.1.0", place);
    const told: number[] = [];
    const server = await startTestServer(
      { ...fresh, place: async () => place },
      { from: "empty", onListening: (url) => void watchHealth(url, told) },
    );
    expect(server.log.join()).toContain("the schema is up to date");
    expect((await server.client().get("//readyz")).status).toBe(200);
    const people = await server.database.read("*", (tx) =>
      tx.selectFrom("userAccount").select("id").execute(),
    );
    expect(people.length).toBeGreaterThan(2);
    // Health was asked all the while, and each answer said how far it was.
    expect(told.length).toBeGreaterThan(0);
    expect(told.every((share) => share >= 0 && share <= 1)).toBe(true);
  }, 60_000);

  test("ready means that the database answers", async () => {
    const server = await startTestServer(fresh);
    const client = server.client();
    expect((await client.get("//readyz")).status).toBe(200);
    await server.database.write("*", async (tx) => {
      await tx.schema.dropTable("localState").execute();
    });
    server.pass(2_000);
    const ready = await client.get("//readyz");
    expect([ready.status, ready.body["status"]]).toEqual([503, "database-unavailable"]);
    expect((await client.get("//healthz")).status).toBe(200);
  });

  test("closing finishes the request that runs and takes no new one", async () => {
    const server = await startTestServer(fresh);
    const browser = server.client();
    await browser.guest();
    const { hostname, port, host } = new URL(server.url);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const body = JSON.stringify({ name: "Taxes" });
    const socket = connect(Number(port), hostname);
    const answered = new Promise<string>((resolve, reject) => {
      let text = "";
      socket.on("data", (chunk) => {
        text += String(chunk);
      });
      socket.on("end", () => resolve(text));
      socket.on("error", reject);
    });
    const head = `POST /api/v1/tasks HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: ${cookie}\r\n`;
    const type = "Content-Type: application/json\r\nExpect: 100-continue\r\nConnection: close\r\n";
    const started = new Promise<void>((resolve) => socket.once("data", () => resolve()));
    socket.write(`${head}${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`);
    // The server has read the request's head when it says to go on.
    await started;
    const closing = server.close();
    await expect.poll(() => fetch(server.url).catch(() => "refused")).toBe("refused");
    socket.write(body);
    expect(await answered).toContain("201 Created");
    await closing;
  });

  test("metrics are for this machine, or for who has the token, and hold no personal words", async () => {
    const open = (await startTestServer(fresh)).client();
    await open.get("/tasks/call-the-lawyer");
    const { status, body } = await open.get<string>("//metrics");
    expect(status).toBe(200);
    expect(body).toContain('tas_http_requests_total{method="GET",route="/api/v1/tasks/:id",status="401"} 1');
    expect(body).not.toContain("lawyer");
    for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip", "cf-connecting-ip"]) {
      expect((await open.get("//metrics", { headers: { [name]: "127.0.0.1" } })).status, name).toBe(404);
    }
    const token = "metrics-token-of-the-test";
    const closed = (await startTestServer(fresh, { env: { METRICS_TOKEN: token } })).client();
    expect((await closed.get("//metrics")).status).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect((await closed.get("//metrics", { headers })).status).toBe(200);
  });

  test("the API describes every route it has", async () => {
    const client = (await startTestServer(fresh)).client();
    const { body } = await client.get<{ paths: Record<string, object> }>("/openapi.json");
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(["/api/v1/me", "/api/v1/session", "/api/v1/accounts", "/api/v1/tasks/{id}"]),
    );
    const { body: page } = await client.get<string>("//docs");
    for (const path of Object.keys(body.paths)) expect(page).toContain(path);
  });
});

/** Asks again and again how far the update is, until the server says that there is none. */
async function watchHealth(url: string, told: number[]): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/healthz`);
    const { status, progress } = (await response.json()) as { status: string; progress?: number };
    if (status !== "migrating") return;
    told.push(progress ?? -1);
  }
}
