import { type ErrorCode, type ErrorDetails, sentence } from "./error-codes.ts";

/**
 * A refusal with a code. The message is the code alone, because messages reach logs and details may hold a
 * person's words; `sentence` is what people read.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, details?: ErrorDetails, options?: { cause?: unknown }) {
    super(code, options);
    this.code = code;
    this.details = details;
  }

  get sentence(): string {
    return sentence(this.code, this.details);
  }
}
