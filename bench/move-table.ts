import type { MovedOnce } from "./move-steps.ts";
import type { Loaded } from "./pgloader.ts";

export interface MoveFigures {
  readonly instances: number;
  readonly rows: number;
  /** Of the SQLite file. */
  readonly bytes: number;
  /** Seconds, where the program is installed. */
  readonly bare: number | undefined;
  readonly loader: Loaded | undefined;
  readonly there: MovedOnce;
  readonly back: MovedOnce;
}

const aims = { bare: 0.5, loader: 2, memory: 300 };

/** All figures as a Markdown table, and beneath it whether the aims were met. */
export function moveTableOf(figures: MoveFigures, machine: string): string {
  const { instances, rows, bytes, bare, loader, there, back } = figures;
  const time = (seconds: number) => [`${seconds.toFixed(1)} s`, `${whole(rows / seconds)} rows/s`];
  const ratio = (other: number | undefined, seconds: number) =>
    other === undefined ? "" : `${(other / seconds).toFixed(2)} ×`;
  const beside = (seconds: number) => [ratio(bare, seconds), ratio(loader?.seconds, seconds)];
  // They load into PostgreSQL only, so nothing else is laid beside them.
  const alone = ["", ""];
  const other = (name: string, seconds: number | undefined) =>
    line(
      seconds === undefined
        ? [name, "not measured", "", ...alone, ""]
        : [name, ...time(seconds), ...beside(seconds), ""],
    );
  const moved = (name: string, one: MovedOnce, ratios: (seconds: number) => readonly string[]) => {
    const { phases, seconds: held } = one.receipt;
    return [
      line([`\`tas move\` ${name}: copy phase`, ...time(phases.copy), ...ratios(phases.copy), ""]),
      line(["… its check of what arrived", ...time(phases.check), ...alone, ""]),
      line(["… writers held", ...time(held), ...ratios(held), ""]),
      line([
        "… the whole run, the look at every row before it included",
        ...time(one.whole),
        ...ratios(one.whole),
        `${whole(one.peak)} MB`,
      ]),
    ];
  };
  return [
    `${machine}.`,
    `${whole(instances)} instances, ${whole(rows)} rows, a SQLite file of ${whole(bytes / 1e6)} MB.`,
    "",
    line(["", "time", "pace", "of a bare COPY", "of pgloader", "peak memory"]),
    line(["---", "---:", "---:", "---:", "---:", "---:"]),
    other("bare `psql \\copy`, keys, indexes and references present", bare),
    other(`pgloader, ${loader?.settings ?? "its usual settings"}`, loader?.seconds),
    ...moved("SQLite → PostgreSQL", there, beside),
    ...moved("PostgreSQL → SQLite", back, () => alone),
    "",
    ...verdicts(figures),
  ].join("\n");
}

function verdicts({ bare, loader, there, back }: MoveFigures): string[] {
  const { copy } = there.receipt.phases;
  const peak = Math.max(there.peak, back.peak);
  const verdict = (name: string, met: boolean) => `- ${name}: ${met ? "met" : "**missed**"}.`;
  return [
    ...(bare === undefined ? [] : [verdict("Copy phase, half a bare COPY", bare / copy >= aims.bare)]),
    ...(loader === undefined
      ? []
      : [verdict("Copy phase, twice pgloader", loader.seconds / copy >= aims.loader)]),
    ...(loader === undefined
      ? []
      : [verdict("Whole run, twice pgloader", loader.seconds / there.whole >= aims.loader)]),
    verdict(`Memory below ${aims.memory} MB, both ways`, peak < aims.memory),
  ];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}
