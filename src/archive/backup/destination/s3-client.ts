import type * as ClientS3 from "@aws-sdk/client-s3";
import type * as LibStorage from "@aws-sdk/lib-storage";
import type { S3Place } from "./destination-place.ts";

/** What the SDK gives, loaded at the first use: most installations never speak to S3. */
export interface S3Tools {
  readonly client: ClientS3.S3Client;
  readonly s3: typeof ClientS3;
  readonly Upload: typeof LibStorage.Upload;
}

/** A connection that does not answer at all is given up after this; in ms. */
const connectionTimeout = 10_000;
/** One on which nothing moves is given up after this; in ms. */
const socketTimeout = 60_000;

export async function loadS3(place: S3Place): Promise<S3Tools> {
  const [s3, { Upload }] = await Promise.all([import("@aws-sdk/client-s3"), import("@aws-sdk/lib-storage")]);
  const client = new s3.S3Client({
    region: place.region,
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    ...(place.credentials === null ? {} : { credentials: place.credentials }),
    forcePathStyle: true,
    maxAttempts: 5,
    requestHandler: { connectionTimeout, socketTimeout },
    // The SDK's own checksums are framed into the body, and stores that do not know the frames keep them as content.
    // What is stored is read back and compared anyway.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return { client, s3, Upload };
}
