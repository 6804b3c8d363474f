import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Client } from "#test/support/client.ts";
import type { Place } from "#test/support/each-dialect.ts";
import { startServerProcess } from "#test/support/server-process.ts";
import { timed, type Timing } from "./timing.ts";

const run = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export interface Measured {
  readonly rowsPerSecond: number;
  /** GET /today. */
  readonly today: Timing;
  /** POST /instances/{id}/complete. */
  readonly finish: Timing;
  /** Resident memory, in megabytes. */
  readonly memory: { readonly started: number; readonly loaded: number; readonly importPeak: number };
}

/** All figures of one engine at one size, on an empty database. */
export async function measure(place: Place, folder: string, rows: number): Promise<Measured> {
  const entry = here("../dist/server/main.js");
  const first = await startServerProcess(place, { entry });
  const client = new Client(first.url);
  const { id: owner } = await client.guest("Europe/Berlin");
  const started = await memoryOf(first.pid);
  await first.stop();

  const imported = await importOnce(place, owner, folder);
  if (imported.instances !== rows) throw new Error(`${imported.instances} of ${rows} rows were imported.`);

  const server = await startServerProcess(place, { entry });
  let loaded: number;
  let today: Timing;
  try {
    const reader = again(server.url, client);
    today = await timed(400, 50, async () => ok(await reader.get("/today")));
    loaded = await memoryOf(server.pid);
    await planMore(reader, finishes);
  } finally {
    await server.stop();
  }

  // A process of its own, because a server counts the writes of each person by the minute.
  const last = await startServerProcess(place, { entry });
  try {
    const writer = again(last.url, client);
    const open = await openIds(writer, finishes + warmUp);
    const finish = await timed(finishes, warmUp, async (number) =>
      ok(await writer.post(`/instances/${open[number]}/complete`, outcome, { key: randomUUID() })),
    );
    const memory = { started, loaded, importPeak: imported.peakKilobytes / 1024 };
    return { rowsPerSecond: rows / imported.seconds, today, finish, memory };
  } finally {
    await last.stop();
  }
}

const finishes = 200;
const warmUp = 30;

/** The same browser at another address. */
function again(url: string, client: Client): Client {
  const next = new Client(url);
  for (const [name, value] of client.cookies) next.cookies.set(name, value);
  return next;
}

/** One more go at each task, in turn. */
async function planMore(client: Client, count: number): Promise<void> {
  const { body } = await client.get<{ items: { id: string }[] }>("/tasks?limit=60");
  for (let number = 0; number < count; number++) {
    const { id: taskId } = body.items[number % body.items.length] ?? {};
    ok(await client.post("/instances", { taskId }));
  }
}

const outcome = { outcome: { aversion: 35, relief: 70, completion: 100 }, note: "It went well enough." };

/** Rows per second of one more import into an empty account, for a median. */
export async function importAgain(place: Place, folder: string, rows: number): Promise<number> {
  const server = await startServerProcess(place, { entry: here("../dist/server/main.js") });
  const { id } = await new Client(server.url).guest();
  await server.stop();
  return rows / (await importOnce(place, id, folder)).seconds;
}

interface Imported {
  readonly instances: number;
  readonly seconds: number;
  readonly peakKilobytes: number;
}

async function importOnce(place: Place, owner: string, folder: string): Promise<Imported> {
  const args = [here("import-once.ts"), JSON.stringify(place), owner, folder];
  const { stdout } = await run(process.execPath, args);
  const imported: Imported = JSON.parse(stdout);
  return imported;
}

async function openIds(client: Client, most: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor = "";
  do {
    const { body } = await client.get<{ items: { id: string }[]; nextCursor: string | null }>(
      `/instances?show=open&limit=100${cursor}`,
    );
    ids.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor === null ? "" : `&cursor=${encodeURIComponent(body.nextCursor)}`;
  } while (ids.length < most && cursor !== "");
  return ids.slice(0, most);
}

function ok({ status, body }: { status: number; body: unknown }): void {
  if (status >= 300) throw new Error(`Refused with ${status}: ${JSON.stringify(body)}`);
}

/** Resident memory of a process, in megabytes. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1]) / 1024;
}
