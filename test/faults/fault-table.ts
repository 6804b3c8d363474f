import type { Engine, Fault } from "./fault.ts";

/** What all tries of a fault on one engine came to. */
export interface Total {
  readonly fault: Fault;
  readonly engine: Engine;
  readonly tries: number;
  /** How often the fault struck in them. */
  readonly struck: number;
  readonly lost: number;
  /** Tries in which something was not as it should be. */
  readonly wrong: number;
  /** Of all tries together. */
  readonly seconds: number;
  readonly skipped: string;
}

/** Fault by engine, as a table of Markdown. */
export function tableOf(totals: readonly Total[], faults: readonly Fault[]): string {
  const lines = [
    "| fault | engine | tries | struck | lost | wrong | time | |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
  ];
  for (const fault of faults) {
    for (const { engine, tries, struck, lost, wrong, seconds, skipped } of totals.filter(
      (total) => total.fault === fault,
    )) {
      const note = skipped === "" ? "" : `skipped: ${skipped}`;
      lines.push(
        `| ${fault.name} | ${engine} | ${tries} | ${struck} | ${lost} | ${wrong} | ${Math.round(seconds)} s | ${note} |`,
      );
    }
    if (fault.only) lines.push(`| ${fault.name} | the other | | | | | | ${fault.only} |`);
  }
  return lines.join("\n");
}
