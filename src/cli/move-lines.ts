import type { MoveReceipt } from "#archive/move/move-receipt.ts";
import type { MovePlan } from "#archive/move/plan-move.ts";

/** A dry run for programs. */
export function planValue(plan: MovePlan): Record<string, unknown> {
  const { from, to, source, target, seconds, problems, notes } = plan;
  return {
    dryRun: true,
    from,
    to,
    possible: problems.length === 0,
    problems,
    notes,
    tables: source.tables,
    rows: source.rows,
    people: source.people,
    bytes: source.bytes,
    freeBytes: target.freeBytes,
    seconds,
    orphans: source.orphans,
    typeSurprises: source.oddValues,
    target: { state: target.state, version: target.version },
  };
}

/** A dry run for people. */
export function planLines(plan: MovePlan): string[] {
  const { source, target, problems, notes, seconds } = plan;
  const lines = [
    `From  ${plan.from}`,
    `To    ${plan.to}${target.version === "" ? "" : `  (${target.version})`}`,
    "",
  ];
  if (source.rows > 0) {
    const width = Math.max(...source.tables.map(({ name }) => name.length));
    for (const { name, rows } of source.tables)
      lines.push(`${name.padEnd(width)}  ${whole(rows).padStart(12)}`);
    const free = target.freeBytes === null ? "" : `, ${megabytes(target.freeBytes)} free at the target`;
    lines.push(`${"rows".padEnd(width)}  ${whole(source.rows).padStart(12)}`, "");
    lines.push(
      `${megabytes(source.bytes)}${free}. Nobody can write for about ${whole(seconds)} s while it moves.`,
    );
  }
  lines.push(...notes.map((note) => `note     ${note}`), ...problems.map((problem) => `problem  ${problem}`));
  lines.push(
    problems.length === 0
      ? "Nothing stands in the way; nothing was changed."
      : "It cannot be moved like this; nothing was changed.",
  );
  return lines;
}

/** A receipt for people. */
export function receiptLines(receipt: MoveReceipt, path: string): string[] {
  const width = Math.max(...receipt.tables.map(({ name }) => name.length));
  const lines = [`From  ${receipt.from}`, `To    ${receipt.to}`, ""];
  for (const { name, rows, sourceHash, targetHash } of receipt.tables) {
    const mark = sourceHash === targetHash ? "equal" : "NOT EQUAL";
    lines.push(`${name.padEnd(width)}  ${whole(rows).padStart(12)}  ${targetHash.slice(0, 16)}  ${mark}`);
  }
  lines.push(
    "",
    `Moved ${whole(receipt.rows)} rows in ${receipt.seconds.toFixed(1)} s; every table is equal on both sides.`,
  );
  if (receipt.setAside !== null) {
    lines.push(
      `${whole(receipt.setAside.rows)} rows that point nowhere were left out and are in ${receipt.setAside.file}.`,
    );
  }
  lines.push(
    `The receipt is ${path}.`,
    "The old database is as it was, but refuses to be written: keep it until the next backup is proven.",
    `Next: set DATABASE_URL to the new address and start the server.`,
  );
  return lines;
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
}
