import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

type Row = Record<string, string>;

const fixture = fileURLToPath(new URL("../test/fixtures/predecessor/export", import.meta.url));
const instanceFile = "task_instances.csv";
const times = ["created_at", "initialized_at", "started_at", "completed_at", "cancelled_at", "due_at"];
/** The fixture spans half a year; copies of it lie this many days further back each, so they overlap as life does. */
const daysBetweenCopies = 34;

/**
 * Writes a predecessor's export whose instance file has `count` rows: the fixture's, then those of it that are closed,
 * again and again further back. Nobody has more open because they have kept a diary for longer.
 */
export async function writePredecessorFolder(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(fixture, folder, { recursive: true });
  const rows: Row[] = parse(await readFile(join(fixture, instanceFile), "utf8"), { columns: true });
  const closed = rows.filter((row) => row["is_completed"] === "True");
  const more = Array.from({ length: count - rows.length }, (_, index) =>
    earlier(closed[index % closed.length] ?? {}, 1 + Math.floor(index / closed.length)),
  );
  const many = [...rows, ...more];
  await writeFile(join(folder, instanceFile), stringify(many, { header: true }));
}

function earlier(row: Row, copy: number): Row {
  const moved = times.map(
    (column) => [column, shifted(row[column] ?? "", copy * daysBetweenCopies)] as const,
  );
  return {
    ...row,
    ...Object.fromEntries(moved),
    instance_id: `${row["instance_id"]}${String(copy).padStart(4, "0")}`,
  };
}

/** The file writes times as `2026-06-18 15:32`. */
function shifted(time: string, days: number): string {
  if (time === "") return "";
  const at = Date.parse(`${time.slice(0, 16).replace(" ", "T")}Z`) - days * 86_400_000;
  return new Date(at).toISOString().slice(0, 16).replace("T", " ") + time.slice(16);
}
