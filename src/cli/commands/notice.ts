import type { Command } from "commander";
import { longestNotice } from "#contract/notice.ts";
import { everyone } from "#storage/database.ts";
import { forgetLocal, keepLocal } from "#storage/local-state.ts";
import type { CliContext } from "../cli-context.ts";
import { UsageError } from "../cli-error.ts";

/** tas notice set TEXT [--until TIME] | clear */
export function noticeCommand(program: Command, context: CliContext): void {
  const notice = program
    .command("notice")
    .description("tell everybody something, in one line on every screen");
  notice
    .command("set")
    .description("show this line to everybody, instead of the one before")
    .argument("<text>", "a sentence, such as: Back tomorrow at 8; the data is being moved tonight.")
    .option("--until <time>", "when it goes away by itself, such as 2026-11-22T08:00 or 2026-11-22T08:00Z")
    .action(async (words: string, { until }: { until?: string }) => {
      const text = words.trim();
      if (text === "")
        throw new UsageError(`There are no words; to take the line away, say "tas notice clear".`);
      if (text.length > longestNotice || text.includes("\0") || !text.isWellFormed()) {
        throw new UsageError(`This cannot be shown in one line; keep it under ${longestNotice} characters.`);
      }
      const since = context.moment().now;
      const end = until === undefined ? null : timeOf(until, since);
      const { database } = await context.open();
      await database.write(everyone, (tx) => keepLocal(tx, "notice", { text, until: end, since }));
      const iso = end === null ? null : new Date(end).toISOString();
      context.output.answer(
        { notice: { text, until: iso } },
        iso === null ? "Everybody sees it from now on." : `Everybody sees it from now on, until ${iso}.`,
      );
    });
  notice
    .command("clear")
    .description("take the line away")
    .action(async () => {
      const { database } = await context.open();
      await database.write(everyone, (tx) => forgetLocal(tx, "notice"));
      context.output.answer({ notice: null }, "Nobody sees a line any more.");
    });
}

/** A time without a zone is that of this machine. */
function timeOf(text: string, now: number): number {
  const time = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/u.test(text)
    ? Date.parse(text.replace(" ", "T"))
    : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(
      `"${text}" is no time; write it like 2026-11-22T08:00, or with a Z at its end for UTC.`,
    );
  }
  if (time <= now) throw new UsageError(`"${text}" is over; name a time to come.`);
  return time;
}
