import { ConfigError } from "./config-error.ts";

/** Throws ConfigError when there is something to complain of. */
export function refuse(complaint: string | undefined): void {
  if (complaint !== undefined) throw new ConfigError(complaint);
}
