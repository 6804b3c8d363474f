import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { withCpuShare } from "./cpu-share.ts";
import { freshDatabase, programOf, type Timed } from "./move-steps.ts";

const run = promisify(execFile);
/** The usual settings first; with them it runs out of its own memory when there are very many rows. */
const attempts = [
  { name: "its usual settings", words: [] },
  { name: "`prefetch rows = 10000`", words: ["--with", "prefetch rows = 10000"] },
];
/** In milliseconds; it may wait for an answer to its debugger that nobody gives. */
const patience = 3_600_000;

export interface Loaded extends Timed {
  /** Where the rows are. */
  readonly url: string;
  readonly settings: string;
}

/** pgloader's load of a SQLite file, which makes tables first and indexes and keys last; undefined where it is not installed. */
export async function loadWithPgloader(
  path: string,
  server: string,
  before: () => Promise<void>,
  say: (line: string) => void,
): Promise<Loaded | undefined> {
  const pgloader = programOf("pgloader");
  if (pgloader === undefined) {
    say("pgloader is not installed, so there is nothing of it to compare with.");
    return undefined;
  }
  for (const [index, { name, words }] of attempts.entries()) {
    const url = await freshDatabase(server, `tas_bench_loaded_${index}`, false);
    await before();
    const started = performance.now();
    const target = url.replace(/^postgres:/u, "postgresql:");
    const running = run(pgloader, [...words, `sqlite://${path}`, target], {
      cwd: tmpdir(),
      maxBuffer: 1e9,
      timeout: patience,
      killSignal: "SIGKILL",
    });
    running.child.stdin?.end();
    // What it was called with holds a password, so of a failure only the last line is told.
    const { result: said, share } = await withCpuShare(() =>
      running.catch((error: unknown) => ({ stdout: "", stderr: lastLineOf(error) })),
    );
    const seconds = (performance.now() - started) / 1000;
    if (/Total import time\s+✓/u.test(said.stdout)) return { seconds, share, url, settings: name };
    say(`pgloader with ${name} did not finish (${said.stderr.trim()}).`);
  }
  return undefined;
}

function lastLineOf(error: unknown): string {
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  return /Heap exhausted, game over/u.exec(said)?.[0] ?? said.trim().split("\n").at(-1) ?? "";
}
