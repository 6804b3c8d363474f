import type { Config } from "./config.ts";

/** The configuration for printing and --json: the database by its label, secrets only as whether they are set. */
export function describeConfig(config: Config): Record<string, unknown> {
  const { database, secretKey, metricsToken, backup, replication, mail, ...open } = config;
  return {
    ...open,
    database: { engine: database.engine, label: database.label },
    secretKey: secretKey === null ? "kept in the data folder" : "set",
    backup: {
      ...backup,
      destinations: backup.destinations.map(({ label }) => label),
      s3: { ...backup.s3, credentials: backup.s3.credentials === null ? "not set" : "set" },
    },
    replication: replication?.label ?? null,
    mail: mail === null ? null : { server: mail.label, from: mail.from, alertTo: mail.alertTo },
    metricsToken: metricsToken === null ? "not set" : "set",
  };
}
