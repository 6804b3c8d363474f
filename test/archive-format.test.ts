import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type WrittenArchive, writeArchive } from "#archive/portable/write-archive.ts";
import { openDatabase } from "#storage/database.ts";
import { migrate } from "#storage/migrate.ts";
import { addAreas } from "./support/backups.ts";

const run = promisify(execFile);
const guide = fileURLToPath(new URL("../docs/archive-format.md", import.meta.url));
const names = [
  "garden",
  "é ü 漢字 🦊",
  'a "quoted" one\\',
  "line\nfeed and \t tab",
  "",
  "\u0001\u001f\u007f",
  "{",
  "[",
];

/** A system without jq can do all the rest. */
const skip = spawnSync("/bin/sh", ["-c", "command -v jq"]).status !== 0;

let folder = "";
let written: WrittenArchive;
let commands: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tas-test-format-"));
  const database = await openDatabase({ engine: "sqlite", path: join(folder, "mine.db") });
  await migrate(database);
  await addAreas(database, ...names);
  await addAreas(database, "another person's");
  written = await writeArchive(database, join(folder, "backup.ndjson.gz"), { now: 0 });
  await database.close();
  const text = await readFile(guide, "utf8");
  commands = [...text.matchAll(/^```sh\n(.*?)^```$/gmsu)].flatMap(([, block = ""]) => linesOf(block));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The commands of a block; lines that are indented go on with the one before. */
function linesOf(block: string): string[] {
  return block.trimEnd().split(/\n(?!\s)/u);
}

/** What the documented command that has this in it prints. */
async function printed(part: string): Promise<string> {
  const command = commands.find((text) => text.includes(part));
  if (command === undefined) throw new Error(`The page has no command with ${part}.`);
  const { stdout, stderr } = await run("/bin/sh", ["-c", `set -e; ${command}`], { cwd: folder });
  expect(stderr).toBe("");
  return stdout;
}

function valueAt(row: string, position: number): unknown {
  const values: unknown[] = JSON.parse(row);
  return values[position];
}

const digestOf = (table: string) => written.manifest.tables.find(({ name }) => name === table)?.sha256 ?? "";
const firstWord = (text: string) => text.trim().split(/\s/u)[0];

test("every documented command is one of those that are tried here", () => {
  expect(commands).toHaveLength(11);
});

test("the first line is the header, the last one the manifest (needs jq)", { skip }, async () => {
  expect(JSON.parse(await printed("head -n 1 | jq ."))).toEqual(written.header);
  expect(JSON.parse(await printed("tail -n 1 | jq ."))).toEqual({ manifest: written.manifest });
});

test("rows come out as lists, as objects and as a spreadsheet (needs jq)", { skip }, async () => {
  const rows = (await printed(`p;}'`)).trimEnd().split("\n");
  expect(rows).toHaveLength(names.length + 1);
  const objects = (await printed("jq -cn --arg table area")).trimEnd().split("\n");
  const found = objects.map((line) => {
    const { name }: Record<string, unknown> = JSON.parse(line);
    return name;
  });
  expect(new Set(found)).toEqual(new Set([...names, "another person's"]));
  const position = written.header.tables
    .find(({ name }) => name === "area")
    ?.columns.findIndex(([name]) => name === "name");
  expect(rows.map((line) => valueAt(line, position ?? -1))).toEqual(found);
  expect(await printed("@csv")).toContain('"a ""quoted"" one\\"');
});

test("the digest of a table can be taken with ordinary tools", async () => {
  expect(firstWord(await printed(`p;}' | sha256sum`))).toBe(digestOf("area"));
});

test("so can that of the whole, and the manifest names them all (needs jq)", { skip }, async () => {
  expect(await printed(`"\\(.sha256)  \\(.name)"`)).toContain(`${digestOf("area")}  area\n`);
  expect((await printed("jq -r .manifest.sha256")).trim()).toBe(written.manifest.sha256);
  expect(firstWord(await printed("jq -rj"))).toBe(written.manifest.sha256);
});

test("and so can the seal", async () => {
  expect(firstWord(await printed("head -c -58"))).toBe((await printed("tail -c 42")).trim());
});
