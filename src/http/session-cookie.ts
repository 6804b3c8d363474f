import { createHash, createHmac, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { PublicUrl } from "#config/public-url.ts";
import type { AccountKind } from "#domain/account/person.ts";

const day = 86_400_000;

/** How long an unused session lasts, in milliseconds. A guest has no other way back in, so theirs lasts longest. */
export function sessionLifetime(kind: AccountKind): number {
  return kind === "full" ? 180 * day : 400 * day;
}

const plainName = "tas_session";
/** Each costs a look into the database. */
const mostTokens = 5;

/** The one cookie of the app: an opaque token, unreadable to scripts. */
export class SessionCookie {
  readonly #name: string;
  /** Its own name or that of another port. One with the prefix never stands aside for one without. */
  readonly #names: RegExp;
  readonly #path: string;
  readonly #secureAlways: boolean;

  constructor(publicUrl: PublicUrl) {
    const secure = publicUrl.origin.startsWith("https:");
    const { port } = new URL(publicUrl.origin);
    // Browsers send cookies to every port of a host: without it in the name, two installations on one machine would
    // overwrite each other's, and a guest has no other way back in.
    const name = port === "" || port === "0" ? plainName : `${plainName}_${port}`;
    // The prefix makes browsers refuse one that a neighbouring subdomain sets; it demands Secure and the whole host.
    const prefix = secure && publicUrl.path === "" ? "__Host-" : "";
    this.#name = prefix + name;
    this.#names = new RegExp(`^${prefix}${plainName}(?:_\\d{1,5})?$`, "u");
    this.#path = publicUrl.path === "" ? "/" : publicUrl.path;
    this.#secureAlways = secure;
  }

  /**
   * The tokens sent with a request that have the shape of one, its own first. The others may be a neighbour's, or ours
   * from before the port or the public address changed: only the database knows.
   */
  read(request: FastifyRequest): string[] {
    const own = request.cookies[this.#name];
    const others = Object.entries(request.cookies).filter(
      ([name]) => name !== this.#name && this.#names.test(name),
    );
    const tokens = [own ?? "", ...others.map(([, value]) => value ?? "")];
    return tokens.filter((token) => /^[\w-]{43}$/u.test(token)).slice(0, mostTokens);
  }

  isSent(request: FastifyRequest): boolean {
    return Object.keys(request.cookies).some((name) => this.#names.test(name));
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
