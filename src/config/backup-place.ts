import { resolve } from "node:path";
import { ConfigError } from "./config-error.ts";

/** Where backups are kept. `label` is safe to print. */
export type BackupPlace =
  | { readonly kind: "folder"; readonly path: string; readonly label: string }
  | {
      readonly kind: "s3";
      readonly label: string;
      readonly bucket: string;
      /** Empty, or ends with a slash. */
      readonly prefix: string;
      /** Null for Amazon's own. */
      readonly endpoint: string | null;
      readonly region: string;
      /** Null: what the machine itself is allowed (an instance role, ~/.aws). */
      readonly credentials: S3Credentials | null;
    };

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What every S3 destination of one installation shares. */
export interface S3Access {
  readonly endpoint: string | null;
  readonly region: string;
  readonly credentials: S3Credentials | null;
}

const advice = "write folders and s3://bucket/folder addresses with commas between them";

/**
 * Reads a list of places: at least one, each once; folders become absolute. `name` is what the sentence blames
 * (a variable or an option). Throws ConfigError.
 */
export function parseBackupPlaces(
  value: string,
  access: S3Access,
  workingFolder: string,
  name = "BACKUP_DESTINATIONS",
): readonly BackupPlace[] {
  const parts = value.split(",").map((part) => part.trim());
  if (parts.includes("")) {
    throw new ConfigError(`${name} has nothing between two commas; ${advice}.`);
  }
  const places = parts.map((part) => parsePlace(part, access, workingFolder, name));
  const labels = places.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice === undefined) return places;
  throw new ConfigError(`${name} names ${twice} twice; name every place once.`);
}

function parsePlace(part: string, access: S3Access, workingFolder: string, name: string): BackupPlace {
  if (/^s3:/iu.test(part)) return parseS3(part, access, name);
  // Not quoted: an address of another kind may hold a password.
  if (/^[a-z][a-z0-9+.-]*:/iu.test(part)) {
    throw new ConfigError(`${name} holds an address that is neither a folder nor s3://; ${advice}.`);
  }
  if (/^(off|none|no)$/iu.test(part)) {
    throw new ConfigError(
      `${name} is "${part}", and backups need a place; to stop the timed ones, write BACKUP_SCHEDULE=off.`,
    );
  }
  if (part.startsWith("~")) {
    throw new ConfigError(
      `${name} has a folder that starts with ~, which only a shell understands; write the whole path, like /home/me/backups.`,
    );
  }
  if (part.includes("\0")) {
    throw new ConfigError(`${name} holds a character that no folder name can have; ${advice}.`);
  }
  const path = resolve(workingFolder, part);
  return { kind: "folder", path, label: path };
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;
const prefixName = /^[A-Za-z0-9!_.*'()-]+(\/[A-Za-z0-9!_.*'()-]+)*$/u;

function parseS3(part: string, access: S3Access, name: string): BackupPlace {
  const [, bucket = "", rest = ""] = /^s3:\/\/([^/]*)(?:\/(.*))?$/iu.exec(part) ?? [];
  // Not quoted: people write keys into such addresses.
  if (!bucketName.test(bucket)) {
    throw new ConfigError(
      `${name} has an s3:// address without a proper bucket name; write one like s3://my-backups/tasks, with the keys in S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.`,
    );
  }
  const folder = rest.replace(/\/$/u, "");
  const steps = folder.split("/");
  if (folder !== "" && (!prefixName.test(folder) || steps.includes(".") || steps.includes(".."))) {
    throw new ConfigError(
      `${name} has an unusual folder in an s3:// address; use letters, digits, hyphens and single slashes, like s3://my-backups/tasks.`,
    );
  }
  const prefix = folder === "" ? "" : `${folder}/`;
  return { kind: "s3", label: `s3://${bucket}/${prefix}`, bucket, prefix, ...access };
}
