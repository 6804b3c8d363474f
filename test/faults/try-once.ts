import { Client } from "pg";
import type { Place } from "#test/support/each-dialect.ts";
import { launchServer, type ServerProcess, startServerProcess } from "#test/support/server-process.ts";
import { Burst, enterGuests, followServer } from "./burst.ts";
import { checkAnswers, checkReplays, retryUnanswered } from "./check-answers.ts";
import { checkDatabase } from "./check-database.ts";
import { Random } from "./random.ts";
import type { Guest } from "./write.ts";

/** What dies: the server, the connections to its database, or a process inside its database. */
export type Fault = "server" | "connections" | "database";

export interface Tried {
  readonly acknowledged: number;
  /** Sent, but nobody said that they were saved. */
  readonly unanswered: number;
  /** One sentence each; empty when nothing is lost, doubled or half-written. */
  readonly wrong: readonly string[];
}

const guestsInATry = 5;
const handsEach = 4;
const longest = 20_000;

/** One try on an empty database: a burst of writes, a fault in the middle of it, and a look at what is left. */
export async function tryOnce(place: Place, seed: number, fault: Fault): Promise<Tried> {
  const random = new Random(seed);
  if (random.chance(0.3)) await killWhileStarting(place, random);
  let server = await startServerProcess(place);
  try {
    const guests = await enterGuests(server.url, guestsInATry);
    const wrong: string[] = [];
    let unanswered = 0;
    for (let round = random.int(1, 2); round > 0 && wrong.length === 0; round--) {
      server = fault === "server" ? await killServer(server, place, guests, random) : server;
      if (fault === "connections") await disturb(guests, random, () => endConnections(place));
      if (fault === "database") await disturb(guests, random, () => killBackend(place));
      unanswered += guests.flatMap(({ writes }) => writes).filter(({ answer }) => !answer).length;
      wrong.push(...(await checkDatabase(place, guests)));
      wrong.push(...(await retryUnanswered(guests)));
      wrong.push(...(await checkReplays(guests, 10)));
      wrong.push(...(await checkAnswers(guests)));
      wrong.push(...(await checkDatabase(place, guests)));
    }
    const acknowledged = guests.flatMap(({ writes }) => writes).length - unanswered;
    if (acknowledged < guestsInATry * 2) wrong.push("hardly anything was written: the try proves nothing");
    return { acknowledged, unanswered, wrong: wrong.map((sentence) => `${sentence} (seed ${seed})`) };
  } finally {
    await server.kill();
  }
}

/** The first start of all, ended somewhere between its first line and its last migration. */
async function killWhileStarting(place: Place, random: Random): Promise<void> {
  const { child, gone } = launchServer(place);
  await pause(random.int(100, 1_200));
  child.kill("SIGKILL");
  await gone;
}

async function killServer(
  server: ServerProcess,
  place: Place,
  guests: readonly Guest[],
  random: Random,
): Promise<ServerProcess> {
  const burst = new Burst(guests, handsEach, random.fork(), "stop");
  await within(burst.untilAnswered(random.int(20, 250)));
  await pause(random.next() * 10);
  await server.kill();
  await within(burst.finished());
  const next = await startServerProcess(place);
  followServer(guests, next.url);
  return next;
}

/** The server lives on; hands send again what nobody answered, as a browser does. */
async function disturb(guests: readonly Guest[], random: Random, fault: () => Promise<void>): Promise<void> {
  const burst = new Burst(guests, handsEach, random.fork(), "again");
  for (let times = random.int(1, 4); times > 0; times--) {
    await within(burst.untilAnswered(burst.answered + random.int(10, 60)));
    await fault();
  }
  await within(burst.untilAnswered(burst.answered + 10));
  burst.end();
  await within(burst.finished());
}

async function endConnections(place: Place): Promise<void> {
  await onDatabase(place, async (client) => {
    await client.query(`select pg_terminate_backend(pid) ${ofServer}`);
  });
}

/** PostgreSQL then ends all connections, and replays its log as after any crash. */
async function killBackend(place: Place): Promise<void> {
  await onDatabase(place, async (client) => {
    const { rows } = await client.query<{ pid: number }>(`select pid ${ofServer} limit 1`);
    for (const { pid } of rows) process.kill(pid, "SIGKILL");
  });
}

const ofServer = `from pg_stat_activity
  where datname = current_database() and application_name = 'task-aversion-system'`;

async function onDatabase(place: Place, work: (client: Client) => Promise<void>): Promise<void> {
  if (place.engine === "sqlite") throw new Error("SQLite has no connections that could end by themselves.");
  const client = await connect(place.url);
  try {
    await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Waits for a database that is getting up again. */
async function connect(connectionString: string): Promise<Client> {
  for (let tries = 200; ; tries--) {
    const client = new Client({ connectionString });
    // The fault may take this connection along.
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (tries === 0) throw error;
      await pause(50);
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing happened for ${longest / 1000} s.`)), longest);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
