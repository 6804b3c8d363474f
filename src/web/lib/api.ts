import { problemOf, unreachable } from "./api-problem.ts";
import { basePath } from "./base-path.ts";
import { learnServerClock } from "./server-clock.ts";

export type QueryValues = Record<string, string | number | undefined>;

const answerWithinMs = 20_000;

/** Where an endpoint lives, for links that the browser follows itself. */
export function apiUrl(path: string, query: QueryValues = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${basePath}api/v1${path}${search ? `?${search}` : ""}`;
}

/** Reads from the API. Throws ApiProblem. The answer's shape is the contract's; the server parsed it on its way out. */
export async function read<View>(path: string, query?: QueryValues, signal?: AbortSignal): Promise<View> {
  return send<View>(apiUrl(path, query), { method: "GET" }, signal);
}

/** Writes to the API; sent again with the same `key`, it happens once only. Throws ApiProblem. */
export async function write<View>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  key: string,
  body?: object,
): Promise<View> {
  const headers: Record<string, string> = { "idempotency-key": key };
  if (body !== undefined) headers["content-type"] = "application/json";
  return send<View>(apiUrl(path), { method, headers, body: body && JSON.stringify(body) });
}

/** Sends files; these may take as long as they need. Throws ApiProblem. */
export async function upload<View>(path: string, key: string, form: FormData): Promise<View> {
  const request = { method: "POST", headers: { "idempotency-key": key }, body: form };
  return send<View>(apiUrl(path), request, new AbortController().signal);
}

async function send<View>(url: string, request: RequestInit, signal?: AbortSignal): Promise<View> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...request,
      credentials: "same-origin",
      signal: signal ?? AbortSignal.timeout(answerWithinMs),
    });
  } catch (error) {
    // A read that nobody waits for any more is not a problem to report.
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  learnServerClock(response.headers.get("date"), Date.now());
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as View; // Only asked for where View is void.
  const answer: unknown = await response.json().catch(() => {
    throw unreachable();
  });
  return answer as View; // The contract's shape: the server names and checks every field it sends.
}
