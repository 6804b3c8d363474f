import { AppError } from "#contract/app-error.ts";
import {
  connectionCheckSchema,
  connectionQuerySchema,
  connectionSchema,
  type ConnectionView,
} from "#contract/server.ts";
import type { Kernel } from "#http/kernel.ts";
import { parseInput } from "#http/parse-input.ts";
import { trustOf } from "#http/trust.ts";
import type { Tx } from "#storage/database.ts";
import { adminRoute } from "./admin-route.ts";
import { type ConnectionFacts, connectionFacts } from "./connection-facts.ts";
import { connectionFindings, suggestedProxies } from "./connection-findings.ts";
import { doctorHeader, isDoctorPass } from "./doctor-pass.ts";

export interface ConnectionRouteOptions {
  readonly publicUrl: ConnectionFacts["publicUrl"];
  readonly trustedProxies: readonly string[];
  readonly secretKey: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** So often a minute the command line may ask: it asks once. */
const mostChecks = 20;

/** How a request arrives here: for admins in the browser, and for `tas doctor` by way of PUBLIC_URL. */
export function connectionRoutes(kernel: Kernel<Tx>, options: ConnectionRouteOptions): void {
  const { clock, secretKey } = options;
  const isTrusted = trustOf(options.trustedProxies);

  adminRoute(kernel, {
    method: "GET",
    url: "/server/connection",
    summary: "How this request arrived, and what is wrong on its way (admins)",
    query: connectionQuerySchema,
    response: connectionSchema,
    handler: async ({ query: { address }, request }) =>
      connectionView(connectionFacts(request, options, isTrusted, address ?? null)),
  });

  let checks: number[] = [];
  kernel.app.get("/api/v1/server/connection/check", { schema: { hide: true } }, async (request, reply) => {
    const now = clock();
    // Who has no pass is not told that there is anything.
    if (!isDoctorPass(request.headers[doctorHeader], secretKey, now)) throw new AppError("not-found");
    checks = [...checks.filter((at) => at <= now && now - at < 60_000), now];
    if (checks.length > mostChecks) throw new AppError("rate-limited", { retryAfterSeconds: 60 });
    const { address } = parseInput(connectionQuerySchema, request.query);
    const findings = connectionFindings(connectionFacts(request, options, isTrusted, address ?? null));
    void reply.header("cache-control", "no-store");
    return reply.send(connectionCheckSchema.parse({ findings }));
  });
}

function connectionView(facts: ConnectionFacts): ConnectionView {
  const { publicUrl, scheme, host, client, peer, isTrusted, trustedProxies, headers, address } = facts;
  const typed = address === null ? null : new URL(address);
  const secure = publicUrl.origin.startsWith("https:") || scheme === "https";
  const isSafe = typed === null || typed.protocol === "https:" || typed.hostname === "localhost";
  const path = typed?.pathname.replace(/\/$/u, "") ?? publicUrl.path;
  return {
    seen: `${scheme}://${host}${publicUrl.path}`,
    publicUrl: publicUrl.derived ? null : publicUrl.href,
    client,
    peer,
    trusted: isTrusted,
    trustedProxies: [...trustedProxies],
    suggestedProxies: suggestedProxies(facts),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    cookies: { kept: (!secure || isSafe) && path.startsWith(publicUrl.path), secure },
    findings: connectionFindings(facts),
  };
}
