import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { startPostgres } from "#test/support/postgres-server.ts";
import { allFaults } from "./all-faults.ts";
import { type Fault, type Outcome, tryFault } from "./fault.ts";
import { FaultHouse } from "./fault-room.ts";
import { type Total, tableOf } from "./fault-table.ts";

const usage =
  "npm run faults -- [--tries 50] [--fault NAME] [--engine sqlite|postgres] [--seed 1] [--at-once 2] [--say]   (--say: what the host is told)\n";

type Count = { -readonly [K in keyof Total]: Total[K] };

interface Choice {
  readonly tries: number;
  readonly seed: number;
  readonly atOnce: number;
  readonly say: boolean;
}

/** Every try of every fault in turn, so many of them at once; prints a line each. */
async function runFaults(house: FaultHouse, counts: readonly Count[], choice: Choice): Promise<void> {
  // Round by round, so that whoever interrupts has seen everything equally often.
  const all = Array.from({ length: choice.tries }, (_, number) => number).flatMap((number) =>
    counts.map((count) => ({ count, number })),
  );
  let begun = 0;
  const lane = async () => {
    for (;;) {
      const next = all[begun++];
      if (next === undefined || interrupted) return;
      if (next.count.skipped === "") await runTry(house, next.count, next.number, choice, begun / all.length);
    }
  };
  await Promise.all(Array.from({ length: choice.atOnce }, lane));
}

async function runTry(
  house: FaultHouse,
  count: Count,
  number: number,
  choice: Choice,
  share: number,
): Promise<void> {
  const { fault, engine } = count;
  const seed = choice.seed + number;
  const started = performance.now();
  const outcome = await house.withRoom(engine, (room) => tryFault(fault, room, seed));
  // Whoever interrupts also interrupts the servers that a try has started.
  if (interrupted || count.skipped !== "") return;
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  if (outcome.skipped !== undefined) {
    count.skipped = outcome.skipped;
    return line(`${percent} ${fault.name}, ${engine}: skipped, ${outcome.skipped}`);
  }
  const seconds = (performance.now() - started) / 1000;
  count.tries++;
  count.struck += outcome.tried;
  count.lost += outcome.lost;
  count.wrong += Number(outcome.wrong.length > 0);
  count.seconds += seconds;
  const what = `${fault.name}, ${engine} ${number + 1}/${choice.tries}, seed ${seed}`;
  line(`${percent} ${what}, ${seconds.toFixed(1)} s: ${found(outcome)}`);
  if (choice.say) for (const sentence of outcome.said ?? []) line(`    ${sentence}`);
}

function found({ wrong }: Outcome): string {
  return wrong.length === 0 ? "fine" : `WRONG\n  ${wrong.slice(0, 20).join("\n  ")}`;
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new TypeError("not a number");
  return value;
}

let interrupted = false;
let interruptedAt = 0;
function interrupt(): void {
  // One Ctrl+C may arrive twice: from the terminal, and handed on by who started this.
  if (interrupted && performance.now() - interruptedAt < 1_000) return;
  if (interrupted) process.exit(130);
  [interrupted, interruptedAt] = [true, performance.now()];
  line("Interrupted: what is under way is cleaned up, then comes the table. Once more ends at once.");
}

async function main(faults: readonly Fault[], engine: string | undefined, choice: Choice): Promise<number> {
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const counts = faults.flatMap((fault) =>
    fault.engines
      .filter((own) => engine === undefined || engine === own)
      .map((own): Count => {
        return { fault, engine: own, tries: 0, struck: 0, lost: 0, wrong: 0, seconds: 0, skipped: "" };
      }),
  );
  const server = await startPostgres();
  const house = new FaultHouse(server.url);
  try {
    await runFaults(house, counts, choice);
  } finally {
    await house.close().catch((error: unknown) => {
      if (!interrupted) throw error;
    });
    await server.stop();
  }
  line(`\n${tableOf(counts, faults)}`);
  if (counts.some(({ wrong, lost }) => wrong > 0 || lost > 0)) return 1;
  return interrupted ? 130 : 0;
}

try {
  const { values } = parseArgs({
    options: {
      tries: { type: "string", default: "50" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
      engine: { type: "string" },
      fault: { type: "string", default: "" },
      "at-once": { type: "string", default: String(Math.min(4, availableParallelism())) },
      say: { type: "boolean", default: false },
    },
  });
  const faults = allFaults.filter(({ name }) => name.includes(values.fault));
  if (faults.length === 0) throw new TypeError("no such fault");
  const choice = {
    tries: wholeNumber(values.tries),
    seed: wholeNumber(values.seed),
    atOnce: Math.max(1, wholeNumber(values["at-once"])),
    say: values.say,
  };
  process.exitCode = await main(faults, values.engine, choice);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${usage}The faults are: ${allFaults.map(({ name }) => name).join("; ")}\n`);
  process.exitCode = 2;
}
