import { existsSync } from "node:fs";
import { dirname } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { Client } from "pg";
import { digestTables } from "#archive/portable/digest-tables.ts";
import { type Database, everyone, openDatabase } from "#storage/database.ts";
import { insertMany } from "#storage/dialect/insert-many.ts";
import { findLocal } from "#storage/local-state.ts";
import { migrationStatus } from "#storage/migrate.ts";
import { StorageError } from "#storage/storage-error.ts";
import { listStoredTables } from "#storage/stored-tables.ts";
import type { Place } from "#test/support/each-dialect.ts";
import { addPerson, area } from "#test/support/rows.ts";
import { spawnTas } from "#test/support/tas-process.ts";
import type { Random } from "./random.ts";

export interface KilledMoves {
  /** How often the move was killed before it was done. */
  readonly kills: number;
  /** At what it was killed. */
  readonly stages: readonly string[];
  /** One sentence each; empty when source and target were complete or clearly empty every time. */
  readonly wrong: readonly string[];
}

/** What a move says of itself, in its order; a kill comes some milliseconds after one of them. */
const stages = [
  "Looking at both",
  "Looking at every row 100",
  "Copying",
  "Comparing 5",
  "Comparing 100",
] as const;

/** Fills a migrated database, kills `tas move` again and again at moments of chance, and lets it end at last. */
export async function killMoves(
  from: Place,
  to: Place,
  folder: string,
  random: Random,
  kills: number,
): Promise<KilledMoves> {
  const person = await fill(from);
  const wrong: string[] = [];
  const killed: string[] = [];
  // What a move that was killed after its copy has left, and the next one has not replaced yet.
  const left = new Set<string>();
  for (let time = 0; time < kills && wrong.length === 0; time++) {
    const stage = stages[random.int(0, stages.length - 1)] ?? stages[0];
    const end = await moveUntil(from, to, folder, stage, random.int(0, 250));
    const seen = await look(from, to);
    wrong.push(
      ...problemsOf(seen, end.code === 0, left).map((sentence) => `${sentence} (killed after "${stage}")`),
    );
    if (seen.marked) break;
    killed.push(stage);
    if (seen.target !== "empty") left.add(seen.target);
    await endHold(from);
    // People go on, so that a copy that was left behind is not the newest any more.
    await withOpen(from, (source) =>
      source.write(person, (tx) => insertMany(tx, "area", [area(person, `later ${time}`)])),
    );
  }
  const last = await look(from, to);
  if (!last.marked) {
    const { code, said } = await moveUntil(from, to, folder, "never", 0);
    if (code !== 0) wrong.push(`The last move failed: ${said}`);
    wrong.push(...problemsOf(await look(from, to), true, left));
  }
  return { kills: killed.length, stages: killed, wrong };
}

interface Seen {
  readonly marked: boolean;
  readonly source: string;
  /** A digest, or "empty" where there is nobody's data. */
  readonly target: string;
}

function problemsOf({ marked, source, target }: Seen, done: boolean, left: ReadonlySet<string>): string[] {
  if (done && !marked) return ["The move ended well, but the source is not marked."];
  if (target === "empty") return marked ? ["The source is marked, and the target is empty."] : [];
  const isComplete = target === source || (!marked && left.has(target));
  return isComplete ? [] : ["The target is neither empty nor complete."];
}

async function look(from: Place, to: Place): Promise<Seen> {
  const source = await withOpen(from, async (database) => ({
    marked: (await database.read(everyone, (tx) => findLocal(tx, "moved"))) !== undefined,
    digest: await digestOf(database),
  }));
  return { marked: source.marked, source: source.digest, target: await digestOrEmpty(to) };
}

async function digestOrEmpty(place: Place): Promise<string> {
  if (place.engine === "sqlite" && !existsSync(place.path)) return "empty";
  return withOpen(place, async (database) => {
    const { applied } = await migrationStatus(database);
    if (applied.length === 0) return "empty";
    const tables = await listStoredTables(database);
    const { rows, sha256 } = await database.read(everyone, (tx) => digestTables(tx, tables));
    return rows === 0 ? "empty" : sha256;
  });
}

async function digestOf(database: Database): Promise<string> {
  const tables = await listStoredTables(database);
  return (await database.read(everyone, (tx) => digestTables(tx, tables))).sha256;
}

async function fill(place: Place): Promise<string> {
  return withOpen(place, async (database) => {
    const person = await addPerson(database);
    const rows = Array.from({ length: 4_000 }, (_, at) => area(person, `area ${at} ${"words ".repeat(40)}`));
    await database.write(person, (tx) => insertMany(tx, "area", rows));
    return person;
  });
}

/** Runs the real command line and kills it `wait` milliseconds after it said `stage`; with "never" it ends by itself. */
async function moveUntil(from: Place, to: Place, folder: string, stage: string, wait: number) {
  const words = ["move", "--from", urlOf(from), "--to", urlOf(to), "--receipt", `${folder}/receipt.json`];
  const child = spawnTas(words, { folder, env: { LOG_LEVEL: "debug" } });
  let said = "";
  let timer: NodeJS.Timeout | undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (timer === undefined && said.includes(stage)) timer = setTimeout(() => child.kill("SIGKILL"), wait);
  });
  child.stdout.resume();
  child.stdin.end();
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  return { code, said };
}

/** As if half a minute had passed: nobody is there any more who would make the hold last longer. */
async function endHold(place: Place): Promise<void> {
  const change = "update lease set expires_at = expires_at - 31000";
  if (place.engine === "sqlite") {
    const file = new SqliteDatabase(place.path, { timeout: 5_000 });
    file.exec(change);
    file.close();
    return;
  }
  const client = new Client({ connectionString: place.url });
  await client.connect();
  try {
    await client.query(change);
  } finally {
    await client.end();
  }
}

async function withOpen<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(place, { readers: 1, poolSize: 2 });
  try {
    return await work(database);
  } catch (error) {
    throw error instanceof StorageError ? new Error(`${error.message} (${dirname(urlOf(place))})`) : error;
  } finally {
    await database.close();
  }
}

function urlOf(place: Place): string {
  return place.engine === "sqlite" ? `sqlite:${place.path}` : place.url;
}
