import type { FastifyRequest } from "fastify";
import type { Person } from "#domain/account/person.ts";
import type { Moment } from "#domain/time/moment.ts";
import { requestHash, uniqueKeyOf } from "./idempotency.ts";
import type { KernelParts } from "./person-routes.ts";
import { hashToken, keyedDigest, randomToken, sessionLifetime } from "./session-cookie.ts";
import type { SignedIn } from "./sessions.ts";

/** One try to enter, change or leave an account. */
export interface Attempt {
  readonly caller: SignedIn | undefined;
  readonly at: Moment;
  /** Of the session this entry may open. */
  readonly token: string;
  readonly key: string | undefined;
  readonly hash: string;
}

/**
 * With an Idempotency-Key the token follows from it, so that a retry finds the session of the first try and gets its
 * cookie again. Nobody can work it out without the secret key; browser and address are in it, so that a key that
 * leaked elsewhere opens nothing.
 */
export function attemptOf(
  request: FastifyRequest,
  url: string,
  caller: SignedIn | undefined,
  at: Moment,
  secretKey: string,
): Attempt {
  const key = uniqueKeyOf(request);
  if (key === undefined) return { caller, at, key, token: randomToken(), hash: "" };
  const origin = [url, key, request.ip, request.headers["user-agent"] ?? ""];
  return {
    caller,
    at,
    key,
    token: keyedDigest(secretKey, "session", origin),
    hash: requestHash(request, secretKey),
  };
}

/** Opens and ends this browser's session inside the transaction of an entry. */
export class SessionDesk<Tx> {
  readonly result: { opened?: Person; ended?: boolean } = {};
  readonly #parts: KernelParts<Tx>;
  readonly #tx: Tx;
  readonly #attempt: Attempt;

  constructor(parts: KernelParts<Tx>, tx: Tx, attempt: Attempt) {
    this.#parts = parts;
    this.#tx = tx;
    this.#attempt = attempt;
  }

  async open(person: Person): Promise<void> {
    await this.end();
    const { at, token } = this.#attempt;
    await this.#parts.store.insertSession(this.#tx, {
      tokenHash: hashToken(token),
      userId: person.id,
      createdAt: at.now,
      lastUsedAt: at.now,
      expiresAt: at.now + sessionLifetime(person.kind),
    });
    this.result.opened = person;
  }

  async end(): Promise<void> {
    const { caller } = this.#attempt;
    if (caller) await this.#parts.store.deleteSession(this.#tx, caller.session.tokenHash);
    this.result.ended = true;
  }

  /** Keeps the answer for a retry, with the person whose session was opened. */
  async keep(status: number, body: string): Promise<void> {
    const { key, hash, at } = this.#attempt;
    const { opened } = this.result;
    if (key === undefined || opened === undefined) return;
    const answer = { key, requestHash: hash, status, body, createdAt: at.now };
    await this.#parts.store.keepAnswer(this.#tx, opened.id, answer);
  }
}
