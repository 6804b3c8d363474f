import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";

export interface S3Server {
  /** Like http://127.0.0.1:40123. */
  readonly endpoint: string;
  readonly bucket: string;
  /** The only key it knows. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Where it keeps what it stores. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** A real S3 server on a free port of this machine, with one empty bucket in a temporary folder. */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), "tas-s3-"));
  const bucket = "backups";
  const server = new S3rver({
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory: folder,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port } = await server.run();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
    folder,
    async stop() {
      // It waits for its clients' idle connections, which they keep; nobody here waits for those.
      void server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
