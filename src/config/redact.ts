import type { Config } from "./config.ts";
import { createTextRedactor } from "./redact-text.ts";
import { createValueRedactor } from "./redact-value.ts";

/** Takes secrets out of anything that leaves the process. Neither function throws or changes its argument. */
export interface Redactor {
  readonly text: (text: string) => string;
  /** A plain copy, ready for JSON, without secrets in keys or values. */
  readonly value: (value: unknown) => unknown;
}

/** A redactor for these secret values and for everything that looks like a secret. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const text = createTextRedactor(secrets);
  return { text, value: createValueRedactor(text) };
}

/** Every secret value a configuration holds; add the one ensureSecretKey returns. */
export function secretsOf(config: Config, ...more: readonly string[]): readonly string[] {
  const urls = [config.database.engine === "postgres" ? config.database.url : null, config.mail?.url ?? null];
  const passwords = urls.flatMap((url) => (url === null ? [] : passwordsOf(url)));
  const { credentials } = config.backup.s3;
  const keys = credentials === null ? [] : [credentials.accessKeyId, credentials.secretAccessKey];
  const all = [config.secretKey, config.metricsToken, ...passwords, ...keys, ...more];
  return all.filter((secret) => secret !== null);
}

function passwordsOf(address: string): string[] {
  const url = new URL(address);
  const inQuery = ["password", "sslpassword"].flatMap((name) => url.searchParams.getAll(name));
  const all = [url.password, decodeURIComponent(url.password), ...inQuery];
  return all.filter((password) => password !== "");
}
