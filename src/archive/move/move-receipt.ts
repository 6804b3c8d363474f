import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { ArchiveManifest } from "../portable/archive-format.ts";

/** What was moved, and that it arrived. Written as JSON; holds no password and none of the rows. */
export interface MoveReceipt {
  readonly move: "task-aversion-system";
  readonly appVersion: string;
  readonly from: string;
  readonly to: string;
  readonly tables: readonly {
    readonly name: string;
    readonly rows: number;
    /** SHA-256 of the canonical rows (docs/archive-format.md). */
    readonly sourceHash: string;
    readonly targetHash: string;
  }[];
  readonly equal: boolean;
  /** Of the whole; both databases keep it with their mark of the move. */
  readonly sha256: string;
  readonly rows: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly seconds: number;
  /** Seconds of its parts. */
  readonly phases: { readonly hold: number; readonly copy: number; readonly check: number };
  readonly setAside: { readonly file: string; readonly rows: number } | null;
}

/** Both digests of every table side by side. */
export function tablesOf(source: ArchiveManifest, target: ArchiveManifest): MoveReceipt["tables"] {
  return source.tables.map(({ name, rows, sha256 }) => ({
    name,
    rows,
    sourceHash: sha256,
    targetHash: target.tables.find((table) => table.name === name)?.sha256 ?? "",
  }));
}

/** Writes it to a file of mode 0600, which is on the disk when this resolves. Only an older receipt is replaced. */
export async function writeReceipt(path: string, receipt: MoveReceipt): Promise<void> {
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(part, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(receipt, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export async function removeReceipt(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Whether a receipt may be written there: nothing lies there, or an older one. */
export async function isFreeForReceipt(path: string): Promise<boolean> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof value === "object" && value !== null && "move" in value;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
  }
}
