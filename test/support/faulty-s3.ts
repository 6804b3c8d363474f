import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";

/** What goes wrong at a request. `times` counts down; without it, every time. */
export interface S3Fault {
  /** Breaks the connection in the middle of the body that comes or goes, or stores a file whole and says nothing. */
  readonly kind:
    | "drop-upload"
    | "drop-download"
    | "drop-answer"
    /** Says 200 and keeps nothing, all but the last byte, or the bytes with one of them changed. */
    | "store-nothing"
    | "store-shorter"
    | "store-other"
    /** Answers nothing at all. */
    | "silent-upload"
    | "slow-down"
    | "full"
    | "no-conditions";
  times?: number;
}

interface Stored {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface FaultyS3 {
  readonly endpoint: string;
  readonly bucket: string;
  /** By key. */
  readonly objects: Map<string, Stored>;
  /** Uploads in parts that were begun and neither completed nor aborted, by their id. */
  readonly uploads: Map<string, { key: string; headers: Record<string, string>; parts: Map<number, Buffer> }>;
  /** The requests so far, like "PUT /bucket/key?partNumber". */
  readonly requests: string[];
  fault: S3Fault | null;
  /** Resolves when the next upload (whole or one part) has begun to arrive. */
  nextUpload(): Promise<void>;
  stop(): Promise<void>;
}

/** A small S3 server in memory that honours If-None-Match, lists and aborts uploads in parts, and fails on demand. */
export async function startFaultyS3(): Promise<FaultyS3> {
  const begun: (() => void)[] = [];
  const server = createServer((request, response) => {
    answer(store, request, response, begun).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const store: FaultyS3 = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: "faulty",
    objects: new Map(),
    uploads: new Map(),
    requests: [],
    fault: null,
    nextUpload: () => new Promise((resolve) => begun.push(resolve)),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return store;
}

async function answer(
  store: FaultyS3,
  request: IncomingMessage,
  response: ServerResponse,
  begun: (() => void)[],
): Promise<void> {
  const url = new URL(request.url ?? "/", store.endpoint);
  const key = decodeURIComponent(url.pathname).slice(`/${store.bucket}/`.length);
  const query = url.searchParams;
  store.requests.push(`${request.method} ${url.pathname}?${[...query.keys()].join("&")}`);
  const isUpload = request.method === "PUT";
  const isWhole = isUpload && !query.has("partNumber");
  if (isUpload) for (const tell of begun.splice(0)) tell();
  if (isUpload && strikes(store, "silent-upload")) return;
  if (isUpload && strikes(store, "drop-upload")) return dropInTheMiddle(request);
  const body = await bytesOf(request);
  if (isUpload && strikes(store, "slow-down")) return fail(response, 503, "SlowDown");
  if (isUpload && strikes(store, "full")) return fail(response, 507, "InsufficientStorage");
  const conditional = request.headers["if-none-match"] === "*";
  if (conditional && isFault(store, "no-conditions")) return fail(response, 501, "NotImplemented");
  if (conditional && store.objects.has(key)) return fail(response, 412, "PreconditionFailed");
  const end = (status: number, xml = "", headers: Record<string, string> = {}) => {
    response.writeHead(status, headers).end(xml);
  };
  const endStored = (xml: string, headers: Record<string, string> = {}) => {
    if (strikes(store, "drop-answer")) request.socket.destroy();
    else end(200, xml, headers);
  };
  if (isWhole) {
    keep(store, key, body, metadataOf(request));
    return endStored("", { etag: etagOf(body) });
  }
  const id = query.get("uploadId");
  const upload = id === null ? undefined : store.uploads.get(id);
  if (id !== null && upload === undefined) return fail(response, 404, "NoSuchUpload");
  if (isUpload) {
    upload?.parts.set(Number(query.get("partNumber")), body);
    return end(200, "", { etag: etagOf(body) });
  }
  if (request.method === "POST" && query.has("uploads")) {
    const made = randomUUID();
    store.uploads.set(made, { key, headers: metadataOf(request), parts: new Map() });
    return end(
      200,
      `<InitiateMultipartUploadResult><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`,
    );
  }
  if (request.method === "POST" && upload !== undefined && id !== null) {
    const parts = [...upload.parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    store.uploads.delete(id);
    keep(store, key, Buffer.concat(parts), upload.headers);
    return endStored("<CompleteMultipartUploadResult></CompleteMultipartUploadResult>");
  }
  if (request.method === "DELETE") {
    if (id === null) store.objects.delete(key);
    else store.uploads.delete(id);
    return end(204);
  }
  if (query.has("list-type")) return end(200, listing(store, query.get("prefix") ?? ""));
  giveBack(store, key, request, response);
}

/** Whether the fault of this kind happens now; counts it. */
function strikes(store: FaultyS3, kind: S3Fault["kind"]): boolean {
  if (!isFault(store, kind)) return false;
  const { fault } = store;
  if (fault?.times !== undefined) fault.times -= 1;
  return true;
}

function isFault({ fault }: FaultyS3, kind: S3Fault["kind"]): boolean {
  return fault?.kind === kind && (fault.times ?? 1) > 0;
}

function dropInTheMiddle(request: IncomingMessage): void {
  request.once("data", () => request.socket.destroy());
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function keep(store: FaultyS3, key: string, body: Buffer, headers: Record<string, string>): void {
  if (strikes(store, "store-nothing")) return;
  const shorter = strikes(store, "store-shorter") ? body.subarray(0, -1) : body;
  const kept = Buffer.from(shorter);
  const middle = kept.length >> 1;
  if (strikes(store, "store-other")) kept.writeUInt8(kept.readUInt8(middle) ^ 1, middle);
  store.objects.set(key, { body: kept, headers });
}

function giveBack(store: FaultyS3, key: string, request: IncomingMessage, response: ServerResponse): void {
  const found = store.objects.get(key);
  if (found === undefined) return fail(response, 404, "NoSuchKey", request.method === "HEAD");
  const etag = etagOf(found.body);
  const wanted = request.headers["if-match"];
  if (wanted !== undefined && wanted !== etag) return fail(response, 412, "PreconditionFailed");
  const from = Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? "")?.[1] ?? 0);
  const body = found.body.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    ...found.headers,
    etag,
    "last-modified": new Date(0).toUTCString(),
    "content-length": body.length,
  });
  if (request.method === "HEAD") return void response.end();
  if (!strikes(store, "drop-download")) return void response.end(body);
  response.write(body.subarray(0, body.length >> 1), () => response.destroy());
}

function listing(store: FaultyS3, prefix: string): string {
  const keys = [...store.objects].filter(([key]) => key.startsWith(prefix));
  const contents = keys.map(
    ([key, { body }]) =>
      `<Contents><Key>${key}</Key><Size>${body.length}</Size><LastModified>2026-11-21T00:00:00.000Z</LastModified></Contents>`,
  );
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`;
}

function fail(response: ServerResponse, status: number, code: string, bare = false): void {
  response.writeHead(status).end(bare ? "" : `<Error><Code>${code}</Code><Message>No.</Message></Error>`);
}

function metadataOf(request: IncomingMessage): Record<string, string> {
  const stamp = request.headers["x-amz-meta-stamp"];
  return typeof stamp === "string" ? { "x-amz-meta-stamp": stamp } : {};
}

function etagOf(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}
