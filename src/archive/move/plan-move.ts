import { areSame, isThere } from "#storage/dialect/arrival.ts";
import { lookAtSource, type SourceReport } from "./look-at-source.ts";
import { lookAtTarget, type TargetReport } from "./look-at-target.ts";
import type { MovePlace } from "./move-place.ts";

/** What a move would do, and what keeps it from being done. */
export interface MovePlan {
  readonly from: string;
  readonly to: string;
  readonly source: SourceReport;
  readonly target: TargetReport;
  /** About how long writers have to wait. */
  readonly seconds: number;
  /** Sentences; with none of them the move can be made. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

export interface PlanOptions {
  readonly from: MovePlace;
  readonly to: MovePlace;
  /** Also from a database whose data was moved away. */
  readonly force?: boolean;
  /** Rows without a parent are left out, so that they do not stand in the way. */
  readonly setOrphansAside?: boolean;
  readonly onProgress?: (share: number) => void;
}

/** Rows a second on a small machine, the check of what arrived counted in. */
const usualPace = 12_000;
/** A file is built aside with its log of changes. */
const roomFactor = 2.5;

/** Looks at both ends and writes nothing: the dry run. Throws StorageError when one of them cannot be reached. */
export async function planMove(options: PlanOptions): Promise<MovePlan> {
  const { from, to, force = false, onProgress = () => {} } = options;
  if (isThere(from.target) && areSame(from.target, to.target)) {
    return refused(options, "Source and target are the same database; name another one with --to.");
  }
  const target = await lookAtTarget(to, from);
  const source = await lookAtSource(from, { rehearsed: target.rehearsed, force, onProgress });
  const problems = [...source.problems, ...target.problems, ...roomProblems(source, target)];
  for (const { table, column, what, rows } of source.oddValues) {
    const place = column === null ? table : `${table}.${column}`;
    problems.push(`${counted(rows)} of ${place}: ${what}.`);
  }
  for (const { table, references, rows } of options.setOrphansAside ? [] : source.orphans) {
    problems.push(
      `${counted(rows)} of ${table} ${rows === 1 ? "points" : "point"} to a row of ${references} that is not there; --set-orphans-aside FILE leaves them out and keeps them in a file.`,
    );
  }
  return {
    from: from.label,
    to: to.label,
    source,
    target,
    seconds: Math.ceil(source.rows / usualPace) + 3,
    problems,
    notes: [...source.notes, ...target.notes],
  };
}

function roomProblems({ bytes }: SourceReport, { freeBytes }: TargetReport): string[] {
  if (freeBytes === null || freeBytes >= bytes * roomFactor) return [];
  const megabytes = (amount: number) => Math.ceil(amount / 1e6).toLocaleString("en");
  return [
    `The disk of the target has ${megabytes(freeBytes)} MB free, and the move needs about ${megabytes(bytes * roomFactor)} MB.`,
  ];
}

function refused({ from, to }: PlanOptions, sentence: string): MovePlan {
  const source: SourceReport = {
    tables: [],
    rows: 0,
    people: 0,
    bytes: 0,
    orphans: [],
    oddValues: [],
    problems: [],
    notes: [],
  };
  const target: TargetReport = {
    state: "occupied",
    version: "",
    freeBytes: null,
    problems: [],
    notes: [],
    rehearsed: null,
  };
  return { from: from.label, to: to.label, source, target, seconds: 0, problems: [sentence], notes: [] };
}

function counted(rows: number): string {
  return `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`;
}
