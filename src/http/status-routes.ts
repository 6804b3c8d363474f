import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { AppError } from "#contract/app-error.ts";
import type { Metrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";

/** One real check of the database serves all who ask within this many milliseconds. */
const probeKept = 1_000;
/** Who asks is told "not ready" when the check takes longer than this, in milliseconds: a load balancer gives up soon. */
const usualPatience = 3_000;

/** For machines: does the process live, can it serve, how much does it do. */
export function statusRoutes(
  app: FastifyInstance,
  parts: {
    readonly readiness: Readiness;
    readonly metrics: Metrics;
    readonly metricsToken: string | null;
    readonly probe: () => Promise<void>;
    readonly clock: () => number;
    readonly patience?: number;
  },
): void {
  const { readiness, metrics, metricsToken, patience = usualPatience } = parts;
  const hidden = { schema: { hide: true } } as const;
  let lastProbe: { at: number; over: boolean; result: Promise<boolean> } | undefined;

  function startProbe(now: number) {
    const probe = { at: now, over: false, result: Promise.resolve(false) };
    probe.result = parts
      .probe()
      .then(
        () => true,
        (error: unknown) => {
          app.log.error({ err: error }, "the database does not answer as it should");
          return false;
        },
      )
      .finally(() => {
        probe.over = true;
      });
    return probe;
  }

  async function canServe(): Promise<boolean> {
    const now = parts.clock();
    const old = !lastProbe || now - lastProbe.at >= probeKept || now < lastProbe.at;
    // One that still runs is not joined by a second: they would only queue up behind the same lock.
    if (!lastProbe || (old && lastProbe.over)) lastProbe = startProbe(now);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), patience);
    });
    try {
      return await Promise.race([lastProbe.result, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  app.get("/healthz", hidden, async (_request, reply) => {
    const { phase, progress } = readiness;
    void reply.header("cache-control", "no-store");
    return phase === "migrating" ? { status: "migrating", progress } : { status: "ok" };
  });

  app.get("/readyz", hidden, async (_request, reply) => {
    const { phase, progress } = readiness;
    void reply.header("cache-control", "no-store");
    if (phase === "ready" && (await canServe())) return { status: "ready" };
    void reply.code(503).header("retry-after", "2");
    return phase === "ready" ? { status: "database-unavailable", progress: 1 } : { status: phase, progress };
  });

  app.get("/metrics", hidden, async (request, reply) => {
    if (metricsToken === null ? !isThisMachine(request) : !bears(request, metricsToken)) {
      throw new AppError(metricsToken === null ? "not-found" : "not-signed-in");
    }
    return reply
      .header("cache-control", "no-store")
      .type("text/plain; version=0.0.4; charset=utf-8")
      .send(metrics.text());
  });
}

const forwardingHeaders: ReadonlySet<string> = new Set([
  "forwarded",
  "via",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
]);

/** The connection itself comes from this machine, and nobody passed the request on. */
function isThisMachine(request: FastifyRequest): boolean {
  const { headers, socket } = request.raw;
  const forwarded = Object.keys(headers).some(
    (name) => name.startsWith("x-forwarded-") || forwardingHeaders.has(name),
  );
  return !forwarded && ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(socket.remoteAddress ?? "");
}

function bears(request: FastifyRequest, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ""), digest(`Bearer ${token}`));
}
