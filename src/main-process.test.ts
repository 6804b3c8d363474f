import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { eachDialect } from "#test/support/each-dialect.ts";

const entry = fileURLToPath(new URL("./main.ts", import.meta.url));

interface Started {
  readonly server: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

async function start(env: Record<string, string>): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-process-"));
  const server = spawn(process.execPath, [entry], { cwd: folder, env: { PORT: "0", ...env } });
  let text = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.on("data", (chunk) => {
      text += String(chunk);
    });
  }
  const exit = once(server, "close").then(() => server.exitCode);
  onTestFinished(async () => {
    server.kill("SIGKILL");
    await exit;
    await rm(folder, { recursive: true, force: true });
  });
  return { server, output: () => text, exit };
}

async function portOf({ output }: Started): Promise<number> {
  await expect.poll(output, { timeout: 15_000 }).toContain("serving on");
  return Number(/serving on http:\/\/localhost:(\d+)/u.exec(output())?.[1]);
}

/** A request whose head is read and whose body never comes. */
async function hang(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  const head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  socket.write(`${head}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`);
  await once(socket, "data");
}

eachDialect((_engine, _open, fresh) => {
  const urlOf = async () => {
    const place = await fresh.place();
    return place.engine === "sqlite" ? `sqlite:${place.path}` : place.url;
  };

  test("the server starts with nothing but a database, and ends at once when nobody waits", async () => {
    const started = await start({ DATABASE_URL: await urlOf() });
    const port = await portOf(started);
    expect(await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()).toEqual({ status: "ready" });
    started.server.kill("SIGTERM");
    expect(await started.exit).toBe(0);
  });

  test("a second signal ends it at once, though a request still runs", async () => {
    const started = await start({ DATABASE_URL: await urlOf() });
    const port = await portOf(started);
    await hang(port);
    started.server.kill("SIGTERM");
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/healthz`).catch(() => "refused")).toBe("refused");
    expect(started.server.exitCode).toBeNull();
    started.server.kill("SIGTERM");
    expect(await started.exit).toBe(1);
  });
});

test("a start that cannot be ends with one sentence that shows no secret", async () => {
  const wrong = await start({ DATABASE_URL: "nonsense:s3cret-of-mine" });
  expect(await wrong.exit).toBe(1);
  expect(wrong.output()).toMatch(/^DATABASE_URL is not a database address this app knows; .*\n$/u);
  expect(wrong.output()).not.toContain("s3cret-of-mine");
  const nobody = await start({ DATABASE_URL: "postgres://tas:s3cret-of-mine@127.0.0.1:1/tas" });
  expect(await nobody.exit).toBe(1);
  expect(nobody.output()).toContain("The database cannot be reached.");
  expect(nobody.output()).not.toContain("s3cret-of-mine");
});
