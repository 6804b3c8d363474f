import type { CpuShare } from "./cpu-share.ts";
import type { MovedOnce, Timed } from "./move-steps.ts";
import type { Loaded } from "./pgloader.ts";

export interface MoveFigures {
  readonly instances: number;
  readonly rows: number;
  /** Of the SQLite file. */
  readonly bytes: number;
  /** Where the program is installed. */
  readonly bare: Timed | undefined;
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
  const beside = (seconds: number) => [ratio(bare?.seconds, seconds), ratio(loader?.seconds, seconds)];
  // They load into PostgreSQL only, so nothing else is laid beside them.
  const alone = ["", ""];
  const shared = ({ own, others }: CpuShare) => [`${whole(own)} s`, `${whole(others * 100)} %`];
  const none = ["", "", ""];
  const other = (name: string, one: Timed | undefined) =>
    line(
      one === undefined
        ? [name, "not measured", "", ...alone, ...none]
        : [name, ...time(one.seconds), ...beside(one.seconds), ...shared(one.share), ""],
    );
  const moved = (name: string, one: MovedOnce, ratios: (seconds: number) => readonly string[]) => {
    const { phases, seconds: held } = one.receipt;
    return [
      line([`\`tas move\` ${name}: copy phase`, ...time(phases.copy), ...ratios(phases.copy), ...none]),
      line(["… its check of what arrived", ...time(phases.check), ...alone, ...none]),
      line(["… writers held", ...time(held), ...ratios(held), ...none]),
      line([
        "… the whole run, the look at every row before it included",
        ...time(one.whole),
        ...ratios(one.whole),
        ...shared(one.share),
        `${whole(one.peak)} MB`,
      ]),
    ];
  };
  return [
    `${machine}.`,
    `${whole(instances)} instances, ${whole(rows)} rows, a SQLite file of ${whole(bytes / 1e6)} MB.`,
    "",
    line(["", "time", "pace", "of a bare COPY", "of pgloader", "processor", "others", "peak memory"]),
    line(["---", ...Array.from({ length: 7 }, () => "---:")]),
    other("bare `psql \\copy`, keys, indexes and references present", bare),
    other(`pgloader, ${loader?.settings ?? "its usual settings"}`, loader),
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
    ...(bare === undefined
      ? []
      : [verdict("Copy phase, half a bare COPY", bare.seconds / copy >= aims.bare)]),
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
