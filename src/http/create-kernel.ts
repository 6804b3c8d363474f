import { constants } from "node:zlib";
import compress from "@fastify/compress";
import cookies from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { AppError } from "#contract/app-error.ts";
import type { Config } from "#config/config.ts";
import { answerError } from "./answer-error.ts";
import { Background } from "./background.ts";
import type { EntryKernel } from "./entry-kernel.ts";
import { entryRoutes } from "./entry-routes.ts";
import { answersKept } from "./idempotency.ts";
import { acceptJson } from "./json-body.ts";
import type { KernelStore } from "./kernel-store.ts";
import { type Logger, logRequestLine } from "./logger.ts";
import { type Measure, Metrics } from "./metrics.ts";
import { checkOrigin } from "./origin-check.ts";
import { Overload } from "./overload.ts";
import { guardAgainstOverload, refuseWhenOver } from "./overload-guard.ts";
import { type KernelParts, personRoutes } from "./person-routes.ts";
import { RateLimiter, type RateLimits, usualRateLimits } from "./rate-limits.ts";
import type { Readiness } from "./readiness.ts";
import { referenceRoutes } from "./reference-routes.ts";
import { requestIds } from "./request-id.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { SessionCookie } from "./session-cookie.ts";
import { Sessions } from "./sessions.ts";
import { statusRoutes } from "./status-routes.ts";
import { trustOf } from "./trust.ts";
import { webFiles } from "./web-files.ts";

export interface KernelOptions<Tx> {
  readonly config: Pick<Config, "publicUrl" | "trustedProxies" | "metricsToken">;
  readonly version: string;
  readonly secretKey: string;
  readonly logger: Logger;
  readonly store: KernelStore<Tx>;
  readonly readiness: Readiness;
  /** The folder of the built web app. */
  readonly webFolder: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly limits?: Partial<RateLimits>;
  readonly overload?: Overload;
  /** What /metrics tells besides the requests. */
  readonly measures?: () => readonly Measure[];
}

const bodyLimit = 1_048_576;
/** Old answers and sessions are looked for this often, in milliseconds. */
const sweepEvery = 600_000;

/** The HTTP server without features: register their routes on it, then listen. Closing it waits for background work. */
export async function createKernel<Tx>(options: KernelOptions<Tx>): Promise<EntryKernel<Tx>> {
  const { config, store, readiness, clock, overload = new Overload() } = options;
  const { publicUrl } = config;
  const isTrusted = trustOf(config.trustedProxies);
  const loggerInstance: FastifyBaseLogger = options.logger;
  const app: FastifyInstance = fastify({
    loggerInstance,
    // The one line per request is written below.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    trustProxy: config.trustedProxies.length > 0 ? (address: string) => isTrusted(address) : false,
    genReqId: requestIds(isTrusted),
    requestIdHeader: false,
    forceCloseConnections: "idle",
    routerOptions: { ignoreTrailingSlash: true },
    // Below the prefix or, behind a proxy that strips it, without it: the same app.
    rewriteUrl: ({ url = "/" }) => withoutPrefix(url, publicUrl.path),
    // An address that cannot be read matches no route; its usual answer would repeat it.
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(request, reply, publicUrl);
      void answerError(error, request, reply, store.appErrorOf);
    },
  });
  const background = new Background(app.log);
  const cookie = new SessionCookie(publicUrl);
  const metrics = new Metrics(() => [refusals(overload), ...(options.measures?.() ?? [])]);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, store.appErrorOf));
  acceptJson(app);
  await app.register(cookies);
  await app.register(rateLimit, { global: false });
  await app.register(compress, {
    encodings: ["br", "gzip"],
    threshold: 2_048,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "Task Aversion System", version: options.version } },
    transform: jsonSchemaTransform,
  });
  const limiter = new RateLimiter(app, { ...usualRateLimits, ...options.limits });

  app.addHook("onRequest", async (request, reply) => {
    void reply.header("x-request-id", request.id);
    setSecurityHeaders(request, reply, publicUrl);
    if (!isOurs(request)) return;
    refuseWhenOver(request, overload);
    await limiter.count("address", request);
    checkOrigin(request, publicUrl, cookie);
    if (readiness.phase !== "ready") throw new AppError("busy");
  });
  app.addHook("onResponse", async (request, reply) => {
    const { method, id: requestId } = request;
    const { statusCode: status, elapsedTime: milliseconds } = reply;
    const route = request.routeOptions.url ?? "(page)";
    metrics.count(method, route, status, milliseconds / 1000);
    logRequestLine(options.logger, { method, route, status, milliseconds, requestId });
  });
  app.addHook("onClose", () => background.finished());
  guardAgainstOverload(app, overload);

  let swept = clock();
  const parts: KernelParts<Tx> = {
    app,
    store,
    sessions: new Sessions(store, cookie, background, clock),
    limiter,
    secretKey: options.secretKey,
    moment: () => ({ now: clock(), newId: options.newId }),
    afterWrite() {
      const now = clock();
      if (now - swept < sweepEvery) return;
      swept = now;
      background.run("sweep out old answers", () =>
        store.write(store.everyone, (tx) => store.sweep(tx, now, now - answersKept)),
      );
    },
  };
  statusRoutes(app, { readiness, metrics, metricsToken: config.metricsToken, probe: store.probe, clock });
  referenceRoutes(app, publicUrl.path);
  await webFiles(app, options.webFolder, publicUrl.path);
  return { ...personRoutes(parts), ...entryRoutes(parts, cookie) };
}

function refusals({ refused }: Overload): Measure {
  const help = "Requests that were sent away because there was too much to do.";
  return { name: "tas_requests_refused_total", type: "counter", help, value: refused };
}

/** By the route it found, because an address can be written in many ways: /%61pi/v1/tasks is one of ours, too. */
function isOurs({ routeOptions, url }: FastifyRequest): boolean {
  return [routeOptions.url, url].some((address) => address?.startsWith("/api/"));
}

function withoutPrefix(url: string, prefix: string): string {
  if (prefix === "" || !url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  if (rest === "" || rest.startsWith("?")) return `/${rest}`;
  return rest.startsWith("/") ? rest : url;
}
