import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
/** A person has given up by then, in milliseconds. */
const patience = 30_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly milliseconds: number;
}

/** One virtual person's browser: its own cookies, and its own address as a trusted proxy on this machine forwards it. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #server: URL;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(server: URL, publicUrl: URL, address: string) {
    this.#server = server;
    this.#headers = {
      host: publicUrl.host,
      origin: publicUrl.origin,
      "x-forwarded-for": address,
      "x-forwarded-proto": publicUrl.protocol.slice(0, -1),
      "x-forwarded-host": publicUrl.host,
    };
  }

  /** Rejects when there is no answer at all. */
  ask(method: string, path: string, content?: object): Promise<Answer> {
    const body = content === undefined ? undefined : JSON.stringify(content);
    const headers: Record<string, string | number> = {
      ...this.#headers,
      accept: "application/json, text/html",
    };
    if (this.#cookies.size > 0)
      headers["cookie"] = [...this.#cookies].map((pair) => pair.join("=")).join("; ");
    if (method !== "GET") headers["idempotency-key"] = randomUUID();
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-length"] = Buffer.byteLength(body);
    }
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.#server),
        { method, headers, agent, timeout: patience },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            this.#keep(answer.headers["set-cookie"] ?? []);
            const milliseconds = performance.now() - begun;
            resolve({
              status: answer.statusCode ?? 0,
              body: parsed(Buffer.concat(chunks).toString()),
              milliseconds,
            });
          });
        },
      );
      sent.on("timeout", () => sent.destroy(new Error("no answer within 30 seconds")));
      sent.on("error", reject);
      sent.end(body);
    });
  }

  #keep(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
