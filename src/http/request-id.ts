import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** A request keeps the id a trusted proxy gave it; any other gets a new one. */
export function requestIds(isTrusted: (address: string | undefined) => boolean) {
  return ({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">): string => {
    const given = headers["x-request-id"];
    const usable = typeof given === "string" && /^[\w.-]{1,64}$/u.test(given);
    return usable && isTrusted(socket.remoteAddress) ? given : randomUUID();
  };
}
