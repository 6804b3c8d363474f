import type { FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "#contract/app-error.ts";
import type { KeptAnswer } from "./kernel-store.ts";
import { keyedDigest } from "./session-cookie.ts";

/** How long a retry finds the first answer, in milliseconds. */
export const answersKept = 86_400_000;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** The request's Idempotency-Key, if it has one. Throws invalid-request for one that cannot be kept. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined || key === "") return undefined;
  if (typeof key === "string" && /^[\x21-\x7e]{1,200}$/u.test(key)) return key;
  throw new AppError("invalid-request", {
    fields: { "Idempotency-Key": "The Idempotency-Key needs to be 1 to 200 letters, digits or signs." },
  });
}

/** A key that no two clients come up with by chance. */
export function uniqueKeyOf(request: FastifyRequest): string | undefined {
  const key = idempotencyKeyOf(request);
  return key !== undefined && uuid.test(key) ? key : undefined;
}

/** What makes two requests the same. Keyed, because a body may hold a password. */
export function requestHash(request: FastifyRequest, secretKey: string): string {
  const body = request.body === undefined ? "" : JSON.stringify(request.body);
  return keyedDigest(secretKey, "request", [request.method, request.url, body]);
}

/** The earlier answer if a retry may have it. Throws idempotency-mismatch when the retry is another request. */
export function answerForRetry(
  kept: KeptAnswer | undefined,
  hash: string,
  now: number,
): KeptAnswer | undefined {
  if (kept === undefined || now - kept.createdAt > answersKept) return undefined;
  if (kept.requestHash !== hash) throw new AppError("idempotency-mismatch");
  return kept;
}

/** What is sent: JSON text, or "" for no body. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
}

export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.replayed) void reply.header("idempotency-replayed", "true");
  void reply.code(answer.status).header("cache-control", "no-store");
  if (answer.body === "") return reply.send();
  return reply.type("application/json; charset=utf-8").send(answer.body);
}
