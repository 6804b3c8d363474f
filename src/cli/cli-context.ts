import { v7 as uuidv7 } from "uuid";
import { type Config, loadConfig } from "#config/config.ts";
import { prepareDataFolder } from "#config/data-folder.ts";
import { parseDatabaseUrl } from "#config/database-url.ts";
import { readEnv } from "#config/env.ts";
import { createRedactor, secretsOf } from "#config/redact.ts";
import { AppError } from "#contract/app-error.ts";
import { type Account, personOf } from "#domain/account/account.ts";
import type { Person } from "#domain/account/person.ts";
import type { Moment } from "#domain/time/moment.ts";
import { accountNamed } from "#features/account/actions.ts";
import { type Database, everyone } from "#storage/database.ts";
import { migrate, migrationStatus } from "#storage/migrate.ts";
import { findAccount } from "#storage/user-account.ts";
import { CliError, UsageError } from "./cli-error.ts";
import { openKnownDatabase } from "./open-known-database.ts";
import type { Output, TerminalOutput } from "./output.ts";

export interface Opened {
  readonly config: Config;
  readonly database: Database;
  /** Lets the database go. The command line does so itself at the end; calling it twice does no harm. */
  close(): Promise<void>;
}

/** What every command is given. */
export interface CliContext {
  readonly output: Output;
  /** The checked configuration, --database counted in. Throws ConfigError. */
  config(): Config;
  /** The database with the schema of this version; a new one is set up. Opened once, however often it is asked for. */
  open(): Promise<Opened>;
  /** The account of that name, in any case and look, or the guest with that id. Throws CliError 'not-found'. */
  accountNamed(name: string): Promise<Account>;
  /** The right to that account's rows. Throws CliError 'not-found'. */
  personNamed(name: string): Promise<Person>;
  /** Now, and fresh ids; a `Moment` whose functions can be handed on one by one. */
  moment(): Moment & { readonly newId: () => string };
}

export interface GlobalOptions {
  readonly database?: string | undefined;
}

/** `options` is asked when a command runs, after its words were read. */
export function createCliContext(
  output: TerminalOutput,
  options: () => GlobalOptions,
): CliContext & { close(): Promise<void> } {
  let config: Config | undefined;
  let opening: Promise<Opened> | undefined;

  const context: CliContext & { close(): Promise<void> } = {
    output,
    config() {
      config ??= readConfig(options().database);
      output.hide(createRedactor(secretsOf(config)));
      return config;
    },
    open() {
      opening ??= openCurrent(context.config(), output);
      return opening;
    },
    async accountNamed(name) {
      const { database } = await context.open();
      try {
        return await database.read(everyone, async (tx) => {
          // A guest has no name and goes by the id that "tas user list" shows.
          const guest = await findAccount(tx, name);
          return guest?.username === null ? guest : accountNamed(tx, name);
        });
      } catch (error) {
        const unknown = error instanceof AppError && ["not-found", "username-invalid"].includes(error.code);
        if (!unknown) throw error;
        throw new CliError(
          "not-found",
          `There is no account called "${name}" here; "tas user list" shows those there are.`,
        );
      }
    },
    async personNamed(name) {
      return personOf(await context.accountNamed(name));
    },
    moment: () => ({ now: Date.now(), newId: uuidv7 }),
    async close() {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
  return context;
}

/** The environment, with --database instead of DATABASE_URL. */
export function readConfig(database: string | undefined): Config {
  if (database === undefined) return loadConfig(readEnv());
  try {
    parseDatabaseUrl(database, "--database");
  } catch (error) {
    throw error instanceof Error ? new UsageError(error.message) : error;
  }
  return loadConfig({ ...readEnv(), DATABASE_URL: database });
}

async function openCurrent(config: Config, output: Output): Promise<Opened> {
  prepareDataFolder(config);
  const database = await openKnownDatabase(config);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= database.close();
    return closing;
  };
  try {
    const { applied, pending } = await migrationStatus(database);
    if (applied.length > 0 && pending.length > 0) {
      throw new CliError(
        "schema-behind",
        `The database has the schema of an older version; bring it up to date with "tas migrate" and try again.`,
      );
    }
    if (applied.length === 0) output.note("The database is new; setting it up.");
    // With nothing to do this still refuses a schema that is newer than this version.
    await migrate(database);
  } catch (error) {
    await close();
    throw error;
  }
  return { config, database, close };
}
