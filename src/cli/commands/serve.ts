import type { Command } from "commander";
import { prepareDataFolder } from "#config/data-folder.ts";
import { createRedactor, secretsOf } from "#config/redact.ts";
import { ensureSecretKey } from "#config/secret-key.ts";
import { setMarkerAside } from "#storage/install-marker.ts";
import { forgetMove } from "#storage/moved-mark.ts";
import type { CliContext } from "../cli-context.ts";

/** tas serve: the server of `npm start`, until a signal asks it to end. */
export function serveCommand(program: Command, context: CliContext): void {
  program
    .command("serve")
    .description("run the server until Ctrl+C or a signal ends it; migrates first")
    .option("--force", "take a database back into use whose data was moved away")
    .option("--new-database", "serve this database though another one was served from this folder before")
    .action(async ({ force, newDatabase }: { force?: boolean; newDatabase?: boolean }) => {
      // Loaded only now: no other command needs the whole server, and each would start more slowly.
      const { createLogger } = await import("#http/logger.ts");
      const { startServer } = await import("../../main.ts");
      const { output } = context;
      const config = context.config();
      prepareDataFolder(config);
      const aside = newDatabase ? await setMarkerAside(config.dataFolder, context.moment().now) : null;
      if (aside !== null) output.note(`The note of the data before is kept as "${aside}".`);
      const secretKey = ensureSecretKey(config);
      const redactor = createRedactor(secretsOf(config, secretKey));
      // The log goes where `npm start` sends it; with --json, stdout is kept for the one object.
      const onStderr = { write: (line: string) => void process.stderr.write(line) };
      const logger = createLogger(config, redactor, output.json ? onStderr : undefined);
      const crash = (error: unknown) => {
        logger.fatal({ err: error }, "the server ends because of an error it did not expect");
        process.exit(1);
      };
      process.on("uncaughtException", crash);
      process.on("unhandledRejection", crash);
      const asked = signalled();
      if (force) await forgetMove(config.database);
      const server = await startServer(config, { logger });
      const url = config.publicUrl.derived ? server.url : config.publicUrl.href;
      logger.info(`serving on ${url}`);
      await asked;
      await server.close();
      output.answer({ served: url }, []);
    });
}

/** Resolves at the first request to end; a second one ends at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const end = () => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
  });
}
