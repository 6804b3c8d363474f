import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchOnce } from "./launch-litestream.ts";
import { findLitestream, noLitestream } from "./litestream-binary.ts";
import { litestreamConfig } from "./litestream-config.ts";
import { ReplicationError } from "./replication-error.ts";
import type { ReplicaPlace } from "./replica-place.ts";

/** An unbroken run of changes that were copied. Times in epoch milliseconds, known to the second. */
export interface Generation {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface Litestream {
  /** Runs one of its commands; resolves to what it wrote to stdout. Throws ReplicationError with its own last word. */
  run(command: string, ...words: string[]): Promise<string>;
}

/** Lends Litestream with the settings of one copy, as long as `work` runs. Throws ReplicationError when it is missing. */
export async function withLitestream<T>(
  to: ReplicaPlace,
  work: (litestream: Litestream) => Promise<T>,
): Promise<T> {
  const program = findLitestream();
  if (program === undefined) throw new ReplicationError(noLitestream);
  const folder = await mkdtemp(join(tmpdir(), "tas-litestream-"));
  const configPath = join(folder, "litestream.yml");
  // It asks for the database's file even where only the copy matters; the real one may be lost.
  const databasePath = join(folder, "any.db");
  try {
    await writeFile(databasePath, "");
    await writeFile(configPath, litestreamConfig(databasePath, to), { mode: 0o600 });
    return await work({
      run: (command, ...words) =>
        runOnce(program, [command, "-config", configPath, "-no-expand-env", ...words, databasePath], to),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every generation that the copy holds, the oldest first. */
export async function listGenerations(litestream: Litestream): Promise<readonly Generation[]> {
  const lines = (await litestream.run("generations")).trimEnd().split("\n").slice(1);
  return lines
    .map((line) => line.trim().split(/\s+/u))
    .flatMap(([, name, , start = "", end = ""]) => {
      const times = { start: Date.parse(start), end: Date.parse(end) };
      return name === undefined || Number.isNaN(times.start) || Number.isNaN(times.end)
        ? []
        : [{ name, ...times }];
    })
    .toSorted((one, other) => one.start - other.start);
}

function runOnce(program: string, words: readonly string[], to: ReplicaPlace): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = launchOnce(program, words, to);
    let answer = "";
    let log = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    child.once("error", () => reject(new ReplicationError("Litestream cannot be started.")));
    child.once("close", (code) => {
      if (code === 0) resolve(answer);
      else reject(new ReplicationError(lastWord(`${log}\n${answer}`)));
    });
  });
}

function lastWord(log: string): string {
  const [, reason] = /\berror="?(.*?)"?$/u.exec(log.trim().split("\n").at(-1) ?? "") ?? [];
  return `Litestream says: ${(reason ?? log.trim().split("\n").at(-1) ?? "nothing").slice(0, 300)}`;
}
