import { resolve } from "node:path";
import type { Command } from "commander";
import type { ReplicaPlace } from "#archive/replication/replica-place.ts";
import { momentLabel, readMoment } from "#archive/replication/read-moment.ts";
import { ReplicationError } from "#archive/replication/replication-error.ts";
import { replicationStatus } from "#archive/replication/replication-status.ts";
import { type Restored, restoreMoment } from "#archive/replication/restore-moment.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../cli-error.ts";
import { hostTimeZone } from "../host-time-zone.ts";

interface Given {
  readonly at?: string;
  readonly out: string;
  readonly timezone?: string;
}

/** tas replication status | restore [--at TIME] --out FILE.db [--timezone ZONE] */
export function replicationCommand(program: Command, context: CliContext): void {
  const group = program
    .command("replication")
    .description("the running copy of a SQLite database (REPLICATE_TO)");
  group
    .command("status")
    .description("what the copy holds: from when to when")
    .action(() => explained(() => showStatus(context)));
  group
    .command("restore")
    .description("bring a moment back from the copy into a new database file; nothing present is touched")
    .requiredOption("--out <file>", "the new database file")
    .option(
      "--at <time>",
      'like "2026-11-21 14:30:05" or 2026-11-21T13:30:05Z; else the newest that was copied',
    )
    .option("--timezone <zone>", "the zone of a local time; else that of this machine")
    .action((given: Given) => explained(() => restore(context, given)));
}

async function showStatus(context: CliContext): Promise<void> {
  const place = placeOf(context);
  const zone = hostTimeZone();
  const { earliest, newest, generations } = await replicationStatus(place);
  const value = {
    place: place.label,
    earliest: iso(earliest),
    newest: iso(newest),
    runs: generations.length,
  };
  if (earliest === null || newest === null) {
    context.output.answer(value, `${place.label} holds no copy of a database yet.`);
    return;
  }
  context.output.answer(value, [
    `The copy in ${place.label} reaches`,
    `  back to    ${momentLabel(earliest, zone)}`,
    `  up to      ${momentLabel(newest, zone)}, the last change that was copied`,
    ...(generations.length > 1
      ? [`  in ${generations.length} runs; a new one begins when the server was away`]
      : []),
  ]);
}

async function restore(context: CliContext, { at, out, timezone }: Given): Promise<void> {
  const zone = timezone ?? hostTimeZone();
  const moment = at === undefined ? null : readMoment(at, zone, context.moment().now);
  const place = placeOf(context);
  context.output.progress(
    moment === null ? "Bringing back the newest that was copied" : `Bringing back ${moment.label}`,
  );
  const restored = await restoreMoment({ from: place, at: moment?.at ?? null, out });
  const { people, tasks, instances, lastEntryAt, copiedUntil } = restored;
  context.output.answer(
    {
      out,
      moment: iso(moment?.at ?? null),
      zone,
      people,
      tasks,
      instances,
      lastEntryAt: iso(lastEntryAt),
      copiedUntil: iso(copiedUntil),
    },
    [
      `${out} holds the state of ${moment?.label ?? "the last change that was copied"}. It is whole (integrity_check).`,
      ...contentLines(restored, zone),
      `To use it: stop the server, put DATABASE_URL=sqlite:${resolve(out)} into its settings, start it.`,
    ],
  );
}

function contentLines(
  { people, tasks, instances, lastEntryAt, copiedUntil }: Restored,
  zone: string,
): string[] {
  const last = lastEntryAt === null ? "" : `; the last entry is of ${momentLabel(lastEntryAt, zone)}`;
  return [
    `People: ${people}, tasks: ${tasks}, instances: ${instances}${last}.`,
    ...(copiedUntil === null
      ? []
      : [
          `The last change was copied at ${momentLabel(copiedUntil, zone)}: from then to that moment nothing was written, or nothing was copied.`,
        ]),
  ];
}

function placeOf(context: CliContext): ReplicaPlace {
  const { replication } = context.config();
  if (replication !== null) return replication;
  throw new CliError("no-replication", "REPLICATE_TO is not set, so there is no running copy to look at.");
}

async function explained(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ReplicationError) throw new CliError("replication", error.message);
    throw error;
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
