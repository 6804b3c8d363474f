import type { FastifyInstance } from "fastify";
import { apiPrefix } from "./person-routes.ts";
import { referencePage, referenceStyle } from "./reference-page.ts";

/** The API's description: for programs as an OpenAPI document, for people as a page. */
export function referenceRoutes(app: FastifyInstance, prefix: string): void {
  const hidden = { schema: { hide: true } } as const;
  let page: string | undefined;
  app.get(`${apiPrefix}/openapi.json`, hidden, async (_request, reply) =>
    reply.header("cache-control", "no-cache").type("application/json").send(JSON.stringify(app.swagger())),
  );
  app.get("/docs", hidden, async (_request, reply) => {
    page ??= referencePage(app.swagger(), prefix);
    return reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").send(page);
  });
  app.get("/docs/reference.css", hidden, async (_request, reply) =>
    reply.header("cache-control", "no-cache").type("text/css; charset=utf-8").send(referenceStyle),
  );
}
