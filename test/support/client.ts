import { randomUUID } from "node:crypto";
import type { AccountView, MeView } from "#contract/account.ts";
import { type CastName, cast } from "./cast.ts";

// Tests look into answers of every shape; each names the shape it expects.
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; the text itself when it is none; undefined when there is no body. */
  readonly body: Body;
}

export interface Asking {
  readonly headers?: Readonly<Record<string, string>>;
  /** The Idempotency-Key: a new one for each write unless given; null for none. */
  readonly key?: string | null;
}

/** A browser of its own: keeps cookies and sends the app's Origin. Paths begin below /api/v1, or at the root with `//`. */
export class Client {
  readonly cookies = new Map<string, string>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  get<B = Record<string, unknown>>(path: string, asking?: Asking): Promise<Answer<B>> {
    return this.send<B>("GET", path, undefined, asking);
  }

  post<B = Record<string, unknown>>(path: string, body?: unknown, asking?: Asking): Promise<Answer<B>> {
    return this.send<B>("POST", path, body, asking);
  }

  patch<B = Record<string, unknown>>(path: string, body?: unknown, asking?: Asking): Promise<Answer<B>> {
    return this.send<B>("PATCH", path, body, asking);
  }

  delete<B = Record<string, unknown>>(path: string, asking?: Asking): Promise<Answer<B>> {
    return this.send<B>("DELETE", path, undefined, asking);
  }

  async send<B>(method: string, path: string, body?: unknown, asking: Asking = {}): Promise<Answer<B>> {
    const headers = new Headers(this.#headersFor(method, path, body !== undefined, asking.key));
    for (const [name, value] of Object.entries(asking.headers ?? {})) {
      if (value === "") headers.delete(name);
      else headers.set(name, value);
    }
    const response = await fetch(this.#url + (path.startsWith("//") ? path.slice(1) : `/api/v1${path}`), {
      method,
      headers,
      redirect: "manual",
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const text = await response.text();
    // The caller names the shape; a test that names a wrong one fails at its first look.
    return { status: response.status, headers: response.headers, body: parsed(text) as B };
  }

  /** Becomes a guest. */
  async guest(timeZone = "Europe/Berlin"): Promise<AccountView> {
    return accountOf(await this.post<MeView>("/session/guest", { timeZone }));
  }

  /** Signs up, or claims what the guest in this browser has. */
  async signUp(name: CastName): Promise<AccountView> {
    return accountOf(await this.post<MeView>("/accounts", { ...cast[name], timeZone: "Europe/Berlin" }));
  }

  #headersFor(method: string, path: string, hasBody: boolean, key: string | null | undefined) {
    const accept = path.startsWith("//") ? "text/html,*/*" : "application/json";
    const headers: Record<string, string> = { accept };
    if (hasBody) headers["content-type"] = "application/json";
    if (method !== "GET" && method !== "HEAD") {
      headers["origin"] = new URL(this.#url).origin;
      if (key !== null) headers["idempotency-key"] = key ?? randomUUID();
    }
    if (this.cookies.size > 0) {
      headers["cookie"] = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    }
    return headers;
  }

  #keep(cookie: string): void {
    const [pair = "", ...attributes] = cookie.split("; ");
    const [name = "", value = ""] = pair.split("=");
    const gone = attributes.some((one) => /^max-age=0$/iu.test(one) || /^expires=.* 1970 /iu.test(one));
    if (gone || value === "") this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function accountOf({ status, body }: Answer<MeView>): AccountView {
  if (status !== 201) throw new Error(`Nobody came in: ${status} ${JSON.stringify(body)}`);
  return body.account;
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
