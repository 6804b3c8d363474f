import { DestinationError, type DestinationErrorCode } from "./destination-error.ts";
import type { S3Place } from "./destination-place.ts";

/** HTTP status of the store's answer, if there was one. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && nameOf(error) !== "NoSuchBucket";
}

const wrongKey = new Set([
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "InvalidToken",
  "TokenRefreshRequired",
]);
const wrongRegion = new Set([
  "PermanentRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
]);
const full = new Set(["QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "StorageFull"]);

/**
 * What the store or the network said, in a sentence. The SDK's own message is left out: it may quote keys.
 * DestinationError and foreign errors come back as they are.
 */
export function s3Error(error: unknown, place: S3Place): unknown {
  if (error instanceof DestinationError || !(error instanceof Error)) return error;
  const [code, sentence] = explain(error, place) ?? [];
  return code === undefined || sentence === undefined
    ? error
    : new DestinationError(code, sentence, { cause: error });
}

function explain(error: Error, place: S3Place): [DestinationErrorCode, string] | null {
  const name = nameOf(error);
  const status = statusOf(error);
  const host = place.endpoint ?? "Amazon S3";
  const at = `${place.label} (${host})`;
  if (name === "NoSuchBucket") {
    return [
      "not-found",
      `The bucket "${place.bucket}" does not exist at ${host}; make it, or name another one.`,
    ];
  }
  if (name === "CredentialsProviderError") {
    return [
      "refused",
      `There is no key for ${at}; set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or give this machine a role that may use the bucket.`,
    ];
  }
  if (wrongKey.has(name)) {
    return [
      "refused",
      `${at} does not accept the key (${name}); correct S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.`,
    ];
  }
  if (wrongRegion.has(name) || status === 301) {
    return ["refused", `${at} is in another region than ${place.region}; correct S3_REGION.`];
  }
  if (name === "RequestTimeTooSkewed") {
    return ["refused", `${at} says that this machine's clock is wrong; set the clock, and try again.`];
  }
  if (full.has(name) || status === 507) {
    return ["disk-full", `There is no room left at ${at}; free some, or raise its limit.`];
  }
  if (status === 401 || status === 403) {
    return [
      "refused",
      `${at} does not allow this (${name}); the key has to be right, and needs to read, write, list and delete objects there.`,
    ];
  }
  if (status === 404) return ["not-found", `This file is not at ${at}; look at what tas backup list shows.`];
  if (status !== undefined && status < 500) {
    return ["refused", `${at} refused the request (${name}, ${status}); look into that store's own log.`];
  }
  if (status !== undefined || isNetwork(error)) {
    return [
      "unreachable",
      `${at} does not answer as it should (${status ?? networkCode(error) ?? name}); look at the network and S3_ENDPOINT, and try again.`,
    ];
  }
  return null;
}

const networkCodes =
  /^(ECONN\w+|EPIPE|ENOTFOUND|EAI_\w+|ETIMEDOUT|EHOST\w+|ENET\w+|EADDRNOTAVAIL|EPROTO|ERR_SSL_\w+|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/u;

function isNetwork(error: Error): boolean {
  if (["TimeoutError", "RequestTimeout", "SyntaxError"].includes(error.name)) return true;
  return networkCodes.test(networkCode(error) ?? "");
}

function networkCode(error: Error): string | undefined {
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The store's own code for the error, like AccessDenied. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "Code" in error && typeof error.Code === "string" ? error.Code : error.name;
  return /^[A-Za-z0-9]{1,80}$/u.test(code) ? code : "unknown";
}
