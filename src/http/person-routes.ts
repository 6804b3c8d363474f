import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { AppError } from "#contract/app-error.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { Person } from "#domain/account/person.ts";
import { answerForRetry, type Answer, idempotencyKeyOf, requestHash, sendAnswer } from "./idempotency.ts";
import type { Kernel, ReadRoute, WriteRoute } from "./kernel.ts";
import type { KernelStore } from "./kernel-store.ts";
import { parseInput } from "./parse-input.ts";
import type { RateLimiter } from "./rate-limits.ts";
import { routeSchema, trusting } from "./route-schema.ts";
import type { Sessions } from "./sessions.ts";

export interface KernelParts<Tx> {
  readonly app: FastifyInstance;
  readonly store: KernelStore<Tx>;
  readonly sessions: Sessions<Tx>;
  readonly limiter: RateLimiter;
  readonly secretKey: string;
  moment(): Moment;
  /** Told of every write, so that old answers and sessions are swept out now and then. */
  afterWrite(): void;
}

export const apiPrefix = "/api/v1";

/** The routes of signed-in people. */
export function personRoutes<Tx>(parts: KernelParts<Tx>): Kernel<Tx> {
  const { app, store, sessions, limiter } = parts;

  async function personOf(request: FastifyRequest, reply: FastifyReply): Promise<Person> {
    const found = await sessions.find(request, reply);
    if (found === undefined) throw new AppError("not-signed-in");
    const kind = request.method === "GET" || request.method === "HEAD" ? "reads" : "writes";
    await limiter.count(kind, request, found.person.id);
    if (kind === "writes" && request.routeOptions.url?.startsWith(`${apiPrefix}/imports`)) {
      await limiter.count("imports", request, found.person.id);
    }
    return found.person;
  }

  function read<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    route: ReadRoute<Tx, P, Q, B, R>,
  ): void {
    app.route({
      method: "GET",
      url: apiPrefix + route.url,
      schema: routeSchema(route, 200),
      ...trusting,
      async handler(request, reply) {
        const person = await personOf(request, reply);
        const input = inputOf(route, request);
        const at = parts.moment();
        const result = await store.read(person.id, (tx) => route.handler({ tx, person, at, ...input }));
        return sendAnswer(reply, { status: 200, body: bodyOf(route.response, result), replayed: false });
      },
    });
  }

  function write<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    route: WriteRoute<Tx, P, Q, B, R>,
  ): void {
    const { status = 200 } = route;
    app.route({
      method: route.method,
      url: apiPrefix + route.url,
      schema: routeSchema(route, status),
      ...trusting,
      async handler(request, reply) {
        const person = await personOf(request, reply);
        const input = inputOf(route, request);
        const at = parts.moment();
        const key = idempotencyKeyOf(request);
        const hash = key === undefined ? "" : requestHash(request, parts.secretKey);
        const answer = await againAfterClash(store, () =>
          store.write(person.id, async (tx): Promise<Answer> => {
            const kept = key === undefined ? undefined : await store.findAnswer(tx, person.id, key);
            const earlier = answerForRetry(kept, hash, at.now);
            if (earlier) return { ...earlier, replayed: true };
            const result = await route.handler({ tx, person, at, ...input });
            const body = bodyOf(route.response, result);
            if (key !== undefined) {
              const createdAt = at.now;
              await store.keepAnswer(tx, person.id, { key, requestHash: hash, status, body, createdAt });
            }
            return { status, body, replayed: false };
          }),
        );
        parts.afterWrite();
        return sendAnswer(reply, answer);
      },
    });
  }

  return { app, read, write, personOf };
}

/** The answer as JSON: only the fields the contract names. */
export function bodyOf<R extends z.ZodType>(response: R, result: z.input<R>): string {
  if (result === undefined) return "";
  return JSON.stringify(response.parse(result));
}

/** Two requests of one key may both begin; the one that comes second finds the other's work when it tries again. */
export async function againAfterClash<T>(
  store: Pick<KernelStore<unknown>, "isClash">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!store.isClash(error)) throw error;
    return work();
  }
}

function inputOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  route: { params?: P; query?: Q; body?: B },
  request: FastifyRequest,
) {
  return {
    params: parseInput(route.params, request.params),
    query: parseInput(route.query, request.query),
    body: parseInput(route.body, request.body ?? {}),
  };
}
