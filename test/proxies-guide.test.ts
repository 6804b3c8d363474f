import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkConnection } from "#cli/doctor/check-connection.ts";
import { parsePublicUrl } from "#config/public-url.ts";
import { eachDialect } from "#test/support/each-dialect.ts";
import { testCertificate } from "#test/support/test-certificate.ts";
import { startTestServer, testSecretKey } from "#test/support/test-server.ts";

const guide = readFileSync(new URL("../docs/host/proxies.md", import.meta.url), "utf8");
const [wholeSite = "", belowPath = ""] = [...guide.matchAll(/^```nginx\n(.*?)^```$/gmsu)].map(
  ([, text]) => text,
);
const trusted = /^TRUSTED_PROXIES=(.*)$/mu.exec(guide)?.[1] ?? "";

const program = "nginx";
/** On machines without nginx the guide is not tried out. */
const hasNginx = spawnSync(program, ["-v"]).status === 0;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // It listens on a port, so its address is one.
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs nginx with these server blocks as an ordinary program, until the test is over. */
async function runNginx(servers: string, port: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tas-test-nginx-"));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "tmp"));
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/tmp/${name};`,
  );
  const http = `access_log off;\n${places.join("\n")}\n${servers}`;
  const path = join(folder, "nginx.conf");
  writeFileSync(path, `daemon off;\npid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\n${http}\n}\n`);
  const child = spawn(program, ["-p", folder, "-c", path], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const gone = new Promise((resolve) => child.once("close", resolve));
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(socket.end() !== undefined));
      socket.once("error", () => resolve(false));
    });
  await expect.poll(async () => (await answers()) || said, { timeout: 10_000 }).toBe(true);
}

const look = (publicUrl: string) =>
  checkConnection(
    { publicUrl: parsePublicUrl(publicUrl), secretKey: testSecretKey, dataFolder: "/nowhere" },
    Date.now,
  );

test("the guide shows a whole site and one below a path", () => {
  expect(wholeSite).toContain("server_name tasks.example.org;");
  expect(belowPath).toContain("location /tasks/");
  expect(trusted).not.toBe("");
});

eachDialect((_engine, _open, fresh) => {
  test.skipIf(!hasNginx)(
    "behind nginx as the guide has it all is in order, and without its lines it is named",
    async () => {
      const [port, below, bare] = [await freePort(), await freePort(), await freePort()];
      const publicUrls = [
        `http://localhost:${port}`,
        `http://localhost:${below}/tasks`,
        `http://localhost:${bare}`,
      ];
      const urls = await Promise.all(
        publicUrls.map(async (PUBLIC_URL) => {
          const env = { PUBLIC_URL, TRUSTED_PROXIES: trusted };
          const { url } = await startTestServer(fresh, { env });
          return new URL(url).origin.replace("localhost", "127.0.0.1");
        }),
      );
      const location = (text: string, index: number) =>
        text.replaceAll("http://127.0.0.1:8080", urls[index] ?? "");
      const whole = /^ {2}location \/ \{.*?^ {2}\}$/msu.exec(wholeSite)?.[0] ?? "";
      const plain = (text: string) => text.replaceAll(/^ *proxy_set_header .*$/gmu, "");
      const servers = [location(whole, 0), location(belowPath, 1), location(plain(whole), 2)].map(
        (inside, index) =>
          `server { listen 127.0.0.1:${[port, below, bare][index]}; listen [::1]:${[port, below, bare][index]};\n${inside}\n}`,
      );
      await runNginx(servers.join("\n"), port);
      expect(await look(publicUrls[0] ?? "")).toMatchObject([{ state: "ok" }]);
      expect(await look(publicUrls[1] ?? "")).toMatchObject([{ state: "ok" }]);
      const named = await look(publicUrls[2] ?? "");
      expect(named.map(({ advice }) => advice).join()).toContain("proxy_set_header Host $http_host;");
    },
  );
});

test.skipIf(!hasNginx)("nginx takes the whole site as it stands there", () => {
  const folder = mkdtempSync(join(tmpdir(), "tas-test-nginx-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "cert.pem"), testCertificate.cert);
  writeFileSync(join(folder, "key.pem"), testCertificate.key);
  const version = /nginx\/1\.(\d+)/u.exec(spawnSync(program, ["-v"], { encoding: "utf8" }).stderr)?.[1];
  const site = wholeSite
    .replaceAll(/\/etc\/letsencrypt\S*fullchain\.pem/gu, `${folder}/cert.pem`)
    .replaceAll(/\/etc\/letsencrypt\S*privkey\.pem/gu, `${folder}/key.pem`);
  // What the guide says of older ones.
  const fitting =
    Number(version) >= 25 ? site : site.replace("  http2 on;\n", "").replaceAll("443 ssl;", "443 ssl http2;");
  const path = join(folder, "nginx.conf");
  writeFileSync(
    path,
    `pid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${fitting}\n}\n`,
  );
  const { status, stderr } = spawnSync(program, ["-t", "-p", folder, "-c", path], { encoding: "utf8" });
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
});
