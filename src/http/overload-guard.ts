import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "#contract/app-error.ts";
import type { Overload } from "./overload.ts";

/** What takes as long as it takes: files that come in or go out. */
const slowOnes = /^\/api\/v1\/(?:imports|export|server\/backups)\b/u;

/** Counts the requests that wait for an answer. A body that comes slowly is not waiting for us. */
export function guardAgainstOverload(app: FastifyInstance, overload: Overload): void {
  overload.start();
  app.addHook("preHandler", async (request) => {
    const { url } = request.routeOptions;
    if (url?.startsWith("/api/") && !slowOnes.test(url)) overload.begin(request);
  });
  app.addHook("onSend", async (request) => overload.end(request));
  app.addHook("onResponse", async (request) => overload.end(request));
  app.addHook("onRequestAbort", async (request) => overload.end(request));
  app.addHook("onClose", async () => overload.stop());
}

/** Sends a request away while there is too much to do; whoever signs out is let through. Throws busy. */
export function refuseWhenOver({ method, routeOptions }: FastifyRequest, overload: Overload): void {
  if (!overload.isOver || (method === "DELETE" && routeOptions.url === "/api/v1/session")) return;
  throw new AppError("busy", { retryAfterSeconds: overload.refuse() });
}
