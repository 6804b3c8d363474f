import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startPostgres } from "#test/support/postgres-server.ts";
import { writeMoveData } from "./move-data.ts";
import { bareCopy, countRows, freshDatabase, loadWithPgloader, moveOnce } from "./move-steps.ts";

// npm run bench -- --move [--rows 1000000] [--write]: `tas move` beside a bare COPY and pgloader, in one run.

const document = fileURLToPath(new URL("../docs/measurements.md", import.meta.url));
/** A measurement waits for the disk, as an installation does. */
const asInstalled = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "128MB",
};

const { values } = parseArgs({
  options: { move: { type: "boolean" }, rows: { type: "string" }, write: { type: "boolean" } },
});
const instances = Number(values.rows ?? "1000000");
const say = (line: string) => void process.stderr.write(`${line}\n`);
const [busyBefore = 0] = loadavg();
const folder = await mkdtemp(join(tmpdir(), "tas-bench-"));
const server = await startPostgres(asInstalled);
try {
  say(`making ${instances} instances …`);
  const source = join(folder, "source.db");
  const rows = await writeMoveData(source, instances);
  const original = join(folder, "original.db");
  await copyFile(source, original);
  say("tas move, SQLite to PostgreSQL …");
  const moved = await freshDatabase(server.url, "tas_bench_moved", false);
  const there = await moveOnce(`sqlite:${source}`, moved);
  say(`psql \\copy …`);
  const bareTarget = await freshDatabase(server.url, "tas_bench_bare", true);
  const bare = await bareCopy(moved, bareTarget, folder);
  if (bare !== undefined && (await countRows(bareTarget)) !== rows)
    throw new Error("The bare COPY lacks rows.");
  say("pgloader …");
  const loaded = await freshDatabase(server.url, "tas_bench_loaded", false);
  const loader = await loadWithPgloader(original, loaded);
  if (loader !== undefined && (await countRows(loaded)) !== rows) throw new Error("pgloader lost rows.");
  say("tas move, PostgreSQL to SQLite …");
  const back = await moveOnce(moved, `sqlite:${join(folder, "back.db")}`);
  if (back.receipt.sha256 !== there.receipt.sha256) throw new Error("What came back is not what went there.");
  const bytes = (await stat(original)).size;

  const rate = (seconds: number) => `${Math.round(rows / seconds).toLocaleString("en")} rows/s`;
  const line = (name: string, seconds: number | undefined, more = "") =>
    `| ${name} | ${seconds === undefined ? "not installed" : `${seconds.toFixed(1)} s`} | ${seconds === undefined ? "" : rate(seconds)} | ${more} |`;
  const against = (seconds: number) =>
    [
      bare === undefined ? "" : `${(bare / seconds).toFixed(2)} × bare COPY`,
      loader === undefined ? "" : `${(loader / seconds).toFixed(2)} × pgloader`,
    ]
      .filter((part) => part !== "")
      .join(", ");
  const megabytes = (peak: number) => `peak memory ${Math.round(peak)} MB`;
  const { phases } = there.receipt;
  const [cpu] = cpus();
  const table = [
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}, PostgreSQL of the tests, ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 1024 ** 3)} GB, other load ${busyBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} at the end.`,
    `${instances.toLocaleString("en")} instances, ${rows.toLocaleString("en")} rows, a SQLite file of ${Math.round(bytes / 1e6).toLocaleString("en")} MB.`,
    "",
    "| | time | rate | |",
    "| --- | ---: | ---: | --- |",
    line("bare `psql \\copy`, keys and indexes present", bare),
    line("pgloader, its usual way", loader),
    line("`tas move` SQLite → PostgreSQL, copy phase", phases.copy, against(phases.copy)),
    line("… its check of what arrived", phases.check),
    line("… writers held", there.receipt.seconds),
    line(
      "… the whole run, dry run and all",
      there.whole,
      `${against(there.whole)}; ${megabytes(there.peak)}`,
    ),
    line("`tas move` PostgreSQL → SQLite, copy phase", back.receipt.phases.copy),
    line("… the whole run, dry run and all", back.whole, megabytes(back.peak)),
  ].join("\n");
  process.stdout.write(`${table}\n`);
  if (values.write) await writeTable(table);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Puts the table between its two marks of the document. */
async function writeTable(table: string): Promise<void> {
  const [begin, end] = ["<!-- bench-move -->", "<!-- /bench-move -->"];
  const text = await readFile(document, "utf8");
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error("docs/measurements.md has lost its marks.");
  await writeFile(document, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}
