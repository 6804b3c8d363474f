/** A failure the host can act on. `message` is one sentence for people; `code` is for programs (--json). */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Something was asked for in a way that cannot be done: exit code 2. */
export class UsageError extends CliError {
  constructor(message: string) {
    super("wrong-usage", message);
  }
}
