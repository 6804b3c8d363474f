import { Command, CommanderError } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { createRedactor } from "#config/redact.ts";
import { createCliContext, type GlobalOptions } from "./cli-context.ts";
import { UsageError } from "./cli-error.ts";
import { commands } from "./commands.ts";
import { createOutput } from "./output.ts";
import { reportError } from "./report-error.ts";

/** Runs one command line (without node and the program's name) and resolves to the exit code. */
export async function runTas(words: readonly string[]): Promise<number> {
  // Asked of the words, because a command line that cannot be read must be answered in the same way.
  const json = words.includes("--json");
  const { stdout, stderr } = process;
  const redactor = createRedactor([]);
  const output = createOutput({ stdout, stderr }, () => json, redactor);
  const program = createProgram();
  const context = createCliContext(output, () => program.opts<GlobalOptions>());
  for (const add of commands) add(program, context);
  quiet(program);
  try {
    if (words.filter((word) => word !== "--json").length === 0) {
      throw new UsageError(`Say what to do, like "tas doctor"; "tas --help" shows what there is.`);
    }
    await program.parseAsync(words, { from: "user" });
    return output.failed ? 1 : 0;
  } catch (error) {
    // Help and the version were asked for and shown.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { code, message, exitCode } = reportError(oneOfGroup(error, program, words) ?? error);
    output.failure(code, message);
    if (code === "internal") tellDevelopers(error, context, (text) => output.note(text));
    return exitCode;
  } finally {
    await context.close();
  }
}

/** A group of commands was named without one of them. */
function oneOfGroup(error: unknown, program: Command, words: readonly string[]): UsageError | null {
  if (!(error instanceof CommanderError) || error.code !== "commander.help") return null;
  const group = program.commands.find((command) => words.includes(command.name()));
  if (!group) return null;
  const names = group.commands.map((command) => command.name()).join(", ");
  return new UsageError(`Say what to do with it: ${names}; "tas ${group.name()} --help" says more.`);
}

function createProgram(): Command {
  return new Command("tas")
    .description("Task Aversion System: the command line for the host")
    .version(packageJson.version, "--version", "show the version")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .option("--database <url>", "the database to work on; else DATABASE_URL, else ./data")
    .option("--json", "answer with one JSON object on stdout");
}

/** Commander neither ends the process nor writes about errors: that is done here, in one way for all. */
function quiet(command: Command): void {
  command
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const child of command.commands) quiet(child as Command);
}

function tellDevelopers(
  error: unknown,
  context: { config(): { readonly logLevel: string } },
  say: (text: string) => void,
): void {
  try {
    if (!["debug", "trace"].includes(context.config().logLevel)) return;
  } catch {
    return;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
