import { createHash, createHmac, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { PublicUrl } from "#config/public-url.ts";
import type { AccountKind } from "#domain/account/person.ts";

const day = 86_400_000;

/** How long an unused session lasts, in milliseconds. A guest has no other way back in, so theirs lasts longest. */
export function sessionLifetime(kind: AccountKind): number {
  return kind === "full" ? 180 * day : 400 * day;
}

/** The one cookie of the app: an opaque token, unreadable to scripts. */
export class SessionCookie {
  readonly #name: string;
  readonly #path: string;
  readonly #secureAlways: boolean;

  constructor(publicUrl: PublicUrl) {
    const secure = publicUrl.origin.startsWith("https:");
    // The prefix makes browsers refuse one that a neighbouring subdomain sets; it demands Secure and the whole host.
    this.#name = secure && publicUrl.path === "" ? "__Host-tas_session" : "tas_session";
    this.#path = publicUrl.path === "" ? "/" : publicUrl.path;
    this.#secureAlways = secure;
  }

  /** The token sent with a request, if it has the shape of one. */
  read(request: FastifyRequest): string | undefined {
    const token = request.cookies[this.#name];
    return token !== undefined && /^[\w-]{43}$/u.test(token) ? token : undefined;
  }

  isSent(request: FastifyRequest): boolean {
    return request.cookies[this.#name] !== undefined;
  }

  set(request: FastifyRequest, reply: FastifyReply, token: string, lifetime: number): void {
    const maxAge = Math.floor(lifetime / 1000);
    void reply.setCookie(this.#name, token, { ...this.#attributes(request), maxAge });
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    void reply.clearCookie(this.#name, this.#attributes(request));
  }

  #attributes(request: FastifyRequest) {
    return {
      httpOnly: true,
      sameSite: "lax",
      secure: this.#secureAlways || request.protocol === "https",
      path: this.#path,
    } as const;
  }
}

export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** A keyed digest (base64url, 256 bits) of these parts: what only this installation can make. */
export function keyedDigest(secretKey: string, purpose: string, parts: readonly string[]): string {
  return createHmac("sha256", secretKey)
    .update(JSON.stringify([purpose, ...parts]))
    .digest("base64url");
}
