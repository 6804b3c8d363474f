import { randomInt } from "node:crypto";
import { type Command, InvalidArgumentError } from "commander";
import { makeDemo } from "#archive/demo/make-demo.ts";
import { AppError } from "#contract/app-error.ts";
import type { Account } from "#domain/account/account.ts";
import { accountNamed, createAccount } from "#features/account/actions.ts";
import { hashPassword } from "#features/account/password.ts";
import { type AccountContent, countContent } from "#storage/account-content.ts";
import { type Database, everyone } from "#storage/database.ts";
import { insertImported } from "#storage/imported-rows.ts";
import { accountName } from "../account-name.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../cli-error.ts";
import { contentSentence } from "../content-sentence.ts";
import { hostTimeZone } from "../host-time-zone.ts";

const demoName = "demo";

/** tas demo: a made-up half year, so that a newcomer sees the app as it is after a while. */
export function demoCommand(program: Command, context: CliContext): void {
  program
    .command("demo")
    .description("fill an account with a made-up half year; without --user, one called demo")
    .option("--user <name>", "the account to fill")
    .option("--seed <number>", "which made-up half year: the same number gives the same one", wholeNumber, 1)
    .option("--yes", "also into an account that holds something already")
    .action(async (given: { user?: string; seed: number; yes?: boolean }) => {
      const { database } = await context.open();
      const { output } = context;
      const at = context.moment();
      const existing =
        given.user === undefined ? await demoAccount(database) : await context.accountNamed(given.user);
      const password = existing === undefined ? readablePassword() : undefined;
      const passwordHash = password === undefined ? null : await hashPassword(password);
      output.progress("Making up a half year");
      // All in one transaction: the account and its half year are there together, or neither is.
      const { account, content } = await database.write(everyone, async (tx) => {
        const filled =
          existing ??
          (await createAccount(
            tx,
            { username: demoName, passwordHash, timeZone: hostTimeZone(), maxUsers: null },
            at,
          ));
        refuseToMix(filled, await countContent(tx, filled.id), given.yes);
        const rows = makeDemo({ ...at, owner: filled.id, timeZone: filled.timeZone, seed: given.seed });
        const total = Object.values(rows).reduce((sum, list) => sum + list.length, 0);
        let done = 0;
        await insertImported(tx, filled.id, rows, (count) => {
          done += count;
          output.progress("Writing it down", done / total);
        });
        const made = { tasks: rows.task.length, instances: rows.instance.length, areas: rows.area.length };
        return { account: filled, content: { ...made, notes: rows.note.length, surveyResponses: 0 } };
      });
      const sentence = `${accountName(account)} has a made-up half year now: ${contentSentence(content)}.`;
      output.answer(
        { user: accountName(account), created: existing === undefined, seed: given.seed, content },
        password === undefined
          ? sentence
          : [sentence, `Sign in as ${demoName}; this password is shown only now:`],
        password === undefined ? {} : { once: { field: "password", secret: password, line: password } },
      );
    });
}

function refuseToMix(account: Account, content: AccountContent, yes: boolean | undefined): void {
  if (yes || Object.values(content).every((count) => count === 0)) return;
  throw new CliError(
    "account-not-empty",
    `${accountName(account)} holds ${contentSentence(content)}, and made-up data would mix with that; say --yes if it is meant, or name another account with --user.`,
  );
}

async function demoAccount(database: Database): Promise<Account | undefined> {
  try {
    return await database.read(everyone, (tx) => accountNamed(tx, demoName));
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") return undefined;
    throw error;
  }
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new InvalidArgumentError("Write a whole number, like 7.");
}

/** 20 letters and digits without look-alikes, in groups of five: over 95 bits. */
function readablePassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 5 }, () => letters.charAt(randomInt(letters.length))).join("");
  return [group(), group(), group(), group()].join("-");
}
