import { setTimeout as wait } from "node:timers/promises";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { Browser } from "./browser.ts";
import { listenerOf, usage } from "./machine.ts";
import { live } from "./person.ts";
import { header, isGood, proposal, row, type Step } from "./report.ts";
import { Timings } from "./timings.ts";

const help = `deploy/load-check [--server URL] [--public-url URL] [--people 20,30,40,50,100,200,400,700,1000] [--yes]

Virtual people join, add a task, start it, finish it and look at their lists, each from an address of its own, and a
table tells how they were served. It makes guests with tasks: use an installation made for the purpose. The server must
run on this machine with TRUSTED_PROXIES=127.0.0.1/32,::1/128; its limits stay on.

  --server URL       where the server listens (default: http://127.0.0.1:8080)
  --public-url URL   its PUBLIC_URL, when it has one
  --people LIST      how many at once, step after step
  --seconds N        how long each step is measured (default: 20)
  --thinking N       mean seconds between two things a person does (default: 3)
  --p95 N            what 95 of 100 answers must stay below, in milliseconds (default: 500)
  --active-share N   how many of all accounts are active in the same minute, 0 to 1 (default: 0.1)
  --verbs            a line for each thing people did, after each step
  --all              go on after a step that was not served well
  --yes              do not ask
`;

const { values: given } = parseArgs({
  options: {
    server: { type: "string", default: "http://127.0.0.1:8080" },
    "public-url": { type: "string" },
    people: { type: "string", default: "20,30,40,50,100,200,400,700,1000" },
    seconds: { type: "string", default: "20" },
    thinking: { type: "string", default: "3" },
    p95: { type: "string", default: "500" },
    "active-share": { type: "string", default: "0.1" },
    verbs: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

if (given.help) {
  say(help);
} else {
  process.exitCode = await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  });
}

async function main(): Promise<number> {
  const server = new URL(given.server);
  const publicUrl = new URL(given["public-url"] ?? given.server);
  const sizes = given.people.split(",").map((text) => positive("--people", text));
  const seconds = positive("--seconds", given.seconds);
  const thinking = positive("--thinking", given.thinking) * 1000;
  const aim = {
    p95: positive("--p95", given.p95),
    activeShare: positive("--active-share", given["active-share"]),
  };
  await firstLook(server, publicUrl);
  if (
    !given.yes &&
    !(await agreed(
      `This makes up to ${Math.max(...sizes)} guests with tasks on ${publicUrl.href}. Go on? [y/N] `,
    ))
  )
    return 1;

  const pid = await listenerOf(Number(server.port || 80));
  let timings = new Timings();
  const pace = { thinking, until: Number.POSITIVE_INFINITY, chance: Math.random };
  const stop = { ...pace };
  const everybody: Promise<void>[] = [];
  const steps: Step[] = [];
  say(header());
  for (const people of sizes) {
    // Those of the step before go on; the new ones come within one round of thinking, and then it is measured.
    timings = new Timings();
    while (everybody.length < people) everybody.push(live(browserOf(everybody.length), () => timings, stop));
    await wait(thinking * 2);
    const joining = timings;
    timings = new Timings();
    for (const [what, count] of joining.problems) for (let one = 0; one < count; one++) timings.failed(what);
    const before = await usage(pid);
    await wait(seconds * 1000);
    const after = await usage(pid);
    const passed = after.at - before.at;
    const step: Step = {
      people,
      seconds: passed,
      timings,
      serverCores:
        before.server === null || after.server === null ? null : (after.server - before.server) / passed,
      machineCores: (after.machineBusy - before.machineBusy) / passed,
      memory: after.memory,
    };
    steps.push(step);
    say(row(step));
    for (const [what, count] of timings.problems) say(`  ${count} × ${what}`);
    if ([...timings.problems.keys()].some((what) => what.includes("rate-limited"))) {
      say(
        "  The limits took several people for one: start the server with TRUSTED_PROXIES=127.0.0.1/32,::1/128.",
      );
    }
    if (given.verbs)
      for (const verb of timings.verbs)
        say(
          `  ${verb}: p50 ${timings.percentile(0.5, verb).toFixed(1)}, p95 ${timings.percentile(0.95, verb).toFixed(1)} ms`,
        );
    if (!given.all && !isGood(step, aim)) break;
  }
  stop.until = 0;
  await Promise.all(everybody);
  say(`\n${proposal(steps, aim)}`);
  return 0;

  function browserOf(number: number): Browser {
    // 10.64.0.0 and up: one address for each, and one network for each where limits look at networks.
    return new Browser(
      server,
      publicUrl,
      `10.${64 + (number >> 14)}.${(number >> 6) & 255}.${((number & 63) << 2) + 1}`,
    );
  }
}

/** Is it there, may one join, and are forwarded addresses believed? Throws with a sentence when not. */
async function firstLook(server: URL, publicUrl: URL): Promise<void> {
  const ready = await new Browser(server, publicUrl, "10.63.0.1")
    .ask("GET", "/readyz")
    .catch(() => undefined);
  if (ready?.status !== 200)
    throw new Error(`Nothing is ready at ${server.href}; start the server first, or name it with --server.`);
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error("Say --yes when there is nobody to ask.");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return /^y/iu.test(answer);
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new Error(`${name} is "${text}", which is not a number above 0.`);
}
