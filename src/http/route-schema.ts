import { z } from "zod";

interface Described {
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
}

/** The route for the OpenAPI document. */
export function routeSchema(route: Described, status: number) {
  return {
    summary: route.summary,
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(route.body ? { body: route.body } : {}),
    response: { [status]: status === 204 ? z.null().describe("Nothing") : route.response },
  };
}

/** The kernel reads and writes by the contract itself, inside its transaction; Fastify need not do it twice. */
export const trusting = {
  validatorCompiler: () => (value: unknown) => ({ value }),
  serializerCompiler: () => (value: unknown) => JSON.stringify(value),
} as const;
