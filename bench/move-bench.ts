import { copyFile, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startPostgres } from "#test/support/postgres-server.ts";
import { writeMoveData } from "./move-data.ts";
import { bareCopy, countRows, freshDatabase, moveOnce, settle } from "./move-steps.ts";
import { moveTableOf } from "./move-table.ts";
import { loadWithPgloader } from "./pgloader.ts";
import { writeTable } from "./write-table.ts";

// npm run bench -- --move [--rows 1000000] [--receipts FOLDER] [--write]:
// `tas move` beside a bare COPY and pgloader, in one run.

/** A measurement waits for the disk, as an installation does; what was loaded first does not disturb what is loaded next. */
const asInstalled = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "128MB",
  autovacuum: "off",
};

const { values } = parseArgs({
  options: {
    move: { type: "boolean" },
    rows: { type: "string" },
    receipts: { type: "string" },
    write: { type: "boolean" },
  },
});
const instances = Number(values.rows ?? "1000000");
const say = (line: string) => void process.stderr.write(`${line}\n`);
const [busyBefore = 0] = loadavg();
const receipts = resolve(values.receipts ?? (await mkdtemp(join(tmpdir(), "tas-bench-receipts-"))));
await mkdir(receipts, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), "tas-bench-"));
const server = await startPostgres(asInstalled);
const quiet = () => settle(server.superuserUrl);
try {
  say(`making ${instances} instances …`);
  const source = join(folder, "source.db");
  const rows = await writeMoveData(source, instances);
  const original = join(folder, "original.db");
  await copyFile(source, original);
  const moved = await freshDatabase(server.url, "tas_bench_moved", false);
  await quiet();
  say("tas move, SQLite to PostgreSQL …");
  const there = await moveOnce(`sqlite:${source}`, moved, join(receipts, "sqlite-to-postgres"));
  const bareTarget = await freshDatabase(server.url, "tas_bench_bare", true);
  say(`psql \\copy …`);
  const bare = await bareCopy(moved, bareTarget, folder, quiet);
  if (bare === undefined) say("psql is not installed, so there is no bare COPY to compare with.");
  else if ((await countRows(bareTarget)) !== rows) throw new Error("The bare COPY lacks rows.");
  say("pgloader …");
  const loader = await loadWithPgloader(original, server.url, quiet, say);
  if (loader !== undefined && (await countRows(loader.url)) !== rows) throw new Error("pgloader lost rows.");
  await quiet();
  say("tas move, PostgreSQL to SQLite …");
  const back = await moveOnce(
    moved,
    `sqlite:${join(folder, "back.db")}`,
    join(receipts, "postgres-to-sqlite"),
  );
  if (back.receipt.sha256 !== there.receipt.sha256) throw new Error("What came back is not what went there.");

  const [cpu] = cpus();
  const machine = [
    `${new Date().toISOString().slice(0, 10)}`,
    `Node.js ${process.version}`,
    "PostgreSQL of the tests",
    `${cpus().length} cores (${cpu?.model.trim()})`,
    `${Math.round(totalmem() / 1024 ** 3)} GB`,
    `load ${busyBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} at the end`,
  ].join(", ");
  const { size: bytes } = await stat(original);
  const table = moveTableOf({ instances, rows, bytes, bare, loader, there, back }, machine);
  process.stdout.write(`${table}\n\nThe receipts of both moves are in ${receipts}.\n`);
  if (values.write) await writeTable("bench-move", table);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
