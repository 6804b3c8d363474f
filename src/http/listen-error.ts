import type { Config } from "#config/config.ts";
import { ConfigError } from "#config/config-error.ts";

/** Why the server cannot listen, in a sentence for the host; any other error is passed on as it is. */
export function listenError(error: unknown, { host, port }: Pick<Config, "host" | "port">): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new ConfigError(
        `Port ${port} of ${host} is in use by another program; stop that one, or set PORT to another number.`,
      );
    case "EACCES":
      return new ConfigError(
        `This user may not listen on port ${port}; set PORT to a number from 1024 on, and put a proxy in front of it.`,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ConfigError(
        `HOST is "${host}", which is no address of this machine; write 127.0.0.1, or 0.0.0.0 for every network.`,
      );
    default:
      return error;
  }
}
