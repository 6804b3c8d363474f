import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const projectFolder = fileURLToPath(new URL("../../", import.meta.url));

/** Debian keeps some programs where only root looks. */
const path = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

export interface ToolAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the project's folder and waits for it. */
export function runTool(program: string, words: readonly string[], folder = projectFolder): ToolAnswer {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, PATH: path },
    timeout: 150_000,
  });
  return { code: status, stdout, stderr };
}

/** Empty when the program is here, else words for a test's name that say why it is skipped. */
export function whyWithout(program: string, probe = "--version"): string {
  const { error } = spawnSync(program, [probe], { env: { ...process.env, PATH: path } });
  return error === undefined ? "" : ` (skipped: there is no ${program} here)`;
}
