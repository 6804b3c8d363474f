import type { FastifyRequest } from "fastify";
import { plainAddress } from "./proxy-network.ts";

/** Headers with which a proxy says for whom it asks, and how. */
export const forwardingHeaders = [
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "x-forwarded-prefix",
  "x-real-ip",
  "forwarded",
] as const;

export type ForwardingHeader = (typeof forwardingHeaders)[number];

/** How a request arrived. */
export interface ConnectionFacts {
  /** What was typed, like https://example.org/tasks, as the one who asks says; null when they do not. */
  readonly address: string | null;
  /** The setting. `path` is "" or like "/tasks"; `derived` when it was not given. */
  readonly publicUrl: {
    readonly href: string;
    readonly origin: string;
    readonly path: string;
    readonly derived: boolean;
  };
  readonly trustedProxies: readonly string[];
  /** Who is connected to the server itself. */
  readonly peer: string;
  /** Whether the peer's forwarding headers are believed. */
  readonly isTrusted: boolean;
  /** Whom the app takes for the one who asks, and the scheme and host it takes for the address. */
  readonly client: string;
  readonly scheme: string;
  readonly host: string;
  readonly headers: Readonly<Partial<Record<ForwardingHeader, string>>>;
}

/** What a request tells about its way. `address` is what the one who asks says was typed. */
export function connectionFacts(
  request: Pick<FastifyRequest, "ip" | "protocol" | "host" | "headers" | "socket">,
  settings: Pick<ConnectionFacts, "publicUrl" | "trustedProxies">,
  isTrusted: (address: string | undefined) => boolean,
  address: string | null,
): ConnectionFacts {
  const { ip, protocol, host, socket } = request;
  const headers = forwardingHeaders.flatMap((name) => {
    const value = request.headers[name];
    return value === undefined ? [] : [[name, [value].flat().join(", ").slice(0, 300)]];
  });
  return {
    address: address === null ? null : address.replace(/\/$/u, ""),
    publicUrl: settings.publicUrl,
    trustedProxies: settings.trustedProxies,
    peer: plainAddress(socket.remoteAddress ?? ""),
    isTrusted: isTrusted(socket.remoteAddress),
    client: plainAddress(ip),
    scheme: protocol,
    host,
    headers: Object.fromEntries(headers),
  };
}
