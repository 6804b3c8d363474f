import { parseArgs } from "node:util";
import { startPostgres } from "#test/support/postgres-server.ts";
import { allFaults } from "./all-faults.ts";
import { type Engine, type Fault, type Outcome, tryFault } from "./fault.ts";
import { FaultHouse } from "./fault-room.ts";
import { type Total, tableOf } from "./fault-table.ts";

const usage =
  "npm run faults -- [--tries 50] [--fault NAME] [--engine sqlite|postgres] [--seed 1] [--say]   (--say: what the host is told)\n";

interface Choice {
  readonly tries: number;
  readonly seed: number;
  readonly engine: string | undefined;
  readonly say: boolean;
}

/** Runs the tries of one fault after the other and prints a line each. */
async function runFaults(faults: readonly Fault[], choice: Choice): Promise<Total[]> {
  const server = await startPostgres();
  const house = new FaultHouse(server.url);
  const totals: Total[] = [];
  try {
    for (const fault of faults) {
      for (const engine of fault.engines) {
        if (choice.engine === undefined || choice.engine === engine) {
          totals.push(await runFault(house, fault, engine, choice));
        }
      }
    }
  } finally {
    await house.close();
    await server.stop();
  }
  return totals;
}

async function runFault(house: FaultHouse, fault: Fault, engine: Engine, choice: Choice): Promise<Total> {
  const total = { fault, engine, tries: 0, struck: 0, lost: 0, wrong: 0, skipped: "" };
  for (let number = 0; number < choice.tries; number++) {
    const started = performance.now();
    const seed = choice.seed + number;
    const outcome = await house.withRoom(engine, (room) => tryFault(fault, room, seed));
    if (outcome.skipped !== undefined) {
      total.skipped = outcome.skipped;
      line(`${fault.name}, ${engine}: skipped, ${outcome.skipped}`);
      break;
    }
    total.tries++;
    total.struck += outcome.tried;
    total.lost += outcome.lost;
    total.wrong += Number(outcome.wrong.length > 0);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    line(
      `${fault.name}, ${engine} ${number + 1}/${choice.tries}, seed ${seed}, ${seconds} s: ${found(outcome)}`,
    );
    if (choice.say) for (const sentence of outcome.said ?? []) line(`    ${sentence}`);
  }
  return total;
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

try {
  const { values } = parseArgs({
    options: {
      tries: { type: "string", default: "50" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
      engine: { type: "string" },
      fault: { type: "string" },
      say: { type: "boolean", default: false },
    },
  });
  const { engine, say, fault: wanted = "" } = values;
  const faults = allFaults.filter(({ name }) => name.includes(wanted));
  if (faults.length === 0) throw new TypeError("no such fault");
  const choice = { tries: wholeNumber(values.tries), seed: wholeNumber(values.seed), engine, say };
  const totals = await runFaults(faults, choice);
  line(
    `\n${tableOf(
      totals,
      allFaults.filter((fault) => faults.includes(fault)),
    )}`,
  );
  process.exitCode = totals.every(({ wrong, lost }) => wrong === 0 && lost === 0) ? 0 : 1;
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${usage}The faults are: ${allFaults.map(({ name }) => name).join("; ")}\n`);
  process.exitCode = 2;
}
