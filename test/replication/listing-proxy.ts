import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands in front of s3rver, which does not list folders that hold nothing but folders: such listings (with a delimiter) are
 * made here of its listing of everything. All else passes through as it is.
 */
export async function startListingProxy(endpoint: string): Promise<{ endpoint: string; stop(): void }> {
  const server = createServer((asked, answer) => {
    const url = new URL(asked.url ?? "/", endpoint);
    const delimiter = url.searchParams.get("delimiter");
    const done =
      asked.method === "GET" && delimiter ? list(url, delimiter, answer) : pass(url, asked, answer);
    done.catch(() => answer.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function pass(url: URL, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const onward = request(url, { method: asked.method, headers: asked.headers });
  asked.pipe(onward);
  const [found] = (await once(onward, "response")) as [IncomingMessage];
  answer.writeHead(found.statusCode ?? 502, found.headers);
  found.pipe(answer);
  await once(answer, "close");
}

async function list(url: URL, delimiter: string, answer: ServerResponse): Promise<void> {
  const prefix = url.searchParams.get("prefix") ?? "";
  const everything = new URL(url.pathname, url);
  everything.searchParams.set("prefix", prefix);
  const text = await (await fetch(everything)).text();
  if (text.includes("<IsTruncated>true")) throw new Error("More objects than one listing holds.");
  const contents = [...text.matchAll(/<Contents>.*?<\/Contents>/gsu)].map(([content]) => content);
  const folders = new Set<string>();
  const direct = contents.filter((content) => {
    const key = /<Key>(.*?)<\/Key>/su.exec(content)?.[1] ?? "";
    const end = key.indexOf(delimiter, prefix.length);
    if (end >= 0) folders.add(key.slice(0, end + delimiter.length));
    return end < 0;
  });
  const prefixes = [...folders].map(
    (folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`,
  );
  answer.writeHead(200, { "content-type": "application/xml" });
  answer.end(
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` +
      `<Prefix>${prefix}</Prefix><Delimiter>${delimiter}</Delimiter><IsTruncated>false</IsTruncated>` +
      `${direct.join("")}${prefixes.join("")}</ListBucketResult>`,
  );
}
