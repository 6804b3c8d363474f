import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { installedPostgres } from "./postgres-binaries.ts";
import { type Account, serverAccount, sharedTemporaryFolder } from "./unprivileged.ts";

const run = promisify(execFile);

// The shell outlives nobody: when this process ends, however it ends, its standard input closes and the server goes.
const guard = `
cd "$1" || exit 1
{ "$2/bin/postgres" -D data $3 >log 2>&1; echo "server ended" >>log; } </dev/null &
cat >/dev/null
kill -INT "$(head -n 1 data/postmaster.pid)" 2>/dev/null
wait
rm -rf "$1"
`;

/** Nothing here needs to outlive the machine. */
const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "64MB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
};

/**
 * Starts a PostgreSQL of its own on a free port of 127.0.0.1, with an empty cluster that `stop` removes.
 * The URL's role `tas` may log in and create databases, and is no superuser: row-level security holds for it.
 * It does not wait for the disk, unless `changed` settings say so. `superuserUrl` is for what only an administrator can set up.
 */
export async function startPostgres(
  changed: Readonly<Record<string, string>> = {},
): Promise<{ url: string; superuserUrl: string; stop(): Promise<void> }> {
  const account = await serverAccount();
  const folder = await sharedTemporaryFolder();
  const native = await installedPostgres(folder);
  const home = await mkdtemp(join(folder, "tas-test-postgres-"));
  await chmod(home, 0o700);
  const passwords = { superuser: randomBytes(12).toString("hex"), tas: randomBytes(12).toString("hex") };
  await initialise(native, home, passwords.superuser, account);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = launch(native, home, { ...settings, ...changed, port: `${port}` }, account);
    const log = await ready(join(home, "log"));
    if (log === "ready") {
      await createRole(port, passwords);
      const urlOf = (role: string, password: string, name: string) =>
        `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;
      return {
        url: urlOf("tas", passwords.tas, "tas"),
        superuserUrl: urlOf("postgres", passwords.superuser, "postgres"),
        stop: () => server.stop(),
      };
    }
    // Somebody else may have taken the port between our look and the server's.
    if (attempt === 3 || !log.includes("could not bind")) {
      await server.stop();
      throw new Error(`PostgreSQL for the tests did not start:\n${log}`);
    }
  }
}

async function initialise(native: string, home: string, password: string, account: Account | undefined) {
  const passwordFile = join(home, "password");
  await mkdir(join(home, "data"), { mode: 0o700 });
  await writeFile(passwordFile, password);
  if (account) {
    for (const path of [passwordFile, join(home, "data"), home]) await chown(path, account.uid, account.gid);
  }
  const choices = ["--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--no-sync"];
  await run(
    join(native, "bin/initdb"),
    ["-D", join(home, "data"), "--locale=C.UTF-8", "--encoding=UTF8", ...choices],
    { cwd: home, ...account },
  );
}

function launch(
  native: string,
  home: string,
  chosen: Readonly<Record<string, string>>,
  account: Account | undefined,
) {
  const options = Object.entries(chosen).map(([name, value]) => `-c ${name}=${value}`);
  const shell = spawn("/bin/sh", ["-c", guard, "sh", home, native, options.join(" ")], {
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    ...account,
  });
  const ended = new Promise<void>((resolve) => shell.once("exit", () => resolve()));
  shell.unref();
  return {
    async stop() {
      shell.ref();
      shell.stdin.end();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** "ready", or what the server said before it gave up. */
async function ready(logFile: string): Promise<string> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const log = await readFile(logFile, "utf8").catch(() => "");
    if (log.includes("ready to accept connections")) return "ready";
    if (log.includes("server ended") || Date.now() > deadline) return log || "no answer within a minute";
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function createRole(port: number, passwords: { superuser: string; tas: string }) {
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: passwords.superuser,
    database: "postgres",
  });
  await client.connect();
  await client.query(`create role tas login nosuperuser createdb password '${passwords.tas}'`);
  // The same without the right to make databases, as many a host has it.
  await client.query(`create role tas_plain login nosuperuser nocreatedb password '${passwords.tas}'`);
  await client.query("create database tas owner tas");
  await client.end();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      if (address === null || typeof address === "string") return reject(new Error("no port"));
      probe.close(() => resolve(address.port));
    });
  });
}
