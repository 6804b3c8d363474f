import type { S3Access, S3Credentials } from "./backup-place.ts";
import { ConfigError } from "./config-error.ts";
import type { RawEnvironment } from "./env.ts";
import { variables } from "./variables.ts";

/** How S3 destinations are reached. Throws ConfigError. */
export function readS3Access(raw: RawEnvironment): S3Access {
  return {
    endpoint: raw.S3_ENDPOINT === undefined ? null : parseEndpoint(raw.S3_ENDPOINT),
    region: parseRegion(raw.S3_REGION ?? variables.S3_REGION.fallback),
    credentials: readCredentials(raw),
  };
}

function parseEndpoint(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  // Never quoted: a password may stand in it.
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    throw new ConfigError("S3_ENDPOINT is not a web address; write one like https://s3.example.org.");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ConfigError(
      "S3_ENDPOINT holds more than a host and a path; write only those, with the keys in S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.",
    );
  }
  return url.href.replace(/\/$/u, "");
}

function parseRegion(value: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u.test(value)) return value;
  throw new ConfigError(`S3_REGION is "${value}", which is not a region's name; write one like us-east-1.`);
}

function readCredentials(raw: RawEnvironment): S3Credentials | null {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = raw;
  if (accessKeyId === undefined && secretAccessKey === undefined) return null;
  if (secretAccessKey === undefined) {
    throw new ConfigError(
      "S3_ACCESS_KEY_ID is set without S3_SECRET_ACCESS_KEY; set both, or neither to use what this machine is allowed.",
    );
  }
  if (accessKeyId === undefined) {
    throw new ConfigError(
      "S3_SECRET_ACCESS_KEY is set without S3_ACCESS_KEY_ID; set both, or neither to use what this machine is allowed.",
    );
  }
  for (const [name, key] of Object.entries({
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  })) {
    // Such a key cannot stand in a header; a line end or a space got in while copying.
    if (!/^[\x21-\x7e]+$/u.test(key)) {
      throw new ConfigError(`${name} holds a space or an unusual sign; copy it again as the store shows it.`);
    }
  }
  return { accessKeyId, secretAccessKey };
}
