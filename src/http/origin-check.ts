import type { FastifyRequest } from "fastify";
import { AppError } from "#contract/app-error.ts";
import type { PublicUrl } from "#config/public-url.ts";
import type { SessionCookie } from "./session-cookie.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses writes that another website makes a browser send. With a session cookie the request must say that it comes
 * from the app itself; without one it must not say otherwise. Throws origin-refused.
 */
export function checkOrigin(request: FastifyRequest, publicUrl: PublicUrl, cookie: SessionCookie): void {
  if (safeMethods.has(request.method)) return;
  const { origin } = request.headers;
  // Browsers alone set this header, and they let no page change it.
  if (request.headers["sec-fetch-site"] === "same-origin") return;
  if (origin === undefined && !cookie.isSent(request)) return;
  if (origin === publicUrl.origin || origin === `${request.protocol}://${request.host}`) return;
  throw new AppError("origin-refused");
}
