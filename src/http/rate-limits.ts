import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "#contract/app-error.ts";
import { networkOf } from "./network-of.ts";

/** Requests a minute, each counted for itself. Far above what a person does by hand. */
export interface RateLimits {
  /** All requests of one network address; many people may share one. */
  readonly address: number;
  readonly reads: number;
  readonly writes: number;
  readonly imports: number;
  /** New guests and accounts of one address. */
  readonly joins: number;
  /** Tries to sign in from one address. */
  readonly signIns: number;
  /** Tries at the password of one account. */
  readonly triesPerName: number;
}

export const usualRateLimits: RateLimits = {
  address: 3_000,
  reads: 600,
  writes: 240,
  imports: 20,
  joins: 30,
  signIns: 30,
  triesPerName: 10,
};

type Kind = keyof RateLimits;

/** Counts in this process's memory. Needs the rate limit plugin. */
export class RateLimiter {
  readonly #counters: Readonly<Record<Kind, ReturnType<FastifyInstance["createRateLimit"]>>>;
  readonly #keys = new WeakMap<FastifyRequest, string>();

  constructor(app: FastifyInstance, limits: RateLimits) {
    const counter = (kind: Kind) =>
      app.createRateLimit({
        max: limits[kind],
        timeWindow: 60_000,
        keyGenerator: (request) => this.#keys.get(request) ?? networkOf(request.ip),
      });
    this.#counters = {
      address: counter("address"),
      reads: counter("reads"),
      writes: counter("writes"),
      imports: counter("imports"),
      joins: counter("joins"),
      signIns: counter("signIns"),
      triesPerName: counter("triesPerName"),
    };
  }

  /** Counts a request under a key, its address unless told. Throws rate-limited. */
  async count(kind: Kind, request: FastifyRequest, key: string = networkOf(request.ip)): Promise<void> {
    this.#keys.set(request, key);
    const result = await this.#counters[kind](request);
    if (result.isAllowed || !result.isExceeded) return;
    throw new AppError("rate-limited", { retryAfterSeconds: Math.max(1, result.ttlInSeconds) });
  }
}
