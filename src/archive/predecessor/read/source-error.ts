export type SourceErrorKind = "not-recognized" | "too-large" | "damaged";

/** The source cannot be read at all. The message is one sentence for the person and holds nothing they wrote. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly kind: SourceErrorKind;

  constructor(kind: SourceErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
