import type { Command } from "commander";
import { accountKind } from "#domain/account/account.ts";
import { createAccount, deleteAccount, listAccounts, setPassword } from "#features/account/actions.ts";
import { createInvitation } from "#features/account/invitation-code.ts";
import { hashPassword } from "#features/account/password.ts";
import { claimName, readName } from "#features/account/username-choice.ts";
import { accountView } from "#features/account/views.ts";
import { countContent } from "#storage/account-content.ts";
import { everyone } from "#storage/database.ts";
import { countAccounts } from "#storage/user-account.ts";
import { accountName } from "../account-name.ts";
import { confirm, readNewPassword } from "../ask.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../cli-error.ts";
import { contentSentence } from "../content-sentence.ts";
import { hostTimeZone } from "../host-time-zone.ts";

/** tas user create | set-password | list | delete | invite */
export function userCommand(program: Command, context: CliContext): void {
  const user = program.command("user").description("the accounts of this place");
  addCreate(user, context);
  addSetPassword(user, context);
  addList(user, context);
  addDelete(user, context);
  addInvite(user, context);
}

function addCreate(user: Command, context: CliContext): void {
  user
    .command("create <name>")
    .description("make an account; asks for its password")
    .option("--password-stdin", "take the password from the first line of stdin")
    .option("--admin", "make it an admin")
    .action(async (name: string, given: { passwordStdin?: boolean; admin?: boolean }) => {
      const { config, database } = await context.open();
      // Before anybody types a password for nothing; it is checked again when the account is made.
      await database.read(everyone, (tx) => claimName(tx, readName(name), ""));
      const passwordHash = await hashPassword(await readNewPassword(given.passwordStdin ?? false));
      const at = context.moment();
      const { account, count } = await database.write(everyone, async (tx) => {
        const made = await createAccount(
          tx,
          {
            username: name,
            passwordHash,
            role: given.admin ? "admin" : "person",
            timeZone: hostTimeZone(),
            // The limit is for those who join by themselves; the host may go beyond it.
            maxUsers: null,
          },
          at,
        );
        return { account: made, count: await countAccounts(tx) };
      });
      if (config.maxUsers !== null && count > config.maxUsers) {
        context.output.note(
          `There are ${count} accounts now, more than MAX_USERS=${config.maxUsers} lets join by themselves.`,
        );
      }
      context.output.answer(
        { account: accountView(account) },
        `${account.username} can sign in now${account.role === "admin" ? ", as an admin" : ""}.`,
      );
    });
}

function addSetPassword(user: Command, context: CliContext): void {
  user
    .command("set-password <name>")
    .description("give an account a new password and sign it out everywhere")
    .option("--password-stdin", "take the password from the first line of stdin")
    .action(async (name: string, given: { passwordStdin?: boolean }) => {
      const account = await context.accountNamed(name);
      if (account.username === null) {
        throw new CliError("not-found", "A guest has no name to sign in with, so a password is of no use.");
      }
      const { database } = await context.open();
      const passwordHash = await hashPassword(await readNewPassword(given.passwordStdin ?? false));
      const changed = await database.write(everyone, (tx) => setPassword(tx, account, passwordHash));
      context.output.answer(
        { account: accountView(changed) },
        `${accountName(account)} has the new password, and was signed out everywhere.`,
      );
    });
}

function addList(user: Command, context: CliContext): void {
  user
    .command("list")
    .description("show every account, the oldest first")
    .action(async () => {
      const { database } = await context.open();
      const accounts = await database.read(everyone, (tx) => listAccounts(tx));
      const widest = Math.max(7, ...accounts.map((account) => accountName(account).length));
      const lines = accounts.map((account) => {
        const role = account.role === "admin" ? "admin" : "";
        const since = new Date(account.createdAt).toISOString().slice(0, 10);
        const seen = new Date(account.lastSeenAt).toISOString().slice(0, 10);
        const shown = accountName(account).padEnd(widest);
        return `${shown}  ${accountKind(account).padEnd(9)}  ${role.padEnd(5)}  since ${since}, last seen ${seen}`;
      });
      const value = accounts.map((account) => ({
        ...accountView(account),
        lastSeenAt: new Date(account.lastSeenAt).toISOString(),
      }));
      context.output.answer({ users: value }, lines.length === 0 ? "There are no accounts yet." : lines);
    });
}

function addDelete(user: Command, context: CliContext): void {
  user
    .command("delete <name>")
    .description("delete an account with everything in it; asks first; a guest goes by the id in the list")
    .option("--yes", "do not ask")
    .action(async (name: string, { yes }: { yes?: boolean }) => {
      const account = await context.accountNamed(name);
      const { database } = await context.open();
      const content = await database.read(everyone, (tx) => countContent(tx, account.id));
      const what = `${accountName(account)} with ${contentSentence(content)}`;
      await confirm(`This deletes ${what}, for good.`, yes);
      await database.write(everyone, (tx) => deleteAccount(tx, account.id));
      context.output.answer({ deleted: accountView(account), content }, `Deleted ${what}.`);
    });
}

function addInvite(user: Command, context: CliContext): void {
  user
    .command("invite")
    .description("make an invitation for one person and print its code, this one time")
    .action(async () => {
      const { config, database } = await context.open();
      const at = context.moment();
      const code = await database.write(everyone, (tx) => createInvitation(tx, at));
      if (config.registration !== "invite") {
        context.output.note(
          `REGISTRATION is ${config.registration}, so nobody is asked for an invitation; with REGISTRATION=invite joining needs one.`,
        );
      }
      context.output.answer({}, "One person can join with this code; it is not shown again:", {
        once: { field: "code", secret: code, line: code },
      });
    });
}
