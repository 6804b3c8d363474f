import type { Config } from "./config.ts";

/** The configuration for printing and --json: the database by its label, secrets only as whether they are set. */
export function describeConfig(config: Config): Record<string, unknown> {
  const { database, secretKey, metricsToken, ...open } = config;
  return {
    ...open,
    database: { engine: database.engine, label: database.label },
    secretKey: secretKey === null ? "kept in the data folder" : "set",
    metricsToken: metricsToken === null ? "not set" : "set",
  };
}
