import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "pg";
import type { Place } from "#test/support/each-dialect.ts";
import { startPostgres } from "#test/support/postgres-server.ts";
import { importAgain, type Measured, measure } from "./measure.ts";
import { writePredecessorFolder } from "./predecessor-folder.ts";
import { engines, type Results, tableOf } from "./table.ts";
import { writeTable } from "./write-table.ts";

/** The other helpers of the tests save time by not waiting for the disk; a measurement must not. */
const asInstalled = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "128MB",
};

const { values } = parseArgs({
  options: { rows: { type: "string", multiple: true }, write: { type: "boolean" } },
});
/** Of the last minute before this run: above 0 something else had a part of the machine. */
const [busyBefore = 0] = loadavg();
const sizes = (values.rows ?? ["1000", "10000", "50000"]).map(Number);
const folder = await mkdtemp(join(tmpdir(), "tas-bench-"));
const postgres = await startPostgres(asInstalled);
try {
  const results: Results = { sqlite: new Map(), postgres: new Map() };
  let made = 0;
  const places = {
    sqlite: async (): Promise<Place> => ({ engine: "sqlite", path: join(folder, `${++made}.db`) }),
    postgres: async () => await freshPostgres(postgres.url, ++made),
  };
  for (const rows of sizes) {
    const source = join(folder, `rows-${rows}`);
    await writePredecessorFolder(source, rows);
    for (const engine of engines) {
      say(`${engine}, ${rows} instances …`);
      results[engine].set(rows, await measureThrice(places[engine], source, rows));
    }
  }
  const machine = await describeMachine();
  const table = tableOf(results, machine);
  process.stdout.write(`${table}\n`);
  if (values.write) await writeTable("bench", table);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

/** The import is the one figure that a single run gives once, so it is made three times. */
async function measureThrice(place: () => Promise<Place>, source: string, rows: number): Promise<Measured> {
  const measured = await measure(await place(), source, rows);
  const rates = [measured.rowsPerSecond];
  for (let time = 1; time < 3; time++) rates.push(await importAgain(await place(), source, rows));
  rates.sort((one, other) => one - other);
  return { ...measured, rowsPerSecond: rates[1] ?? Number.NaN };
}

async function freshPostgres(url: string, number: number): Promise<Place> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create database tas_bench_${number} template template0`);
  await client.end();
  const own = new URL(url);
  own.pathname = `/tas_bench_${number}`;
  return { engine: "postgres", url: own.href };
}

async function describeMachine(): Promise<string> {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const day = new Date().toISOString().slice(0, 10);
  const load = `other load ${busyBefore.toFixed(1)}`;
  return `${day}, Node.js ${process.version}, ${cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${gigabytes} GB, ${load}`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
