import type { ReplicaPlace } from "./replica-place.ts";

/**
 * Litestream's settings for one database (JSON, which is YAML too), without keys. It forgets a snapshot after this time
 * and needs the one before a moment to go there: with one a day, eight days keep every second of the last seven.
 */
const retention = "192h";

export function litestreamConfig(databasePath: string, to: ReplicaPlace): string {
  const replica = {
    ...replicaAddress(to),
    retention,
    "retention-check-interval": "1h",
    "snapshot-interval": "24h",
    "sync-interval": "1s",
  };
  return `${JSON.stringify({ dbs: [{ path: databasePath, replicas: [replica] }] }, null, 2)}\n`;
}

function replicaAddress(to: ReplicaPlace): Record<string, unknown> {
  if (to.kind === "folder") return { type: "file", path: to.path };
  return {
    type: "s3",
    bucket: to.bucket,
    path: to.prefix.replace(/\/$/u, ""),
    region: to.region,
    ...(to.endpoint === null ? {} : { endpoint: to.endpoint, "force-path-style": true }),
  };
}
