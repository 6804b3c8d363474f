import type { Redactor } from "#config/redact.ts";

/** Where a command's words go: its answer to stdout, everything else to stderr. */
export interface Output {
  /** Whether a program is listening (--json). */
  readonly json: boolean;
  /** The command's one answer: `value` as one JSON object, or `lines` for people. Call it once, at the end. */
  answer(
    value: Readonly<Record<string, unknown>>,
    lines: string | readonly string[],
    more?: AnswerMore,
  ): void;
  /** How far a long piece of work is. `share` is 0 to 1. Shown on stderr, seldom enough to be read. */
  progress(what: string, share?: number): void;
  /** A sentence beside the answer, on stderr. */
  note(sentence: string): void;
}

export interface AnswerMore {
  /** Something secret that is shown this one time and is otherwise never printed: a made password, an invitation. */
  readonly once?: { readonly field: string; readonly secret: string; readonly line: string };
  /** Fields for --json that hold no secret but look like some, as digests do. */
  readonly plain?: Readonly<Record<string, unknown>>;
  /** The answer is that something is wrong: exit code 1. */
  readonly failed?: boolean;
}

/** The parts of a stream that are written to; process.stdout and process.stderr are such. */
export interface Writable {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface TerminalOutput extends Output {
  /** Takes these secrets out of everything from now on. */
  hide(redactor: Redactor): void;
  /** The failure that ends the command. */
  failure(code: string, message: string): void;
  /** Whether `answer` was told that something is wrong. */
  readonly failed: boolean;
}

/** `hidden` takes out what looks like a secret before the real secrets are known. */
export function createOutput(
  streams: { readonly stdout: Writable; readonly stderr: Writable },
  json: () => boolean,
  hidden: Redactor,
): TerminalOutput {
  const { stdout, stderr } = streams;
  let redactor = hidden;
  let failed = false;
  let shown = { what: "", tenth: -1, open: false };

  function endProgress(): void {
    if (shown.open) stderr.write("\n");
    shown = { what: "", tenth: -1, open: false };
  }

  return {
    get json() {
      return json();
    },
    get failed() {
      return failed;
    },
    hide(next) {
      redactor = next;
    },
    answer(value, lines, more = {}) {
      endProgress();
      failed = more.failed ?? false;
      if (json()) {
        const plain = redactor.value(value);
        const once = more.once === undefined ? {} : { [more.once.field]: more.once.secret };
        stdout.write(`${JSON.stringify({ ...(isObject(plain) ? plain : {}), ...more.plain, ...once })}\n`);
        return;
      }
      for (const line of typeof lines === "string" ? [lines] : lines)
        stdout.write(`${redactor.text(line)}\n`);
      if (more.once !== undefined) stdout.write(`${more.once.line}\n`);
    },
    progress(what, share) {
      const tenth = share === undefined ? -1 : Math.floor(share * (stderr.isTTY ? 100 : 10));
      if (what === shown.what && tenth === shown.tenth) return;
      const text = redactor.text(share === undefined ? what : `${what} ${Math.floor(share * 100)} %`);
      // A terminal shows one line that changes; a file or a pipe gets a line now and then.
      stderr.write(stderr.isTTY ? `\r\u001B[K${text}` : `${text}\n`);
      shown = { what, tenth, open: stderr.isTTY === true };
    },
    note(sentence) {
      endProgress();
      stderr.write(`${redactor.text(sentence)}\n`);
    },
    failure(code, message) {
      endProgress();
      // Our own sentences show how an address is written; the word in the example is no secret.
      const text = redactor.text(message).replaceAll("user:[REDACTED]@host", "user:password@host");
      if (json()) stdout.write(`${JSON.stringify({ error: { code, message: text } })}\n`);
      else stderr.write(`${text}\n`);
    },
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
