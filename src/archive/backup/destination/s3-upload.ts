import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { ByteDigest, type Digest } from "./byte-digest.ts";
import type { S3Place } from "./destination-place.ts";
import { fileChunks } from "./file-chunks.ts";
import type { S3Tools } from "./s3-client.ts";
import { stampAt } from "./s3-stamp.ts";

const smallestPart = 8 * 1024 * 1024;
/** S3 takes 10,000 parts; some room is left for a file that grows. */
const mostParts = 9000;
const partsAtOnce = 2;

/**
 * Sends an open file, in parts when it is large, and says what was sent. `stamp` is kept with it, so that this very
 * upload can be told from another of the same name. What fails or is aborted leaves no unfinished upload behind, as
 * far as the store answers. Throws the SDK's errors, or the signal's reason.
 */
export async function uploadFile(
  tools: S3Tools,
  place: S3Place,
  file: FileHandle,
  target: { readonly key: string; readonly stamp: string; readonly onlyNew: boolean },
  options: { readonly signal?: AbortSignal; readonly onBytes: (done: number) => void },
): Promise<Digest> {
  const { client, Upload } = tools;
  const { size } = await file.stat();
  const digest = new ByteDigest();
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  async function* body() {
    for await (const chunk of fileChunks(file, signal)) {
      digest.add(chunk);
      yield chunk;
    }
  }
  const upload = new Upload({
    client: stoppable(client, failed, signal),
    partSize: Math.max(smallestPart, Math.ceil(size / mostParts)),
    queueSize: partsAtOnce,
    params: {
      Bucket: place.bucket,
      Key: target.key,
      Body: Readable.from(body(), { objectMode: false }),
      ContentType: "application/octet-stream",
      Metadata: { stamp: target.stamp },
      ...(target.onlyNew ? { IfNoneMatch: "*" } : {}),
    },
  });
  upload.on("httpUploadProgress", ({ loaded }) => options.onBytes(loaded ?? 0));
  try {
    await upload.done();
  } catch (error) {
    options.signal?.throwIfAborted();
    // The answer to a finished upload may have been lost, and the repeated request refused.
    if ((await stampAt(tools, place, target.key)) === target.stamp) return digest.digest();
    throw failed.signal.aborted ? failed.signal.reason : error;
  }
  return digest.digest();
}

/** Without its answer, nobody would know which upload to clean up; and the cleaning itself goes through. */
const neverCutOff = new Set(["CreateMultipartUploadCommand", "AbortMultipartUploadCommand"]);

/**
 * The same client whose requests end with the signal, and which ends all others after the first failure. Upload's own
 * abort() returns before it has cleaned up, and its other parts go on after one has failed.
 */
function stoppable(client: S3Client, failed: AbortController, abortSignal: AbortSignal): S3Client {
  const send = async (command: Parameters<S3Client["send"]>[0]) => {
    if (neverCutOff.has(command.constructor.name)) return client.send(command);
    try {
      return await client.send(command, { abortSignal });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  // The cast holds: everything but send() is inherited, and send() takes and gives the same.
  return Object.create(client, { send: { value: send } }) as S3Client;
}
