import type { Place } from "#test/support/each-dialect.ts";
import { launchServer, type ServerProcessOptions } from "#test/support/server-process.ts";
import { runTas, spawnTas, type TasRun } from "#test/support/tas-process.ts";
import type { Random } from "./random.ts";

export function urlOf(place: Place): string {
  return place.engine === "sqlite" ? `sqlite:${place.path}` : place.url;
}

/** The command line on a database; its data folder and backups lie where the host would find them. */
export interface TasHome {
  readonly place: Place;
  /** Its working folder: a server's database has its data folder here. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function tas(home: TasHome, ...words: string[]): Promise<TasRun> {
  return runTas(words, { folder: home.folder, env: environmentOf(home) });
}

export interface KilledRun extends TasRun {
  /** Whether it was killed before it ended by itself. */
  readonly struck: boolean;
}

/**
 * Runs the command line and does `strike` (else kill -9) some milliseconds after it wrote a line of its progress; which one and
 * how many is a matter of chance.
 */
export async function struckTas(
  home: TasHome,
  words: readonly string[],
  random: Random,
  strike?: () => Promise<void>,
): Promise<KilledRun> {
  const child = spawnTas(words, { folder: home.folder, env: environmentOf(home) });
  const line = random.int(1, 12);
  const wait = random.chance(0.3) ? 0 : random.int(0, 60);
  let [stdout, stderr, struck] = ["", "", false];
  let striking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const hit = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    struck = true;
    if (strike) striking = strike();
    else child.kill("SIGKILL");
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    if (timer === undefined && stderr.split("\n").length > line) timer = setTimeout(hit, wait);
  });
  child.stdin.on("error", () => {});
  child.stdin.end();
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  await striking;
  return { code, stdout, stderr, struck };
}

/** The last line of what was said: the sentence that a failure ends with. */
export function lastLine({ stderr }: TasRun): string {
  return stderr.trim().split("\n").at(-1) ?? "";
}

/** What is wrong with a failure's words; nothing for one clear sentence. */
export function unclear(run: TasRun): string[] {
  const isTold = isClear(lastLine(run)) && !/\n\s+at |Error:/u.test(run.stderr);
  return isTold ? [] : [`The failure is not told in a clear sentence: ${run.stderr.slice(-600)}`];
}

function isClear(sentence: string): boolean {
  const isWhole = /^[A-Z"].{20,}(?:[.)]|: tas [a-z -]+)$/su.test(sentence);
  return isWhole && !/unforeseen|went wrong in tas|could not start\./u.test(sentence);
}

/** Starts the server where it must not start; gives its sentence, and what is wrong with that. */
export async function refusedStart(
  place: Place,
  options: ServerProcessOptions,
): Promise<{ sentence: string; wrong: string[] }> {
  const { child, output, gone } = launchServer(place, options);
  const late = setTimeout(() => child.kill("SIGKILL"), 60_000);
  await gone;
  clearTimeout(late);
  const sentence = output()
    .trim()
    .split("\n")
    .findLast((line) => !line.startsWith("{"));
  if (sentence === undefined || child.exitCode === 0 || child.signalCode !== null) {
    return { sentence: "", wrong: [`The server does not refuse to start: ${output().slice(-600)}`] };
  }
  return { sentence, wrong: isClear(sentence) ? [] : [`The start says: ${sentence}`] };
}

function environmentOf({ place, env }: TasHome): Record<string, string> {
  return {
    DATABASE_URL: urlOf(place),
    SECRET_KEY: "a secret key for tests only, 40 letters.",
    ...env,
  };
}
