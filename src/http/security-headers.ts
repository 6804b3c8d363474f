import type { FastifyReply, FastifyRequest } from "fastify";
import type { PublicUrl } from "#config/public-url.ts";

/** Only files of our own, and nothing inline. No upgrade-insecure-requests: a home network has plain HTTP. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join("; ");

const always: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply, publicUrl: PublicUrl): void {
  void reply.headers(always);
  // Over plain HTTP browsers ignore it, and promising it there would be wrong.
  if (request.protocol === "https" || publicUrl.origin.startsWith("https:")) {
    void reply.header("strict-transport-security", "max-age=31536000");
  }
}
