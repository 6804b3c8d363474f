import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RawEnvironment } from "#config/env.ts";
import { compileCache } from "./compile-cache.ts";
import type { Place } from "./each-dialect.ts";

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** What it wrote so far, log lines and errors. */
  output(): string;
  /** Ends it in the middle of whatever it does; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end as a host does; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  readonly env?: RawEnvironment;
  /** The file to run: the sources unless told. */
  readonly entry?: string;
  /** Its working folder, without a `.env` that would answer for it; on PostgreSQL its data folder lies there. */
  readonly folder?: string;
}

const sources = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const patience = 60_000;

/** Starts the real server as a process of its own, on a free port; resolves when it serves. It ends with this process. */
export async function startServerProcess(
  place: Place,
  options: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const { child, output, gone } = launchServer(place, options);
  const url = await served(child, output);
  return {
    url,
    pid: child.pid ?? 0,
    output,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** Starts the server without waiting for anything, for those who mean to interrupt its start. */
export function launchServer(place: Place, options: ServerProcessOptions = {}) {
  const own =
    options.folder === undefined && place.engine === "postgres"
      ? mkdtempSync(join(tmpdir(), "tas-test-server-"))
      : undefined;
  const child = spawn(process.execPath, [options.entry ?? sources], {
    cwd: options.folder ?? own ?? "/",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      ...compileCache,
      SECRET_KEY: "a secret key for tests only, 40 letters.",
      HOST: "127.0.0.1",
      PORT: "0",
      ...options.env,
      DATABASE_URL: place.engine === "sqlite" ? `sqlite:${place.path}` : place.url,
    },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  const leave = () => void child.kill("SIGKILL");
  process.once("exit", leave);
  const gone = new Promise<void>((resolve) => {
    child.once("close", () => {
      process.off("exit", leave);
      if (own !== undefined) rmSync(own, { recursive: true, force: true });
      resolve();
    });
  });
  return { child, output: () => text, gone };
}

function served(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`The server ${why}:\n${output()}`));
    };
    const timer = setTimeout(() => fail(`did not serve within ${patience / 1000} s`), patience);
    const ended = () => fail("ended before it served");
    const look = () => {
      const port = /"msg":"serving on http:\/\/[^"]*?:(\d+)/u.exec(output())?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      child.off("close", ended);
      child.stdout?.off("data", look);
      // The server's own word is "localhost", which a machine may look up as ::1 first.
      resolve(`http://127.0.0.1:${port}`);
    };
    child.once("close", ended);
    child.stdout?.on("data", look);
  });
}
