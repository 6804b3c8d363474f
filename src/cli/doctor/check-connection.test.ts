import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parsePublicUrl } from "#config/public-url.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { testCertificate } from "#test/support/test-certificate.ts";
import { startTestServer, testSecretKey } from "#test/support/test-server.ts";
import { checkConnection } from "./check-connection.ts";

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port; // It listens on a port, so its address is one.
}

const answering = (answer: RequestListener) => listening(createHttp(answer));

function look(publicUrl: string, secretKey: string | null = testSecretKey, dataFolder = "/nowhere") {
  return checkConnection({ publicUrl: parsePublicUrl(publicUrl), secretKey, dataFolder }, Date.now);
}

/** A proxy in front of a server, which sends these headers on with every request. */
function proxy(target: () => string, headers: Record<string, string>): Promise<number> {
  return answering((request, response) => {
    const pass = request.headers["x-doctor-pass"];
    fetch(new URL(request.url ?? "/", target()), { headers: { ...headers, "x-doctor-pass": String(pass) } })
      .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
      .catch(() => response.writeHead(502).end("<h1>502 Bad Gateway</h1>"));
  });
}

eachDialect((_engine, _open, fresh) => {
  test("the running server says how it sees a request through the proxy, and what to change", async () => {
    let target = "";
    const headers: Record<string, string> = { "x-forwarded-for": "203.0.113.5" };
    const port = await proxy(() => target, headers);
    const publicUrl = `http://localhost:${port}`;
    headers["x-forwarded-host"] = `localhost:${port}`;

    target = (await startTestServer(fresh, { env: { PUBLIC_URL: publicUrl } })).url;
    const before = await look(publicUrl);
    expect(before).toMatchObject([{ name: "connection", state: "problem" }]);
    expect(before[0]?.advice).toContain("TRUSTED_PROXIES=127.0.0.0/8,::1/128");

    const env = { PUBLIC_URL: publicUrl, TRUSTED_PROXIES: "127.0.0.0/8,::1/128" };
    target = (await startTestServer(fresh, { env })).url;
    expect(await look(publicUrl)).toMatchObject([{ name: "connection", state: "ok" }]);

    // The wrong installation, or one with an older key.
    expect((await look(publicUrl, "another secret key, of 40 characters now"))[0]?.saw).toContain(
      "does not know this secret key",
    );
    target = "http://127.0.0.1:9";
    expect(await look(publicUrl)).toMatchObject([{ state: "problem" }]);
    expect((await look(publicUrl))[0]?.saw).toContain("answers 502: it does not reach the app behind it");
  });
});

test("a proxy that answers in the app's place while it is away is not taken for the app", async () => {
  const away = JSON.stringify({ code: "busy", status: 503, detail: "The server is being started." });
  const port = await answering((_request, response) => response.writeHead(503).end(away));
  expect((await look(`http://localhost:${port}`))[0]?.saw).toContain("it does not reach the app behind it");
});

test("something else that answers, and an address that sends on, are named", async () => {
  const page = await answering((_request, response) => response.end("<h1>Welcome to nginx</h1>"));
  expect((await look(`http://localhost:${page}/tasks`))[0]?.saw).toBe(
    `Something else than the app answers at http://localhost:${page}/tasks (status 200).`,
  );
  const sent = await answering((_request, response) =>
    response.writeHead(301, { location: "https://tasks.example.org/x" }).end(),
  );
  expect((await look(`http://localhost:${sent}/tasks`))[0]?.advice).toContain(
    "PUBLIC_URL=https://tasks.example.org/tasks",
  );
});

test("where nobody answers it is one note: no server, no name, no trusted certificate", async () => {
  const closed = await look("http://127.0.0.1:9");
  expect(closed).toMatchObject([{ state: "note" }]);
  expect(closed[0]?.saw).toContain("http://127.0.0.1:9 does not answer");
  const unknown = await look("http://no-such-host.invalid");
  expect(unknown).toMatchObject([{ state: "note", saw: expect.stringContaining("is not known") }]);
  const port = await listening(createHttps(testCertificate, (_request, response) => response.end()));
  const untrusted = await look(`https://localhost:${port}`);
  expect(untrusted).toMatchObject([
    { state: "note", saw: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED") },
  ]);
});

test("before the server ever ran nothing is asked, and no key is made", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tas-test-connection-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  expect(await look("http://127.0.0.1:9", null, folder)).toMatchObject([{ state: "note" }]);
  expect(await readdir(folder)).toEqual([]);
});
