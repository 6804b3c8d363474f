import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { AppError } from "#contract/app-error.ts";
import type { Kernel } from "#http/kernel.ts";
import { parseInput } from "#http/parse-input.ts";
import { routeSchema, trusting } from "#http/route-schema.ts";
import type { Tx } from "#storage/database.ts";

interface AdminRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  /** 200 unless told. */
  readonly status?: number;
  handler(input: {
    params: z.output<P>;
    query: z.output<Q>;
    body: z.output<B>;
    request: FastifyRequest;
  }): Promise<z.input<R>>;
}

/** The right to look after the whole installation, for a raw route. Throws not-signed-in and not-admin. */
export async function assertAdmin(
  kernel: Pick<Kernel<Tx>, "personOf">,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const person = await kernel.personOf(request, reply);
  if (person.role !== "admin") throw new AppError("not-admin");
}

/** A route for admins, outside any transaction: what it does concerns the whole installation. */
export function adminRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(kernel: Kernel<Tx>, route: AdminRoute<P, Q, B, R>): void {
  const { status = 200 } = route;
  kernel.app.route({
    method: route.method,
    url: `/api/v1${route.url}`,
    schema: routeSchema(route, status),
    ...trusting,
    async handler(request, reply) {
      await assertAdmin(kernel, request, reply);
      const params = parseInput(route.params, request.params);
      const query = parseInput(route.query, request.query);
      const body = parseInput(route.body, request.body ?? {});
      const answer = route.response.parse(await route.handler({ params, query, body, request }));
      void reply.code(status).header("cache-control", "no-store");
      if (answer === undefined) return reply.send();
      return reply.type("application/json; charset=utf-8").send(JSON.stringify(answer));
    },
  });
}
