/** A failure that somebody foresaw: programs go by its code, and its message is a sentence for people. */
export class ToldError<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
