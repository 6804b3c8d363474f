import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compileCache } from "./compile-cache.ts";

const entry = fileURLToPath(new URL("../../src/cli/tas.ts", import.meta.url));

export interface TasRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TasOptions {
  /** The environment; only what Node itself needs is added. */
  readonly env?: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly input?: string;
}

/** Starts the real command line in a process of its own. */
export function spawnTas(words: readonly string[], { env = {}, folder }: Omit<TasOptions, "input">) {
  return spawn(process.execPath, [entry, ...words], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", ...compileCache, ...env },
    stdio: "pipe",
  });
}

/** Runs the real command line to its end. */
export function runTas(words: readonly string[], options: TasOptions): Promise<TasRun> {
  return new Promise((resolve, reject) => {
    const child = spawnTas(words, options);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
    // A command that does not read its input may be gone before it is written.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** The one JSON object that --json promises. Throws when stdout holds anything else. */
export function oneObject({ stdout }: TasRun): Record<string, unknown> {
  const lines = stdout.trimEnd().split("\n");
  if (lines.length !== 1) throw new Error(`stdout holds ${lines.length} lines instead of one object.`);
  const value: unknown = JSON.parse(stdout);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("stdout holds JSON that is no object.");
  }
  return { ...value };
}
