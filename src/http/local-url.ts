import type { AddressInfo } from "node:net";
import type { Config } from "#config/config.ts";

/** Where this machine reaches a server that listens at `address`. */
export function localUrl(config: Config, address: AddressInfo | string | null): string {
  const port = address !== null && typeof address === "object" ? address.port : config.port;
  const everywhere = ["0.0.0.0", "::", "127.0.0.1", "::1"].includes(config.host);
  const host = everywhere ? "localhost" : config.host.includes(":") ? `[${config.host}]` : config.host;
  return `http://${host}:${port}${config.publicUrl.path}`;
}
