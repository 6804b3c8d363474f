import type { FastifyInstance } from "fastify";
import { AppError } from "#contract/app-error.ts";

/** Bodies are JSON, or empty. Forms of other websites can send neither. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    const text = body.toString();
    if (text.trim() === "") return done(null, undefined);
    void parse(request, text, (error, value) =>
      error === null ? done(null, value) : done(new AppError("invalid-request", undefined, { cause: error })),
    );
  });
}
