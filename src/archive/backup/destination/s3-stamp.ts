import type { S3Place } from "./destination-place.ts";
import type { S3Tools } from "./s3-client.ts";
import { isMissing } from "./s3-error.ts";

/** The stamp of what is stored there, empty if it has none; null if there is nothing. */
export async function stampAt({ client, s3 }: S3Tools, place: S3Place, key: string): Promise<string | null> {
  try {
    const head = await client.send(new s3.HeadObjectCommand({ Bucket: place.bucket, Key: key }));
    return head.Metadata?.["stamp"] ?? "";
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
