import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Person } from "#domain/account/person.ts";
import type { EntryKernel, EntryRoute, OpenReadRoute } from "./entry-kernel.ts";
import { type Answer, answerForRetry, sendAnswer } from "./idempotency.ts";
import { parseInput } from "./parse-input.ts";
import { againAfterClash, apiPrefix, bodyOf, type KernelParts } from "./person-routes.ts";
import { routeSchema, trusting } from "./route-schema.ts";
import { hashToken, keyedDigest, type SessionCookie, sessionLifetime } from "./session-cookie.ts";
import { type Attempt, attemptOf, SessionDesk } from "./session-desk.ts";

/** Which counter the entries of a path use up. */
const countedAs = { "/accounts": "joins", "/session/guest": "joins" } as const;

interface Outcome extends Answer {
  /** Whose session this browser has from now on: somebody's, nobody's any more, or as before. */
  readonly opened?: Person;
  readonly ended?: boolean;
}

/** The routes that begin, change or end a session, and those open to anyone. */
export function entryRoutes<Tx>(
  parts: KernelParts<Tx>,
  cookie: SessionCookie,
): Pick<EntryKernel<Tx>, "entry" | "openRead"> {
  const { app, store, sessions, limiter, secretKey } = parts;

  function entry<B extends z.ZodType, R extends z.ZodType, Prepared>(
    route: EntryRoute<Tx, B, R, Prepared>,
  ): void {
    const { status = 200 } = route;
    const counter = Object.entries(countedAs).find(([url]) => url === route.url)?.[1] ?? "signIns";

    async function perform(request: FastifyRequest, attempt: Attempt, body: z.output<B>) {
      const { caller, at } = attempt;
      const again = await store.read(store.everyone, (tx) => earlier(tx, attempt));
      if (again) return again;
      const person = caller?.person;
      const prepared = await route.prepare({
        person,
        at,
        body,
        read: (work) => store.read(store.everyone, work),
        countTry: (name) => limiter.count("triesPerName", request, keyedDigest(secretKey, "name", [name])),
      });
      return againAfterClash(store, () =>
        store.write(store.everyone, async (tx): Promise<Outcome> => {
          const first = await earlier(tx, attempt);
          if (first) return first;
          const desk = new SessionDesk(parts, tx, attempt);
          const result = await route.handler({
            tx,
            person,
            at,
            body,
            prepared,
            openSession: (whose) => desk.open(whose),
            endSession: () => desk.end(),
          });
          const text = bodyOf(route.response, result);
          await desk.keep(status, text);
          return { status, body: text, replayed: false, ...desk.result };
        }),
      );
    }

    app.route({
      method: route.method,
      url: apiPrefix + route.url,
      schema: routeSchema(route, status),
      ...trusting,
      async handler(request, reply) {
        if (route.method === "POST") await limiter.count(counter, request);
        const caller = await sessions.find(request);
        const body = parseInput(route.body, request.body ?? {});
        const attempt = attemptOf(request, route.url, caller, parts.moment(), secretKey);
        const outcome = await perform(request, attempt, body);
        parts.afterWrite();
        applyCookie(request, reply, attempt, outcome);
        return sendAnswer(reply, outcome);
      },
    });
  }

  /** What a first try under this key has made, for a retry whose cookie never arrived. */
  async function earlier(tx: Tx, { token, key, hash, at }: Attempt): Promise<Outcome | undefined> {
    if (key === undefined) return undefined;
    const found = await store.findSession(tx, hashToken(token));
    if (!found || found.session.expiresAt <= at.now) return undefined;
    const answer = answerForRetry(await store.findAnswer(tx, found.person.id, key), hash, at.now);
    return answer && { ...answer, replayed: true, opened: found.person };
  }

  function applyCookie(request: FastifyRequest, reply: FastifyReply, attempt: Attempt, outcome: Outcome) {
    if (outcome.opened) cookie.set(request, reply, attempt.token, sessionLifetime(outcome.opened.kind));
    else if (outcome.ended) cookie.clear(request, reply);
  }

  function openRead<R extends z.ZodType>(route: OpenReadRoute<Tx, R>): void {
    app.route({
      method: "GET",
      url: apiPrefix + route.url,
      schema: routeSchema(route, 200),
      ...trusting,
      async handler(request, reply) {
        const person = (await sessions.find(request, reply))?.person;
        const at = parts.moment();
        const result = await store.read(store.everyone, (tx) => route.handler({ tx, at, person }));
        return sendAnswer(reply, { status: 200, body: bodyOf(route.response, result), replayed: false });
      },
    });
  }

  return { entry, openRead };
}
