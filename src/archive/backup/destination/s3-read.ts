import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import type { S3Place } from "./destination-place.ts";
import type { S3Tools } from "./s3-client.ts";
import { statusOf } from "./s3-error.ts";

/** So many times in a row a read may break off without one more byte. */
const patience = 4;

export interface ReadObject {
  /** What the store says the size is. */
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** All bytes; goes on where a dropped connection broke off. */
  chunks(): AsyncGenerator<Uint8Array>;
}

/** Opens a stored object. Throws the SDK's errors. */
export async function readObject(
  tools: S3Tools,
  place: S3Place,
  key: string,
  signal?: AbortSignal,
): Promise<ReadObject> {
  const first = await get(tools, place, key, signal);
  const size = first.ContentLength ?? 0;
  return {
    size,
    metadata: first.Metadata ?? {},
    async *chunks() {
      let done = 0;
      let failures = 0;
      let answer: GetObjectCommandOutput | null = first;
      while (true) {
        try {
          answer ??= await get(tools, place, key, signal, { from: done, etag: first.ETag });
          for await (const chunk of bytesOf(answer)) {
            signal?.throwIfAborted();
            done += chunk.length;
            failures = 0;
            yield chunk;
          }
          if (done >= size) return;
          throw Object.assign(new Error("The answer ended early."), { code: "ECONNRESET" });
        } catch (error) {
          answer = null;
          signal?.throwIfAborted();
          failures += 1;
          // An answer with a status is one that the SDK has already asked for again.
          if (failures > patience || statusOf(error) !== undefined) throw error;
        }
      }
    },
  };
}

async function get(
  { client, s3 }: S3Tools,
  place: S3Place,
  key: string,
  signal: AbortSignal | undefined,
  rest?: { readonly from: number; readonly etag: string | undefined },
): Promise<GetObjectCommandOutput> {
  const part = rest === undefined || rest.from === 0 ? {} : { Range: `bytes=${rest.from}-` };
  const same = rest?.etag === undefined ? {} : { IfMatch: rest.etag };
  const command = new s3.GetObjectCommand({ Bucket: place.bucket, Key: key, ...part, ...same });
  return client.send(command, signal === undefined ? {} : { abortSignal: signal });
}

async function* bytesOf({ Body }: GetObjectCommandOutput): AsyncGenerator<Uint8Array> {
  if (Body === undefined) return;
  if (!(Symbol.asyncIterator in Body)) throw new TypeError("The store's answer is no stream.");
  for await (const chunk of Body) yield toBytes(chunk);
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError("The store's answer holds something else than bytes.");
}
