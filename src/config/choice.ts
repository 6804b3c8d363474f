import { ConfigError } from "./config-error.ts";
import type { RawEnvironment } from "./env.ts";
import { variables } from "./variables.ts";

type ChoiceName = "ENVIRONMENT" | "REGISTRATION" | "AUTH_MODE" | "LOG_LEVEL" | "BACKUP_CSV";

/** The given word, or the default one. Throws ConfigError naming the choices. */
export function choice<const T extends string>(
  raw: RawEnvironment,
  name: ChoiceName,
  allowed: readonly T[],
): T {
  const value = raw[name] ?? variables[name].fallback;
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new ConfigError(`${name} is "${value}", which is not one of its choices; write ${orList(allowed)}.`);
}

function orList(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
