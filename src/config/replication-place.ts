import { type BackupPlace, parseBackupPlaces, type S3Access } from "./backup-place.ts";
import { ConfigError } from "./config-error.ts";
import type { RawEnvironment } from "./env.ts";

/** Where every change is copied to at once; null when nowhere. Throws ConfigError. */
export function readReplicationPlace(
  raw: RawEnvironment,
  access: S3Access,
  workingFolder: string,
): BackupPlace | null {
  if (raw.REPLICATE_TO === undefined) return null;
  if (/^(off|none|no)$/iu.test(raw.REPLICATE_TO)) {
    throw new ConfigError(`REPLICATE_TO is "${raw.REPLICATE_TO}"; to copy changes nowhere, leave it out.`);
  }
  const [place, another] = parseBackupPlaces(raw.REPLICATE_TO, access, workingFolder, "REPLICATE_TO");
  if (another !== undefined) {
    throw new ConfigError(
      "REPLICATE_TO names several places; changes are copied to one, backups to as many as you like.",
    );
  }
  return place ?? null;
}
