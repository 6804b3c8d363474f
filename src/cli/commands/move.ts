import { dirname, join, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { Command } from "commander";
import { planMove } from "#archive/move/plan-move.ts";
import type { MovePlace } from "#archive/move/move-place.ts";
import { isFreeForReceipt } from "#archive/move/move-receipt.ts";
import { runMove } from "#archive/move/run-move.ts";
import { parseDatabaseUrl } from "#config/database-url.ts";
import { entryUrl } from "#config/entry-url.ts";
import { ConfigError } from "#config/config-error.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError, UsageError } from "../cli-error.ts";
import { planLines, planValue, receiptLines } from "../move-lines.ts";

interface Given {
  readonly from: string;
  readonly to: string;
  readonly dryRun?: boolean;
  readonly receipt?: string;
  readonly setOrphansAside?: string;
  readonly force?: boolean;
}

/** tas move --from URL --to URL [--dry-run] [--receipt FILE] */
export function moveCommand(program: Command, context: CliContext): void {
  program
    .command("move")
    .description("move all data to another database: SQLite to PostgreSQL, or back, or to a new place")
    .requiredOption("--from <url>", "where the data is")
    .requiredOption("--to <url>", "an empty database, or a file that is not there yet")
    .option("--dry-run", "only look at both and say what would be done")
    .option("--receipt <file>", "where the receipt goes; else into the data folder")
    .option(
      "--set-orphans-aside <file>",
      "leave out rows that point nowhere, and write them to this new file",
    )
    .option("--force", "also from a database whose data was moved away already")
    .action(async (given: Given) => {
      const { output } = context;
      // Rows are garbage as soon as they are sent: a nursery that grows would only take a hundred megabytes more.
      setFlagsFromString("--semi-space-growth-factor=1");
      const [from, to] = [placeOf(given.from, "--from"), placeOf(given.to, "--to")];
      const { force = false, setOrphansAside } = given;
      const { clock, newId } = timeOf(context);
      const file = `move-${new Date(clock()).toISOString().slice(0, 19).replaceAll(":", "-")}Z.receipt.json`;
      const receipt = resolve(given.receipt ?? join(dataFolder(context, [from, to]), file));
      if (!given.dryRun && !(await isFreeForReceipt(receipt))) {
        throw new UsageError(`"${receipt}" is another file; name a new one for the receipt.`);
      }
      output.progress("Looking at both databases");
      const plan = await planMove({
        from,
        to,
        force,
        setOrphansAside: setOrphansAside !== undefined,
        onProgress: (share) => output.progress("Looking at every row", share),
      });
      if (given.dryRun) {
        output.answer(planValue(plan), planLines(plan), { failed: plan.problems.length > 0 });
        return;
      }
      if (plan.problems.length > 0) {
        throw new CliError("move-refused", `Nothing was moved. ${plan.problems.join(" ")}`);
      }
      for (const sentence of plan.notes) output.note(sentence);
      const stop = new AbortController();
      const end = () => stop.abort();
      process.once("SIGINT", end).once("SIGTERM", end);
      try {
        const moved = await runMove(
          {
            from,
            to,
            holdWorker: entryUrl("archive/move/hold-worker"),
            receipt,
            ...(setOrphansAside === undefined ? {} : { setOrphansAside: resolve(setOrphansAside) }),
            force,
            clock,
            newId,
            onProgress: (what, share) => output.progress(what, share),
            signal: stop.signal,
          },
          plan,
        );
        // Of digests only: everything else of it is text of ours.
        const { tables, sha256, ...rest } = moved;
        output.answer({ ...rest, receipt }, receiptLines(moved, receipt), { plain: { tables, sha256 } });
      } finally {
        process.off("SIGINT", end).off("SIGTERM", end);
      }
    });
}

function placeOf(url: string, option: string): MovePlace {
  try {
    const location = parseDatabaseUrl(url, option);
    if (!("path" in location)) return { target: location, label: location.label };
    // The receipt and the mark are read from other folders, too.
    const path = resolve(location.path);
    return { target: { ...location, path }, label: `sqlite:${path}` };
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}

/** A database file lies in the data folder. */
function dataFolder(context: CliContext, places: readonly MovePlace[]): string {
  for (const { target } of places) if ("path" in target) return dirname(target.path);
  return context.config().dataFolder;
}

function timeOf(context: CliContext): { clock: () => number; newId: () => string } {
  return { clock: () => context.moment().now, newId: () => context.moment().newId() };
}
