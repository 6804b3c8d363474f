import { execFile, spawn } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Client } from "pg";
import type { MoveReceipt } from "#archive/move/move-receipt.ts";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { type CpuShare, withCpuShare } from "./cpu-share.ts";

const run = promisify(execFile);
const tas = fileURLToPath(new URL("../dist/server/tas.js", import.meta.url));
/** Parents first. */
const tables = ["user_account", "task", "instance", "instance_event", "work_interval"];

export interface Timed {
  readonly seconds: number;
  readonly share: CpuShare;
}

export interface MovedOnce {
  readonly receipt: MoveReceipt;
  /** From the start of the process to its end, in seconds. */
  readonly whole: number;
  readonly share: CpuShare;
  /** The largest resident set of it and the processes it started, in megabytes. */
  readonly peak: number;
}

/** Runs `tas move` as a process of its own; its receipt stays as `path`.json, and what it said to people as `path`.txt. */
export async function moveOnce(from: string, to: string, path: string): Promise<MovedOnce> {
  const file = `${path}.json`;
  const started = performance.now();
  const child = spawn(process.execPath, [tas, "move", "--from", from, "--to", to, "--receipt", file], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [answer, said] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(`${child.pid}`));
  }, 50);
  const { result: code, share } = await withCpuShare(
    () => new Promise<number | null>((resolve) => child.once("close", resolve)),
  );
  clearInterval(look);
  const whole = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`tas move failed:\n${said}`);
  await writeFile(`${path}.txt`, answer);
  const receipt: MoveReceipt = JSON.parse(await readFile(file, "utf8"));
  return { receipt, whole, share, peak };
}

/** The kernel keeps the largest value of every process itself. */
function peakOf(pid: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const own = Number(/^VmHWM:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0) / 1024;
    const children = globSync(`/proc/${pid}/task/*/children`).flatMap((path) =>
      readFileSync(path, "utf8").split(" "),
    );
    return children.filter((child) => child !== "").reduce((sum, child) => sum + peakOf(child), own);
  } catch {
    // It has ended.
    return 0;
  }
}

/** Writes what the server still holds, so that one measurement does not pay for the one before. */
export async function settle(superuser: string): Promise<void> {
  await onServer(superuser, (client) => client.query("checkpoint"));
}

/** A database of its own on the server; `migrated` has this version's tables. */
export async function freshDatabase(server: string, name: string, migrated: boolean): Promise<string> {
  await onServer(server, (client) => client.query(`create database ${name} template template0`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  if (migrated) {
    const database = await openDatabase({ engine: "postgres", url: url.href });
    await migrate(database);
    await database.close();
  }
  return url.href;
}

/** Seconds of `psql \copy` of the rows of one database into the tables of another, keys and indexes in place. */
export async function bareCopy(
  from: string,
  to: string,
  folder: string,
  beforeCopying: () => Promise<void>,
): Promise<Timed | undefined> {
  const psql = programOf("psql");
  if (psql === undefined) return undefined;
  const say = (url: string, ...words: string[]) => run(psql, ["-q", "-v", "ON_ERROR_STOP=1", url, ...words]);
  for (const table of tables) {
    const out = `\\copy (select * from ${table}) to '${join(folder, table)}'`;
    await say(from, "-c", "set tas.owner = '*'", "-c", out);
    // COPY is refused where row security holds for the role itself.
    await onServer(to, (client) => client.query(`alter table ${table} no force row level security`));
  }
  await beforeCopying();
  const started = performance.now();
  const { share } = await withCpuShare(async () => {
    for (const table of tables) await say(to, "-c", `\\copy ${table} from '${join(folder, table)}'`);
  });
  return { seconds: (performance.now() - started) / 1000, share };
}

export async function countRows(url: string): Promise<number> {
  let sum = 0;
  await onServer(url, async (client) => {
    await client.query("set tas.owner = '*'");
    for (const table of tables) {
      const { rows } = await client.query<{ rows: string }>(`select count(*) as rows from ${table}`);
      sum += Number(rows[0]?.rows);
    }
  });
  return sum;
}

export function programOf(name: string): string | undefined {
  return [`/usr/bin/${name}`, ...globSync(`/usr/lib/postgresql/*/bin/${name}`)].find((path) =>
    existsSync(path),
  );
}

export async function onServer(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
