import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { sharedTemporaryFolder } from "#test/support/unprivileged.ts";

const execute = promisify(execFile);

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Why Debian's clusters and pgBackRest cannot be tried on this machine; undefined where they can. */
export async function whyNoCluster(): Promise<string | undefined> {
  const needed = ["pgbackrest", "pg_createcluster", "pg_conftool", "runuser", "psql"];
  const missing = needed.filter((program) => !isInstalled(program));
  if (missing.length > 0) return `not installed here: ${missing.join(", ")}`;
  if (newestVersion() === undefined) return "no server of Debian's postgresql packages is installed here";
  if (process.getuid?.() === 0) return undefined;
  const allowed = await execute("sudo", ["-n", "true"]).then(
    () => true,
    () => false,
  );
  return allowed ? undefined : "needs root, or sudo without a password";
}

export interface DebianCluster {
  /** Like "15/tas". */
  readonly name: string;
  readonly home: string;
  readonly data: string;
  readonly url: string;
  /** Runs a program as root with the cluster's settings place; never throws for what the program answers. */
  asRoot(program: string, ...words: string[]): Promise<Ran>;
  /** Answers of psql to one statement, as the cluster's superuser. */
  query(statement: string): Promise<string>;
  /** Ends every process of the cluster without warning and removes its data. */
  destroy(): Promise<void>;
  remove(): Promise<void>;
}

/** A running cluster of Debian's tools in a temporary folder, with a role and a database "tas". */
export async function startDebianCluster(): Promise<DebianCluster> {
  const version = newestVersion() ?? "";
  const home = await mkdtemp(join(await sharedTemporaryFolder(), "tas-test-cluster-"));
  await chmod(home, 0o755);
  await mkdir(join(home, "etc"), { mode: 0o755 });
  const data = join(home, "data");
  const port = String(await freePort());
  const asRoot = async (program: string, ...words: string[]): Promise<Ran> => {
    const settings = [`PG_CLUSTER_CONF_ROOT=${join(home, "etc")}`, "LC_ALL=C.UTF-8", "TZ=UTC"];
    const whole = ["env", ...settings, program, ...words];
    const [first = "", ...rest] = process.getuid?.() === 0 ? whole : ["sudo", "-n", ...whole];
    try {
      const { stdout, stderr } = await execute(first, rest, { cwd: "/" });
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
      return { code: typeof code === "number" ? code : -1, output: `${stdout}${stderr}` };
    }
  };
  const succeed = async (program: string, ...words: string[]) => {
    const { code, output } = await asRoot(program, ...words);
    if (code !== 0) throw new Error(`${program} failed:\n${output}`);
    return output;
  };
  const query = async (statement: string) => {
    const where = ["-h", home, "-p", port, "-d", "postgres"];
    return (
      await succeed("runuser", "-u", "postgres", "--", "psql", "-XAtq", ...where, "-c", statement)
    ).trim();
  };
  const remove = async () => {
    await asRoot("pg_ctlcluster", "--skip-systemctl-redirect", version, "tas", "stop", "-m", "immediate");
    await asRoot("rm", "-rf", home);
    await rm(home, { recursive: true, force: true });
  };
  try {
    await succeed("chown", "postgres:", home);
    const places = ["-d", data, "-l", join(home, "server.log"), "-s", home, "-p", port];
    await succeed("pg_createcluster", "-u", "postgres", "--start-conf", "manual", ...places, version, "tas");
    await succeed("pg_ctlcluster", "--skip-systemctl-redirect", version, "tas", "start");
    await query("create role tas login password 'tas'");
    await query("create database tas owner tas template template0 encoding 'UTF8'");
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    name: `${version}/tas`,
    home,
    data,
    url: `postgres://tas:tas@127.0.0.1:${port}/tas`,
    asRoot,
    query,
    async destroy() {
      await succeed("pg_ctlcluster", "--skip-systemctl-redirect", version, "tas", "stop", "-m", "immediate");
      await succeed("rm", "-rf", data);
    },
    remove,
  };
}

/** What a file holds that only root may read. */
export async function contentAsRoot(cluster: DebianCluster, path: string): Promise<string> {
  if (process.getuid?.() === 0) return readFile(path, "utf8");
  return (await cluster.asRoot("cat", path)).output;
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function newestVersion(): string | undefined {
  try {
    const versions = readdirSync("/usr/lib/postgresql").filter((version) => {
      accessSync(`/usr/lib/postgresql/${version}/bin/postgres`, constants.X_OK);
      return true;
    });
    return versions.toSorted((one, other) => Number(one) - Number(other)).at(-1);
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
