import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "pg";
import type { Place } from "#test/support/each-dialect.ts";
import { startPostgres } from "#test/support/postgres-server.ts";
import { type Fault, type Tried, tryOnce } from "./try-once.ts";

interface Engine {
  readonly name: string;
  /** Makes an empty database. */
  place(number: number): Promise<Place>;
  /** Which fault a try has; every third or so is not the server's. */
  fault(number: number): Fault;
  close(): Promise<void>;
}

const usage = "npm run faults -- [--tries 50] [--seed 1] [--engine sqlite|postgres]\n";

/** Runs the tries on one engine after the other and prints a line each. True when nothing was wrong. */
async function runFaults(tries: number, seed: number, only: string | undefined): Promise<boolean> {
  let fine = true;
  for (const open of [sqliteFiles, postgresServer]) {
    const engine = await open();
    try {
      if (only === undefined || only === engine.name) fine = (await runEngine(engine, tries, seed)) && fine;
    } finally {
      await engine.close();
    }
  }
  return fine;
}

async function runEngine(engine: Engine, tries: number, seed: number): Promise<boolean> {
  const started = performance.now();
  const total = { acknowledged: 0, unanswered: 0, failed: 0 };
  for (let number = 0; number < tries; number++) {
    const fault = engine.fault(number);
    const tried = await attempt(engine, number, seed + number, fault);
    total.acknowledged += tried.acknowledged;
    total.unanswered += tried.unanswered;
    if (tried.wrong.length > 0) total.failed++;
    const found = tried.wrong.length === 0 ? "fine" : `WRONG\n  ${tried.wrong.slice(0, 20).join("\n  ")}`;
    const counts = `${tried.acknowledged} acknowledged, ${tried.unanswered} unanswered`;
    say(
      `${engine.name} ${number + 1}/${tries} seed ${seed + number} fault in the ${fault}: ${counts}: ${found}`,
    );
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  say(
    `${engine.name}: ${tries} tries in ${seconds} s, ${total.failed} with something wrong; ` +
      `${total.acknowledged} acknowledged writes, ${total.unanswered} unanswered ones sent again`,
  );
  return total.failed === 0;
}

async function attempt(engine: Engine, number: number, seed: number, fault: Fault): Promise<Tried> {
  try {
    return await tryOnce(await engine.place(number), seed, fault);
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    return { acknowledged: 0, unanswered: 0, wrong: [`${sentence} (seed ${seed})`] };
  }
}

async function sqliteFiles(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), "tas-faults-"));
  return {
    name: "sqlite",
    place: async (number) => ({ engine: "sqlite", path: join(folder, `${number}.db`) }),
    fault: () => "server",
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function postgresServer(): Promise<Engine> {
  const server = await startPostgres();
  return {
    name: "postgres",
    async place(number) {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      const name = `tas_faults_${number}`;
      await client.query(`create database ${name} template template0`);
      // The tests' server saves time by promising too early, which a crash of the database would bring to light.
      await client.query(`alter database ${name} set synchronous_commit = on`);
      await client.end();
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return { engine: "postgres", url: url.href };
    },
    fault: (number) => (number % 5 === 3 ? "connections" : number % 5 === 4 ? "database" : "server"),
    close: () => server.stop(),
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const { values } = parseArgs({
    options: { tries: { type: "string" }, seed: { type: "string" }, engine: { type: "string" } },
  });
  const tries = Number(values.tries ?? 50);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  if (!Number.isInteger(tries) || !Number.isInteger(seed) || tries < 1) throw new TypeError("not a number");
  process.exitCode = (await runFaults(tries, seed, values.engine)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(usage);
  process.exitCode = 2;
}
