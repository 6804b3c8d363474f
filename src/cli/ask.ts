import type { Readable } from "node:stream";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { CliError, UsageError } from "./cli-error.ts";

/** The person in front of the terminal: questions go to stderr, answers come from stdin. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: { write(text: string): unknown };
}

const theTerminal: Terminal = { input: process.stdin, output: process.stderr };

/** A new password, asked for twice without showing it, or with `fromStdin` the first line of stdin. */
export async function readNewPassword(fromStdin: boolean, terminal: Terminal = theTerminal): Promise<string> {
  if (fromStdin) return firstLine(terminal.input);
  if (!terminal.input.isTTY) {
    throw new UsageError(
      "There is no terminal to ask for the password; send it on stdin with --password-stdin.",
    );
  }
  const [password, again] = await ask(["Password: ", "The same again: "], terminal, { hidden: true });
  if (password !== undefined && password === again) return password;
  throw new CliError("passwords-differ", "The two were not the same, so nothing was changed. Try again.");
}

/** Goes on when the person agrees or said --yes before. Throws UsageError where nobody can be asked. */
export async function confirm(
  question: string,
  yes: boolean | undefined,
  terminal: Terminal = theTerminal,
): Promise<void> {
  if (yes) return;
  if (!terminal.input.isTTY) {
    throw new UsageError(`${question} There is no terminal to ask on; say --yes if it is meant.`);
  }
  const [answer = ""] = await ask([`${question} Type yes to go on: `], terminal, { hidden: false });
  if (/^y(es)?$/iu.test(answer.trim())) return;
  throw new CliError("not-confirmed", "Nothing was changed.");
}

async function firstLine(input: Readable): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of input) {
    const bytes = Buffer.from(part as Uint8Array | string);
    parts.push(bytes);
    if (bytes.includes(10)) break;
  }
  const [line = ""] = Buffer.concat(parts).toString("utf8").split("\n");
  const password = line.replace(/\r$/u, "");
  if (password !== "") return password;
  throw new UsageError("No password came on stdin; send it as one line.");
}

/** One reader for all questions, so that answers pasted together reach each its own. */
function ask(
  questions: readonly string[],
  terminal: Terminal,
  { hidden }: { readonly hidden: boolean },
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const answers: string[] = [];
    const next = () => terminal.output.write(questions[answers.length] ?? "");
    // readline shows what is typed by writing it to its output; this one forgets it.
    const echo = new Writable({
      write(chunk: Buffer, _encoding, done) {
        if (!hidden) terminal.output.write(chunk.toString("utf8"));
        done();
      },
    });
    const lines = createInterface({ input: terminal.input, output: echo, terminal: true, historySize: 0 });
    lines.on("line", (line) => {
      if (answers.length === questions.length) return;
      answers.push(line);
      if (hidden) terminal.output.write("\n");
      if (answers.length === questions.length) lines.close();
      else next();
    });
    lines.once("SIGINT", () => lines.close());
    lines.once("close", () => {
      if (answers.length === questions.length) return resolve(answers);
      terminal.output.write("\n");
      reject(new CliError("interrupted", "Interrupted; nothing was changed."));
    });
    next();
  });
}
